import type { ExchangeRead, HeaderList, RequestRead, ResponseRead } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { latin1, NO_BYTES } from '../../lab/wire/bytes.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { withBodyContent } from '../../lab/wire/http/message.ts';
import type { Span } from '../../lab/wire/span.ts';
import { foundFields, foundInExchanges } from '../reading/found-fields.ts';
import type { FoundField } from '../reading/found-fields.ts';
import { readLane } from '../reading/lane.ts';
import type { Unit } from '../reading/protocol.ts';
import { searchSecret } from '../reading/secrets.ts';
import { reassemble } from '../reading/streams.ts';
import type { Stream } from '../reading/streams.ts';
import { isForeign } from '../views/foreign.ts';
import { gathered } from './gathered.ts';

/** What stands in a masked byte's place. */
const MASK = 0x2a;

/** Characters of a value that is looked for everywhere: shorter ones stand in every text. And how many of them. */
const SEARCHED = { least: 4, most: 500 } as const;

/**
 * A session from elsewhere with a `*` in place of each byte of what was read in clear: passwords, cookies, tokens, fields; and without the
 * secrets of TLS, so that nothing sealed opens. Any other session as it is. Throws a UserError where one from elsewhere is too long.
 */
export function maskForeign(facts: Iterable<Fact>): Iterable<Fact> {
  return {
    *[Symbol.iterator]() {
      let first: readonly Fact[] = [];
      for (const fact of facts) {
        first = [fact];
        break;
      }
      yield* isForeign(first)
        ? masked(gathered(facts, 'an export that masks what was read; --with-typed leaves it as it is'))
        : facts;
    },
  };
}

function* masked(facts: readonly Fact[]): Generator<Fact> {
  const streams = reassemble(facts.filter((fact) => fact.type === 'segment-captured'));
  const { units } = readLane(facts);
  const exchanges = facts.filter((fact) => fact.type === 'exchange-read');
  const found = [...foundFields(units, streams), ...foundInExchanges(exchanges)];
  const ranges = rangesOf(found, units, streams);
  const everywhere = valuesIn(found);
  for (const fact of facts) {
    if (fact.type === 'tls-secret-logged') continue;
    if (fact.type === 'segment-captured') {
      const own = ranges.get(keyOf(fact)) ?? [];
      yield { ...fact, bytes: maskedBytes(fact.bytes, fact.offset, own) };
    } else if (fact.type === 'exchange-read') yield { ...fact, ...maskedExchange(fact, everywhere) };
    else yield fact;
  }
}

const keyOf = ({ connection, direction }: Pick<Unit, 'connection' | 'direction'>): string =>
  `${connection} ${direction}`;

/** Values that are looked for wherever they stand, the longest first. */
function valuesIn(found: readonly FoundField[]): readonly string[] {
  const values = found.filter(
    ({ kind, value }) => kind !== 'field' && kind !== 'user' && value.length >= SEARCHED.least,
  );
  return [...new Set(values.map(({ value }) => value))]
    .toSorted((a, b) => b.length - a.length)
    .slice(0, SEARCHED.most);
}

/** Stretches of each direction that are masked, in order. */
function rangesOf(
  found: readonly FoundField[],
  units: readonly Unit[],
  streams: readonly Stream[],
): ReadonlyMap<string, readonly Span[]> {
  const ranges = new Map<string, Span[]>();
  const add = (key: string, span: Span): void => {
    const own = ranges.get(key) ?? [];
    ranges.set(key, own);
    own.push(span);
  };
  for (const field of found) if (field.place !== undefined) add(keyOf(field), field.place);
  const values = valuesIn(found);
  for (const value of values)
    for (const finding of searchSecret(streams, value, units).findings)
      if (finding.within === undefined) add(keyOf(finding), finding);
  const hidden = new Set(found.map(({ value }) => value).filter(({ length }) => length >= SEARCHED.least));
  for (const unit of units)
    if (saysAny(unit, streams, hidden))
      for (const span of unit.http?.().body.spans ?? []) add(keyOf(unit), span);
  return new Map([...ranges].map(([key, spans]) => [key, spans.toSorted((a, b) => a.offset - b.offset)]));
}

/** Whether a body that is chunked or coded holds one of the values: then all of it is masked. */
function saysAny(unit: Unit, streams: readonly Stream[], values: ReadonlySet<string>): boolean {
  const message = unit.http?.();
  if (message === undefined || (message.body.codings.length === 0 && message.body.spans.length < 2))
    return false;
  const stream = streams.find(
    (each) =>
      keyOf(each) === keyOf(unit) &&
      unit.offset >= each.offset &&
      unit.offset < each.offset + each.bytes.length,
  );
  if (stream === undefined) return false;
  const { body } = withBodyContent(message, stream.offset, stream.bytes);
  const text = Buffer.from(decodeContent(body).bytes ?? NO_BYTES).toString('utf8');
  return [...values].some((value) => text.includes(value) || text.includes(encodeURIComponent(value)));
}

function maskedBytes(bytes: Uint8Array, offset: number, ranges: readonly Span[]): Uint8Array {
  let copy: Uint8Array | undefined;
  for (const range of ranges) {
    const from = Math.max(0, range.offset - offset);
    const to = Math.min(bytes.length, range.offset + range.length - offset);
    if (to <= from) continue;
    copy ??= Uint8Array.from(bytes);
    copy.fill(MASK, from, to);
  }
  return copy ?? bytes;
}

/** An exchange with its own values masked, and those that are looked for everywhere. */
function maskedExchange(
  exchange: ExchangeRead,
  everywhere: readonly string[],
): { readonly request: RequestRead; readonly response: ResponseRead } {
  const own = foundInExchanges([exchange]).map(({ value }) => value);
  const spelled = [...new Set([...own, ...everywhere])].flatMap((value) => [
    value,
    encodeURIComponent(value),
    new URLSearchParams([['', value]]).toString().slice(1),
    JSON.stringify(value).slice(1, -1),
  ]);
  const patterns = [...new Set(spelled)].filter(Boolean).toSorted((a, b) => b.length - a.length);
  const text = (said: string): string =>
    patterns.reduce((rest, pattern) => rest.replaceAll(pattern, '*'.repeat(pattern.length)), said);
  const headers = (list: HeaderList): HeaderList => list.map(([name, value]) => [name, text(value)]);
  const bytes = (body: Uint8Array): Uint8Array =>
    Buffer.from(
      patterns.reduce((rest, pattern) => {
        const raw = Buffer.from(pattern).toString('latin1');
        return rest.replaceAll(raw, '*'.repeat(raw.length));
      }, latin1(body)),
      'latin1',
    );
  const { request, response } = exchange;
  return {
    request: {
      ...request,
      url: withoutValues(request.url, text),
      headers: headers(request.headers),
      body: bytes(request.body),
    },
    response: { ...response, headers: headers(response.headers), body: bytes(response.body) },
  };
}

/** In an address only what follows the question mark holds values. */
function withoutValues(url: string, text: (said: string) => string): string {
  const mark = url.indexOf('?');
  return mark === -1 ? url : url.slice(0, mark) + text(url.slice(mark));
}
