import type { IncomingMessage } from 'node:http';

import type { HeaderList } from './facts/facts.ts';

/** Node's `rawHeaders`, which stand flat, as pairs of name and value: in their order and as they were spelled. */
export function headerList(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}

/** Whether a request says that a body follows: without these two headers it has none (RFC 9112, section 6.3). */
export function mayHaveBody({ headers }: IncomingMessage): boolean {
  return headers['content-length'] !== undefined || headers['transfer-encoding'] !== undefined;
}
