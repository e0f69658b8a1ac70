import type { Attack } from './attack.ts';

/** Reads what is in clear, passes TLS on untouched, changes nothing. */
export const watch: Attack = { tls: 'tunnel' };
