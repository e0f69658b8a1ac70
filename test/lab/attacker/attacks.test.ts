import test from 'ava';

import { ATTACK_WORDS, KNOWN_ATTACKS, attackCalled } from '../../../lab/attacker/attacks.ts';
import type { NamedAttack } from '../../../lab/attacker/attacks/attack.ts';
import type { LabFact } from '../../../lab/facts/facts.ts';
import { LANE_SETTINGS, ORDINARY } from '../../../lab/settings.ts';

const attacks: readonly NamedAttack[] = KNOWN_ATTACKS;

test('Each attack has a word of its own, under which settings know it', (t) => {
  t.is(new Set(ATTACK_WORDS).size, KNOWN_ATTACKS.length);
  t.deepEqual(LANE_SETTINGS.attacker.does.words, ATTACK_WORDS);
  for (const attack of KNOWN_ATTACKS) {
    t.is(attackCalled(attack.word), attack);
    t.true(LANE_SETTINGS.attacker.does.meaning.includes(`${attack.word}: ${attack.meaning}.`));
  }
});

test('The ordinary attacker needs nothing, waits for nothing and touches nothing', (t) => {
  const { word, meaning, ...rest } = attackCalled(ORDINARY.attacker.does);
  t.deepEqual([word, meaning, rest], ['watch', 'records what passes', { tls: 'tunnel' }]);
});

const words = (fits: (attack: NamedAttack) => unknown): string[] =>
  attacks.filter((attack) => fits(attack)).map(({ word }) => word);

test('Only what says so answers where the bank is closed, and only what ends TLS needs an authority', (t) => {
  t.deepEqual(
    words(({ fetches }) => fetches?.('bank.test:80')),
    ['strip'],
  );
  t.is(attackCalled('strip').fetches?.('bank.test:80'), 'bank.test:443');
  t.is(attackCalled('strip').fetches?.('bank.test:443'), undefined);
  t.deepEqual(
    words(({ tls }) => tls === 'end'),
    ['forge'],
  );
});

const filled = (...names: string[]): LabFact => ({
  type: 'form-filled',
  lane: 'test',
  form: 'any',
  fields: names.map((name) => ({ name, type: 'text', value: 'x' })),
});

test('A transfer that the victim fills in is the moment for tampering; another form is not', (t) => {
  const { armedBy } = attackCalled('tamper');
  t.true(armedBy?.(filled('csrf', 'receiver', 'amount')));
  t.false(armedBy?.(filled('user', 'password')));
  t.false(armedBy?.({ type: 'tunnel-opened', lane: 'test', connection: 1, logical: 'bank.test:443' }));
});
