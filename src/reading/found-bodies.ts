import { isRecord } from '../../lab/facts/codec.ts';
import { latin1, viewOf } from '../../lab/wire/bytes.ts';
import { formFields } from '../../lab/wire/http/form-fields.ts';
import { kindOfName } from './found-value.ts';
import type { FoundValue } from './found-value.ts';

/** Bytes of a body that are looked through, fields in it, and how deep they may stand in one another. */
const LIMITS = { body: 1024 * 1024, fields: 1_000, depth: 6, part: 64 * 1024 } as const;

/** The fields of a request's body; of an answer's those that are passwords and tokens. Never throws. */
export function messageValues(
  kind: 'request' | 'response',
  mediaType: string,
  body: Uint8Array,
): FoundValue[] {
  const values = bodyValues(mediaType, body);
  if (kind === 'request') return values;
  return values.filter(({ name }) => ['password', 'credentials'].includes(kindOfName(name)));
}

/** The fields of the query in a target; places count from where the target stands, at `at`. Never throws. */
export function queryValues(target: string, at: number): FoundValue[] {
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

/** The fields of a request's body with their names: a form's, a form with files', an object of JSON. Never throws. */
export function bodyValues(mediaType: string, body: Uint8Array): FoundValue[] {
  const bytes = body.subarray(0, LIMITS.body);
  const type = mediaType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/x-www-form-urlencoded')
    return formFields(bytes)
      .filter(({ value }) => value !== '')
      .map(({ name, value, valueSpan }) => ({ name, value, place: valueSpan }));
  if (type === 'multipart/form-data') return parts(mediaType, bytes);
  if (type === 'application/json' || type.endsWith('+json')) return objectFields(bytes);
  return [];
}

/** RFC 7578. Parts that are files, or long, are left out. */
function parts(mediaType: string, body: Uint8Array): FoundValue[] {
  const [, quoted, bare] = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(mediaType) ?? [];
  const boundary = quoted ?? bare;
  if (boundary === undefined) return [];
  const found: FoundValue[] = [];
  const text = latin1(body);
  const mark = `--${boundary}`;
  for (let from = text.indexOf(mark); from !== -1 && found.length < LIMITS.fields;) {
    const next = text.indexOf(`\r\n${mark}`, from + mark.length);
    const head = text.indexOf('\r\n\r\n', from);
    if (next === -1 || head === -1) break;
    const headers = text.slice(from + mark.length, head);
    const name = /\bname="([^"]*)"/i.exec(headers)?.[1];
    const length = next - head - 4;
    if (
      head < next &&
      name !== undefined &&
      !/\bfilename\*?=/i.test(headers) &&
      length > 0 &&
      length < LIMITS.part
    )
      found.push({
        name: utf8(name),
        value: utf8(text.slice(head + 4, next)),
        place: { offset: head + 4, length },
      });
    from = next + 2;
  }
  return found;
}

function utf8(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8');
}

/** The texts and numbers in JSON by their keys; each place is that of the first such text. */
function objectFields(body: Uint8Array): FoundValue[] {
  let value: unknown;
  try {
    value = JSON.parse(viewOf(body).toString('utf8'));
  } catch {
    return [];
  }
  const found: FoundValue[] = [];
  const walk = (at: unknown, name: string, depth: number): void => {
    if (found.length >= LIMITS.fields || depth > LIMITS.depth) return;
    if (typeof at === 'string' || typeof at === 'number') {
      if (name !== '' && at !== '') found.push({ name, value: String(at), ...placeIn(body, at) });
    } else if (Array.isArray(at)) for (const each of at) walk(each, name, depth + 1);
    else if (isRecord(at))
      for (const [key, each] of Object.entries(at))
        walk(each, name === '' ? key : `${name}.${key}`, depth + 1);
  };
  walk(value, '', 0);
  return found;
}

function placeIn(body: Uint8Array, value: string | number): Pick<FoundValue, 'place'> {
  const written = Buffer.from(JSON.stringify(value));
  const offset = viewOf(body).indexOf(written);
  if (offset === -1) return {};
  const quotes = typeof value === 'string' ? 1 : 0;
  return { place: { offset: offset + quotes, length: written.length - 2 * quotes } };
}
