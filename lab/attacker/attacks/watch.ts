import type { NamedAttack } from './attack.ts';

/** Reads what is in clear, passes TLS on untouched, changes nothing. */
export const watch = {
  word: 'watch',
  meaning: 'records what passes',
  tls: 'tunnel',
} as const satisfies NamedAttack;
