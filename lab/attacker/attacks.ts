import type { NamedAttack } from './attacks/attack.ts';
import { block443 } from './attacks/block-443.ts';
import { forge } from './attacks/forge.ts';
import { strip } from './attacks/strip.ts';
import { tamper } from './attacks/tamper.ts';
import { watch } from './attacks/watch.ts';

/** Every attack that a scenario may ask for, in the order in which teachers read of them. The first is the ordinary one. */
export const KNOWN_ATTACKS = [
  watch,
  forge,
  strip,
  tamper,
  block443,
] as const satisfies readonly NamedAttack[];

/** What an attack is called in scenarios. */
export type AttackWord = (typeof KNOWN_ATTACKS)[number]['word'];

/** The words of all attacks, the ordinary one first. */
export const ATTACK_WORDS: readonly [AttackWord, ...AttackWord[]] = [
  KNOWN_ATTACKS[0].word,
  ...KNOWN_ATTACKS.slice(1).map(({ word }) => word),
];

/** The attack of this name. Throws where there is none. */
export function attackCalled(word: AttackWord): NamedAttack {
  const found = KNOWN_ATTACKS.find((attack) => attack.word === word);
  if (found === undefined) throw new Error(`no attack is called ${word}`);
  return found;
}
