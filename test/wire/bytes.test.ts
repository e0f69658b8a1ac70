import test from 'ava';
import { concat, indexOf } from '../../lab/wire/bytes.ts';

test('a needle is found in a view that begins inside its memory', (t) => {
  const view = new Uint8Array(Buffer.from('xxabcabc')).subarray(2);
  t.is(indexOf(view, Buffer.from('abc')), 0);
  t.is(indexOf(view, Buffer.from('abc'), 1), 3);
  t.is(indexOf(view, Buffer.from('x')), -1);
});

test('pieces are joined, and a single one is not copied', (t) => {
  const piece = Buffer.from('one');
  t.is(concat([piece]), piece);
  t.is(Buffer.from(concat([piece, Buffer.from(' two')])).toString(), 'one two');
  t.is(concat([]).length, 0);
});
