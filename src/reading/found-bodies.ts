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

/** What JSON is made of: texts, signs, and words and numbers. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/** The texts and numbers in JSON by their keys, as they are written and in their order, each with its place. RFC 8259. */
function objectFields(body: Uint8Array): FoundValue[] {
  try {
    JSON.parse(viewOf(body).toString('utf8'));
  } catch {
    return [];
  }
  const found: FoundValue[] = [];
  /** The objects and lists around, from the outermost, each with its own name; and the name of the value that comes next. */
  const around: { readonly name: string; readonly object: boolean }[] = [];
  let name = '';
  let key = false;
  for (const { 0: token, index } of latin1(body).matchAll(TOKEN)) {
    const within = around.at(-1);
    if (token === '{' || token === '[') {
      key = token === '{';
      around.push({ name, object: key });
    } else if (token === '}' || token === ']') around.pop();
    else if (token === ',') {
      key = within?.object === true;
      name = within?.name ?? '';
    } else if (token === ':') key = false;
    else if (key) {
      const own = textOf(token);
      name = within === undefined || within.name === '' ? own : `${within.name}.${own}`;
    } else if (name !== '' && around.length <= LIMITS.depth) {
      if (found.length >= LIMITS.fields) break;
      const quoted = token.startsWith('"');
      const value = quoted ? textOf(token) : token;
      const place = { offset: index + Number(quoted), length: token.length - 2 * Number(quoted) };
      if (value !== '' && (quoted || /^[-\d]/.test(token))) found.push({ name, value, place });
    }
  }
  return found;
}

/** What a text of JSON says, given as one character a byte. */
function textOf(token: string): string {
  return String(JSON.parse(utf8(token)));
}
