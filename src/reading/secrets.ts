import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { indexOf, NO_BYTES } from '../../lab/wire/bytes.ts';
import { HTTP_LIMITS } from '../../lab/wire/http/message.ts';
import { readStreams } from './lane.ts';
import type { Unit } from './protocol.ts';
import { waysOf, type Way } from './secret-ways.ts';

/** Bounds of a search. */
export const SEARCH_LIMITS = {
  /** Findings that are given. */
  findings: 1_000,
  /** Bytes of decoded bodies that are searched, all together. */
  decoded: 64 * 1024 * 1024,
} as const;

/** Bytes of one direction of a connection; `offset` is where the first stands there, ordinarily 0. */
export interface Searchable {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset?: number;
  readonly bytes: Uint8Array;
}

/** A place where the secret stands. */
export interface Finding {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  /** In bytes: in the stream, or where `within` is set, in the body's decoded content. */
  readonly offset: number;
  readonly length: number;
  /** The disguise, in plain words: `as it is`, `base64`. */
  readonly way: string;
  /** What had to be decoded first: `body of response 2, chunked, gzip`; messages count from 1 in their stream. */
  readonly within?: string;
}

/** What a search found, and how far it looked. */
export interface SearchResult {
  readonly findings: readonly Finding[];
  /** True where there were more findings than are given. */
  readonly truncated: boolean;
  /** Bytes captured and searched, each counted once however many ways it was searched. */
  readonly searchedBytes: number;
  /** How many different ways were tried, and the labels of those left out because the secret is too short for them. */
  readonly ways: number;
  readonly skipped: readonly string[];
  /** Bodies and messages whose decoded content could be searched only in part or not at all. Their bytes on the wire were. */
  readonly undecoded: number;
}

/**
 * Looks for the secret in every usual disguise, in the bytes as captured and in what units carry otherwise: HTTP
 * bodies that are chunked or coded, fields of HTTP/2, masked messages. `units` is what the streams carry, where that has been read already. What stands in one
 * place is found once. Throws `RangeError` where the secret is empty.
 */
export function searchSecret(
  streams: Iterable<Searchable>,
  secret: string,
  units?: readonly Unit[],
): SearchResult {
  if (secret === '') throw new RangeError('An empty secret stands everywhere: there is nothing to look for.');
  const { ways, skipped } = waysOf(secret);
  const patterns = longestFirst(ways);
  const all = [...streams];
  const messages = Map.groupBy(
    units ?? readStreams(all),
    ({ connection, direction }) => `${connection} ${direction}`,
  );
  const found: Finding[] = [];
  let searchedBytes = 0;
  let undecoded = 0;
  let budget: number = SEARCH_LIMITS.decoded;

  for (const { connection, direction, offset = 0, bytes } of all) {
    searchedBytes += bytes.length;
    for (const hit of hitsOf(bytes, patterns)) {
      if (found.length <= SEARCH_LIMITS.findings)
        found.push({ connection, direction, ...hit, offset: offset + hit.offset });
    }
    const numbers = new Map<string, number>();
    for (const unit of messages.get(`${connection} ${direction}`) ?? []) {
      const number = (numbers.get(unit.noun) ?? 0) + 1;
      numbers.set(unit.noun, number);
      if (unit.offset < offset || unit.offset >= offset + bytes.length) continue;
      const limit = Math.min(Math.max(0, budget), HTTP_LIMITS.decoded);
      for (const carried of unit.carried?.({ offset, bytes }, limit) ?? []) {
        if (carried.bytes === undefined || carried.truncated) undecoded += 1;
        // What was cut has cost its whole bound, however little came out of it.
        budget -= carried.truncated ? limit : (carried.bytes?.length ?? 0);
        for (const hit of hitsOf(carried.bytes ?? NO_BYTES, patterns)) {
          if (found.length > SEARCH_LIMITS.findings) break;
          const place = carried.place(hit.offset, hit.length);
          if (place === undefined)
            found.push({ connection, direction, ...hit, within: carried.name(number) });
          else if (place.how !== undefined)
            found.push({ connection, direction, ...place.span, way: `${hit.way}, ${place.how}` });
        }
      }
    }
  }
  const findings = found.slice(0, SEARCH_LIMITS.findings);
  const truncated = found.length > findings.length;
  return { findings, truncated, searchedBytes, ways: ways.length, skipped, undecoded };
}

interface Hit {
  readonly offset: number;
  readonly length: number;
  readonly way: string;
}

/** Where the ways' patterns stand, in order; of those that overlap, the longest, which tells the most. */
function hitsOf(bytes: Uint8Array, patterns: readonly Pattern[]): Hit[] {
  const hits: Hit[] = [];
  for (const { label, pattern } of patterns) {
    let offset = indexOf(bytes, pattern);
    while (offset !== -1 && hits.length <= SEARCH_LIMITS.findings) {
      const hit = { offset, length: pattern.length, way: label };
      if (!hits.some((other) => overlap(other, hit))) hits.push(hit);
      offset = indexOf(bytes, pattern, offset + pattern.length);
    }
  }
  return hits.toSorted((a, b) => a.offset - b.offset);
}

interface Pattern {
  readonly label: string;
  readonly pattern: Uint8Array;
}

const longestFirst = (ways: readonly Way[]): Pattern[] =>
  ways
    .flatMap(({ label, patterns }) => patterns.map((pattern) => ({ label, pattern })))
    .toSorted((a, b) => b.pattern.length - a.pattern.length);

const overlap = (a: Hit, b: Hit): boolean => a.offset < b.offset + b.length && b.offset < a.offset + a.length;
