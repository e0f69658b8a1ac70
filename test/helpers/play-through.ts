import type { LaneId } from '../../lab/facts/facts.ts';
import type { LaneSettings } from '../../lab/settings.ts';
import { AT_ONCE } from '../../src/script/play/pace.ts';
import { play } from '../../src/script/play/player.ts';
import type { Scenario } from '../../src/script/scenario.ts';
import type { ClaimChecked } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';

/** A claim of a run, with the index of its step. */
export type CheckedAt = ClaimChecked & { readonly step: number };

/** Plays a scenario from end to end, with no screen and no waiting; gives the session that came of it. */
export async function playThrough(scenario: Scenario, seed = 'test'): Promise<Session> {
  const session = new Session();
  const running = play({ scenario, session, seed, version: '0.0.0', pace: AT_ONCE });
  try {
    await running.done;
  } finally {
    await running.stop();
  }
  return session;
}

/** The claims of a session in order. */
export function claimsIn(session: Session): readonly CheckedAt[] {
  let step = -1;
  return session.facts.flatMap((fact) => {
    if (fact.type === 'step-started') step = fact.index;
    return fact.type === 'claim-checked' ? [{ ...fact, step }] : [];
  });
}

/** The scenario with these lanes only, under other settings. Its steps keep their places. */
export function withLanes(scenario: Scenario, lanes: ReadonlyMap<LaneId, LaneSettings>): Scenario {
  const steps = scenario.steps.map((step) => ({ ...step, lanes: step.lanes.filter((id) => lanes.has(id)) }));
  return { ...scenario, lanes, steps };
}
