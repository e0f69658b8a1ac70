import { latin1 } from '../../lab/wire/bytes.ts';
import { printable } from '../../lab/text/printable.ts';
import { cutText } from '../../lab/text/readable.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { asksForTls, clientLineOf, greetingOf } from '../../lab/wire/recognised/streams.ts';
import type { TextProtocol } from '../../lab/wire/recognised/streams.ts';
import type { Span } from '../../lab/wire/span.ts';
import { looksLikeTls } from '../../lab/wire/tls/records.ts';
import { lineField, mailField } from '../explain/lines.ts';
import type { FoundValue } from './found-value.ts';
import type { Beginning, Fed, Protocol, StreamReader, UnitRead } from './protocol.ts';
import { hearLine } from './sign-in-lines.ts';
import type { Talk } from './sign-in-lines.ts';

/** Characters of a line: what is longer is no line of these protocols. And of one in a label. */
const LONGEST = 8_192;
const LABEL = 60;

const TITLES = { smtp: 'SMTP', imap: 'IMAP', pop3: 'POP3', ftp: 'FTP' } as const satisfies Record<
  TextProtocol,
  string
>;

const TEXT_PROTOCOLS = ['smtp', 'imap', 'pop3', 'ftp'] as const satisfies readonly TextProtocol[];

/** Protocols of lines of text, read up to the command that asks for TLS, and TLS after it. RFC 5321, RFC 9051, RFC 1939, RFC 959. */
export const LINE_PROTOCOLS: readonly Protocol[] = TEXT_PROTOCOLS.map((id) => ({
  id,
  title: TITLES[id],
  begins: (head, beginning) => begins(id, head, beginning),
  start: (direction, offset, past) =>
    new LineReader(id, direction, offset, past instanceof LineReader ? past.talk : undefined),
}));

function begins(
  id: TextProtocol,
  head: Uint8Array,
  { direction, other, logical = '' }: Beginning,
): boolean | undefined {
  if (other === id) return true;
  const text = latin1(head.subarray(0, LONGEST));
  if (!/^[\x20-\x7e\r\n]*$/.test(text.slice(0, 64))) return false;
  const end = text.indexOf('\n');
  const port = Number(/:(\d+)$/.exec(logical)?.[1] ?? 0);
  if (end === -1) return couldBegin(id, direction, text, port) ? undefined : false;
  const line = text.slice(0, end);
  return (direction === 'to-victim' ? greetingOf(line, port) : clientLineOf(line, port)) === id;
}

/** Whether the beginning of a line, which has no end yet, may be one of a greeting or of a first command. */
function couldBegin(id: TextProtocol, direction: Direction, text: string, port: number): boolean {
  if (text.length >= LONGEST) return false;
  if (direction === 'to-victim') return /^(?:22?0?|220[ -].*|\* ?.*|\+(?:OK?.*)?)$/s.test(text);
  if (id === 'smtp' && /^(?:[EH](?:[HE](?:L(?:O(?: .*)?)?)?)?)$/is.test(text)) return true;
  return clientLineOf(`${text} `, port) === id;
}

/** One direction of such a protocol, line by line. */
class LineReader implements StreamReader {
  readonly protocol: TextProtocol;
  readonly talk: Talk;
  readonly #direction: Direction;
  /** Where the line begins that has no end yet, and its bytes. */
  readonly #from: number;
  readonly #open: Uint8Array;

  constructor(
    protocol: TextProtocol,
    direction: Direction,
    from: number,
    talk: Talk = 'commands',
    open = NOTHING,
  ) {
    this.protocol = protocol;
    this.talk = talk;
    this.#direction = direction;
    this.#from = from;
    this.#open = open;
  }

  get weight(): number {
    return this.#open.length;
  }

  feed(bytes: Uint8Array): Fed {
    const all = this.#open.length === 0 ? bytes : Buffer.concat([this.#open, bytes]);
    const units: UnitRead[] = [];
    let { talk } = this;
    let at = 0;
    for (;;) {
      const rest = all.subarray(at);
      const offset = this.#from + at;
      // Whatever was agreed on: a hello of TLS in a line's place is the switch.
      if (talk !== 'mail' && rest[0] === 0x16 && (looksLikeTls(rest) || rest.length < 3)) {
        if (rest.length < 3) break;
        return {
          reader: this.#after(offset, talk, NOTHING),
          units,
          lost: { offset, why: SWITCHED, again: true },
        };
      }
      const end = talk === 'mail' ? endOfMail(rest) : rest.indexOf(0x0a) + 1;
      if (end === 0) {
        if (rest.length <= (talk === 'mail' ? MAIL : LONGEST)) break;
        return {
          reader: this.#after(offset, talk, NOTHING),
          units,
          lost: { offset, why: TOO_LONG, again: false },
        };
      }
      const line = latin1(rest.subarray(0, end)).trimEnd();
      const span = { offset, length: end };
      const heard =
        this.#direction === 'to-bank' ? hearLine(this.protocol, talk, line, span) : { talk, told: [] };
      units.push(talk === 'mail' ? this.#mail(offset, end) : this.#line(span, line, heard.told));
      talk = heard.talk;
      at += end;
    }
    const rest = Uint8Array.from(all.subarray(at));
    const reader = this.#after(this.#from + at, talk, rest);
    return rest.length === 0 ? { reader, units } : { reader, units, open: this.#from + at, waits: NO_END };
  }

  end(): Fed {
    if (this.#open.length === 0) return { reader: this, units: [] };
    return { reader: this, units: [], open: this.#from, waits: NO_END };
  }

  #after(from: number, talk: Talk, open: Uint8Array): LineReader {
    return new LineReader(this.protocol, this.#direction, from, talk, open);
  }

  #line({ offset, length }: Span, line: string, told: readonly FoundValue[]): UnitRead {
    const title = TITLES[this.protocol];
    const asks = this.#direction === 'to-bank' && asksForTls(this.protocol, line);
    return {
      ...WHOLE,
      protocol: this.protocol,
      noun: 'line',
      offset,
      length,
      name: line,
      label: `${title} · ${printable(cutText(line, LABEL))}`,
      ...(told.length > 0 && { told: () => told }),
      explain: () =>
        lineField({ offset, length }, line, { title, asks, fromClient: this.#direction === 'to-bank' }),
    };
  }

  #mail(offset: number, length: number): UnitRead {
    return {
      ...WHOLE,
      protocol: this.protocol,
      noun: 'mail',
      offset,
      length,
      name: 'the text of a mail',
      label: 'SMTP · the text of a mail',
      explain: () => mailField({ offset, length }),
    };
  }
}

const WHOLE = { kind: 'message', sealed: false, complete: true } as const;
const NOTHING: Uint8Array = new Uint8Array(0);
/** Bytes of one mail's text that are read as one. */
const MAIL = 256 * 1024;

const NO_END = (): string => 'The beginning of a line whose end has not passed yet.';
const TOO_LONG = (): string => 'Longer than any line of this protocol: not read from here on.';
const SWITCHED = (): string => 'The switch to TLS: what follows is a handshake, and sealed after it.';

function endOfMail(bytes: Uint8Array): number {
  const mark = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).indexOf('\r\n.\r\n');
  if (mark === -1) return bytes.length >= 3 && latin1(bytes.subarray(0, 3)) === '.\r\n' ? 3 : 0;
  return mark + 5;
}
