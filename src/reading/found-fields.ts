import type { ConnectionId, ExchangeRead, HeaderList } from '../../lab/facts/facts.ts';
import { cutText } from '../../lab/text/readable.ts';
import { latin1, NO_BYTES } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { withBodyContent } from '../../lab/wire/http/message.ts';
import type { HttpMessage } from '../../lab/wire/http/message.ts';
import type { Span } from '../../lab/wire/span.ts';
import { contentRead, contentTypeIn } from './body.ts';
import { bodyValues, messageValues, queryValues } from './found-bodies.ts';
import { credentialsIn } from './found-credentials.ts';
import { kindOfName } from './found-value.ts';
import type { FoundKind, FoundValue } from './found-value.ts';
import type { StreamPart, Unit } from './protocol.ts';
import { streamFinder } from './streams.ts';
import type { Stream } from './streams.ts';

/** A value that stands in clear and that the name of its field tells. Hostile text. */
export interface FoundField {
  readonly kind: FoundKind;
  /** The name that the field has: `passwd`, `sid`, `Bearer`. */
  readonly name: string;
  readonly value: string;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  /** Where it stands in its direction's bytes, as it was sent; undefined in what is chunked or coded, and where no bytes were captured. */
  readonly place?: Span;
  /** `form of POST /login`, `Cookie header of GET /`. */
  readonly where: string;
}

/** Fields that are found at most, and characters of a value. */
const FOUND_LIMITS = { fields: 5_000, value: 4_096 } as const;

/** The fields that stand in clear in the messages among units, in their order: addresses, headers, forms. Never throws. */
export function foundFields(units: readonly Unit[], streams: readonly Stream[]): readonly FoundField[] {
  const found: FoundField[] = [];
  const streamOf = streamFinder(streams);
  for (const unit of units) {
    found.push(...foundInUnit(unit, streamOf(unit)));
    if (found.length > FOUND_LIMITS.fields) break;
  }
  return found.slice(0, FOUND_LIMITS.fields);
}

/** What one unit tells, in the stream in which it lies; without one, in its first bytes. Never throws. */
export function foundInUnit(unit: Unit, stream: StreamPart = unit): readonly FoundField[] {
  const { connection, direction } = unit;
  const here = { connection, direction };
  if (unit.told !== undefined)
    return unit.told(stream).map((each) => ({ ...here, where: each.where ?? unit.noun, ...full(each) }));
  const bare = unit.http?.();
  if (bare === undefined) return [];
  return fieldsOf(withBodyContent(bare, stream.offset, stream.bytes)).map((field) => ({ ...here, ...field }));
}

/** The same of exchanges that were read without their bytes. */
export function foundInExchanges(exchanges: readonly ExchangeRead[]): readonly FoundField[] {
  return exchanges
    .flatMap(({ connection, request, response }) => {
      const { method, url } = request;
      const target = targetOf(url);
      const asked = [
        ...queryValues(target, 0).map((each) => named(each, `address of ${method} ${pathOf(target)}`)),
        ...headersIn(request.headers, `${method} ${pathOf(target)}`),
        ...bodyValues(contentTypeIn(request.headers) ?? '', contentRead(request).bytes ?? NO_BYTES).map(
          (each) => named(each, `form of ${method} ${pathOf(target)}`),
        ),
      ].map((each) => withoutPlace({ ...each, connection, direction: 'to-bank' as const }));
      const answer = `answer ${response.status}`;
      const answered = [
        ...headersIn(response.headers, answer),
        ...messageValues(
          'response',
          contentTypeIn(response.headers) ?? '',
          contentRead(response).bytes ?? NO_BYTES,
        ).map((each) => named(each, `content of ${answer}`)),
      ].map((each) => withoutPlace({ ...each, connection, direction: 'to-victim' as const }));
      return [...asked, ...answered];
    })
    .slice(0, FOUND_LIMITS.fields);
}

type Found = Omit<FoundField, 'connection' | 'direction'>;

function full({ kind, name, value, place }: FoundValue): Omit<Found, 'where'> {
  return {
    kind: kind ?? kindOfName(name),
    name,
    value: value.slice(0, FOUND_LIMITS.value),
    ...(place !== undefined && { place }),
  };
}

function named(value: FoundValue, where: string): Found {
  return { ...full(value), where };
}

function withoutPlace({ place: _no, ...field }: FoundField): FoundField {
  return field;
}

function fieldsOf(message: HttpMessage): Found[] {
  const title =
    message.kind === 'request'
      ? `${message.start.method} ${pathOf(message.start.target)}`
      : `answer ${message.start.status}`;
  const headers = message.headers.flatMap(({ name, value, valueSpan }) =>
    credentialsIn(name, value, valueSpan.offset).map((each) => named(each, `${name} header of ${title}`)),
  );
  const { body } = message;
  const type = contentTypeIn(message.headers.map(({ name, value }) => [name, value])) ?? '';
  const [only, ...others] = body.spans;
  const plain = body.codings.length === 0 && only !== undefined && others.length === 0;
  const content = plain ? body.content : (decodeContent(body).bytes ?? NO_BYTES);
  const what = message.kind === 'request' ? 'form' : 'content';
  const form = messageValues(message.kind, type, content).map(({ place, ...each }) =>
    named(
      plain && place !== undefined
        ? { ...each, place: { ...place, offset: only.offset + place.offset } }
        : each,
      `${what} of ${title}`,
    ),
  );
  if (message.kind === 'response') return [...headers, ...form];
  const { start } = message;
  const at = start.offset + start.method.length + 1;
  const query = queryValues(start.target, at).map((each) => named(each, `address of ${title}`));
  return [...query, ...headers, ...form];
}

function headersIn(headers: HeaderList, title: string): Found[] {
  return headers.flatMap(([name, value]) =>
    credentialsIn(name, value, 0).map((each) => named(each, `${name} header of ${title}`)),
  );
}

function targetOf(url: string): string {
  if (!URL.canParse(url)) return latin1(Buffer.from(url));
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Characters of a path in words. */
const PATH = 60;

function pathOf(target: string): string {
  return cutText(target.split('?', 1)[0] ?? '', PATH);
}
