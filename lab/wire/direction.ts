/** Which way bytes travelled on the path. */
export type Direction = 'to-bank' | 'to-victim';
