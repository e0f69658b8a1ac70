import test from 'ava';

import { compact } from '../../../../lab/attacker/tap/compact.ts';
import { LIMITS } from '../../../../lab/limits.ts';

test('Small pieces are copied, large ones and those that are kept already are not', (t) => {
  const small = Buffer.from('GET / HTTP/1.1');
  const kept = compact(small);
  small.fill(0);
  t.is(String(kept), 'GET / HTTP/1.1');
  t.is(compact(kept), kept);
  const large = Buffer.alloc(64 * 1024);
  t.is(compact(large), large);
  const none = Buffer.alloc(0);
  t.is(compact(none), none);
});

test('Memory that V8 does not count is handed out up to its limit, and what comes then is kept all the same', (t) => {
  const piece = Buffer.alloc(16 * 1024);
  let uncounted = 0;
  let last: Uint8Array = piece;
  for (let index = 0; index < LIMITS.uncountedBytes / piece.length + 8; index += 1) {
    piece.writeUInt32BE(index);
    last = compact(piece);
    if (last.buffer instanceof SharedArrayBuffer) uncounted += last.length;
    if (!Buffer.from(last).equals(piece)) t.fail(`piece ${index} is not what it was`);
  }
  t.true(uncounted <= LIMITS.uncountedBytes);
  t.true(last.buffer instanceof ArrayBuffer);
});
