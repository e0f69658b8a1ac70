import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { UserError } from '../../errors.ts';
import type { Scenario } from '../../script/scenario.ts';
import type { ChoiceTask, Task } from '../../script/tasks.ts';
import { checkClaim } from '../../views/claims/claims.ts';
import { CapturedLane } from '../capture/places.ts';
import type { ValuePlace } from '../capture/places.ts';
import { captureStreams } from '../capture/read-capture.ts';
import { rightValues } from '../values.ts';

/** What is right in one task, as it came out of the run or of its capture. */
export type Expected =
  | { readonly kind: 'value' | 'opened'; readonly value: string }
  | { readonly kind: 'where'; readonly value: string; readonly places: readonly ValuePlace[] }
  | { readonly kind: 'choice'; readonly lanes: readonly LaneId[]; readonly evidence: readonly string[] }
  | { readonly kind: 'session'; readonly seed: string };

/** A capture whose lanes are looked at when they are asked for. */
export class HandedCapture {
  readonly #streams;
  readonly #lanes = new Map<LaneId, CapturedLane>();

  constructor(file: Uint8Array) {
    this.#streams = captureStreams(file);
  }

  lane(id: LaneId): CapturedLane {
    const lane = this.#lanes.get(id) ?? new CapturedLane(this.#streams, id);
    this.#lanes.set(id, lane);
    return lane;
  }
}

/** What is right in every task but choices, by the scenario, the seed and the capture alone. Of a choice nothing is said. */
export function expectedOf(
  task: Exclude<Task, ChoiceTask>,
  scenario: Pick<Scenario, 'steps' | 'lanes'>,
  captured: HandedCapture,
  seeds: { readonly handout: string; readonly run: string },
): Expected {
  if (task.kind === 'session') return { kind: 'session', seed: seeds.run };
  const lane = captured.lane(task.lane);
  const sources = { scenario, seed: seeds.handout, captured: () => lane };
  const value = rightValues(task.what, task.lane, sources)?.[0] ?? '';
  if (task.kind !== 'where') return { kind: task.kind, value };
  return { kind: 'where', value, places: lane.placesOf(value) };
}

/** The lanes for which a choice's claim holds at the end of a run, with the evidence of each lane. */
export function expectedChoice(
  task: ChoiceTask,
  facts: readonly Fact[],
): Expected & { readonly kind: 'choice' } {
  const verdicts = task.lanes.map((lane) => ({ lane, ...checkClaim(task.claim, facts, lane) }));
  return {
    kind: 'choice',
    lanes: verdicts.filter(({ held }) => held).map(({ lane }) => lane),
    evidence: verdicts.map(({ lane, evidence }) => `${lane}: ${evidence.text}`),
  };
}

/** Throws a `UserError` where a run's capture cannot give what a task asks for, which is the scenario's mistake. */
export function refuseUnanswerable(
  scenario: Scenario,
  all: readonly Expected[],
  captured: HandedCapture,
): void {
  for (const [index, task] of (scenario.tasks ?? []).entries()) {
    const expected = all[index];
    const wrong = (message: string): UserError =>
      new UserError(`${scenario.id}, task ${index + 1}: ${message}`);
    if (expected === undefined) continue;
    if ((task.kind === 'value' || task.kind === 'where') && expected.kind !== 'choice') {
      const value = 'value' in expected ? expected.value : '';
      if (captured.lane(task.lane).placesOf(value).length === 0)
        throw wrong(`the ${task.what} stands nowhere in clear in lane ${task.lane} of this run`);
    }
    if (expected.kind === 'where' && task.kind === 'where' && task.give.includes('field'))
      if (expected.places.every(({ fields }) => fields.length === 0))
        throw wrong(`the ${task.what} stands in no field that has a name: leave field out`);
  }
}
