import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { LaneId } from '../../lab/facts/facts.ts';
import type { Task } from '../script/tasks.ts';

/** Whose hand-out it is: what a student's seed belongs to, beside the class key. */
export interface Owner {
  readonly course: string;
  readonly scenario: string;
  readonly student: string;
}

/** What stands in a hand-out's answers file beside the answers: it says whose it is, and gives nothing away. */
export interface Stamp extends Owner {
  /** SHA-256 of the capture, in hexadecimal digits. */
  readonly capture: string;
  /** Which tasks the scenario had, in short. */
  readonly tasks: string;
  /** The seed of the student's own run; empty where no task asks for one. It is no secret. */
  readonly run: string;
  /** By lane a hash of its receipt, which has too many values to be tried. */
  readonly receipts: Readonly<Record<LaneId, string>>;
  /** By the number of a choice its right lanes under the class key. */
  readonly choices: Readonly<Record<string, string>>;
}

/** The seed of a student's hand-out: the same for the same key, and unknown without it. 64 hexadecimal digits. */
export function handoutSeed(key: Uint8Array, owner: Owner): string {
  return keyed(key, 'hand-out', owner);
}

/** The seed of a student's own run, which the student is told: 16 hexadecimal digits, from which nothing else follows. */
export function runSeed(key: Uint8Array, owner: Owner): string {
  return keyed(key, 'run', owner).slice(0, 16);
}

/** The stamp under the class key: whoever changes a word of it makes another. */
export function stampOf(key: Uint8Array, stamp: Stamp): string {
  const { capture, tasks, run } = stamp;
  return keyed(key, 'stamp', stamp, [
    capture,
    tasks,
    run,
    sortedEntries(stamp.receipts),
    sortedEntries(stamp.choices),
  ]);
}

/** A group's entries in an order that does not depend on how it was written. */
function sortedEntries(texts: Readonly<Record<string, string>>): readonly (readonly string[])[] {
  return Object.entries(texts).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The right lanes of a choice under the class key, so that a teacher needs no other file. */
export function sealedChoice(key: Uint8Array, owner: Owner, task: number, lanes: readonly LaneId[]): string {
  return keyed(key, 'choice', owner, [task, lanes.toSorted()]);
}

/** The lanes of which `sealed` was made; undefined where the key is another. */
export function openedChoice(
  key: Uint8Array,
  owner: Owner,
  task: number,
  { lanes, sealed }: { readonly lanes: readonly LaneId[]; readonly sealed: string },
): readonly LaneId[] | undefined {
  for (let set = 0; set < 2 ** lanes.length; set += 1) {
    const some = lanes.filter((_, index) => (set & (1 << index)) !== 0);
    if (isEqualText(sealedChoice(key, owner, task, some), sealed)) return some;
  }
  return undefined;
}

/** A hash of a receipt, by which a student's own program tells whether it was found. */
export function receiptHash(owner: Owner, lane: LaneId, receipt: string): string {
  const text = JSON.stringify([owner.course, owner.scenario, owner.student, lane, receipt]);
  return createHash('sha256').update(`plainsight receipt\0${text}`).digest('hex');
}

/** Which tasks these are, in 16 hexadecimal digits: others have others. */
export function tasksDigest(tasks: readonly Task[]): string {
  return createHash('sha256').update(JSON.stringify(tasks)).digest('hex').slice(0, 16);
}

/** SHA-256 in hexadecimal digits. */
export function sha256Hex(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Whether two texts are equal, in a time that depends on their lengths alone. */
export function isEqualText(a: string, b: string): boolean {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}

/** HMAC-SHA256 (RFC 2104) over what it is for and whose it is; JSON keeps the parts apart. */
function keyed(
  key: Uint8Array,
  purpose: string,
  { course, scenario, student }: Owner,
  more: readonly unknown[] = [],
): string {
  const text = JSON.stringify(['plainsight 1', purpose, course, scenario, student, ...more]);
  return createHmac('sha256', key).update(text).digest('hex');
}
