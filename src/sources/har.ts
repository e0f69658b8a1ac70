import { isRecord } from '../../lab/facts/codec.ts';
import type { HeaderList } from '../../lab/facts/facts.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { counted } from '../../lab/text/count.ts';
import { NO_BYTES } from '../../lab/wire/bytes.ts';
import { CAPTURE_LANE, sessionOf } from './capture-facts.ts';
import type { CaptureSession, TakeFact } from './capture-facts.ts';
import { SOURCE_LIMITS } from './limits.ts';

/** Said of every HAR. */
const NO_BYTES_CAPTURED =
  'No bytes were captured: a HAR holds requests and answers as a browser wrote them down, and nothing of how they travelled.';

/**
 * Makes a session of the text of a HAR (HTTP Archive 1.2): its exchanges, in the order of their times. Gives a sentence where it is no
 * HAR, and then has said no fact. What does not fit, or is no exchange, is left out and told. Never throws.
 */
export function readHar(text: string, session: CaptureSession, take: TakeFact): string | undefined {
  const log = logOf(text);
  if (typeof log === 'string') return log;
  const all = log.slice(0, SOURCE_LIMITS.exchanges).map(exchangeOf);
  const read = all.filter((each) => each !== undefined).toSorted((a, b) => a.time - b.time);
  const zero = read[0]?.time ?? 0;
  const connections = new Map<string, number>();
  take(sessionOf(session, zero));
  let at = 0;
  for (const { time, connection, request, response } of read) {
    at = Math.max(0, time - zero);
    const number = connections.get(connection) ?? connections.size + 1;
    connections.set(connection, number);
    take({ at, type: 'exchange-read', lane: CAPTURE_LANE, connection: number, request, response });
  }
  const left = log.length - read.length;
  const notices =
    left === 0
      ? []
      : [`${counted(left, 'entry', 'entries')} of the HAR could not be read and were left out.`];
  for (const notice of [NO_BYTES_CAPTURED, ...notices]) take({ at, type: 'capture-noted', text: notice });
  take({ at, type: 'session-closed', held: 0, failed: 0, how: 'finished' });
  return undefined;
}

const BYTE_ORDER_MARK = 0xfeff;

function logOf(text: string): readonly unknown[] | string {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text);
  } catch {
    return 'it begins as JSON, and is none from some place on: it may be cut short';
  }
  const log = isRecord(value) ? value['log'] : undefined;
  const entries = isRecord(log) ? log['entries'] : undefined;
  return Array.isArray(entries) ? entries : 'it is JSON, but no HAR: it has no log with entries';
}

interface HarExchange {
  readonly time: number;
  readonly connection: string;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: HeaderList;
    readonly body: Uint8Array;
  };
  readonly response: { readonly status: number; readonly headers: HeaderList; readonly body: Uint8Array };
}

function exchangeOf(entry: unknown): HarExchange | undefined {
  if (!isRecord(entry) || !isRecord(entry['request'])) return undefined;
  const { request, connection } = entry;
  const response = isRecord(entry['response']) ? entry['response'] : {};
  const method = textOf(request['method']);
  const url = textOf(request['url']);
  if (method === undefined || url === undefined || url === '') return undefined;
  const time = Date.parse(textOf(entry['startedDateTime']) ?? '');
  const status = Number(response['status']);
  const content = isRecord(response['content']) ? response['content'] : {};
  const posted = isRecord(request['postData']) ? request['postData'] : {};
  return {
    time: Number.isNaN(time) ? 0 : time,
    connection:
      typeof connection === 'string' && connection !== '' ? connection : (URL.parse(url)?.host ?? url),
    request: { method, url, headers: headersOf(request['headers']), body: bodyOf(posted) },
    response: {
      status: Number.isInteger(status) && status >= 0 && status <= 999 ? status : 0,
      headers: headersOf(response['headers']),
      body: bodyOf(content),
    },
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, SESSION_LIMITS.text) : undefined;
}

function headersOf(value: unknown): HeaderList {
  if (!Array.isArray(value)) return [];
  return value.slice(0, SESSION_LIMITS.list).flatMap((each: unknown) => {
    const [name, text] = isRecord(each) ? [textOf(each['name']), textOf(each['value'])] : [];
    return name === undefined || text === undefined ? [] : [[name, text] as const];
  });
}

/** The text of a body; where it says only its fields, these as a form sends them. */
function bodyOf(content: Readonly<Record<string, unknown>>): Uint8Array {
  const { text, encoding, params } = content;
  if (typeof text === 'string' && text !== '')
    return Buffer.from(text, encoding === 'base64' ? 'base64' : 'utf8').subarray(0, SESSION_LIMITS.body);
  if (!Array.isArray(params)) return NO_BYTES;
  const fields = new URLSearchParams();
  for (const each of params.slice(0, SESSION_LIMITS.list) as readonly unknown[])
    if (isRecord(each)) fields.append(textOf(each['name']) ?? '', textOf(each['value']) ?? '');
  return Buffer.from(fields.toString()).subarray(0, SESSION_LIMITS.body);
}
