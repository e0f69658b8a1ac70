import { TLS_LIMITS } from './limits.ts';
import { messagesIn } from './messages.ts';
import type { HandshakeMessage } from './messages.ts';
import { RECORD_HEADER } from './records.ts';
import { feedTls, hellosOf, startTls } from './stream.ts';
import type { Hellos, RecordRead, TlsStream } from './stream.ts';

/** Bytes of a stream that are read at a time, so that a flood of empty records stays small in memory. */
const STRIDE = 262_144;

/** One direction of a connection, read at once. */
export interface TlsFlight {
  readonly stream: TlsStream;
  /** At most TLS_LIMITS.records of them. */
  readonly records: readonly RecordRead[];
  /** Records that the stream holds beyond those. */
  readonly more: number;
  /** Offset of the end of the last whole record. */
  readonly rest: number;
  /** Why what follows is no record of TLS. */
  readonly problem?: string;
  /** Handshake messages in clear. */
  readonly messages: readonly HandshakeMessage[];
}

/** Both directions read together, because what the one means depends on the other. */
export interface TlsConversation {
  readonly toBank: TlsFlight;
  readonly toVictim: TlsFlight;
  readonly hellos: Hellos;
}

/**
 * Reads both directions' whole streams, the bank's first: from its ServerHello follows what of the victim's
 * is sealed. Where the order of the bytes in time is known, feed them in that order instead. Never throws.
 */
export function readConversation(toBank: Uint8Array, toVictim: Uint8Array): TlsConversation {
  const bank = readFlight(toVictim);
  const victim = readFlight(toBank, bank.stream);
  return { toBank: victim, toVictim: bank, hellos: hellosOf(victim.stream, bank.stream) };
}

function readFlight(bytes: Uint8Array, other?: TlsStream): TlsFlight {
  const records: RecordRead[] = [];
  let stream = startTls();
  let more = 0;
  let rest = 0;
  for (let at = 0; at < bytes.length && stream.scan.problem === undefined; at += STRIDE) {
    const [next, read] = feedTls(stream, bytes.subarray(at, at + STRIDE), other);
    stream = next;
    const kept = read.slice(0, TLS_LIMITS.records - records.length);
    records.push(...kept);
    more += read.length - kept.length;
    const last = read.at(-1)?.record;
    if (last !== undefined) rest = last.offset + RECORD_HEADER + last.length;
  }
  const { problem } = stream.scan;
  const messages = messagesIn(stream.assembly);
  return { stream, records, more, rest, messages, ...(problem !== undefined && { problem }) };
}
