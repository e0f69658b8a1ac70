import { bytesUpTo, listOf, numberFrom, objectOf, oneOf, pairOf, textUpTo, wholeFrom } from './codec.ts';
import type { FieldCodec } from './codec.ts';
import { SESSION_LIMITS } from './limits.ts';

/** Large enough for a stream of 256 TiB, and for a time of nine thousand years. */
export const LARGEST = 2 ** 48;

/** An id or a name; and any other text. */
export const name = textUpTo(SESSION_LIMITS.name);
export const text = textUpTo(SESSION_LIMITS.text);

/** A count or an offset; a time in ms; a status of HTTP, 0 where there was no answer. */
export const count = wholeFrom(0, LARGEST);
export const ms = numberFrom(0, LARGEST);
export const status = wholeFrom(0, 999);

/** A lane's id, as the scenario names it. */
export type LaneId = string;
export const lane: FieldCodec<LaneId> = name;

/** One TCP connection as the tap saw it; unique within a session, counted from 1. */
export type ConnectionId = number;
export const connection: FieldCodec<ConnectionId> = wholeFrom(1, 2 ** 32);

/** A TCP port. */
export const port = wholeFrom(0, 65_535);

/** `name:port` as the lab's world knows it, such as `bank.test:443`. */
export type LogicalAddress = string;

/** Which way bytes went, and over which scheme. */
export const direction = oneOf('to-bank', 'to-victim');
export const scheme = oneOf('http', 'https');

/** Who did something on the path. */
export type Party = 'victim' | 'attacker' | 'bank';

/** Header names and values in the order in which they travelled. */
export type HeaderList = readonly (readonly [name: string, value: string])[];
const headers: FieldCodec<HeaderList> = listOf(pairOf(text));
const body = bytesUpTo(SESSION_LIMITS.body);

/** An HTTP request as one party held it in clear. Body bytes are whole up to the holder's stated bound. */
export interface RequestRead {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}
export const request = objectOf<RequestRead>({ method: text, url: text, headers, body });

/** An HTTP response as one party held it in clear. */
export interface ResponseRead {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}
export const response = objectOf<ResponseRead>({ status, headers, body });
