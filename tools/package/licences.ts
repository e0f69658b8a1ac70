import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A package that a bundle holds, and what it says of its licence. */
export interface BundledPackage {
  readonly name: string;
  readonly version: string;
  /** As its package.json says: `MIT`. Where that says nothing, what its text is called. */
  readonly licence: string;
  /** Every text that has to go with it, as its author wrote them. */
  readonly texts: readonly string[];
}

/** A text of fewer characters is but a licence's name. */
const WHOLE = 100;

const FILES = /^(licen[cs]e|copying|notice|copyright|thirdparty)/i;

/** How a licence's name is known from its text, where package.json does not say it. */
const NAMES: readonly (readonly [text: RegExp, name: string])[] = [
  [/Permission is hereby granted, free of charge[^]*WITHOUT WARRANTY OF ANY KIND/i, 'MIT'],
  [/^MIT$/, 'MIT'],
];

/**
 * The packages that a bundle holds, by name and version, from the paths of the files that esbuild put into it. Throws
 * where one says nothing of its licence.
 */
export function bundledPackages(inputs: readonly string[]): readonly BundledPackage[] {
  const folders = inputs.flatMap(
    (path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0] ?? [],
  );
  const packages = [...new Set(folders)].map(readPackage);
  const byName = new Map(packages.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byName].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

function readPackage(folder: string): BundledPackage {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const files = readdirSync(folder).filter((file) => FILES.test(file));
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').trim());
  if (texts.length === 0) texts.push(...licenceInReadme(folder));
  const licence = license ?? NAMES.find(([text]) => texts.some((each) => text.test(each)))?.[1] ?? undefined;
  if (typeof licence !== 'string') throw new Error(`${basename(folder)} says nothing of its licence`);
  if (texts.every((text) => text.length < WHOLE))
    texts.splice(
      0,
      texts.length,
      `Copyright (c) ${authorName(author, name)}. It comes without the text of its licence, ${licence}: see the one of plainsight, with these names.`,
    );
  return { name, version, licence, texts };
}

/** The section of a README that is called so, where there is one. */
function licenceInReadme(folder: string): readonly string[] {
  const file = readdirSync(folder).find((each) => /^readme(\.|$)/i.test(each));
  if (file === undefined) return [];
  const readme = readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n');
  const [, text] = /^(?:#+ *Licen[cs]e|Licen[cs]e\n[-=]+)\s*\n([^]*?)(?=\n#|(?![^]))/im.exec(readme) ?? [];
  return text === undefined ? [] : [text.trim()];
}

function authorName(author: unknown, name: string): string {
  if (typeof author === 'string') return author;
  const named = typeof author === 'object' && author !== null && 'name' in author ? author.name : undefined;
  return typeof named === 'string' ? named : `the authors of ${name}`;
}

/** One text with every licence: a list, then each text once, below the packages that it goes with. */
export function licencesText(packages: readonly BundledPackage[], own: string): string {
  const byText = new Map<string, string[]>();
  for (const { name, version, texts } of packages) {
    const text = texts.join('\n\n').replaceAll('\r\n', '\n');
    byText.set(text, [...(byText.get(text) ?? []), `${name} ${version}`]);
  }
  return [
    'Plainsight is one bundle. This is what it holds, and under which licences.\n',
    ...packages.map(({ name, version, licence }) => `  ${name} ${version}: ${licence}`),
    section(['plainsight'], own.trim()),
    ...[...byText].map(([text, names]) => section(names, text)),
    '',
  ].join('\n');
}

function section(names: readonly string[], text: string): string {
  return `\n${'='.repeat(78)}\n${names.join('\n')}\n${'-'.repeat(78)}\n\n${text}`;
}
