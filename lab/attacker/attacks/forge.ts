import type { Attack } from './attack.ts';

/** Answers TLS in the bank's name with a forged leaf, and reads what a victim says who believes it. */
export const forge: Attack = { tls: 'end' };
