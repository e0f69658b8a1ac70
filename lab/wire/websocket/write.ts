import { createHash } from 'node:crypto';
import { concat } from '../bytes.ts';
import { masked } from './frame.ts';

/** What a frame is written from. `key` is the mask's, four bytes, which a client must put on (RFC 6455, section 5.3). */
export interface FrameToWrite {
  readonly opcode: number;
  readonly payload: Uint8Array;
  readonly key?: Uint8Array;
  /** Whether it ends its message. Ordinarily it does. */
  readonly fin?: boolean;
}

/** A frame's bytes (RFC 6455, section 5.2), its length as short as it can be written. */
export function writeFrame({ opcode, payload, key, fin = true }: FrameToWrite): Uint8Array {
  const { length } = payload;
  const short = length < 126 ? length : length < 65_536 ? 126 : 127;
  const long = new Uint8Array(short < 126 ? 0 : short === 126 ? 2 : 8);
  let left = length;
  for (let at = long.length - 1; at >= 0; at -= 1) {
    long[at] = left % 256;
    left = Math.floor(left / 256);
  }
  const head = Uint8Array.of((fin ? 0x80 : 0) | opcode, (key === undefined ? 0 : 0x80) | short);
  return concat([head, long, ...(key === undefined ? [] : [key]), masked(payload, key)]);
}

/** What a server answers to a Sec-WebSocket-Key (RFC 6455, section 4.2.2). It proves that it speaks WebSocket, and nothing else. */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
