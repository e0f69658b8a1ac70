import type { Direction } from '../../../lab/wire/direction.ts';
import type { Random } from '../fuzz.ts';
import { extension, message, u16, vector16, vector8 } from './tls-bytes.ts';

/** One record of a model: where it stands, and what an onlooker must make of it. */
export interface ModelRecord {
  readonly offset: number;
  readonly length: number;
  readonly type: number;
  readonly sealed: boolean;
}

/** A connection that speaks TLS as the RFCs have it, and all that must be read from it. */
export interface TlsModel {
  /** What passed in the order of time: each is some whole records of one side. */
  readonly flights: readonly { readonly direction: Direction; readonly bytes: Buffer }[];
  readonly streams: Readonly<Record<Direction, Buffer>>;
  readonly records: Readonly<Record<Direction, readonly ModelRecord[]>>;
  /** Names of the handshake messages in clear, in order. */
  readonly messages: Readonly<Record<Direction, readonly string[]>>;
  readonly told: {
    readonly sni?: string;
    readonly alpnOffered: readonly string[];
    readonly versionOffered: readonly string[];
    readonly version: string;
    readonly cipher: string;
  };
}

const VERSIONS = [
  { number: 0x0301, name: 'TLS 1.0' },
  { number: 0x0302, name: 'TLS 1.1' },
  { number: 0x0303, name: 'TLS 1.2' },
  { number: 0x0304, name: 'TLS 1.3' },
] as const;
const SUITES_13 = [
  { number: 0x1301, name: 'TLS_AES_128_GCM_SHA256' },
  { number: 0x1303, name: 'TLS_CHACHA20_POLY1305_SHA256' },
] as const;
const SUITES_12 = [
  { number: 0x002f, name: 'TLS_RSA_WITH_AES_128_CBC_SHA' },
  { number: 0x0035, name: 'TLS_RSA_WITH_AES_256_CBC_SHA' },
] as const;
const PROTOCOLS = ['h2', 'http/1.1', 'x'] as const;
const NAMES = ['bank.test', 'a.test', 'a-very-long-name.of-a-bank.test'] as const;

/** Writes the records of both sides, and remembers what they are. */
class Writer {
  readonly flights: { direction: Direction; bytes: Buffer }[] = [];
  readonly records: Record<Direction, ModelRecord[]> = { 'to-bank': [], 'to-victim': [] };
  readonly messages: Record<Direction, string[]> = { 'to-bank': [], 'to-victim': [] };
  readonly #ends: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  record(direction: Direction, type: number, payload: Buffer, sealed: boolean): void {
    const bytes = Buffer.concat([Buffer.from([type, 3, 3]), u16(payload.length), payload]);
    const offset = this.#ends[direction];
    this.records[direction].push({ offset, length: bytes.length, type, sealed });
    this.flights.push({ direction, bytes });
    this.#ends[direction] = offset + bytes.length;
  }

  /** Handshake messages in clear, cut into records wherever it falls. */
  handshake(direction: Direction, all: readonly (readonly [name: string, bytes: Buffer])[]): void {
    this.messages[direction].push(...all.map(([name]) => name));
    const bytes = Buffer.concat(all.map(([, one]) => one));
    const whole = this.#random.below(2) === 0;
    for (let at = 0; at < bytes.length;) {
      const size = whole ? bytes.length : 1 + this.#random.below(this.#random.below(3) === 0 ? 5 : 200);
      this.record(direction, 22, bytes.subarray(at, at + size), false);
      at += size;
    }
  }

  sealed(direction: Direction, type: number, length: number): void {
    const payload = this.#random.bytes(length);
    // Many ciphers begin with a number that counts from 0.
    if (length >= 24 && this.#random.below(2) === 0) payload.fill(0, 0, 7);
    this.record(direction, type, payload, true);
  }
}

/** A connection that a seed repeats: its hellos, its handshake in its version, and data both ways. */
export function tlsModel(random: Random): TlsModel {
  const writer = new Writer(random);
  const version = random.pick(VERSIONS);
  const is13 = version.number === 0x0304;
  const suite = is13 ? random.pick(SUITES_13) : random.pick(SUITES_12);
  const sni = random.below(4) === 0 ? undefined : random.pick(NAMES);
  const alpn = PROTOCOLS.filter(() => random.below(2) === 0);
  const hello = clientHello(random, { version: version.number, sni, alpn });
  writer.handshake('to-bank', [['ClientHello', hello]]);
  const choice = Buffer.concat([
    u16(Math.min(version.number, 0x0303)),
    random.bytes(32),
    vector8(random.bytes(is13 ? 32 : 0)),
    u16(suite.number),
    Buffer.from([0]),
    ...(is13 ? [vector16(extension(43, u16(0x0304)))] : []),
  ]);
  const serverHello = ['ServerHello', message(2, choice)] as const;
  const change = (direction: Direction): void => writer.record(direction, 20, Buffer.from([1]), false);
  if (is13) {
    writer.handshake('to-victim', [serverHello]);
    change('to-victim');
    change('to-bank');
  } else {
    writer.handshake('to-victim', [serverHello, ['ServerHelloDone', message(14, Buffer.alloc(0))]]);
    writer.handshake('to-bank', [['ClientKeyExchange', message(16, vector16(random.bytes(128)))]]);
    for (const direction of ['to-bank', 'to-victim'] as const) {
      change(direction);
      writer.sealed(direction, 22, 40 + random.below(40));
    }
  }
  for (let left = 1 + random.below(8); left > 0; left -= 1)
    writer.sealed(
      random.pick(['to-bank', 'to-victim'] as const),
      23,
      17 + random.below(random.below(16) === 0 ? 16_000 : 300),
    );
  if (random.below(2) === 0) writer.sealed('to-bank', is13 ? 23 : 21, 26);
  const stream = (direction: Direction): Buffer =>
    Buffer.concat(
      writer.flights.filter((flight) => flight.direction === direction).map(({ bytes }) => bytes),
    );
  return {
    flights: writer.flights,
    streams: { 'to-bank': stream('to-bank'), 'to-victim': stream('to-victim') },
    records: writer.records,
    messages: writer.messages,
    told: {
      ...(sni !== undefined && { sni }),
      alpnOffered: alpn,
      versionOffered: is13 ? ['TLS 1.3', 'TLS 1.2'] : [version.name],
      version: version.name,
      cipher: suite.name,
    },
  };
}

function clientHello(
  random: Random,
  { version, sni, alpn }: { version: number; sni: string | undefined; alpn: readonly string[] },
): Buffer {
  const is13 = version === 0x0304;
  const host = sni === undefined ? [] : [Buffer.concat([Buffer.from([0]), vector16(Buffer.from(sni))])];
  const extensions = [
    ...host.map((name) => extension(0, vector16(name))),
    ...(alpn.length === 0
      ? []
      : [extension(16, vector16(Buffer.concat(alpn.map((name) => vector8(Buffer.from(name))))))]),
    ...(is13 ? [extension(43, vector8(Buffer.concat([u16(0x0304), u16(0x0303)])))] : []),
    ...(random.below(3) === 0 ? [extension(21, Buffer.alloc(random.below(300)))] : []),
    ...(random.below(3) === 0 ? [extension(0x4444, random.bytes(random.below(40)))] : []),
  ].toSorted(() => random.below(3) - 1);
  const suites = Array.from({ length: 1 + random.below(40) }, () => u16(random.below(65_536)));
  return message(
    1,
    Buffer.concat([
      u16(Math.min(version, 0x0303)),
      random.bytes(32),
      vector8(random.bytes(random.below(2) === 0 ? 0 : 32)),
      vector16(Buffer.concat(suites)),
      Buffer.from([1, 0]),
      vector16(Buffer.concat(extensions)),
    ]),
  );
}
