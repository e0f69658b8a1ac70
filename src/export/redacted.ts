import type { ConnectionId, SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Extent } from '../../lab/facts/codec.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { knownFact } from '../../lab/facts/session.ts';
import type { Fact } from '../../lab/facts/session.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Span } from '../../lab/wire/span.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { HTTP_LIMITS, withBodyContent } from '../../lab/wire/http/message.ts';
import { readStreams } from '../reading/lane.ts';
import type { Unit } from '../reading/protocol.ts';
import { reassemble } from '../reading/streams.ts';
import type { Stream } from '../reading/streams.ts';
import { Redactor, starred } from './redacted-bytes.ts';

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
      for (const fact of facts) if (fact.type === 'secret-typed') values.add(fact.value);
      const redactor = new Redactor(values);
      const streams = redactor.empty ? new Map<string, Span[]>() : spansOfStreams(facts, redactor);
      for (const fact of facts) {
        if (fact.type === 'tls-secret-logged') continue;
        if (redactor.empty) yield fact;
        else if (fact.type === 'segment-captured') yield redactedSegment(fact, streams);
        else yield redacted(fact, redactor);
      }
    },
  };
}

const keyOf = ({ connection, direction }: { connection: ConnectionId; direction: Direction }): string =>
  `${connection} ${direction}`;

/** In each direction of each connection, the places that are to be left out, counted in its stream. */
function spansOfStreams(facts: Iterable<Fact>, redactor: Redactor): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  const streams = reassemble(segmentsOf(facts));
  const units = Map.groupBy(readStreams(streams), keyOf);
  for (const stream of streams) {
    const key = keyOf(stream);
    const all = spans.get(key) ?? [];
    const inStream = [
      ...redactor.spans(stream.bytes),
      ...(units.get(key) ?? []).flatMap((unit) => spansOfBody(unit, stream, redactor)),
    ];
    for (const { offset, length } of inStream) all.push({ offset: stream.offset + offset, length });
    spans.set(key, all);
  }
  return spans;
}

function* segmentsOf(facts: Iterable<Fact>): Generator<SegmentCaptured> {
  for (const fact of facts) if (fact.type === 'segment-captured') yield fact;
}

/** A body that reads otherwise than its bytes on the wire do is left out whole where a value stands in it. */
function spansOfBody(unit: Unit, { offset, bytes }: Stream, redactor: Redactor): readonly Span[] {
  const inside = unit.offset >= offset && unit.offset < offset + bytes.length;
  const bare = inside ? unit.http?.() : undefined;
  if (bare === undefined || (bare.body.codings.length === 0 && bare.body.spans.length <= 1)) return [];
  const { body } = withBodyContent(bare, offset, bytes);
  const content = decodeContent(body, HTTP_LIMITS.decoded);
  // What could not be read to its end may hold anything.
  const whole = content.bytes !== undefined && !content.truncated;
  if (whole && !redactor.finds(content.bytes)) return [];
  return body.spans.map((span) => ({ offset: span.offset - offset, length: span.length }));
}

function redactedSegment(fact: Fact & SegmentCaptured, spans: ReadonlyMap<string, readonly Span[]>): Fact {
  const end = fact.offset + fact.bytes.length;
  const here = (spans.get(keyOf(fact)) ?? [])
    .filter(({ offset, length }) => offset < end && offset + length > fact.offset)
    .map(({ offset, length }) => ({ offset: offset - fact.offset, length }));
  return here.length === 0 ? fact : { ...fact, bytes: starred(fact.bytes, here) };
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
