import type { Gathered } from './gathered.ts';
import { TLS_LIMITS } from './limits.ts';
import { CONTENT } from './names.ts';
import { RECORD_HEADER, SCAN_START, scanRecords } from './records.ts';
import type { TlsRecord } from './records.ts';

/** Bytes of a handshake message's header: type and length. RFC 8446 §4. */
export const MESSAGE_HEADER = 4;

/** A handshake message that travels in clear: its header and its body. RFC 8446 §4. */
export interface HandshakeMessage {
  readonly type: number;
  /** Bytes of the body, as the header says. */
  readonly length: number;
  /** Header and body; shorter than MESSAGE_HEADER + length where the stream ends before, or past TLS_LIMITS.message. */
  readonly gathered: Gathered;
  readonly complete: boolean;
  /** Index of the record in which it begins. */
  readonly record: number;
}

/** Bytes of the stream that are scanned at a time, so that a flood of empty records stays small in memory. */
const STRIDE = 262_144;

/** The records of one direction's stream. */
export interface Scanned {
  /** At most TLS_LIMITS.records of them. */
  readonly records: readonly TlsRecord[];
  /** Records that the stream holds beyond those. */
  readonly more: number;
  /** Offset of the end of the last whole record. */
  readonly rest: number;
  readonly problem?: string;
}

/** One direction's records, where they become sealed, and the handshake messages in clear. */
export interface Flight extends Scanned {
  /** Index of the first record after a change_cipher_spec that seals what follows it. */
  readonly sealedFrom: number;
  readonly messages: readonly HandshakeMessage[];
}

/** Reads one direction's stream into records. Never throws. */
export function scanStream(stream: Uint8Array): Scanned {
  const records: TlsRecord[] = [];
  let state = SCAN_START;
  let more = 0;
  let rest = 0;
  for (let at = 0; at < stream.length && state.problem === undefined; at += STRIDE) {
    const [next, seen] = scanRecords(state, stream.subarray(at, at + STRIDE));
    state = next;
    const kept = seen.slice(0, TLS_LIMITS.records - records.length);
    records.push(...kept);
    more += seen.length - kept.length;
    const last = seen.at(-1);
    if (last !== undefined) rest = last.offset + RECORD_HEADER + last.length;
  }
  return { records, more, rest, ...(state.problem === undefined ? {} : { problem: state.problem }) };
}

/**
 * Finds the handshake messages that travel in clear. Up to TLS 1.2 everything after change_cipher_spec is
 * sealed (RFC 5246 §7.1); in 1.3 it means nothing (RFC 8446 §5). Never throws.
 */
export function readFlight(stream: Uint8Array, scanned: Scanned, sealsAfterCcs: boolean): Flight {
  const { records } = scanned;
  const ccs = records.findIndex((record) => record.type === CONTENT.changeCipherSpec);
  const sealedFrom = sealsAfterCcs && ccs >= 0 ? ccs + 1 : records.length;
  return { ...scanned, sealedFrom, messages: gatherMessages(stream, records.slice(0, sealedFrom)) };
}

/** Whether the payload of a flight's record is sealed. */
export function isSealed(flight: Flight, index: number): boolean {
  const type = flight.records[index]?.type;
  return (
    type === CONTENT.applicationData || (index >= flight.sealedFrom && type !== CONTENT.changeCipherSpec)
  );
}

/** Puts handshake messages together from records in clear; several may share a record, one may take several. */
function gatherMessages(stream: Uint8Array, records: readonly TlsRecord[]): HandshakeMessage[] {
  const messages: HandshakeMessage[] = [];
  const pieces: { offset: number; length: number; record: number }[] = [];
  for (const [index, record] of records.entries()) {
    if (record.type !== CONTENT.handshake || record.length === 0) continue;
    pieces.push({ offset: record.offset + RECORD_HEADER, length: record.length, record: index });
  }
  const source = new Pieces(stream, pieces);
  while (source.left > 0 && messages.length < TLS_LIMITS.messages) {
    const record = source.record;
    const head = source.peek(MESSAGE_HEADER);
    if (head.length < MESSAGE_HEADER) {
      messages.push({
        type: head[0] ?? 0,
        length: 0,
        gathered: source.take(head.length),
        complete: false,
        record,
      });
      break;
    }
    const [type = 0, high = 0, middle = 0, low = 0] = head;
    const length = (high << 16) | (middle << 8) | low;
    const complete = source.left >= MESSAGE_HEADER + length;
    const gathered = source.take(Math.min(MESSAGE_HEADER + length, source.left));
    messages.push({ type, length, gathered, complete, record });
  }
  return messages;
}

/** The payloads of handshake records as one run of bytes. */
class Pieces {
  readonly #stream: Uint8Array;
  readonly #pieces: readonly { offset: number; length: number; record: number }[];
  #index = 0;
  #used = 0;
  left: number;

  constructor(stream: Uint8Array, pieces: readonly { offset: number; length: number; record: number }[]) {
    this.#stream = stream;
    this.#pieces = pieces;
    this.left = pieces.reduce((sum, piece) => sum + piece.length, 0);
  }

  /** Index of the record that holds the next byte. */
  get record(): number {
    return this.#pieces[this.#index]?.record ?? 0;
  }

  /** Up to `length` bytes, which stay. */
  peek(length: number): Uint8Array {
    const [index, used, left] = [this.#index, this.#used, this.left];
    const { bytes } = this.take(Math.min(length, this.left));
    [this.#index, this.#used, this.left] = [index, used, left];
    return bytes;
  }

  /** `length` bytes, of which at most TLS_LIMITS.message are kept. */
  take(length: number): Gathered {
    const kept: { at: number; offset: number; length: number }[] = [];
    const chunks: Uint8Array[] = [];
    let at = 0;
    while (at < length) {
      const piece = this.#pieces[this.#index];
      if (piece === undefined) break;
      const taken = Math.min(length - at, piece.length - this.#used);
      const keep = Math.min(taken, Math.max(0, TLS_LIMITS.message - at));
      const offset = piece.offset + this.#used;
      if (keep > 0) {
        kept.push({ at, offset, length: keep });
        chunks.push(this.#stream.subarray(offset, offset + keep));
      }
      at += taken;
      this.#used += taken;
      if (this.#used === piece.length) {
        this.#index += 1;
        this.#used = 0;
      }
    }
    this.left -= at;
    const [only] = chunks;
    return {
      bytes: chunks.length === 1 && only !== undefined ? only : new Uint8Array(Buffer.concat(chunks)),
      pieces: kept,
    };
  }
}
