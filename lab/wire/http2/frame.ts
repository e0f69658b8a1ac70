import type { Gathered } from '../gathered.ts';
import type { Span } from '../span.ts';
import type { FieldBlock } from './hpack.ts';

/** What a client sends first of all, in text (RFC 9113, section 3.4). */
export const PREFACE_TEXT = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n';

/** Bytes of a frame's header (RFC 9113, section 4.1). */
export const FRAME_HEADER = 9;

/** Types of frames (RFC 9113, section 6). */
export const FRAME_TYPE = {
  DATA: 0,
  HEADERS: 1,
  PRIORITY: 2,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
} as const;

/** Flags of frames. What a bit means depends on the type: END_STREAM and ACK are the same one. */
export const FLAG = { END_STREAM: 0x1, ACK: 0x1, END_HEADERS: 0x4, PADDED: 0x8, PRIORITY: 0x20 } as const;

const NAMES = new Map<number, string>([
  ...Object.entries(FRAME_TYPE).map(([name, type]) => [type, name] as const),
  // RFC 7838, RFC 8336 and RFC 9218 have added these.
  [0xa, 'ALTSVC'],
  [0xc, 'ORIGIN'],
  [0x10, 'PRIORITY_UPDATE'],
]);

/** A type's name; undefined for one that is not known here. */
export function frameName(type: number): string | undefined {
  return NAMES.get(type);
}

const SETTING_NAMES: readonly (string | undefined)[] = [
  undefined,
  'HEADER_TABLE_SIZE',
  'ENABLE_PUSH',
  'MAX_CONCURRENT_STREAMS',
  'INITIAL_WINDOW_SIZE',
  'MAX_FRAME_SIZE',
  'MAX_HEADER_LIST_SIZE',
  undefined,
  // RFC 8441 and RFC 9218 have added these.
  'ENABLE_CONNECT_PROTOCOL',
  'NO_RFC7540_PRIORITIES',
];

/** A setting's name (RFC 9113, section 6.5.2); undefined for one that is not known here. */
export function settingName(id: number): string | undefined {
  return SETTING_NAMES[id];
}

const ERROR_NAMES: readonly string[] = [
  'NO_ERROR',
  'PROTOCOL_ERROR',
  'INTERNAL_ERROR',
  'FLOW_CONTROL_ERROR',
  'SETTINGS_TIMEOUT',
  'STREAM_CLOSED',
  'FRAME_SIZE_ERROR',
  'REFUSED_STREAM',
  'CANCEL',
  'COMPRESSION_ERROR',
  'CONNECT_ERROR',
  'ENHANCE_YOUR_CALM',
  'INADEQUATE_SECURITY',
  'HTTP_1_1_REQUIRED',
];

/** An error code's name (RFC 9113, section 7). */
export function errorName(code: number): string {
  return ERROR_NAMES[code] ?? `error ${code}`;
}

/** The fields of a message, out of the block that one frame or several of them carry. */
export interface FieldSection extends FieldBlock {
  /** The block's bytes with their places on the wire. */
  readonly block: Gathered;
  /** The stream that it belongs to: of a PUSH_PROMISE the promised one. */
  readonly stream: number;
}

/** The content of a message that has come to its end: where it lies on the wire, still coded. */
export interface StreamBody {
  readonly stream: number;
  readonly spans: readonly Span[];
  /** Codings in the order in which they were put on (RFC 9110, section 8.4). */
  readonly codings: readonly string[];
  readonly type: string;
  readonly truncated: boolean;
}

/** The connection preface of a client. */
export interface Preface extends Span {
  readonly kind: 'preface';
  readonly complete: boolean;
}

/** A frame as it was captured (RFC 9113, section 4.1). */
export interface Http2Frame extends Span {
  readonly kind: 'frame';
  readonly type: number;
  readonly flags: number;
  /** The stream that it belongs to; 0 for the connection itself. */
  readonly stream: number;
  readonly payload: Span;
  /** The payload's first bytes, at most `HTTP2_LIMITS.begin`. */
  readonly begin: Uint8Array;
  /** Of DATA, what it carries without its padding. */
  readonly data?: Span;
  /** What the field block says that ends with it. */
  readonly section?: FieldSection;
  /** The content of the message that ends with it. */
  readonly body?: StreamBody;
  readonly complete: boolean;
  /** How it departs from RFC 9113 or RFC 7541, in plain words with none of its bytes. */
  readonly problem?: string;
}

/** What one direction of HTTP/2 is made of. */
export type Http2Part = Preface | Http2Frame;

/** A whole number of so many bytes from `at`, with its highest bit left out where it is reserved. */
export function unsignedAt(bytes: Uint8Array, at: number, length: number, reserved = false): number {
  const value = bytes.subarray(at, at + length).reduce((sum, byte) => sum * 256 + byte, 0);
  return reserved ? value % 2 ** (8 * length - 1) : value;
}
