/** What a message is to somebody who holds it: a request, the answer to one, or a message of a WebSocket. */
export type HeldKind = 'request' | 'answer' | 'message';

/**
 * A message that a person may change: its first line, its headers as they travelled, and its body. Of the line and the
 * headers one character stands for one byte. A message of a WebSocket has no headers, and `text` or `binary` as its line.
 */
export interface LooseMessage {
  readonly line: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** The parts of a request's first line (RFC 9112, section 3). */
export interface RequestParts {
  readonly method: string;
  readonly target: string;
  readonly version: string;
}

/** The parts of an answer's first line (RFC 9112, section 4). */
export interface StatusParts {
  readonly version: string;
  readonly status: number;
  readonly reason: string;
}

/** A token (RFC 9110, section 5.6.2). */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const REQUEST = /^(\S+) (\S+) HTTP\/(1\.[01])$/;
const STATUS = /^HTTP\/(1\.[01]) ([1-9]\d\d)(?: (.*))?$/;
/** What may stand in a target, in a reason and in a header's value: anything but controls, each character one byte. */
const TARGET = /^[\u0021-\u007e\u0080-\u00ff]+$/;
const VALUE = /^[\t\u0020-\u007e\u0080-\u00ff]*$/;

/** The parts of a request's line; undefined where it is none. Takes any text. */
export function requestParts(line: string): RequestParts | undefined {
  const [, method = '', target = '', version = ''] = REQUEST.exec(line) ?? [];
  return TOKEN.test(method) && TARGET.test(target) ? { method, target, version } : undefined;
}

/** The parts of an answer's line; undefined where it is none. Takes any text. */
export function statusParts(line: string): StatusParts | undefined {
  const [, version = '', status = '', reason = ''] = STATUS.exec(line) ?? [];
  return version !== '' && VALUE.test(reason) ? { version, status: Number(status), reason } : undefined;
}

/** Why a message could not go on as it is, in one sentence; undefined where it can. */
export function faultOf(kind: HeldKind, { line, headers }: LooseMessage): string | undefined {
  if (kind === 'message')
    return line === 'text' || line === 'binary' ? undefined : 'A message is text or binary.';
  if (kind === 'request' && requestParts(line) === undefined)
    return 'A request begins as GET /path HTTP/1.1 does, and has no blanks in its path.';
  if (kind === 'answer') {
    const parts = statusParts(line);
    if (parts === undefined) return 'An answer begins as HTTP/1.1 200 OK does.';
    if (parts.status < 200) return 'An answer that ends a request has a status of 200 or more.';
  }
  const odd = headers.find(([name, value]) => !TOKEN.test(name) || !VALUE.test(value));
  return odd === undefined
    ? undefined
    : 'A header is a name without blanks, a colon, and a value of one line.';
}

/** A message whose headers say how long its body is, and what the header said where that was put right. */
export interface Sized<M extends LooseMessage> {
  readonly message: M;
  readonly length?: { readonly before: string; readonly after: string };
}

/**
 * `message` framed by a Content-Length that is right (RFC 9112, section 6.2), in the place of what framed it before. Of
 * an answer that has no body by its nature (204, 304, and `bodiless`: to HEAD) and of a WebSocket's message nothing changes.
 */
export function sized<M extends LooseMessage>(kind: HeldKind, message: M, bodiless = false): Sized<M> {
  const { line, headers, body } = message;
  const status = kind === 'answer' ? statusParts(line)?.status : undefined;
  if (kind === 'message' || bodiless || status === 204 || status === 304) return { message };
  const lengths = headers.filter(([name]) => isNamed(name, 'content-length'));
  const framed = headers.some(([name]) => isNamed(name, 'transfer-encoding'));
  const right = String(body.length);
  const none = lengths.length === 0 && !framed;
  // A request without both has no body; an answer without both ends with its connection.
  if (none && (kind === 'answer' || body.length === 0)) return { message };
  if (!framed && lengths.length === 1 && lengths[0]?.[1] === right) return { message };
  let put = false;
  const news = headers.flatMap((header): (typeof headers)[number][] => {
    if (!isNamed(header[0], 'content-length') && !isNamed(header[0], 'transfer-encoding')) return [header];
    if (put) return [];
    put = true;
    return [[isNamed(header[0], 'content-length') ? header[0] : 'Content-Length', right]];
  });
  if (!put) news.push(['Content-Length', right]);
  const before = lengths.map(([, value]) => value).join(', ');
  return {
    message: { ...message, headers: news },
    length: { before: before === '' && framed ? 'chunked' : before, after: right },
  };
}

function isNamed(name: string, lower: string): boolean {
  return name.toLowerCase() === lower;
}

/** What of a message differs between two states of it. */
export type ChangedPart = 'line' | 'headers' | 'body';

/** The parts in which two messages differ. */
export function changedParts(before: LooseMessage, after: LooseMessage): readonly ChangedPart[] {
  const headers = ({ headers: list }: LooseMessage): string => JSON.stringify(list);
  return [
    ...(before.line === after.line ? [] : (['line'] as const)),
    ...(headers(before) === headers(after) ? [] : (['headers'] as const)),
    ...(Buffer.compare(before.body, after.body) === 0 ? [] : (['body'] as const)),
  ];
}
