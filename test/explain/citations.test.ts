import { readFileSync } from 'node:fs';
import test from 'ava';
import { citationsIn, ownTexts } from '../helpers/citations.ts';

/** Sections that the tree's documents have, as their tables of contents have them. */
const SECTIONS = new Set(
  readFileSync('test/fixtures/rfc-headings.tsv', 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t').slice(0, 2).join(' §')),
);

/**
 * What only TLS 1.2 and older versions have, by the documents that RFC 9846 took the place of: these sections are
 * cited still, since no newer document says what they say.
 */
const TLS12_ALONE: Readonly<Record<string, string>> = {
  'RFC 5077': '3.2 3.3 4',
  'RFC 5246':
    '4.7 5 6.2.3 6.2.3.1 6.2.3.2 6.2.3.3 6.3 7.1 7.2.2 7.3 7.4 7.4.1.1 7.4.1.3 7.4.1.4.1 7.4.2 7.4.3 7.4.4 7.4.5 ' +
    '7.4.6 7.4.7 7.4.7.1 7.4.7.2 7.4.8 7.4.9 8.1 E.2 F.1.1.1',
  'RFC 6961': '',
  'RFC 7627': '3 4 5.1',
  'RFC 8422': '5.1.1 5.1.2 5.2 5.4 5.5 5.7',
};

/** Where one of them is named as a whole, and why. */
const NAMED_WHOLE: Readonly<Record<string, readonly string[]>> = {
  // The table of sources, which takes the documents' names and adds the sections.
  'src/explain/sources/tls-topics.ts': ['RFC 5077', 'RFC 5246', 'RFC 6961', 'RFC 7627', 'RFC 8422'],
  // A list of versions, each with its document.
  'lab/wire/tls/names.ts': ['RFC 5246'],
  // These say that it is obsolete.
  'src/explain/tls/server-hello.ts': ['RFC 5246'],
  'scenarios/forward-secrecy.yaml': ['RFC 5246'],
  // What went out of use, and since when.
  'src/explain/tls/client-offers.ts': ['RFC 8422'],
  'src/explain/tls/tls12-key-exchange.ts': ['RFC 8422'],
};

/** These two hold the obsolete numbers themselves. */
const OWN = new Set(['test/explain/citations.test.ts', 'test/explain/sources.test.ts']);

const read = (text: string): string[] =>
  citationsIn(text).map(({ document, section }) => `${document} §${section}`);

const texts = ownTexts().filter(({ file }) => !OWN.has(file));

test('TLS 1.3 is cited by RFC 9846: no file names the document before it', (t) => {
  t.true(texts.length > 400);
  t.deepEqual(
    texts.filter(({ text }) => /\b8446\b/.test(text)).map(({ file }) => file),
    [],
  );
});

test('what RFC 9846 took the place of is cited for what only TLS 1.2 has', (t) => {
  for (const { file, text } of texts)
    for (const { document, section } of citationsIn(text)) {
      const alone = TLS12_ALONE[document];
      if (alone === undefined) continue;
      const known =
        section === '' ? (NAMED_WHOLE[file] ?? []).includes(document) : alone.split(' ').includes(section);
      t.true(known, `${file}: ${document} ${section === '' ? 'as a whole' : `§${section}`}`);
    }
});

test('every section of theirs and of RFC 9846 that a file cites is there', (t) => {
  const documents = new Set(['RFC 9846', ...Object.keys(TLS12_ALONE)]);
  const cited = texts.flatMap(({ file, text }) => citationsIn(text).map((one) => ({ file, ...one })));
  const ours = cited.filter(({ document, section }) => documents.has(document) && section !== '');
  t.true(ours.length > 60);
  for (const { file, document, section } of ours)
    t.true(SECTIONS.has(`${document} §${section}`), `${file}: ${document} §${section}`);
});

test('nothing stands in the lists that nobody cites', (t) => {
  const topics = readFileSync('src/explain/sources/tls-topics.ts', 'utf8');
  const all = new Set(texts.flatMap(({ text }) => read(text)));
  for (const [document, sections] of Object.entries(TLS12_ALONE))
    for (const section of sections.split(' ').filter(Boolean))
      t.true(
        all.has(`${document} §${section}`) || topics.includes(`('${section}'`),
        `${document} §${section}`,
      );
  for (const [file, documents] of Object.entries(NAMED_WHOLE)) {
    const here = citationsIn(texts.find((one) => one.file === file)?.text ?? '');
    for (const whole of documents)
      t.true(
        here.some(({ document, section }) => document === whole && section === ''),
        `${file}: ${whole}`,
      );
  }
});

test('a citation is read in each of its spellings, across lines too', (t) => {
  t.deepEqual(read('RFC 8446 §4.1.2, §B.4 and §5'), ['RFC 8446 §4.1.2', 'RFC 8446 §B.4', 'RFC 8446 §5']);
  t.deepEqual(read('(RFC 5246, sections 8.1 and 6.3; RFC 7627, section 4)'), [
    'RFC 5246 §8.1',
    'RFC 5246 §6.3',
    'RFC 7627 §4',
  ]);
  t.deepEqual(read(' * none (RFC 8446,\n * section 1.2).'), ['RFC 8446 §1.2']);
  t.deepEqual(read('# RFC\n# 8446, section\n# 4.4.2.4'), ['RFC 8446 §4.4.2.4']);
  t.deepEqual(read('RFC 5246, 7.4.3: RFC5246 and RFC-8446'), ['RFC 5246 §7.4.3', 'RFC 5246 §', 'RFC 8446 §']);
  t.deepEqual(read('RFC 5246, RFC 4346, 48 bytes'), ['RFC 5246 §', 'RFC 4346 §']);
});
