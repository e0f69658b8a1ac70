import { createCipheriv, createHmac } from 'node:crypto';
import type { Direction } from '../../../lab/wire/direction.ts';
import { RETRY_RANDOM } from '../../../lab/wire/tls/hello.ts';
import type { Random } from '../fuzz.ts';
import { extension, message, u16, vector16, vector8 } from './tls-bytes.ts';

/** What was sealed into one record, and where its ciphertext stands. */
export interface SealedPiece {
  readonly direction: Direction;
  /** Offset of the record, and of its ciphertext's first byte. */
  readonly record: number;
  readonly at: number;
  readonly type: number;
  readonly plaintext: Buffer;
}

/** A connection that is sealed as the RFCs have it, with the secrets that open it. */
export interface SealedModel {
  readonly version: 'TLS 1.2' | 'TLS 1.3';
  /** What passed in the order of time, a record each. */
  readonly flights: readonly { readonly direction: Direction; readonly bytes: Buffer }[];
  readonly streams: Readonly<Record<Direction, Buffer>>;
  /** A line for each secret that the client logs. */
  readonly keyLog: readonly string[];
  /** What an opener must give, each direction's in order. */
  readonly pieces: readonly SealedPiece[];
}

const CIPHERS = [
  { cipher: 'aes-128-gcm', key: 16, hash: 'sha256', tls13: 0x1301, tls12: [0xc02f, 0xc02b, 0x009c, 0x009e] },
  { cipher: 'aes-256-gcm', key: 32, hash: 'sha384', tls13: 0x1302, tls12: [0xc030, 0xc02c, 0x009d, 0x009f] },
  { cipher: 'chacha20-poly1305', key: 32, hash: 'sha256', tls13: 0x1303, tls12: [0xcca8, 0xcca9, 0xccaa] },
] as const;
type Cipher = (typeof CIPHERS)[number];

interface Keys {
  readonly key: Buffer;
  readonly iv: Buffer;
  sequence: number;
}

const hmac = (hash: string, key: Uint8Array, ...parts: readonly Uint8Array[]): Buffer =>
  parts.reduce((mac, part) => mac.update(part), createHmac(hash, key)).digest();

/** HKDF-Expand-Label of at most one block of the hash, written apart from the lab's own. RFC 9846 §7.1. */
function expand(hash: string, secret: Buffer, label: string, length: number): Buffer {
  const info = Buffer.concat([u16(length), vector8(Buffer.from(`tls13 ${label}`)), Buffer.from([0, 1])]);
  return hmac(hash, secret, info).subarray(0, length);
}

/** P_hash as RFC 5246, section 5 writes it: A(i) by A(i). */
function pseudorandom(hash: string, secret: Buffer, seed: Buffer, length: number): Buffer {
  const blocks: Buffer[] = [];
  for (let i = 1; Buffer.concat(blocks).length < length; i += 1) {
    let a = seed;
    for (let turn = 0; turn < i; turn += 1) a = hmac(hash, secret, a);
    blocks.push(hmac(hash, secret, a, seed));
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const SIDES = ['to-bank', 'to-victim'] as const;
const HANDSHAKE = 22;
const DATA = 23;

/** Writes records of both sides, sealed once a side has keys. */
class SealedWriter {
  readonly flights: { direction: Direction; bytes: Buffer }[] = [];
  readonly pieces: SealedPiece[] = [];
  readonly keyLog: string[] = [];
  readonly keys: Partial<Record<Direction, Keys>> = {};
  readonly cipher: Cipher;
  readonly random: Random;
  readonly #ends: Record<Direction, number> = { 'to-bank': 0, 'to-victim': 0 };
  readonly #tls13: boolean;
  readonly #pads: boolean;

  constructor(random: Random, cipher: Cipher, tls13: boolean, pads = true) {
    this.#pads = pads;
    this.random = random;
    this.cipher = cipher;
    this.#tls13 = tls13;
  }

  clear(direction: Direction, type: number, payload: Buffer): void {
    this.#put(direction, Buffer.concat([Buffer.from([type, 3, 3]), vector16(payload)]));
  }

  /** One record under the direction's keys. */
  seal(direction: Direction, type: number, plaintext: Buffer): void {
    const keys = this.keys[direction];
    if (keys === undefined) throw new Error('no keys yet');
    const { cipher } = this.cipher;
    const explicit = !this.#tls13 && cipher !== 'chacha20-poly1305';
    const padding = this.#pads && this.#tls13 && this.random.below(4) === 0 ? this.random.below(60) : 0;
    const inner = this.#tls13
      ? Buffer.concat([plaintext, Buffer.from([type]), Buffer.alloc(padding)])
      : plaintext;
    const counted = Buffer.alloc(8);
    counted.writeBigUInt64BE(BigInt(keys.sequence));
    const nonce = explicit ? Buffer.concat([keys.iv, counted]) : Buffer.from(keys.iv);
    if (!explicit) for (let i = 0; i < 8; i += 1) nonce[i + 4] = (nonce[i + 4] ?? 0) ^ (counted[i] ?? 0);
    const length = inner.length + 16 + (explicit ? 8 : 0);
    const header = Buffer.concat([Buffer.from([this.#tls13 ? DATA : type, 3, 3]), u16(length)]);
    const { key } = keys;
    const sealing =
      cipher === 'chacha20-poly1305'
        ? createCipheriv(cipher, key, nonce, { authTagLength: 16 })
        : createCipheriv(cipher, key, nonce, { authTagLength: 16 });
    const data = this.#tls13 ? header : Buffer.concat([counted, header.subarray(0, 3), u16(inner.length)]);
    sealing.setAAD(data, { plaintextLength: inner.length });
    const text = Buffer.concat([sealing.update(inner), sealing.final()]);
    keys.sequence += 1;
    const record = this.#ends[direction];
    this.pieces.push({ direction, record, at: record + 5 + (explicit ? 8 : 0), type, plaintext });
    this.#put(
      direction,
      Buffer.concat([header, explicit ? counted : Buffer.alloc(0), text, sealing.getAuthTag()]),
    );
  }

  /** Handshake messages, cut into records wherever it falls. */
  messages(direction: Direction, ...all: readonly Buffer[]): void {
    const bytes = Buffer.concat(all);
    const whole = this.random.below(2) === 0;
    for (let at = 0; at < bytes.length;) {
      const size = whole ? bytes.length : 1 + this.random.below(60);
      this.seal(direction, HANDSHAKE, bytes.subarray(at, at + size));
      at += size;
    }
  }

  log(label: string, clientRandom: Buffer, secret: Buffer): void {
    this.keyLog.push(`${label} ${clientRandom.toString('hex')} ${secret.toString('hex')}`);
  }

  /** A new secret for a direction of TLS 1.3, logged where it has a label. */
  traffic(direction: Direction, secret: Buffer, label?: string, clientRandom?: Buffer): void {
    if (label !== undefined && clientRandom !== undefined) this.log(label, clientRandom, secret);
    const { hash, key } = this.cipher;
    this.keys[direction] = {
      key: expand(hash, secret, 'key', key),
      iv: expand(hash, secret, 'iv', 12),
      sequence: 0,
    };
  }

  #put(direction: Direction, bytes: Buffer): void {
    this.flights.push({ direction, bytes });
    this.#ends[direction] += bytes.length;
  }
}

function hello(random: Buffer, extensions: readonly Buffer[] = []): Buffer {
  const offers = Buffer.from('130113021303c02fc030cca8009c', 'hex');
  const list = Buffer.concat([extension(0xff01, Buffer.from([0])), ...extensions]);
  return message(
    1,
    Buffer.concat([
      u16(0x0303),
      random,
      vector8(Buffer.alloc(32, 7)),
      vector16(offers),
      Buffer.from([1, 0]),
      vector16(list),
    ]),
  );
}

function choice(random: Buffer, suite: number, extensions: readonly Buffer[]): Buffer {
  const chosen = Buffer.concat([u16(suite), Buffer.from([0]), vector16(Buffer.concat(extensions))]);
  return message(2, Buffer.concat([u16(0x0303), random, vector8(Buffer.alloc(32, 7)), chosen]));
}

/** Data both ways, of the sizes that there are. */
function talk(writer: SealedWriter, random: Random): void {
  for (let left = random.below(6); left > 0; left -= 1)
    writer.seal(random.pick(SIDES), DATA, random.bytes(random.below(random.below(16) === 0 ? 16_000 : 300)));
}

const FINISHED = (random: Random): Buffer => message(20, random.bytes(32));
const VERSIONS_13 = extension(43, u16(0x0304));

function write13(writer: SealedWriter, random: Random): void {
  const { cipher } = writer;
  const clientRandom = random.bytes(32);
  const fresh = (): Buffer => random.bytes(cipher.hash === 'sha384' ? 48 : 32);
  const early = random.below(3) === 0;
  const retry = random.below(3) === 0;
  const offers = [extension(43, vector8(Buffer.concat([u16(0x0304), u16(0x0303)])))];
  writer.clear(
    'to-bank',
    HANDSHAKE,
    hello(clientRandom, early ? [...offers, extension(42, Buffer.alloc(0))] : offers),
  );
  if (early) {
    writer.traffic('to-bank', fresh(), 'CLIENT_EARLY_TRAFFIC_SECRET', clientRandom);
    for (let left = random.below(3); left > 0; left -= 1)
      writer.seal('to-bank', DATA, random.bytes(1 + random.below(200)));
  }
  if (retry) {
    const retryRandom = Buffer.from(RETRY_RANDOM, 'hex');
    writer.clear('to-victim', HANDSHAKE, choice(retryRandom, cipher.tls13, [VERSIONS_13]));
    writer.clear('to-bank', HANDSHAKE, hello(clientRandom, offers));
  }
  writer.clear('to-victim', HANDSHAKE, choice(random.bytes(32), cipher.tls13, [VERSIONS_13]));
  writer.clear('to-victim', 20, Buffer.from([1]));
  writer.traffic('to-victim', fresh(), 'SERVER_HANDSHAKE_TRAFFIC_SECRET', clientRandom);
  writer.messages(
    'to-victim',
    message(8, vector16(Buffer.alloc(0))),
    message(11, random.bytes(random.below(900))),
    FINISHED(random),
  );
  const server = fresh();
  writer.traffic('to-victim', server, 'SERVER_TRAFFIC_SECRET_0', clientRandom);
  if (random.below(2) === 0) writer.seal('to-victim', DATA, random.bytes(40));
  // Early data that the bank took ends with a word, other does not.
  if (early && !retry && random.below(2) === 0) writer.messages('to-bank', message(5, Buffer.alloc(0)));
  writer.traffic('to-bank', fresh(), 'CLIENT_HANDSHAKE_TRAFFIC_SECRET', clientRandom);
  writer.clear('to-bank', 20, Buffer.from([1]));
  writer.messages('to-bank', FINISHED(random));
  const client = fresh();
  writer.traffic('to-bank', client, 'CLIENT_TRAFFIC_SECRET_0', clientRandom);
  const secrets: Record<Direction, Buffer> = { 'to-bank': client, 'to-victim': server };
  for (let left = random.below(4); left > 0; left -= 1) {
    talk(writer, random);
    const direction = random.pick(SIDES);
    if (direction === 'to-victim') writer.messages(direction, message(4, random.bytes(random.below(200))));
    writer.messages(direction, message(24, Buffer.from([random.below(2)])));
    secrets[direction] = expand(cipher.hash, secrets[direction], 'traffic upd', secrets[direction].length);
    writer.traffic(direction, secrets[direction]);
  }
  talk(writer, random);
  writer.seal('to-bank', 21, Buffer.from([1, 0]));
}

/** One handshake of TLS 1.2, in clear or inside the connection; `resumed` leaves the exchange of keys out. */
function handshake12(writer: SealedWriter, random: Random): void {
  const { cipher } = writer;
  const inside = writer.keys['to-bank'] !== undefined;
  const say = (direction: Direction, ...all: readonly Buffer[]): void => {
    if (inside) writer.messages(direction, ...all);
    else for (const one of all) writer.clear(direction, HANDSHAKE, one);
  };
  const resumed = random.below(3) === 0;
  const clientRandom = random.bytes(32);
  const serverRandom = random.bytes(32);
  const master = random.bytes(48);
  say('to-bank', hello(clientRandom, [extension(35, random.bytes(resumed ? 40 : 0))]));
  const secretExtended = random.below(2) === 0 ? [extension(23, Buffer.alloc(0))] : [];
  say('to-victim', choice(serverRandom, random.pick(cipher.tls12), secretExtended));
  if (!resumed) {
    say('to-victim', message(11, random.bytes(random.below(900))), message(14, Buffer.alloc(0)));
    say('to-bank', message(16, vector16(random.bytes(128))));
  }
  writer.log('CLIENT_RANDOM', clientRandom, master);
  const explicit = cipher.cipher !== 'chacha20-poly1305';
  const iv = explicit ? 4 : 12;
  const seed = Buffer.concat([Buffer.from('key expansion'), serverRandom, clientRandom]);
  const block = pseudorandom(cipher.hash, master, seed, 2 * (cipher.key + iv));
  const part = (from: number, length: number): Buffer => block.subarray(from, from + length);
  const order = resumed ? (['to-victim', 'to-bank'] as const) : SIDES;
  for (const direction of order) {
    if (inside) writer.seal(direction, 20, Buffer.from([1]));
    else writer.clear(direction, 20, Buffer.from([1]));
    const side = direction === 'to-bank' ? 0 : 1;
    writer.keys[direction] = {
      key: part(side * cipher.key, cipher.key),
      iv: part(2 * cipher.key + side * iv, iv),
      sequence: 0,
    };
    writer.messages(direction, message(20, random.bytes(12)));
  }
}

/** A connection that a seed repeats: TLS 1.3 or 1.2, any suite that is opened, with all that changes keys on the way. */
export function sealedModel(random: Random): SealedModel {
  const tls13 = random.below(2) === 0;
  const writer = new SealedWriter(random, random.pick(CIPHERS), tls13);
  if (tls13) write13(writer, random);
  else {
    for (
      let handshakes = 1 + (random.below(3) === 0 ? random.below(3) : 0);
      handshakes > 0;
      handshakes -= 1
    ) {
      handshake12(writer, random);
      talk(writer, random);
    }
    writer.seal('to-bank', 21, Buffer.from([1, 0]));
  }
  return modelOf(writer, tls13 ? 'TLS 1.3' : 'TLS 1.2');
}

/** What both sides say over TLS 1.3, a record each, behind a handshake; and the keys of each side that seal it. */
export function sealedTalk(
  random: Random,
  name: Cipher['cipher'],
  said: readonly { readonly direction: Direction; readonly bytes: Uint8Array }[],
): SealedModel & {
  readonly keys: Readonly<Partial<Record<Direction, { readonly key: Buffer; readonly iv: Buffer }>>>;
} {
  const cipher = CIPHERS.find((each) => each.cipher === name) ?? CIPHERS[0];
  const writer = new SealedWriter(random, cipher, true, false);
  const clientRandom = random.bytes(32);
  const fresh = (): Buffer => random.bytes(cipher.hash === 'sha384' ? 48 : 32);
  writer.clear('to-bank', HANDSHAKE, hello(clientRandom, [extension(43, vector8(u16(0x0304)))]));
  writer.clear('to-victim', HANDSHAKE, choice(random.bytes(32), cipher.tls13, [VERSIONS_13]));
  for (const [direction, side] of [
    ['to-victim', 'SERVER'],
    ['to-bank', 'CLIENT'],
  ] as const) {
    writer.traffic(direction, fresh(), `${side}_HANDSHAKE_TRAFFIC_SECRET`, clientRandom);
    writer.messages(direction, FINISHED(random));
    writer.traffic(direction, fresh(), `${side}_TRAFFIC_SECRET_0`, clientRandom);
  }
  for (const { direction, bytes } of said) writer.seal(direction, DATA, Buffer.from(bytes));
  return { ...modelOf(writer, 'TLS 1.3'), keys: writer.keys };
}

function modelOf(writer: SealedWriter, version: SealedModel['version']): SealedModel {
  const stream = (direction: Direction): Buffer =>
    Buffer.concat(
      writer.flights.filter((flight) => flight.direction === direction).map(({ bytes }) => bytes),
    );
  return {
    version,
    flights: writer.flights,
    streams: { 'to-bank': stream('to-bank'), 'to-victim': stream('to-victim') },
    keyLog: writer.keyLog,
    pieces: writer.pieces,
  };
}
