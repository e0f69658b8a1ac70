import { lanesCertified } from '../../src/script/play/certified.ts';
import type { Scenario } from '../../src/script/scenario.ts';
import type { Needed } from './needing.ts';

/** The programs of the machine's own without which a scenario cannot be played. */
export function neededBy(scenario: Pick<Scenario, 'lanes' | 'steps'>): readonly Needed[] {
  const servers = [...scenario.lanes.values()].map(({ bank: { server } }) => server);
  return [
    ...new Set(servers.filter((server) => server !== 'built-in')),
    ...(lanesCertified(scenario).length > 0 ? (['pebble'] as const) : []),
  ];
}
