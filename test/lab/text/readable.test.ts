import test from 'ava';
import * as fc from 'fast-check';
import { printable } from '../../../lab/text/printable.ts';
import { cutText, readable } from '../../../lab/text/readable.ts';

test('UTF-8 is shown as it reads, other bytes as their numbers', (t) => {
  t.is(readable(Buffer.from('Café Wi-Fi, 好')), 'Café Wi-Fi, 好');
  t.is(readable(Buffer.from('caf\xe9', 'latin1')), 'caf\\xe9');
  t.is(readable(Uint8Array.of(0x61, 0xc3)), 'a\\xc3', 'a character that breaks off');
});

test('what steers a terminal, turns text around or hides in it is escaped', (t) => {
  t.is(
    readable(Buffer.from('a\u001b[2Jb\u202ec\u200bd\u0085e\u007f')),
    'a\\u001b[2Jb\\u202ec\\u200bd\\u0085e\\u007f',
  );
});

test('a cut is marked and falls between characters', (t) => {
  t.is(cutText('abcdef', 3), 'abc…');
  t.is(cutText('abc', 3), 'abc');
  t.is(cutText('😀😀😀', 3), '😀😀😀');
  t.is(cutText('😀😀😀😀', 3), '😀😀😀…');
  t.is(readable(Buffer.from('x'.repeat(300))).length, 257);
});

test('whatever the bytes, the text is safe for one line of a terminal', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const text = readable(bytes);
      return printable(text) === text && Array.from(text).length <= 4 * 257;
    }),
  );
  t.pass();
});
