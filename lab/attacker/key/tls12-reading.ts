import { createDecipheriv } from 'node:crypto';

import type { Suite, WriteKeys } from './tls12-keys.ts';

/** Record types (RFC 5246, section 6.2.1; the same in RFC 8446, section 5.1). */
export const RECORD = { changeCipherSpec: 20, handshake: 22, applicationData: 23 } as const;

/** Handshake message types (RFC 5246, section 7.4). */
export const MESSAGE = {
  clientHello: 1,
  serverHello: 2,
  serverKeyExchange: 12,
  serverHelloDone: 14,
  clientKeyExchange: 16,
} as const;

/** Extension types (RFC 7627, section 5.1; RFC 8446, section 4.2). */
const EXTENSION = { extendedMasterSecret: 23, supportedVersions: 43 } as const;

/** Bytes of a record's header (RFC 5246, section 6.2.1), and of a handshake message's (section 7.4). */
export const RECORD_HEADER = 5;
const MESSAGE_HEADER = 4;

/** A TLS record: its header of five bytes, and what it carries. */
export interface TlsRecord {
  readonly type: number;
  readonly header: Buffer;
  readonly payload: Buffer;
}

/** A handshake message: `whole` with its header of four bytes, `body` without. */
export interface Message {
  readonly type: number;
  readonly whole: Buffer;
  readonly body: Buffer;
}

/** One direction of a recorded connection: what its side said in clear, and the records after ChangeCipherSpec. */
export interface Side {
  readonly messages: readonly Message[];
  readonly sealed: readonly TlsRecord[];
}

/** Takes one direction apart as far as it goes. Takes any bytes, copies none of a record's, and throws nothing. */
export function readSide(stream: Buffer): Side {
  const records = readRecords(stream);
  const change = records.findIndex(({ type }) => type === RECORD.changeCipherSpec);
  const clear = change < 0 ? records : records.slice(0, change);
  return {
    messages: readMessages(
      clear.filter(({ type }) => type === RECORD.handshake).map(({ payload }) => payload),
    ),
    sealed: change < 0 ? [] : records.slice(change + 1),
  };
}

function readRecords(stream: Buffer): TlsRecord[] {
  const records: TlsRecord[] = [];
  let at = 0;
  while (at + RECORD_HEADER <= stream.length) {
    const end = at + RECORD_HEADER + stream.readUInt16BE(at + 3);
    if (end > stream.length) break;
    const header = stream.subarray(at, at + RECORD_HEADER);
    records.push({ type: header[0] ?? 0, header, payload: stream.subarray(at + RECORD_HEADER, end) });
    at = end;
  }
  return records;
}

function readMessages(fragments: readonly Buffer[]): Message[] {
  const bytes = Buffer.concat(fragments);
  const messages: Message[] = [];
  let at = 0;
  while (at + MESSAGE_HEADER <= bytes.length) {
    const end = at + MESSAGE_HEADER + bytes.readUIntBE(at + 1, 3);
    if (end > bytes.length) break;
    messages.push({
      type: bytes[at] ?? 0,
      whole: bytes.subarray(at, end),
      body: bytes.subarray(at + MESSAGE_HEADER, end),
    });
    at = end;
  }
  return messages;
}

/** What the bank chose. */
export interface ServerHello {
  readonly random: Buffer;
  readonly suite: number;
  /** TLS 1.3, which looks like 1.2 but for an extension (RFC 8446, section 4.1.3). */
  readonly tls13: boolean;
  readonly extendedMasterSecret: boolean;
}

/** Reads a ServerHello's body (RFC 5246, section 7.4.1.3), or nothing where it is cut short. */
export function readServerHello(body: Buffer): ServerHello | undefined {
  const suite = 35 + (body[34] ?? 0);
  if (body.length < suite + 3) return undefined;
  const extensions = new Set<number>();
  let at = suite + 5;
  while (at + 4 <= body.length) {
    extensions.add(body.readUInt16BE(at));
    at += 4 + body.readUInt16BE(at + 2);
  }
  return {
    random: body.subarray(2, 34),
    suite: body.readUInt16BE(suite),
    tls13: extensions.has(EXTENSION.supportedVersions),
    extendedMasterSecret: extensions.has(EXTENSION.extendedMasterSecret),
  };
}

/**
 * Opens one direction's sealed records with AES-GCM (RFC 5288, section 3) and gives the application data
 * in them, up to the first record that does not open or that changes the keys. Nothing where not even
 * the first opens.
 */
export function openSide(
  records: readonly TlsRecord[],
  { cipher }: Suite,
  { key, salt }: WriteKeys,
): Buffer | undefined {
  const opened: Buffer[] = [];
  for (const [sequence, { type, header, payload }] of records.entries()) {
    if (type === RECORD.changeCipherSpec || payload.length < NONCE + TAG) return done(sequence, opened);
    const text = payload.subarray(NONCE, -TAG);
    const decipher = createDecipheriv(cipher, key, Buffer.concat([salt, payload.subarray(0, NONCE)]));
    decipher.setAAD(additionalData(sequence, header, text.length));
    decipher.setAuthTag(payload.subarray(-TAG));
    const plain = decipher.update(text);
    try {
      decipher.final();
    } catch {
      return done(sequence, opened);
    }
    if (type === RECORD.applicationData) opened.push(plain);
  }
  return done(records.length, opened);
}

/** Bytes of the nonce that travel with each record, and of the tag behind it. */
const NONCE = 8;
const TAG = 16;

function done(sequence: number, opened: readonly Buffer[]): Buffer | undefined {
  return sequence === 0 ? undefined : Buffer.concat(opened);
}

/** Sequence number, type, version and length of the text (RFC 5246, section 6.2.3.3). */
function additionalData(sequence: number, header: Buffer, length: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeBigUInt64BE(BigInt(sequence));
  header.copy(data, 8, 0, 3);
  data.writeUInt16BE(length, 11);
  return data;
}
