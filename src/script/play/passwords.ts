import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Scenario } from '../scenario.ts';

/**
 * Alice's password at the bank of each lane in which the scenario writes one out. Of several the last one counts:
 * those before it are the wrong ones that a lesson has her try first. What is typed for another customer of the
 * lane's is theirs, and where the lane itself gives Alice one, that counts.
 */
export function passwordsWritten({
  steps,
  lanes,
}: Pick<Scenario, 'steps' | 'lanes'>): ReadonlyMap<LaneId, string> {
  const passwords = new Map<LaneId, string>();
  for (const step of steps) {
    if (step.kind !== 'submit' || step.form !== 'login') continue;
    const [user, typed] = ['user', 'password'].map(
      (field) => step.fields.findLast(({ name }) => name === field)?.value,
    );
    if (typed?.kind !== 'text' || typed.text === '') continue;
    for (const lane of step.lanes) {
      const customers = lanes.get(lane)?.bank.customers ?? {};
      const others = user?.kind === 'text' && Object.hasOwn(customers, user.text);
      if (!others && !Object.hasOwn(customers, 'alice')) passwords.set(lane, typed.text);
    }
  }
  return passwords;
}
