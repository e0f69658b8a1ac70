import type { NamedAttack } from './attack.ts';

/** Refuses connections to the bank's port 443, and reads what is in clear: what comes over http for want of https, he has. */
export const block443 = {
  word: 'block-443',
  meaning: 'lets nobody reach port 443',
  tls: 'tunnel',
  blocks: [443],
} as const satisfies NamedAttack;
