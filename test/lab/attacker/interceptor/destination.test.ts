import { assert, property, string } from 'fast-check';
import test from 'ava';

import { parseAuthority } from '../../../../lab/attacker/interceptor/destination.ts';

test('An authority is a plain name with a port, or nothing', (t) => {
  t.is(parseAuthority('Bank.test:443'), 'bank.test:443');
  t.is(parseAuthority('bank.test', 80), 'bank.test:80');
  const nothing = [
    'bank.test',
    '',
    ':80',
    '[::1]:80',
    '[::1',
    'a@bank.test:80',
    'bank.test:80:80',
    'bank.test:0',
    'bank.test:080',
    'bank.test:65536',
    'bank.test:-1',
    'bank.test:8e1',
    'bank.test.:80',
    'bank.test:80 ',
    'bank.test\n:80',
  ];
  for (const authority of nothing) t.is(parseAuthority(authority), undefined, authority);
});

test('Whatever is written, what comes out is a name and a port or undefined', (t) => {
  assert(
    property(string({ unit: 'binary', maxLength: 300 }), (text) => {
      const logical = parseAuthority(text, 80);
      return logical === undefined || /^[a-z0-9.-]+:\d{1,5}$/.test(logical);
    }),
  );
  t.pass();
});
