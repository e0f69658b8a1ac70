import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Scenario } from '../../script/scenario.ts';
import type { TaskValue } from '../../script/tasks.ts';
import { handoutSeed, runSeed } from '../seeds.ts';
import type { Owner } from '../seeds.ts';
import { valuesInRun } from '../values.ts';
import { plainValue } from './judge.ts';

/** Whose each value and each run's seed is: more than one student may have the same balance. */
type OwnersOf = ReadonlyMap<string, readonly string[]>;

/** The values of every student that a grading knows of, to tell whose a wrong answer is. */
export class ClassValues {
  readonly #key: Uint8Array;
  /** The students of each hand-out, by course and scenario. */
  readonly #students = new Map<string, Set<string>>();
  /** Of each of them what is whose, made when it is first asked for. */
  readonly #values = new Map<string, OwnersOf>();
  readonly #runs = new Map<string, OwnersOf>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  /** Knows of one more student. */
  add(owner: Owner): void {
    const handout = handoutOf(owner);
    const students = this.#students.get(handout) ?? new Set();
    this.#students.set(handout, students.add(owner.student));
    this.#values.delete(handout);
    this.#runs.delete(handout);
  }

  /** The other student in whose hand-out of the same scenario this value stands. */
  ownerOf(own: Owner, scenario: Scenario, what: TaskValue, given: string): string | undefined {
    if (what === 'bank name' || what === 'session cookie') return undefined;
    const lanes: readonly LaneId[] = [...scenario.lanes.keys()];
    const owners = this.#made(this.#values, own, (other) => {
      const seed = handoutSeed(this.#key, other);
      return lanes.flatMap((lane) => {
        const values = valuesInRun(scenario, seed, lane);
        return (['password', 'balance', 'receipt'] as const).map((each) => valueKey(each, values[each]));
      });
    });
    return otherIn(owners.get(valueKey(what, given)), own);
  }

  /** The other student whose own run has this seed. */
  ownerOfRun(own: Owner, seed: string): string | undefined {
    const owners = this.#made(this.#runs, own, (other) => [runSeed(this.#key, other)]);
    return otherIn(owners.get(seed), own);
  }

  #made(made: Map<string, OwnersOf>, own: Owner, keysOf: (other: Owner) => readonly string[]): OwnersOf {
    const handout = handoutOf(own);
    const known = made.get(handout);
    if (known !== undefined) return known;
    const owners = new Map<string, string[]>();
    for (const student of this.#students.get(handout) ?? [])
      for (const key of keysOf({ ...own, student })) {
        const all = owners.get(key);
        if (all === undefined) owners.set(key, [student]);
        else all.push(student);
      }
    made.set(handout, owners);
    return owners;
  }
}

function handoutOf({ course, scenario }: Owner): string {
  return JSON.stringify([course, scenario]);
}

function valueKey(what: TaskValue, value: string): string {
  return `${what} ${plainValue(what, value)}`;
}

function otherIn(students: readonly string[] = [], { student }: Owner): string | undefined {
  return students.find((other) => other !== student);
}
