import type { ConnectionId, ExchangeRead, HeaderList } from '../../lab/facts/facts.ts';
import { latin1, NO_BYTES } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { decodeContent } from '../../lab/wire/http/content.ts';
import { formFields } from '../../lab/wire/http/form-fields.ts';
import { withBodyContent } from '../../lab/wire/http/message.ts';
import type { HttpMessage } from '../../lab/wire/http/message.ts';
import type { Span } from '../../lab/wire/span.ts';
import { bodyValues } from './found-bodies.ts';
import { credentialsIn } from './found-credentials.ts';
import type { FoundKind, FoundValue } from './found-value.ts';
import type { Unit } from './protocol.ts';
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
export const FOUND_LIMITS = { fields: 5_000, value: 4_096 } as const;

const PASSWORD = /pass(?:word|wd|phrase|code)?(?!port|ive|enger|age)|pwd|^pw$|passwort|secret|^pin$/i;
const USER = /^(?:user(?:_?(?:name|id))?|login(?:_?name)?|e-?mail|uname|uid|account|benutzer)$/i;
const TOKEN = /token|api_?-?key|session_?id|^sid$|^jwt$/i;

/** What a field of this name holds. */
export function kindOfName(name: string): FoundKind {
  const last =
    name
      .split(/[.[\]]/)
      .filter(Boolean)
      .at(-1) ?? name;
  if (PASSWORD.test(last)) return 'password';
  if (USER.test(last)) return 'user';
  return TOKEN.test(last) ? 'credentials' : 'field';
}

/** The fields that stand in clear in the messages among units, in their order: addresses, headers, forms. Never throws. */
export function foundFields(units: readonly Unit[], streams: readonly Stream[]): readonly FoundField[] {
  const found: FoundField[] = [];
  const of = Map.groupBy(streams, ({ connection, direction }) => `${connection} ${direction}`);
  for (const unit of units) {
    const { connection, direction } = unit;
    const here = { connection, direction };
    const stream = of
      .get(`${connection} ${direction}`)
      ?.find(({ offset, bytes }) => unit.offset >= offset && unit.offset < offset + bytes.length);
    if (unit.told !== undefined)
      found.push(...unit.told.map((each) => ({ ...here, where: unit.noun, ...full(each) })));
    const bare = unit.http?.();
    if (bare === undefined) continue;
    const message = stream === undefined ? bare : withBodyContent(bare, stream.offset, stream.bytes);
    found.push(...fieldsOf(message).map((field) => ({ ...here, ...field })));
    if (found.length > FOUND_LIMITS.fields) break;
  }
  return found.slice(0, FOUND_LIMITS.fields);
}

/** The same of exchanges that were read without their bytes. */
export function foundInExchanges(exchanges: readonly ExchangeRead[]): readonly FoundField[] {
  return exchanges
    .flatMap(({ connection, request, response }) => {
      const { method, url } = request;
      const target = targetOf(url);
      const asked = [
        ...queryOf(target, 0).map((each) => named(each, `address of ${method} ${pathOf(target)}`)),
        ...headersIn(request.headers, `${method} ${pathOf(target)}`),
        ...bodyValues(mediaTypeOf(request.headers), request.body).map((each) =>
          named(each, `form of ${method} ${pathOf(target)}`),
        ),
      ].map((each) => withoutPlace({ ...each, connection, direction: 'to-bank' as const }));
      const answered = headersIn(response.headers, `answer ${response.status}`).map((each) =>
        withoutPlace({ ...each, connection, direction: 'to-victim' as const }),
      );
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
  if (message.kind === 'response') return headers;
  const { start, body } = message;
  const at = start.offset + start.method.length + 1;
  const query = queryOf(start.target, at).map((each) => named(each, `address of ${title}`));
  const type = message.headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value ?? '';
  const [only, ...others] = body.spans;
  const plain = body.codings.length === 0 && only !== undefined && others.length === 0;
  const content = plain ? body.content : (decodeContent(body).bytes ?? NO_BYTES);
  const form = bodyValues(type, content).map(({ place, ...each }) =>
    named(
      plain && place !== undefined
        ? { ...each, place: { ...place, offset: only.offset + place.offset } }
        : each,
      `form of ${title}`,
    ),
  );
  return [...query, ...headers, ...form];
}

/** Fields of a target's query; places count from where the target stands. */
function queryOf(target: string, at: number): FoundValue[] {
  const mark = target.indexOf('?');
  if (mark === -1) return [];
  const hash = target.indexOf('#', mark);
  const query = target.slice(mark + 1, hash === -1 ? undefined : hash);
  return formFields(Buffer.from(query, 'latin1'))
    .filter(({ value }) => value !== '')
    .map(({ name, value, valueSpan }) => ({
      name,
      value,
      place: { offset: at + mark + 1 + valueSpan.offset, length: valueSpan.length },
    }));
}

function headersIn(headers: HeaderList, title: string): Found[] {
  return headers.flatMap(([name, value]) =>
    credentialsIn(name, value, 0).map((each) => named(each, `${name} header of ${title}`)),
  );
}

function mediaTypeOf(headers: HeaderList): string {
  return headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? '';
}

function targetOf(url: string): string {
  if (!URL.canParse(url)) return latin1(Buffer.from(url));
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** Characters of a path in words. */
const PATH = 60;

function pathOf(target: string): string {
  const path = target.split('?', 1)[0] ?? '';
  return path.length > PATH ? `${path.slice(0, PATH)}…` : path;
}
