import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Scenario } from '../../script/scenario.ts';
import type { TaskValue } from '../../script/tasks.ts';
import { isSameValue } from './judge.ts';
import { handoutSeed, runSeed } from '../seeds.ts';
import type { Owner } from '../seeds.ts';
import { valuesInRun } from '../values.ts';

/** The values of every student that a grading knows of, to tell whose a wrong answer is. */
export class ClassValues {
  readonly #key: Uint8Array;
  readonly #owners = new Map<string, Owner>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Knows of one more student. */
  add(owner: Owner): void {
    const { course, scenario, student } = owner;
    this.#owners.set(JSON.stringify([course, scenario, student]), { course, scenario, student });
  }

  /** The other student in whose hand-out of the same scenario this value stands. */
  ownerOf(own: Owner, scenario: Scenario, what: TaskValue, given: string): string | undefined {
    if (what === 'bank name' || what === 'session cookie') return undefined;
    return this.#others(own).find((other) => {
      const seed = handoutSeed(this.#key, other);
      const lanes: readonly LaneId[] = [...scenario.lanes.keys()];
      return lanes.some((lane) => isSameValue(what, given, valuesInRun(scenario, seed, lane)[what]));
    })?.student;
  }

  /** The other student whose own run has this seed. */
  ownerOfRun(own: Owner, seed: string): string | undefined {
    return this.#others(own).find((other) => runSeed(this.#key, other) === seed)?.student;
  }

  #others({ course, scenario, student }: Owner): readonly Owner[] {
    return [...this.#owners.values()].filter(
      (other) => other.course === course && other.scenario === scenario && other.student !== student,
    );
  }
}
