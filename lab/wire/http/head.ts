import type { Direction } from '../direction.ts';
import { latin1 } from '../bytes.ts';
import { trimEnd, trimmed } from './blanks.ts';
import type { Header, RequestLine, StatusLine } from './message.ts';

/** How many bytes of a start line tell whether it can be one at all. */
export const START_PEEK = 64;

const TOKEN = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const METHOD_START = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,32}(?: |$)/;
// oxlint-disable-next-line no-control-regex -- controls are what it looks for
const CONTROL = /[\0-\x1f\x7f]/;
// oxlint-disable-next-line no-control-regex -- controls are what it looks for; tabs are allowed in values
const VALUE_CONTROL = /[\0-\x08\x0a-\x1f\x7f]/;

/** Whether a start line could begin with these bytes. False is final: more bytes cannot mend it. */
export function couldStart(direction: Direction, bytes: Uint8Array): boolean {
  const peek = latin1(bytes.subarray(0, START_PEEK));
  const text = peek.endsWith('\r') ? peek.slice(0, -1) : peek;
  if (text === '') return true;
  if (direction === 'to-victim') return text.startsWith('HTTP/1.') || 'HTTP/1.'.startsWith(text);
  return METHOD_START.test(text) && !CONTROL.test(text);
}

/** Reads `method target HTTP/1.x` (RFC 9112, 3); undefined where it is something else. */
export function readRequestLine(
  text: string,
  offset: number,
  note: (problem: string) => void,
): RequestLine | undefined {
  const line = trimEnd(text, text.length);
  const first = line.indexOf(' ');
  const last = line.lastIndexOf(' ');
  const version = /^HTTP\/(1\.\d)$/.exec(line.slice(last + 1))?.[1];
  if (version === undefined || first === last || !METHOD_START.test(line) || CONTROL.test(text))
    return undefined;
  const target = trimmed(line.slice(first, last)).text;
  if (target === '') return undefined;
  if (line !== text || target.length !== last - first - 1) note('spaces too many in the request line');
  if (target.includes(' ')) note('a space within the request target');
  return { offset, length: text.length, text, method: line.slice(0, first), target, version };
}

/** Reads `HTTP/1.x status reason` (RFC 9112, 4), also with no reason; undefined where it is something else. */
export function readStatusLine(
  text: string,
  offset: number,
  note: (problem: string) => void,
): StatusLine | undefined {
  const [, version, status, reason] = /^HTTP\/(1\.\d) +([1-9]\d\d)( .*)?$/s.exec(text) ?? [];
  if (version === undefined || status === undefined) return undefined;
  if (reason === undefined) note('no space after the status');
  else if (VALUE_CONTROL.test(reason)) note('a control character in the reason');
  if (text.charAt(9) === ' ') note('spaces too many in the status line');
  return {
    offset,
    length: text.length,
    text,
    version,
    status: Number(status),
    reason: reason?.slice(1) ?? '',
  };
}

/** Reads one header line (RFC 9112, 5) onto the end of `headers`; what is no header is noted and left out. */
export function readHeader(
  text: string,
  offset: number,
  headers: Header[],
  note: (problem: string) => void,
): void {
  if (VALUE_CONTROL.test(text)) note('a control character in a header');
  if (text.startsWith(' ') || text.startsWith('\t')) {
    const folded = headers.pop();
    if (folded === undefined) note('white space before the first header');
    else {
      note('a header folded over several lines (obsolete)');
      headers.push(unfold(folded, text, offset));
    }
    return;
  }
  const colon = text.indexOf(':');
  if (colon < 1) {
    note('a header line with no name');
    return;
  }
  const name = trimEnd(text, colon);
  if (name.length !== colon) note('white space before a colon: parsers disagree, a request-smuggling risk');
  if (!TOKEN.test(name)) note('a header name with characters that are not allowed');
  const value = trimmed(text.slice(colon + 1));
  headers.push({
    name,
    value: value.text,
    offset,
    length: text.length,
    valueSpan: { offset: offset + colon + 1 + value.skipped, length: value.text.length },
  });
}

function unfold(header: Header, text: string, offset: number): Header {
  const more = trimmed(text);
  const end = offset + more.skipped + more.text.length;
  return {
    ...header,
    value: `${header.value} ${more.text}`,
    length: offset + text.length - header.offset,
    valueSpan: { offset: header.valueSpan.offset, length: end - header.valueSpan.offset },
  };
}
