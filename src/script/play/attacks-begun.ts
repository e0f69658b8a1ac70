import { ATTACKS_TO_BEGIN } from '../scenario.ts';
import type { AttackStep, AttackToBegin, Scenario } from '../scenario.ts';

/** Whether what a step has the attacker do is an attack that begins. */
export function beginsAttack(action: AttackStep['action']): action is AttackToBegin {
  return ATTACKS_TO_BEGIN.some((word) => word === action);
}

/** Every attack that begins at a step of a scenario. */
export function attacksBegun({ steps }: Pick<Scenario, 'steps'>): readonly AttackToBegin[] {
  const actions = steps.flatMap((step) => (step.kind === 'attack' ? [step.action] : []));
  return [...new Set(actions.filter(beginsAttack))];
}
