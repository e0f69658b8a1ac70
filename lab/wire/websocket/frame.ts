import type { Span } from '../span.ts';

/** Bounds of the WebSocket decoder. */
export const WEBSOCKET_LIMITS = {
  /** Bytes of a payload's beginning that are kept with its frame, mask taken off. A control frame's payload fits. */
  begin: 256,
  /** Bytes of one message that its places cover, and how many pieces it may have. */
  message: 1024 * 1024,
  pieces: 4_096,
  /** Frames of one direction that are read. */
  frames: 100_000,
} as const;

/** Opcodes of frames (RFC 6455, section 5.2). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

const NAMES = new Map<number, string>(Object.entries(OPCODE).map(([name, opcode]) => [opcode, name]));

/** An opcode's name, as RFC 6455 has it; undefined for one that is not defined. */
export function opcodeName(opcode: number): string | undefined {
  return NAMES.get(opcode);
}

/** Whether a frame steers the connection and is no part of a message (RFC 6455, section 5.5). */
export function isControl(opcode: number): boolean {
  return (opcode & 0x8) !== 0;
}

/** A run of a message's bytes on the wire; `key` is the mask's, four bytes, where one lies on it. */
export interface Piece extends Span {
  readonly key?: Uint8Array;
}

/** A message that came to its end: where its bytes lie, in order. */
export interface WholeMessage {
  readonly opcode: number;
  /** Whether permessage-deflate has packed it (RFC 7692, section 6). */
  readonly packed: boolean;
  readonly pieces: readonly Piece[];
  /** True where it has more bytes or pieces than are kept. */
  readonly truncated: boolean;
}

/** A frame as it was captured (RFC 6455, section 5.2). */
export interface Frame extends Span {
  readonly fin: boolean;
  /** The three reserved bits, of which the highest says that the message is packed. */
  readonly reserved: number;
  readonly opcode: number;
  /** The mask's key, four bytes, where the payload is masked; and where it stands. */
  readonly key?: Uint8Array;
  /** Bytes of the field that says the payload's length: 0, 2 or 8 after the first two. */
  readonly extended: 0 | 2 | 8;
  readonly payload: Span;
  /** The payload's first bytes, mask taken off, at most `WEBSOCKET_LIMITS.begin`. */
  readonly begin: Uint8Array;
  /** Whether its end was seen. */
  readonly complete: boolean;
  /** The message that ends with it. */
  readonly message?: WholeMessage;
  /** How it departs from RFC 6455, in plain words with none of its bytes. */
  readonly problem?: string;
}

/** The payload of a close frame (RFC 6455, section 5.5.1): its code, where it has one. */
export function closeCode({ opcode, begin, payload }: Frame): number | undefined {
  if (opcode !== OPCODE.close || payload.length < 2 || begin.length < 2) return undefined;
  return (begin[0] ?? 0) * 256 + (begin[1] ?? 0);
}

/** Takes a mask off, or puts it on (RFC 6455, section 5.3); `at` is the place of the first byte in the payload. */
export function masked(bytes: Uint8Array, key: Uint8Array | undefined, at = 0): Uint8Array {
  return key === undefined ? bytes : bytes.map((byte, index) => byte ^ (key[(at + index) % 4] ?? 0));
}

/** A message's bytes, out of the stream that it lies in, whose first byte stands at `offset`; packed ones stay packed. */
export function messageBytes({ pieces }: WholeMessage, offset: number, stream: Uint8Array): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    const from = Math.max(0, piece.offset - offset);
    const bytes = masked(
      stream.subarray(from, Math.max(from, piece.offset + piece.length - offset)),
      piece.key,
    );
    whole.set(bytes, at);
    at += bytes.length;
  }
  return whole.subarray(0, at);
}
