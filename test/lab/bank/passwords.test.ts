import test from 'ava';
import { passwordFor } from '../../../lab/bank/passwords.ts';
import { Seeded } from '../../../lab/seed.ts';

test('a password is two words and a number, and belongs to the seed', (t) => {
  t.regex(passwordFor(new Seeded('1')), /^[a-z]+-[a-z]+-[1-9]\d$/);
  t.is(passwordFor(new Seeded('1')), passwordFor(new Seeded('1')));
});

test('each word comes from a list of 64 or more, without a repeated one', (t) => {
  const passwords = Array.from({ length: 4_000 }, (_, i) => passwordFor(new Seeded(String(i))).split('-'));
  for (const part of [0, 1]) {
    t.true(new Set(passwords.map((words) => words[part])).size >= 64);
  }
  t.is(new Set(passwords.map((words) => words[2])).size, 90);
});
