import type { Check } from './check.ts';

/** One of the lines of Node that the program was tried with: from this version on, up to the next major one. */
interface NodeLine {
  readonly least: string;
  readonly parts: readonly number[];
}

/** This process's Node, beside package.json's `engines`, `^22.20.0 || ^24.12.0 || ^26.12.0`. */
export function nodeCheck(version: string, engines: string): Check {
  const lines = nodeLines(engines);
  const own = partsOf(version);
  const about = { name: 'node', title: 'Node', details: { version, engines } };
  if (lines.some(({ parts }) => parts[0] === own[0] && !isBefore(own, parts)))
    return { ...about, state: 'ok', found: version };
  const wanted = lines.map(({ least, parts }) => `${least} or newer of the ${parts[0]}s`).join(', or ');
  const todo = `use ${wanted}: nodejs.org has them, and in a checkout make puts one into .toolchain/node_modules/node/bin`;
  if (lines.every(({ parts }) => isBefore(own, parts)))
    return { ...about, state: 'fail', found: `${version} is too old`, todo };
  return { ...about, state: 'note', found: `${version}, which the lessons were not tried with`, todo };
}

function nodeLines(engines: string): readonly NodeLine[] {
  return engines.split('||').map((range) => {
    const least = range.trim().replace(/^\^/, '');
    return { least, parts: partsOf(least) };
  });
}

function partsOf(version: string): readonly number[] {
  return version.split('.').map((part) => Number.parseInt(part, 10));
}

function isBefore(own: readonly number[], least: readonly number[]): boolean {
  const differs = least.findIndex((part, at) => part !== own[at]);
  return differs !== -1 && (own[differs] ?? 0) < (least[differs] ?? 0);
}
