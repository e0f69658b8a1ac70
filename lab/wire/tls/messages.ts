import { concat } from '../bytes.ts';
import { append, toArray } from '../chain.ts';
import type { Chain } from '../chain.ts';
import type { Gathered } from '../gathered.ts';
import { RETRY_RANDOM } from './hello.ts';
import { TLS_LIMITS } from './limits.ts';
import { handshakeName, MESSAGE } from './names.ts';

/** Bytes of a handshake message's header: type and length. RFC 9846 §4. */
export const MESSAGE_HEADER = 4;

/** A handshake message that travels in clear: its header and its body. RFC 9846 §4. */
export interface HandshakeMessage {
  readonly type: number;
  /** Bytes of the body, as the header says. */
  readonly length: number;
  /** Header and body; shorter than MESSAGE_HEADER + length where the end has not come, or past TLS_LIMITS.message. */
  readonly gathered: Gathered;
  readonly complete: boolean;
  /** Index of the record in which it begins. */
  readonly record: number;
}

/** A message whose end has not come. `got` counts its bytes, `kept` those of them that are kept. */
interface OpenMessage {
  readonly record: number;
  readonly header: readonly number[];
  readonly got: number;
  readonly kept: number;
  readonly chunks: Chain<Uint8Array>;
  readonly pieces: Chain<Gathered['pieces'][number]>;
}

/** Handshake messages of one direction, put together as their records come. Never changed in place. */
export interface Assembly {
  readonly done: Chain<HandshakeMessage>;
  readonly open?: OpenMessage;
}

/** Before the first record. */
export const NO_MESSAGES: Assembly = { done: undefined };

/**
 * Adds the payload of a handshake record in clear, which stands at `offset` in the stream. Several messages may
 * share a record, one may take several. Never throws.
 */
export function assemble(before: Assembly, payload: Uint8Array, offset: number, record: number): Assembly {
  let { done, open } = before;
  let at = 0;
  while (at < payload.length && (done?.size ?? 0) < TLS_LIMITS.messages) {
    const begun: OpenMessage = open ?? {
      record,
      header: [],
      got: 0,
      kept: 0,
      chunks: undefined,
      pieces: undefined,
    };
    const header = [
      ...begun.header,
      ...payload.subarray(at, at + Math.max(0, MESSAGE_HEADER - begun.header.length)),
    ];
    const whole = header.length < MESSAGE_HEADER ? Infinity : MESSAGE_HEADER + lengthIn(header);
    const taken = Math.min(whole - begun.got, payload.length - at);
    const next = grown({ ...begun, header }, payload.subarray(at, at + taken), offset + at);
    at += taken;
    if (next.got < whole) open = next;
    else {
      done = append(done, messageOf(next, true));
      open = undefined;
    }
  }
  return open === undefined ? { done } : { done, open };
}

/** All messages so far; the last may be incomplete. */
export function messagesIn({ done, open }: Assembly): HandshakeMessage[] {
  const messages = toArray(done);
  if (open !== undefined && messages.length < TLS_LIMITS.messages) messages.push(messageOf(open, false));
  return messages;
}

/** The messages that a record, by its index, has made whole or begun, in order. */
export function newMessages(before: Assembly, after: Assembly, record: number): HandshakeMessage[] {
  const messages: HandshakeMessage[] = [];
  for (let link = after.done; link !== before.done && link !== undefined; link = link.before)
    messages.unshift(link.last);
  // One that only goes on is not put together again: it may be long.
  if (after.open?.record === record) messages.push(messageOf(after.open, false));
  return messages;
}

/** The message's name; a ServerHello with the retry's random is a `HelloRetryRequest`. RFC 9846 §4.2.4. */
export function messageName({ type, gathered }: HandshakeMessage): string {
  if (type !== MESSAGE.serverHello) return handshakeName(type);
  const random = gathered.bytes.subarray(MESSAGE_HEADER + 2, MESSAGE_HEADER + 34);
  return Buffer.from(random).toString('hex') === RETRY_RANDOM ? 'HelloRetryRequest' : handshakeName(type);
}

/** The body of a handshake message, without its header. */
export function messageBody(message: HandshakeMessage): Uint8Array {
  return message.gathered.bytes.subarray(MESSAGE_HEADER);
}

/** Whether a message is of this type, whole, and short enough to be read. */
export function isWholeMessage(type: number): (message: HandshakeMessage) => boolean {
  return (message) =>
    message.type === type && message.complete && message.length <= TLS_LIMITS.message - MESSAGE_HEADER;
}

function lengthIn([, high = 0, middle = 0, low = 0]: readonly number[]): number {
  return (high << 16) | (middle << 8) | low;
}

function grown(open: OpenMessage, bytes: Uint8Array, offset: number): OpenMessage {
  const kept = bytes.subarray(0, Math.max(0, TLS_LIMITS.message - open.kept));
  const got = open.got + bytes.length;
  if (kept.length === 0) return { ...open, got };
  return {
    ...open,
    got,
    kept: open.kept + kept.length,
    chunks: append(open.chunks, kept),
    pieces: append(open.pieces, { at: open.kept, offset, length: kept.length }),
  };
}

function messageOf(open: OpenMessage, complete: boolean): HandshakeMessage {
  const { record, header, chunks, pieces } = open;
  return {
    type: header[0] ?? 0,
    length: header.length < MESSAGE_HEADER ? 0 : lengthIn(header),
    gathered: { bytes: concat(toArray(chunks)), pieces: toArray(pieces) },
    complete,
    record,
  };
}
