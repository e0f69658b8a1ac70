import * as z from 'zod/mini';
import { byLikeness } from '../../../../lab/text/nearest.ts';
import { excerpt } from '../../file/words.ts';
import { worded } from '../../file/wording.ts';
import { ATTACK_ACTIONS, ATTACKS_TO_BEGIN } from '../../scenario.ts';
import type { AttackAction } from '../../scenario.ts';
import { triedAttack } from '../tried-settings.ts';
import { BESIDE, stepShape } from './step-format.ts';
import type { StepFormat } from './step-format.ts';

/** All that a step may have the attacker do. */
const ACTIONS = [...ATTACKS_TO_BEGIN, ...ATTACK_ACTIONS] as const;

const AttackShape = stepShape('attack', {
  attack: worded(
    z
      .enum(ACTIONS)
      .check(
        z.describe('What the attacker does now, with what it has read and recorded so far, or from now on.'),
      ),
    { wrong: unknownAction },
  ),
  ...BESIDE,
});

/** `attack`: what the attacker does with what it has. */
export const ATTACK_STEP: StepFormat = {
  kind: 'attack',
  does: 'The attacker uses what it has, or begins another attack. `watch`, `forge`, `strip`, `tamper` and `block-443` mean what they mean in a lane, from this step on: he hangs up on what is open, so that all that comes then meets the new attack, and what the lane’s own attacker `blocks` is open again. `use the stolen cookie` opens the account page with the last cookie that it read. `decrypt the recording` tries the private key of the bank on all TLS recorded so far. `get a certificate` asks the authority for one in the bank’s name and answers it in the bank’s place, which needs `attacker: forge`, and Pebble on this machine.',
  schema: z.pipe(
    AttackShape,
    z.transform(({ attack, ...beside }) => ({ kind: 'attack' as const, ...beside, action: attack })),
  ),
};

/** What is tried for what the attacker does with what it has. */
const TRIED_ACTIONS: readonly (readonly [tried: RegExp, meant: AttackAction])[] = [
  [/cookie|steal|stolen|hijack|session/i, 'use the stolen cookie'],
  [/decrypt|decipher|recording|private key/i, 'decrypt the recording'],
  [/(get|obtain|ask|request|issue).*cert|acme/i, 'get a certificate'],
];

function triedAction(value: string): AttackAction | undefined {
  return TRIED_ACTIONS.find(([tried]) => tried.test(value))?.[1];
}

function unknownAction(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const word =
    ATTACKS_TO_BEGIN.find((each) => value.split(/\s+/).includes(each)) ??
    triedAction(value) ??
    triedAttack(value);
  const [meant = ''] = word === undefined ? byLikeness(value, ACTIONS) : [word];
  return `the attacker cannot "${excerpt(value)}"; did you mean "${meant}"?`;
}
