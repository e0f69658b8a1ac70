import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import type { Field } from '../../../src/explain/field.ts';

/** Bytes that a test writes down. */
export type Bytes = readonly number[];

/** A number of two bytes. */
export const u16 = (value: number): Bytes => [value >> 8, value & 255];
/** Parts with their length before them. */
export const vector = (width: 1 | 2, ...parts: readonly Bytes[]): Bytes => {
  const body = parts.flat();
  return [...(width === 1 ? [body.length] : u16(body.length)), ...body];
};
/** The bytes of a text. */
export const text = (value: string): Bytes => [...Buffer.from(value)];
/** An extension by its number and body. */
export const extension = (type: number, ...body: readonly Bytes[]): Bytes => [
  ...u16(type),
  ...vector(2, ...body),
];
/** Bytes that are 0. */
export const zeros = (length: number): Bytes => Array.from({ length }, () => 0);

/** The body of a ClientHello with these suites and extensions. */
export function helloBody(extensions: readonly Bytes[], suites: readonly number[] = [0x1301]): Bytes {
  const head = [...u16(0x0303), ...zeros(32), 0, ...vector(2, ...suites.map(u16)), 1, 0];
  return [...head, ...vector(2, ...extensions)];
}

/** A record with one handshake message. */
export function record(type: number, body: Bytes): Uint8Array {
  const message = [type, 0, ...u16(body.length), ...body];
  return Uint8Array.from([22, 3, 1, ...u16(message.length), ...message]);
}

/** A ClientHello with these extensions, explained. */
export function client(extensions: readonly Bytes[], suites?: readonly number[]): Field {
  const [node] = dissectTls(record(1, helloBody(extensions, suites)), new Uint8Array()).toBank;
  const [message] = node?.messages ?? [];
  if (message === undefined) throw new Error('no message');
  return message;
}

/** A ServerHello with this random and these extensions, explained. */
export function server(random: Bytes, extensions: readonly Bytes[], version = 0x0303): Field {
  const body = [...u16(version), ...random, 0, ...u16(0x1301), 0, ...vector(2, ...extensions)];
  const [message] = dissectTls(new Uint8Array(), record(2, body)).toVictim[0]?.messages ?? [];
  if (message === undefined) throw new Error('no message');
  return message;
}
