import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import test from 'ava';
import { httpFields } from '../../src/explain/http/message-fields.ts';
import { SOURCES, TOPICS } from '../../src/explain/sources/sources.ts';
import { dissectTls } from '../../src/explain/tls/dissect.ts';
import { decodeHttp } from '../../lab/wire/http/parser.ts';
import { loadAll } from '../../tools/support/recordings.ts';
import { allFields as httpAll, bytes, LOGIN, SEE_OTHER } from '../helpers/captured.ts';
import { allFields } from './tls/trees.ts';

/** Headings of the documents as their tables of contents have them, by document and section. */
const HEADINGS = new Map(
  readFileSync(path.resolve('test/fixtures/rfc-headings.tsv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t'))
    .map(([document, section, heading = '']) => [`${document} §${section}`, heading] as const),
);

/** The files of src/explain but for the table of sources. */
function explanations(): { readonly file: string; readonly source: string }[] {
  const root = path.resolve('src/explain');
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.startsWith('sources'))
    .map((file) => ({ file, source: readFileSync(path.join(root, file), 'utf8') }));
}

test('every section cited is there and has the heading that the table gives it', (t) => {
  for (const [topic, cited] of Object.entries(TOPICS)) {
    t.true(cited.length > 0, topic);
    for (const place of cited) {
      if (typeof place === 'string') {
        t.notRegex(place, /^RFC \d+ §/, `${topic}: a section of an RFC is cited with its heading`);
        continue;
      }
      const heading = HEADINGS.get(`${place.document} §${place.section}`) ?? '(no such section)';
      t.true(place.heading.length > 2, topic);
      t.true(
        heading.includes(place.heading),
        `${topic}: ${place.section} of ${place.document} is ${heading}`,
      );
    }
  }
});

test('every document that RFC 9846 replaced is cited for TLS 1.2 alone, and RFC 8446 nowhere', (t) => {
  for (const { file, source } of explanations()) t.notRegex(source, /8446/, file);
  for (const source of Object.values(SOURCES)) t.notRegex(source, /8446/);
  t.is(SOURCES.clientHello, 'RFC 9846 §4.2.2');
  t.is(SOURCES.changeCipherSpec, 'RFC 5246 §7.1');
  t.is(SOURCES.chunkedBody, 'RFC 9112 §6, §7.1');
});

test('every topic is used, and nothing is cited past the table', (t) => {
  const files = explanations();
  const all = files.map(({ source }) => source).join('\n');
  const unused = Object.keys(TOPICS).filter((topic) => !new RegExp(`SOURCES\\.${topic}\\b`).test(all));
  t.deepEqual(unused, []);
  for (const { file, source } of files) {
    t.notRegex(source, /['"](?:RFC \d|draft-|IANA |FIPS |ITU-T )/, file);
  }
});

test('whatever is shown has a source of the table', (t) => {
  const known = new Set<string>(['', ...Object.values(SOURCES)]);
  const shown = [
    ...loadAll().flatMap(({ toBank, toVictim }) => allFields(dissectTls(toBank, toVictim))),
    ...decodeHttp('to-bank', bytes(LOGIN)).messages.flatMap((message) => httpAll(httpFields(message))),
    ...decodeHttp('to-victim', bytes(SEE_OTHER)).messages.flatMap((message) => httpAll(httpFields(message))),
  ];
  t.true(shown.length > 1_000);
  t.deepEqual(
    [...new Set(shown.map(({ source }) => source))].filter((source) => !known.has(source)),
    [],
  );
});
