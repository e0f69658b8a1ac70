import type { FactLog } from '../../lab/facts/fact-log.ts';
import { tellsSomething } from '../views/stage/fact-words.ts';

/** Facts that are looked through at most for one that shows something. */
const FARTHEST = 4_096;

/** The point from which the fact before the head is one that shows something: the next such on (1) or back (-1) from `point`. */
export function pointByFact(log: FactLog, point: number, by: 1 | -1): number {
  const farthest = by === 1 ? Math.min(log.length, point + FARTHEST) : Math.max(0, point - FARTHEST);
  for (let at = point + by; by === 1 ? at < farthest : at > farthest; at += by) {
    const type = log.typeAt(at - 1);
    if (type !== undefined && tellsSomething(type)) return at;
  }
  return farthest;
}
