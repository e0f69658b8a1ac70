import { UserError } from '../errors.ts';

/** How slow and how fast a stage may be, as multiples of its usual pace. */
export const SPEED = { slowest: 0.25, fastest: 16 } as const;

/** A speed as it was typed: a number from slowest to fastest, with or without an `x` behind it. Throws a `UserError`. */
export function speedOf(typed: string): number {
  const speed = /^\d*\.?\d+x?$/.test(typed) ? Number.parseFloat(typed) : Number.NaN;
  if (speed >= SPEED.slowest && speed <= SPEED.fastest) return speed;
  throw new UserError(`--speed takes a number from ${SPEED.slowest} to ${SPEED.fastest}, such as 2`);
}
