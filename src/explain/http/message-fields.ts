import { counted } from '../../../lab/text/count.ts';
import type { Header, HttpMessage, RequestLine, StatusLine } from '../../../lab/wire/http/message.ts';
import type { Field } from '../field.ts';
import { shownBytes } from '../shown.ts';
import { SOURCES } from '../sources/sources.ts';
import { bodyField } from './body-fields.ts';
import { cookieDate } from './cookie-date.ts';
import { cookieFields, setCookieFields, setCookieReason } from './cookie-fields.ts';
import { headerReason } from './header-reasons.ts';
import { methodReason, statusReason } from './reasons.ts';
import type { Reason } from './reasons.ts';

/** Characters of a request's target that a label shows. */
const LABEL = 48;

/**
 * Explains one HTTP message that travelled in clear: its first line, every header, its body. Offsets are
 * those of the message's stream; what came from the wire is made safe to show. Never throws. RFC 9110, RFC 9112.
 */
export function httpFields(message: HttpMessage): Field {
  const { offset, length, headers, trailers, complete } = message;
  const children = [
    message.kind === 'request' ? requestLine(message.start) : statusLine(message.start),
    ...headers.map((header) => headerField(header, message)),
    ...bodyField(message),
    ...trailers.map((header) => headerField(header, message)),
  ];
  return {
    label: labelOf(message),
    offset,
    length,
    value: `${counted(length, 'byte')}${complete ? '' : ' so far'}`,
    why: messageWhy(message),
    source: SOURCES.httpMessage,
    children,
  };
}

function labelOf(message: HttpMessage): string {
  if (message.kind === 'response')
    return `${message.start.status} ${shownBytes(message.start.reason, LABEL)}`.trim();
  return shownBytes(`${message.start.method} ${message.start.target}`, LABEL + message.start.method.length);
}

function messageWhy(message: HttpMessage): string {
  const who = message.kind === 'request' ? 'A request of the victim' : 'An answer to the victim';
  const fault =
    message.problem === undefined ? '' : ` It departs from the rules of HTTP/1.1: ${message.problem}.`;
  const end = message.complete ? '' : ' Its end has not been seen.';
  return `${who}, in clear: anyone on the path reads every byte of it and can change it on the way.${end}${fault}`;
}

function requestLine(line: RequestLine): Field {
  const { offset, text, method, target, version } = line;
  const at = text.indexOf(target, method.length);
  const [methodWhy, methodSource] = methodReason(method);
  return {
    label: 'request line',
    offset,
    length: line.length,
    value: shownBytes(text),
    why: 'What the victim wants, in one line. Over TLS an onlooker sees none of it.',
    source: SOURCES.requestLine,
    children: [
      {
        label: 'method',
        offset,
        length: method.length,
        value: shownBytes(method),
        why: methodWhy,
        source: methodSource,
      },
      {
        label: 'target',
        offset: offset + at,
        length: target.length,
        value: shownBytes(target),
        why: targetWhy(method, target),
        source: SOURCES.requestTarget,
      },
      versionField(line, version),
    ],
  };
}

function targetWhy(method: string, target: string): string {
  if (method === 'CONNECT')
    return `Where the tunnel is to lead: ${shownBytes(target)}. Anyone on the path learns it.`;
  const query = target.indexOf('?');
  return query === -1
    ? `The page asked for: ${shownBytes(target)}. Anyone on the path learns which pages she reads.`
    : `The page asked for, and after the question mark what she told it: ${shownBytes(target.slice(query + 1))}. Anyone on the path reads both.`;
}

function statusLine(line: StatusLine): Field {
  const { offset, text, version, status, reason } = line;
  const [why, source] = statusReason(status);
  const at = text.indexOf(String(status), 8);
  return {
    label: 'status line',
    offset,
    length: line.length,
    value: shownBytes(text),
    why: 'How it went, in one line. Over TLS an onlooker sees none of it.',
    source: SOURCES.statusLine,
    children: [
      versionField(line, version),
      { label: 'status', offset: offset + at, length: 3, value: String(status), why, source },
      ...(reason === ''
        ? []
        : [
            {
              label: 'reason',
              offset: offset + text.length - reason.length,
              length: reason.length,
              value: shownBytes(reason),
              why: 'The status in words, for people. Programs pass over it.',
              source: SOURCES.statusLine,
            },
          ]),
    ],
  };
}

function versionField(line: RequestLine | StatusLine, version: string): Field {
  const written = `HTTP/${version}`;
  return {
    label: 'version',
    offset: line.offset + ('status' in line ? 0 : line.text.lastIndexOf(written)),
    length: written.length,
    value: written,
    why: 'The version of HTTP that the sender speaks. It says nothing of encryption: that is TLS, below.',
    source: SOURCES.httpVersion,
  };
}

function headerField(header: Header, message: HttpMessage): Field {
  const { name, offset, length } = header;
  const key = name.toLowerCase();
  const [why, source] = reasonOf(header, message);
  const children =
    key === 'cookie'
      ? cookieFields(header)
      : key === 'set-cookie'
        ? setCookieFields(header, dateOf(message))
        : [];
  return {
    label: shownBytes(name, LABEL),
    offset,
    length,
    value: shownBytes(header.value),
    why,
    source,
    ...(children.length > 0 && { children }),
  };
}

function reasonOf(header: Header, message: HttpMessage): Reason {
  switch (header.name.toLowerCase()) {
    case 'cookie':
      return [
        'The victim shows the bank the cookies that it gave her. An attacker copies them on the way: one that stands for her login needs no password.',
        SOURCES.cookie,
      ];
    case 'set-cookie':
      return setCookieReason(header, dateOf(message));
    default:
      return headerReason(header.name, shownBytes(header.value), message);
  }
}

/** When the sender says that it made the message, in ms since 1970. */
function dateOf({ headers }: HttpMessage): number | undefined {
  return cookieDate(headers.find(({ name }) => name.toLowerCase() === 'date')?.value ?? '');
}
