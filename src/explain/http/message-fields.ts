import { cookieFields, setCookieFields, setCookieWhy } from './cookie-fields.ts';
import { grouped } from '../../../lab/text/count.ts';
import { bodyField } from './body-fields.ts';
import type { Header, HttpMessage, RequestLine, StatusLine } from '../../../lab/wire/http/message.ts';
import { headerReason, methodReason, statusReason } from './reasons.ts';
import { printable } from '../../../lab/text/printable.ts';
import { shown } from '../shown.ts';
import type { Field } from '../field.ts';

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
    ...headers.map((header) => headerField(header)),
    ...bodyField(message),
    ...trailers.map((header) => headerField(header)),
  ];
  return {
    label: labelOf(message),
    offset,
    length,
    value: `${grouped(length)} bytes${complete ? '' : ' so far'}`,
    why: messageWhy(message),
    source: 'RFC 9110 §3.4, RFC 9112 §2.1',
    children,
  };
}

function labelOf(message: HttpMessage): string {
  if (message.kind === 'response')
    return printable(`${message.start.status} ${message.start.reason.slice(0, LABEL)}`.trim());
  const { method, target } = message.start;
  return printable(`${method} ${target.length > LABEL ? `${target.slice(0, LABEL)}…` : target}`);
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
  const query = target.indexOf('?');
  return {
    label: 'request line',
    offset,
    length: line.length,
    value: shown(text),
    why: 'What the victim wants, in one line. Over TLS an onlooker sees none of it.',
    source: 'RFC 9112 §3',
    children: [
      {
        label: 'method',
        offset,
        length: method.length,
        value: shown(method),
        why: methodWhy,
        source: methodSource,
      },
      {
        label: 'target',
        offset: offset + at,
        length: target.length,
        value: shown(target),
        why:
          query === -1
            ? `The page asked for: ${shown(target)}. Anyone on the path learns which pages she reads.`
            : `The page asked for, and after the question mark what she told it: ${shown(target.slice(query + 1))}. Anyone on the path reads both.`,
        source: 'RFC 9112 §3.2',
      },
      versionField(line, version),
    ],
  };
}

function statusLine(line: StatusLine): Field {
  const { offset, text, version, status, reason } = line;
  const [why, source] = statusReason(status);
  const at = text.indexOf(String(status), 8);
  return {
    label: 'status line',
    offset,
    length: line.length,
    value: shown(text),
    why: 'How it went, in one line. Over TLS an onlooker sees none of it.',
    source: 'RFC 9112 §4',
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
              value: shown(reason),
              why: 'The status in words, for people. Programs pass over it.',
              source: 'RFC 9112 §4',
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
    source: 'RFC 9112 §2.3',
  };
}

function headerField(header: Header): Field {
  const { name, offset, length } = header;
  const value = shown(header.value);
  const [why, source] = reasonOf(header, value);
  const key = name.toLowerCase();
  const children =
    key === 'cookie' ? cookieFields(header) : key === 'set-cookie' ? setCookieFields(header) : [];
  return {
    label: printable(name.slice(0, LABEL)),
    offset,
    length,
    value,
    why,
    source,
    ...(children.length > 0 && { children }),
  };
}

function reasonOf(header: Header, value: string): readonly [why: string, source: string] {
  switch (header.name.toLowerCase()) {
    case 'cookie':
      return [
        'The victim shows the bank the cookies that it gave her. An attacker copies them on the way: one that stands for her login needs no password.',
        'RFC 6265 §4.2, §8.3',
      ];
    case 'set-cookie':
      return [setCookieWhy(header), 'RFC 6265 §4.1, §8.3'];
    default:
      return headerReason(header.name, value);
  }
}
