import test from 'ava';
import * as fc from 'fast-check';
import {
  ESCAPE_KEY,
  INTERRUPT,
  KeyDecoder,
  PASTE,
  PASTE_LENGTH,
} from '../../../src/stage/input/key-decoder.ts';

/** The keys in reads, and those that are left when nothing more comes. */
function keysOf(...reads: readonly string[]): string[] {
  const decoder = new KeyDecoder();
  return [...reads.flatMap((read) => decoder.push(read)), ...decoder.settle()];
}

const paste = (text: string): string => PASTE.start + text + PASTE.end;

/** Keys that a terminal sends, each as it is to be handed on. */
const KEYS = [
  'q',
  ',',
  'é',
  '🏦',
  ' ',
  '\r',
  '\t',
  '\u007f',
  INTERRUPT,
  '\u001b[A',
  '\u001b[1;2D',
  '\u001b[6~',
  '\u001bOA',
  '\u001b[[A',
  '\u001b[2$',
  '\u001bq',
  paste('q'),
  paste(''),
  paste('a\r\nb\u001b[Ac\u0003'),
];

test('every key of a read is a key, behind whatever it stands', (t) => {
  for (const keys of [
    [',', ','],
    ['m', '?'],
    ['q', 'q'],
    ['\u001b[D', '\u001b[D', 'q'],
    ['/', 'a', 'b', '\r'],
    [paste('q'), 'm', paste('xy')],
  ])
    t.deepEqual(keysOf(keys.join('')), keys);
});

test('wherever reads begin and end, the keys are the same', (t) => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...KEYS), { maxLength: 12 }),
      fc.array(fc.nat(40), { maxLength: 8 }),
      (keys, cuts) => {
        const all = Array.from(keys.join(''));
        const places = [0, ...cuts.filter((cut) => cut < all.length), all.length].toSorted((a, b) => a - b);
        const reads = places.slice(1).map((end, index) => all.slice(places[index], end).join(''));
        t.deepEqual(keysOf(...reads), keys);
      },
    ),
  );
});

test('ESC alone is the Escape key once nothing more has come, and so is one before another control key', (t) => {
  t.deepEqual(keysOf('\u001b'), [ESCAPE_KEY]);
  t.deepEqual(keysOf('\u001b\u001b'), [ESCAPE_KEY, ESCAPE_KEY]);
  t.deepEqual(keysOf('\u001b\u001b[A'), [ESCAPE_KEY, '\u001b[A']);
  t.deepEqual(keysOf(`\u001b${INTERRUPT}`), [ESCAPE_KEY, INTERRUPT]);
  t.deepEqual(keysOf('\u001b\r'), [ESCAPE_KEY, '\r']);
});

test('half a sequence is no key, and takes no key behind it along', (t) => {
  t.deepEqual(keysOf('\u001b['), []);
  t.deepEqual(keysOf('\u001b[1;'), []);
  t.deepEqual(keysOf(`\u001b[1;${INTERRUPT}q`), [INTERRUPT, 'q']);
  t.deepEqual(keysOf('\u001b[1;\u001b[A'), ['\u001b[A']);
});

test('a paste that never ends is one in the end, bounded, and its late end is nothing', (t) => {
  const decoder = new KeyDecoder();
  t.deepEqual(decoder.push(PASTE.start), []);
  for (let count = 0; count < 100; count += 1) t.deepEqual(decoder.push('q'.repeat(1_000)), []);
  t.is(decoder.waitsFor, 'paste');
  t.deepEqual(decoder.settle(), [paste('q'.repeat(PASTE_LENGTH))]);
  t.is(decoder.waitsFor, undefined);
  t.deepEqual(decoder.push(`${PASTE.end}m`), ['m']);
});

test('whatever a terminal sends, no key holds more than a paste may, and nothing throws', (t) => {
  const piece = fc.oneof(
    fc.constantFrom(...KEYS, PASTE.start, PASTE.end, '\u001b', '\u001b[', '[', 'O'),
    fc.string({ unit: 'binary' }),
  );
  fc.assert(
    fc.property(fc.array(piece), (reads) =>
      keysOf(...reads).every((key) => key !== '' && key.length <= PASTE_LENGTH + paste('').length),
    ),
  );
  t.pass();
});
