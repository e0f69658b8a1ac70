/** A direction in words. */
export const SIDES = {
  'to-bank': 'to the bank',
  'to-victim': 'to the victim',
} as const;
