import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { programRoot } from '../../src/root.ts';

/** A document of the RFC series that a text names, with one section of it; `section` is empty where the whole is meant. */
export interface Citation {
  readonly document: string;
  readonly section: string;
}

/** What is written by hand and may cite. The change log tells of what once was, and is left out. */
const PLACES = [
  'lab',
  'src',
  'bench',
  'tools',
  'test',
  'docs',
  'scenarios',
  'README.md',
  'CONTRIBUTING.md',
  'Makefile',
  'build.js',
  'package.json',
];

/** Bytes that were captured or saved, not text. */
const DATA = join('test', 'fixtures');

const NUMBER = '[A-F]?\\.?\\d+(?:\\.\\d+)*';
/** ` §6.1`, `, section 6.1`, `, 6.1`: the first section after a document's number. */
const FIRST = new RegExp(`^(?: §|,? sections? |, (?=${NUMBER}\\.\\d|[A-F]\\.))(${NUMBER})`);
/** `, §7.1`, ` and 7.2`: one more. */
const NEXT = new RegExp(`^(?:,| and|, and) §?(${NUMBER})(?![\\d.]*\\s(?:bytes|of))`);

/** Every citation in a text. One that a line's end cuts in two, in a comment or in prose, is read as one. */
export function citationsIn(text: string): readonly Citation[] {
  const flowing = text.replaceAll(/\s*\n\s*(?:\/\/+|\*(?!\/)|#|>)?\s*/g, ' ');
  return [...flowing.matchAll(/\bRFC[ \u00a0-]?(\d{3,5})\b/g)].flatMap((found) => {
    const document = `RFC ${found[1] ?? ''}`;
    let rest = flowing.slice(found.index + found[0].length);
    const sections: Citation[] = [];
    for (let met = FIRST.exec(rest); met !== null; met = NEXT.exec(rest)) {
      sections.push({ document, section: met[1] ?? '' });
      rest = rest.slice(met[0].length);
    }
    return sections.length > 0 ? sections : [{ document, section: '' }];
  });
}

/** Every text file of the project, with its path from the root. */
export function ownTexts(): readonly { readonly file: string; readonly text: string }[] {
  return PLACES.flatMap((place) => {
    const path = join(programRoot(), place);
    if (!statSync(path).isDirectory()) return [place];
    const inside = readdirSync(path, { recursive: true, encoding: 'utf8' }).map((name) => join(place, name));
    return inside.filter((file) => /\.(?:[cm]?[jt]sx?|md|ya?ml|json)$/.test(file) && !file.startsWith(DATA));
  }).map((file) => ({ file, text: readFileSync(join(programRoot(), file), 'utf8') }));
}
