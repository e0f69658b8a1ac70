import test from 'ava';
import * as fc from 'fast-check';

import { readSocksGreeting, readSocksRequest } from '../../../../lab/victim/real/socks-messages.ts';

const bytes = (...all: readonly number[]): Uint8Array => Uint8Array.from(all);

test('a greeting is read when all of it is there', (t) => {
  t.deepEqual(readSocksGreeting(bytes(5, 2, 0, 2)), { kind: 'whole', length: 4, open: true });
  t.deepEqual(readSocksGreeting(bytes(5, 1, 2)), { kind: 'whole', length: 3, open: false });
  t.deepEqual(readSocksGreeting(bytes(5, 2, 0)), { kind: 'more' });
  t.deepEqual(readSocksGreeting(bytes(4, 1)), { kind: 'wrong' });
});

test('a request names a destination in each of three ways', (t) => {
  const name = Buffer.from('bank.test', 'latin1');
  t.like(readSocksRequest(bytes(5, 1, 0, 3, name.length, ...name, 1, 187)), {
    kind: 'whole',
    length: 7 + name.length,
    connects: true,
    host: 'bank.test',
    port: 443,
  });
  t.like(readSocksRequest(bytes(5, 1, 0, 1, 127, 0, 0, 1, 0, 80)), { host: '127.0.0.1', port: 80 });
  t.like(readSocksRequest(bytes(5, 1, 0, 4, ...Array.from({ length: 15 }, () => 0), 1, 0, 80)), {
    host: '[0:0:0:0:0:0:0:1]',
    port: 80,
  });
  t.like(readSocksRequest(bytes(5, 2, 0, 1, 127, 0, 0, 1, 0, 80)), { kind: 'whole', connects: false });
  t.deepEqual(readSocksRequest(bytes(5, 1, 0, 3, 0, 0, 80)), { kind: 'wrong' });
  t.deepEqual(readSocksRequest(bytes(5, 1, 0, 9, 0, 0, 80)), { kind: 'wrong' });
});

test('any bytes are read: a name comes back whole, wherever the message is cut, and nothing throws', (t) => {
  const name = fc.uint8Array({ minLength: 1, maxLength: 255 });
  fc.assert(
    fc.property(name, fc.integer({ min: 0, max: 65_535 }), fc.uint8Array(), (host, port, behind) => {
      const message = bytes(5, 1, 0, 3, host.length, ...host, port >> 8, port & 255);
      const said = readSocksRequest(bytes(...message, ...behind));
      t.like(said, {
        kind: 'whole',
        length: message.length,
        host: Buffer.from(host).toString('latin1'),
        port,
      });
      for (const at of [0, 1, 4, 5, message.length - 1])
        t.is(readSocksRequest(message.subarray(0, at)).kind, 'more');
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (any) => {
      for (const read of [readSocksGreeting, readSocksRequest]) {
        const said = read(any);
        if (said.kind === 'whole') t.true(said.length <= any.length);
      }
    }),
  );
});
