import type { ConnectionId, SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Extent } from '../../lab/facts/codec.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { knownFact } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { HTTP_LIMITS, withBodyContent } from '../../lab/wire/http/message.ts';
import { readStreams } from '../reading/lane.ts';
import type { Unit } from '../reading/protocol.ts';
import { reassemble } from '../reading/streams.ts';
import type { Stream } from '../reading/streams.ts';
import { Redactor, STAR } from './redacted-bytes.ts';

/** Texts of the lab's own making, whatever a person typed: names and ports, and where a scenario lies. */
const OWN_TEXTS: ReadonlySet<string> = new Set(['logical', 'scenario']);

/** Whether people type values of their own in a session, by its first fact: exports leave those out unless they are told otherwise. */
export function isTyped(facts: Iterable<Fact>): boolean {
  for (const fact of facts) return fact.type === 'session-opened' && fact.typed === true;
  return false;
}

/**
 * A session without what people typed: in all that crossed in clear, in every usual encoding, stand as many `*`, and so
 * in what else the session says of it. Without TLS secrets: nothing that was sealed opens.
 */
export function redactTyped(facts: Iterable<Fact>): Iterable<Fact> {
  return {
    *[Symbol.iterator]() {
      const values = new Set<string>();
      for (const fact of facts) {
        if (fact.type === 'secret-typed') values.add(fact.value);
        // What is said in a chat is a person's own as well.
        if (fact.type === 'chat-said' || fact.type === 'help-desk-heard') values.add(fact.text);
      }
      const redactor = new Redactor(values);
      const patches = redactor.empty ? new Map<string, Patch[]>() : patchesOfStreams(facts, redactor);
      for (const fact of facts) {
        if (fact.type === 'tls-secret-logged') continue;
        if (redactor.empty) yield fact;
        else if (fact.type === 'segment-captured') yield redactedSegment(fact, patches);
        else yield redacted(fact, redactor);
      }
    },
  };
}

const keyOf = ({ connection, direction }: { connection: ConnectionId; direction: Direction }): string =>
  `${connection} ${direction}`;

/** Bytes that stand in place of others: `offset` counts in a direction's stream. */
interface Patch {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** In each direction of each connection, what stands in place of what is left out. */
function patchesOfStreams(facts: Iterable<Fact>, redactor: Redactor): Map<string, Patch[]> {
  const patches = new Map<string, Patch[]>();
  const streams = reassemble(segmentsOf(facts));
  const units = Map.groupBy(readStreams(streams), keyOf);
  for (const stream of streams) {
    const key = keyOf(stream);
    const all = patches.get(key) ?? [];
    patches.set(key, all);
    for (const { offset, length } of redactor.spans(stream.bytes))
      all.push({ offset: stream.offset + offset, bytes: stars(length) });
    for (const unit of units.get(key) ?? []) all.push(...patchesOfUnit(unit, stream, redactor));
  }
  return patches;
}

function* segmentsOf(facts: Iterable<Fact>): Generator<SegmentCaptured> {
  for (const fact of facts) if (fact.type === 'segment-captured') yield fact;
}

/**
 * What a unit carries in other bytes than those of the wire: where a value stands in one place of it, under a mask for
 * example, that place is left out; where it is packed, all of it is.
 */
function patchesOfUnit(unit: Unit, stream: Stream, redactor: Redactor): readonly Patch[] {
  const from = unit.offset - stream.offset;
  if (unit.carried === undefined || from < 0 || from >= stream.bytes.length) return [];
  const carried = unit.carried(stream, HTTP_LIMITS.decoded);
  if (carried === undefined) return [];
  const own = stream.bytes.subarray(from, from + unit.length);
  const whole = carried.bytes !== undefined && !carried.truncated;
  // What could not be read to its end may hold anything.
  if (!whole) return packedAway(unit, own, stream);
  const places = redactor.spans(carried.bytes).map(({ offset, length }) => carried.place(offset, length));
  if (places.some((place) => place === undefined)) return packedAway(unit, own, stream);
  const plain = unit.unmask?.(own);
  return places.flatMap((place) => {
    if (place === undefined) return [];
    const { offset, length } = place.span;
    const bytes = stars(length);
    // Under a mask a star is another byte (RFC 6455, section 5.3).
    for (let index = 0; index < length; index += 1) {
      const at = offset - unit.offset + index;
      const mask = (own[at] ?? 0) ^ (plain?.[at] ?? own[at] ?? 0);
      bytes[index] = STAR ^ mask;
    }
    return [{ offset, bytes }];
  });
}

/** A body whole, where it is known where it stands; else all of the unit. */
function packedAway(unit: Unit, own: Uint8Array, stream: Stream): Patch[] {
  const bare = unit.http?.();
  const spans =
    bare === undefined
      ? [{ offset: unit.offset, length: own.length }]
      : withBodyContent(bare, stream.offset, stream.bytes).body.spans;
  return spans.map(({ offset, length }) => ({ offset, bytes: stars(length) }));
}

function redactedSegment(fact: Fact & SegmentCaptured, patches: ReadonlyMap<string, readonly Patch[]>): Fact {
  const end = fact.offset + fact.bytes.length;
  const here = (patches.get(keyOf(fact)) ?? []).filter(
    ({ offset, bytes }) => offset < end && offset + bytes.length > fact.offset,
  );
  if (here.length === 0) return fact;
  const copy = Uint8Array.from(fact.bytes);
  for (const { offset, bytes } of here) {
    const from = Math.max(offset, fact.offset);
    copy.set(bytes.subarray(from - offset, end - offset), from - fact.offset);
  }
  return { ...fact, bytes: copy };
}

function stars(length: number): Uint8Array {
  return new Uint8Array(length).fill(STAR);
}

/** A fact with nothing of people's own in its texts and bytes. Ids, names and words of a list are the lab's. */
function redacted(fact: Fact, redactor: Redactor): Fact {
  const takes = knownFact(fact)?.codec.takes;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only what stands in its texts and bytes is another
  return (takes === undefined ? fact : redactedAs(takes, fact, redactor)) as Fact;
}

function redactedAs(takes: Extent, value: unknown, redactor: Redactor, key = ''): unknown {
  if (typeof value === 'string') {
    if (takes.of !== 'text' || takes.most <= SESSION_LIMITS.name || OWN_TEXTS.has(key)) return value;
    return key === 'url' ? redactedUrl(value, redactor) : redactor.text(value);
  }
  if (value instanceof Uint8Array) return redactor.bytes(value);
  if (Array.isArray(value)) {
    const item = takes.of === 'list' || takes.of === 'pair' ? takes.item : takes;
    return value.map((each) => redactedAs(item, each, redactor));
  }
  if (typeof value !== 'object' || value === null || takes.of !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => {
      const field = takes.fields[name];
      return [name, field === undefined ? each : redactedAs(field, each, redactor, name)];
    }),
  );
}

/** An address stays one: scheme and host are no value of a person's. */
function redactedUrl(url: string, redactor: Redactor): string {
  const [origin = ''] = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i.exec(url) ?? [];
  return `${origin}${redactor.text(url.slice(origin.length))}`;
}
