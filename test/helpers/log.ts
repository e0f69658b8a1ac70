import type { ClientParty, ExchangeMade } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Fact, Happening } from '../../lab/facts/session.ts';
import { OPENED } from './happenings.ts';

/** A session written by hand, one fact a millisecond, with bytes that follow each other on each connection. */
export class Log {
  readonly facts: Fact[] = [];
  readonly #ends = new Map<string, number>();

  constructor(urls: Readonly<Record<string, string>>) {
    this.add({
      ...OPENED,
      lanes: Object.entries(urls).map(([id, url]) => ({ id, title: `lane ${id}`, url })),
    });
  }

  add(happening: Happening): this {
    this.facts.push({ at: this.facts.length, ...happening });
    return this;
  }

  plant(lane: string, name: string, value: string): this {
    return this.add({ type: 'secret-planted', lane, name, value });
  }

  open(lane: string, connection: number, logical = 'bank.test:80', party?: ClientParty): this {
    return this.add({
      type: 'connection-opened',
      lane,
      connection,
      logical,
      client: 'c',
      server: 's',
      ...(party && { party }),
    });
  }

  captured(lane: string, connection: number, direction: Direction, bytes: string | Uint8Array): this {
    const key = `${connection} ${direction}`;
    const offset = this.#ends.get(key) ?? 0;
    const all = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
    this.#ends.set(key, offset + all.length);
    return this.add({ type: 'segment-captured', lane, connection, direction, offset, bytes: all });
  }

  made(lane: string, method: string, url: string, more: Partial<Exchange> = {}): this {
    return this.add({
      type: 'exchange-made',
      lane,
      ...exchange(method, url, more),
      waited: 1,
      took: 1,
      ...more.tls,
    });
  }

  read(lane: string, connection: number, method: string, url: string, more: Partial<Exchange> = {}): this {
    return this.add({ type: 'exchange-read', lane, connection, ...exchange(method, url, more) });
  }
}

interface Exchange {
  readonly sent: string;
  readonly got: string;
  readonly tls: { readonly tls: string };
}

/** For `made`: the exchange went over TLS 1.3. */
export const OVER_TLS = { tls: { tls: 'TLSv1.3' } } as const;

function exchange(
  method: string,
  url: string,
  { sent = '', got = '' }: Partial<Exchange>,
): Pick<ExchangeMade, 'request' | 'response'> {
  const encoder = new TextEncoder();
  return {
    request: { method, url, headers: [], body: encoder.encode(sent) },
    response: { status: 200, headers: [], body: encoder.encode(got) },
  };
}

/** A request of HTTP/1.1 to bank.test with a body. */
export function http(method: string, target: string, body = ''): string {
  return `${method} ${target} HTTP/1.1\r\nHost: bank.test\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** An answer of HTTP/1.1. */
export function answer(body = '', status = '200 OK'): string {
  return `HTTP/1.1 ${status}\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

/** A TLS record of a type with a payload; `version` 3.3. RFC 9846 §5.1. */
export function record(type: number, payload: readonly number[]): Uint8Array {
  return new Uint8Array([type, 3, 3, ...u16(payload.length), ...payload]);
}

/** A record of application data that nobody can read: `length` bytes of payload. */
export function sealedRecord(length: number): Uint8Array {
  return record(
    23,
    Array.from({ length }, (_, index) => (index * 167 + 13) % 256),
  );
}

/** A record with the smallest ClientHello that names a host, and protocols where there are some. RFC 9846 §4.2.2, RFC 6066 §3, RFC 7301 §3.1. */
export function clientHello(name: string, protocols: readonly string[] = []): Uint8Array {
  const host = [...new TextEncoder().encode(name)];
  const entry = [0, ...u16(host.length), ...host];
  const sni = [...u16(0), ...u16(entry.length + 2), ...u16(entry.length), ...entry];
  const offered = protocols.flatMap((each) => [each.length, ...new TextEncoder().encode(each)]);
  const alpn =
    offered.length === 0 ? [] : [...u16(16), ...u16(offered.length + 2), ...u16(offered.length), ...offered];
  const extensions = [...sni, ...alpn];
  return handshake(1, [
    3,
    3,
    ...Array.from({ length: 32 }, () => 7),
    0,
    ...u16(2),
    0x13,
    1,
    1,
    0,
    ...u16(extensions.length),
    ...extensions,
  ]);
}

/** A record with the smallest ServerHello of TLS 1.3. RFC 9846 §4.2.3. */
export function serverHello(): Uint8Array {
  const versions = [...u16(43), ...u16(2), 3, 4];
  return handshake(2, [
    3,
    3,
    ...Array.from({ length: 32 }, () => 9),
    0,
    0x13,
    1,
    0,
    ...u16(versions.length),
    ...versions,
  ]);
}

function handshake(type: number, body: readonly number[]): Uint8Array {
  return record(22, [type, 0, ...u16(body.length), ...body]);
}

function u16(value: number): [number, number] {
  return [value >> 8, value & 255];
}
