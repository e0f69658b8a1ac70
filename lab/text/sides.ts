import type { Direction } from '../wire/direction.ts';

/** A direction in words. */
export const SIDES = {
  'to-bank': 'to the bank',
  'to-victim': 'to the victim',
} as const satisfies Record<Direction, string>;
