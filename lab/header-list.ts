import type { HeaderList } from './facts/facts.ts';

/** Node's `rawHeaders`, which stand flat, as pairs of name and value: in their order and as they were spelled. */
export function headerList(raw: readonly string[]): HeaderList {
  const pairs: [string, string][] = [];
  for (let at = 0; at + 1 < raw.length; at += 2) pairs.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return pairs;
}
