import * as fc from 'fast-check';
import test from 'ava';

import { conditionOf, filterOf } from '../../../src/views/exchanges/filter.ts';
import type { ExchangeTraits } from '../../../src/views/exchanges/filter.ts';

const LOGIN: ExchangeTraits = {
  method: 'POST',
  path: '/login?next=/account',
  host: 'bank.test',
  status: 303,
  fields: ['csrf', 'user', 'password', 'next'],
  sealed: false,
  from: 'victim',
};
const SEALED: ExchangeTraits = {
  method: '',
  path: '',
  host: 'bank.test',
  status: 0,
  fields: [],
  sealed: true,
  from: 'stranger',
};

for (const [words, login, sealed] of [
  ['', true, true],
  ['post login', true, false],
  ['POST LOGIN', true, false],
  ['get login', false, false],
  ['login', true, false],
  ['log acc', true, false],
  ['status 303', true, false],
  ['status 3xx', true, false],
  ['status 3', true, false],
  ['status 200', false, false],
  ['status', true, true],
  ['field password', true, false],
  ['field pass', true, false],
  ['field receiver', false, false],
  ['host bank', true, true],
  ['host other', false, false],
  ['path account', true, false],
  ['from stranger', false, true],
  ['from vic', true, false],
  ['sealed', false, true],
  ['read', true, false],
  ['sealed from stranger host bank.test', false, true],
] as const)
  test(`“${words}” finds what it says`, (t) => {
    const { matches, fault } = filterOf(words);
    t.deepEqual([matches(LOGIN), matches(SEALED), fault], [login, sealed, '']);
  });

test('A word that cannot mean anything says what it wants, and hides nothing', (t) => {
  t.regex(filterOf('status ok').fault, /status wants a number/);
  t.regex(filterOf('from nobody').fault, /victim, stranger, authority, attacker/);
  t.true(filterOf('post status ok').matches(LOGIN));
  t.is(filterOf('constructor').fault, '');
  t.false(filterOf('__proto__').matches(LOGIN));
});

test('A breakpoint is what a hold can know, and says why it is not', (t) => {
  t.deepEqual(conditionOf(''), { condition: {} });
  t.deepEqual(conditionOf('post transfer field Receiver'), {
    condition: { method: 'POST', path: 'transfer', field: 'Receiver' },
  });
  t.deepEqual(conditionOf('answers path /Login'), { condition: { kind: 'answer', path: '/Login' } });
  for (const words of ['status 303', 'sealed', 'from stranger', 'a b', 'field'])
    t.true('fault' in conditionOf(words), words);
});

test('Any text is a filter and a breakpoint, or has a sentence why not', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.constant('status '.repeat(9_999))), (text) => {
      const { matches, fault } = filterOf(text);
      t.is(typeof matches(LOGIN), 'boolean');
      t.is(typeof fault, 'string');
      const read = conditionOf(text);
      t.true('fault' in read ? read.fault !== '' : typeof read.condition === 'object');
    }),
  );
});
