import type { Scenario } from '../../src/script/scenario.ts';
import type { Needed } from './needing.ts';

/** The programs of the machine's own without which a scenario cannot be played. */
export function neededBy({ lanes }: Pick<Scenario, 'lanes'>): readonly Needed[] {
  const servers = [...lanes.values()].map(({ bank: { server } }) => server);
  return [...new Set(servers.filter((server) => server !== 'built-in'))];
}
