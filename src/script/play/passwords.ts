import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Scenario } from '../scenario.ts';

/**
 * Alice's password at the bank of each lane in which the scenario writes one out. Of several the last one counts:
 * those before it are the wrong ones that a lesson has her try first.
 */
export function passwordsWritten({ steps }: Pick<Scenario, 'steps'>): ReadonlyMap<LaneId, string> {
  const passwords = new Map<LaneId, string>();
  for (const step of steps) {
    if (step.kind !== 'submit' || step.form !== 'login') continue;
    const typed = step.fields.findLast(({ name }) => name === 'password')?.value;
    if (typed?.kind !== 'text' || typed.text === '') continue;
    for (const lane of step.lanes) passwords.set(lane, typed.text);
  }
  return passwords;
}
