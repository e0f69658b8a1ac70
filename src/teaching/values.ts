import type { LaneId } from '../../lab/facts/facts.ts';
import { plantedValues } from '../../lab/planted.ts';
import type { PlantedValues } from '../../lab/planted.ts';
import { BANK_HOST } from '../../lab/settings.ts';
import { passwordsWritten } from '../script/play/passwords.ts';
import type { Scenario } from '../script/scenario.ts';
import type { TaskValue } from '../script/tasks.ts';
import type { CapturedLane } from './capture/places.ts';

/** What a run of a scenario with this seed has in a lane: Alice's password is the scenario's own, where it writes one out. */
export function valuesInRun(
  scenario: Pick<Scenario, 'steps' | 'lanes'>,
  seed: string,
  lane: LaneId,
): PlantedValues {
  const planted = plantedValues(seed, lane);
  const written = passwordsWritten(scenario).get(lane) ?? scenario.lanes.get(lane)?.bank.customers['alice'];
  return { ...planted, password: written ?? planted.password };
}

/** Where a value may come from: the seed of the run, a lane of its capture, or both. */
export interface ValueSources {
  readonly scenario: Pick<Scenario, 'steps' | 'lanes'>;
  readonly seed: string | undefined;
  /** Asked for where the capture is needed. */
  readonly captured: () => CapturedLane | undefined;
}

/**
 * The values that are right where this one is asked for in a lane: what the seed plants, or what the capture has in clear.
 * Undefined where neither is there to say it.
 */
export function rightValues(
  what: TaskValue,
  lane: LaneId,
  { scenario, seed, captured }: ValueSources,
): readonly string[] | undefined {
  if (what === 'bank name') return [BANK_HOST];
  if (what === 'session cookie') return captured()?.cookies().slice(-1);
  if (seed !== undefined) return [valuesInRun(scenario, seed, lane)[what]];
  return what === 'password' ? captured()?.formValues('password') : undefined;
}
