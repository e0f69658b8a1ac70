import { builtinModules } from 'node:module';
import { posix } from 'node:path';

/** What whoever is above it knows of the lab: text, how bytes are read, and what can happen. */
const GROUND = ['lab/text', 'lab/wire', 'lab/facts'];
/** A user's mistakes in words, and where the program lies. */
const BASE = ['src/errors.ts', 'src/file-faults.ts', 'src/machine-faults.ts', 'src/root.ts'];
/** What is made of a session before anybody sees it. */
const MADE = ['src/explain', 'src/reading', 'src/views', 'src/session'];
/** What those who show a session know. */
const BELOW = [...GROUND, ...BASE, ...MADE];
/** What stands side by side on top of it. */
const BESIDE = [
  'src/script',
  'src/stage',
  'src/export',
  'src/class',
  'src/link',
  'src/doctor',
  'src/terminal',
  'src/sources',
];

/**
 * The floors from the ground up, and what each knows beside itself, types too: folders with all that is in
 * them, or single files. What is not named is forbidden, and a file that stands on no floor may not be.
 */
export const FLOORS: Readonly<Record<string, readonly string[]>> = {
  'lab/text': [],
  'lab/wire': ['lab/text'],
  'lab/facts': ['lab/text', 'lab/wire'],
  lab: GROUND,
  'src/errors.ts': ['lab/text'],
  'src/file-faults.ts': ['lab/text', 'src/errors.ts'],
  'src/machine-faults.ts': ['src/errors.ts'],
  'src/root.ts': [],
  'src/ending.ts': ['lab/text', ...BASE],
  'src/terminal': [],
  // Other ways to a session than a run of the lab: files captured elsewhere.
  'src/sources': GROUND,
  'src/explain': GROUND,
  'src/reading': [...GROUND, 'src/explain'],
  'src/views': [...GROUND, 'src/explain', 'src/reading'],
  'src/session': [...GROUND, ...BASE],
  // The script alone asks the lab, through its public face.
  'src/script': [...BELOW, 'lab/lab.ts', 'lab/settings.ts'],
  'src/link': ['lab/text', ...BASE],
  // What a machine has, the lab finds out, in the way in which it will use it.
  'src/doctor': ['lab/text', 'lab/machine.ts', 'lab/network.ts', 'lab/programs', ...BASE, 'src/terminal'],
  'src/stage': [...BELOW, 'src/terminal'],
  'src/export': BELOW,
  // A class's pages are made of the same components as the page of an export.
  'src/class': [...BELOW, 'src/export/html'],
  // Hand-outs are runs of scenarios and captures of them, read as any; the lab's public face says what a seed plants.
  'src/teaching': [...BELOW, 'src/script', 'src/export', 'src/sources', 'lab/planted.ts', 'lab/settings.ts'],
  'src/commands': [...BELOW, ...BESIDE, 'src/teaching', 'src/ending.ts'],
  'src/cli': [...BASE, 'src/export/format-ids.ts', 'src/commands'],
  'src/cli.ts': ['lab/text', ...BASE, 'src/ending.ts', 'src/commands', 'src/cli'],
  'src/main.ts': ['src/ending.ts', 'src/cli.ts'],
  tools: ['lab', 'src'],
  bench: ['lab', 'src', 'tools'],
};

/** The floors that are pure, and all of Node that these may use. */
const PURE = [...GROUND, 'src/sources', 'src/explain', 'src/reading', 'src/views'];
const PURE_MODULES = ['node:buffer', 'node:crypto', 'node:zlib'];

/** Packages that one folder keeps for itself; the bench measures beside any. */
const KEPT: Readonly<Record<string, string>> = { 'http-mitm-proxy': 'lab/attacker' };

/** Files that compute the name of a module, and why. */
const COMPUTED: Readonly<Record<string, string>> = {
  'bench/proxies/relay.ts': 'mockttp is no dependency: it lies where `make bench` put it',
  'tools/support/stage-terminal.ts': "the colours are those of Ink's own chalk, wherever that lies",
};

/** The floor that a file stands on: the longest entry of the table that leads to it. */
export function floorOf(path: string): string | undefined {
  return Object.keys(FLOORS)
    .filter((floor) => lies(path, floor))
    .toSorted((a, b) => b.length - a.length)[0];
}

/** What is wrong with an import of `specifier` in the file at `from`, where `files` are all there are; `undefined` where nothing is. */
export function importFault(
  from: string,
  specifier: string | undefined,
  files: ReadonlySet<string>,
): string | undefined {
  const floor = floorOf(from);
  if (floor === undefined) return 'the file stands on no floor';
  if (specifier === undefined) return from in COMPUTED ? undefined : 'a computed name hides what is imported';
  if (specifier.startsWith('.')) {
    const to = posix.join(posix.dirname(from), specifier);
    if (!files.has(to)) return `${to} is no file of lab, src, tools or bench`;
    const allowed = floorOf(to) === floor || FLOORS[floor]?.some((known) => lies(to, known));
    return allowed ? undefined : `${floor} does not know ${to}`;
  }
  if (isBuiltin(specifier)) return builtinFault(floor, specifier);
  if (/^[#/]|:/.test(specifier)) return `${specifier} is neither a file nor a package`;
  const keeper = KEPT[packageOf(specifier)];
  return keeper === undefined || lies(from, keeper) || floor === 'bench'
    ? undefined
    : `${specifier} is for ${keeper} alone`;
}

function lies(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function isBuiltin(specifier: string): boolean {
  return specifier.startsWith('node:') || builtinModules.includes(specifier);
}

function builtinFault(floor: string, specifier: string): string | undefined {
  if (!specifier.startsWith('node:')) return `${specifier} is called node:${specifier}`;
  if (PURE.includes(floor) && !PURE_MODULES.includes(specifier)) return `${floor} is pure: no ${specifier}`;
  if (specifier === 'node:module' && /^(lab|src)/.test(floor)) return 'what node:module loads, nobody sees';
  return undefined;
}

/** The package of a specifier: `@hono/node-server/x` belongs to `@hono/node-server`. */
export function packageOf(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
