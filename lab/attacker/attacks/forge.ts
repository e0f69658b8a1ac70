import type { NamedAttack } from './attack.ts';

/** Answers TLS in the bank's name with a forged leaf, and reads what a victim says who believes it. */
export const forge = {
  word: 'forge',
  meaning: 'answers TLS with a certificate of its own',
  tls: 'end',
} as const satisfies NamedAttack;
