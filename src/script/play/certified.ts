import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Scenario } from '../scenario.ts';

/** The lanes of a scenario in which somebody asks a certificate authority for a certificate. */
export function lanesCertified({ steps }: Pick<Scenario, 'steps'>): readonly LaneId[] {
  const asking = steps.filter(
    (step) => step.kind === 'obtain' || (step.kind === 'attack' && step.action === 'get a certificate'),
  );
  return [...new Set(asking.flatMap(({ lanes }) => lanes))];
}
