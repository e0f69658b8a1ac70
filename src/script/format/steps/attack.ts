import * as z from 'zod/mini';
import { byLikeness } from '../../../../lab/text/nearest.ts';
import { excerpt } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { ATTACK_ACTIONS } from '../../scenario.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

const AttackShape = stepShape('attack', {
  attack: worded(
    z
      .enum(ATTACK_ACTIONS)
      .check(z.describe('What the attacker does now, with what it has read and recorded so far.')),
    { wrong: unknownAction },
  ),
  ...BESIDE,
});

/** `attack`: what the attacker does with what it has. */
export const ATTACK_STEP: StepFormat = {
  kind: 'attack',
  does: 'The attacker uses what it has. `use the stolen cookie` opens the account page with the last cookie that it read. `decrypt the recording` tries the private key of the bank on all TLS recorded so far. `get a certificate` asks the authority for one in the bank’s name and answers it in the bank’s place, which needs `attacker: forge`, and Pebble on this machine.',
  schema: z.pipe(
    AttackShape,
    z.transform(({ attack, ...beside }) => ({ kind: 'attack' as const, ...beside, action: attack })),
  ),
};

function unknownAction(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const [meant = ''] = byLikeness(value, ATTACK_ACTIONS);
  return `the attacker cannot "${excerpt(value)}"; did you mean "${meant}"?`;
}
