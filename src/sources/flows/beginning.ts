import { latin1, NO_BYTES, concat } from '../../../lab/wire/bytes.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { couldStart } from '../../../lab/wire/http/head.ts';
import { beginsHttp2, readHttp2 } from '../../../lab/wire/http2/parser.ts';
import { datagramKind } from '../../../lab/wire/recognised/datagrams.ts';
import { clientLineOf, greetingOf, otherProtocol } from '../../../lab/wire/recognised/streams.ts';
import { looksLikeTls, beginsRecord, RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import { summarizeTls } from '../../../lab/wire/tls/summary.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import type { Transport } from './flow-table.ts';

/** What a connection's first bytes say: its protocol as people write it, and the host that the client asks for. */
export interface Recognised {
  readonly protocol: string;
  readonly host?: string;
}

/** Bytes of a server's beginning that are looked at. */
const GREETING = 128;

/** The beginnings of both directions, kept until they tell what the connection carries. */
export class FlowBeginning {
  readonly #heads: Record<Direction, Uint8Array> = { 'to-bank': NO_BYTES, 'to-victim': NO_BYTES };

  /** Takes bytes that passed; gives what they say with those before, once no more are needed. */
  take(transport: Transport, direction: Direction, bytes: Uint8Array, port: number): Recognised | undefined {
    if (transport === 'udp') return { protocol: DATAGRAMS[datagramKind(bytes, port)] };
    const most = direction === 'to-bank' ? SOURCE_LIMITS.peek : GREETING;
    const before = this.#heads[direction];
    if (before.length < most)
      this.#heads[direction] = concat([before, Uint8Array.from(bytes.subarray(0, most - before.length))]);
    return recognised(this.#heads['to-bank'], this.#heads['to-victim'], port);
  }

  /** What they say, though more might tell more. */
  sofar(port: number): Recognised | undefined {
    return recognised(this.#heads['to-bank'], this.#heads['to-victim'], port, true);
  }
}

const DATAGRAMS = { quic: 'QUIC', dtls: 'DTLS', dns: 'DNS', datagram: 'UDP' } as const;

function recognised(
  asked: Uint8Array,
  answered: Uint8Array,
  port: number,
  all = false,
): Recognised | undefined {
  if (looksLikeTls(asked)) {
    const length = RECORD_HEADER + (((asked[3] ?? 0) << 8) | (asked[4] ?? 0));
    if (!all && asked.length < Math.min(length, SOURCE_LIMITS.peek)) return undefined;
    const { sni } = summarizeTls(asked, NO_BYTES);
    return { protocol: 'TLS', ...(sni !== undefined && { host: sni }) };
  }
  const text = latin1(asked);
  const end = text.indexOf('\n');
  if (/^[A-Z-]{2,32} [^\r\n]* HTTP\/1\.\d\r?\n/.test(text)) {
    const whole = /\r?\n\r?\n/.test(text);
    if (!all && !whole && asked.length < SOURCE_LIMITS.peek) return undefined;
    const host = /\r?\nhost:[ \t]*([^\r\n]*)/i.exec(text)?.[1]?.trim();
    return { protocol: 'HTTP', ...(host !== undefined && host !== '' && { host }) };
  }
  const http2 = beginsHttp2('to-bank', asked);
  if (asked.length > 0 && http2 === true) {
    const host = authorityOf(asked);
    if (host === undefined && !all && asked.length < SOURCE_LIMITS.peek) return undefined;
    return { protocol: 'HTTP/2', ...(host !== undefined && { host }) };
  }
  const greeting = latin1(answered).split('\n', 1)[0] ?? '';
  const line = end === -1 ? text : text.slice(0, end);
  const spoken = greetingOf(greeting, port) ?? clientLineOf(line, port);
  if (spoken !== undefined) return { protocol: spoken.toUpperCase() };
  const other = otherProtocol(asked) ?? otherProtocol(answered);
  if (other !== undefined) return { protocol: other };
  if (answered.length > 12 && couldStart('to-victim', answered)) return { protocol: 'HTTP' };
  if (beginsRecord(asked) === true || beginsRecord(answered) === true || looksLikeTls(answered))
    return { protocol: 'TLS' };
  const enough = asked.length >= GREETING || answered.length >= GREETING;
  if (!all && !enough) return undefined;
  return asked.length + answered.length === 0 ? undefined : { protocol: 'TCP' };
}

/** The host that the first request of HTTP/2 names (RFC 9113, section 8.3.1). */
function authorityOf(asked: Uint8Array): string | undefined {
  for (const part of readHttp2('to-bank', asked).parts)
    if (part.kind === 'frame' && part.section !== undefined)
      return part.section.lines.find(({ name }) => name === ':authority')?.value;
  return undefined;
}
