import { bytesUpTo, listOf, numberFrom, objectOf, oneOf, pairOf, textUpTo, wholeFrom } from './codec.ts';
import type { FieldCodec } from './codec.ts';
import { SESSION_LIMITS } from './limits.ts';

/** Large enough for a stream of 256 TiB, and for a time of nine thousand years. */
export const LARGEST = 2 ** 48;

/** An id or a name. */
export const shortText = textUpTo(SESSION_LIMITS.name);

/** Any other text. */
export const anyText = textUpTo(SESSION_LIMITS.text);

/** A count, an offset or a length. */
export const wholeCount = wholeFrom(0, LARGEST);

/** A time, or how long something took, in ms. */
export const milliseconds = numberFrom(0, LARGEST);

/** A status of HTTP (RFC 9110 §15), 0 where there was no answer. */
export const httpStatus = wholeFrom(0, 999);

/** A TCP port. */
export const tcpPort = wholeFrom(0, 65_535);

/** Which way bytes went. */
export const directionWord = oneOf('to-bank', 'to-victim');

/** Whether there was TLS, as a URL says it. */
export const schemeWord = oneOf('http', 'https');

/** A lane's id, as the scenario names it. */
export type LaneId = string;

/** Its codec. */
export const laneId: FieldCodec<LaneId> = shortText;

/** One TCP connection as the tap saw it; unique within a session, counted from 1. */
export type ConnectionId = number;

/** Its codec. */
export const connectionId: FieldCodec<ConnectionId> = wholeFrom(1, 2 ** 32);

/** `name:port` as the lab's world knows it, such as `bank.test:443`. */
export type LogicalAddress = string;

/** Who did something on the path. */
export type Party = 'victim' | 'attacker' | 'bank';

/**
 * Whose a connection is: the lane's victim's, the attacker's own to the bank, the certificate authority's, or a
 * stranger's, which is anybody else's. Facts that do not say it are about the victim.
 */
export type ClientParty = 'victim' | 'attacker' | 'authority' | 'stranger';

/** Its codec. */
export const clientParty = oneOf('victim', 'attacker', 'authority', 'stranger');

/** Whose connection a fact is about, where it says so. */
export interface OfClient {
  readonly party?: ClientParty;
}

/** Parties that are neither victim nor attacker, as a sentence names them. */
export const OTHER_CLIENTS = { stranger: 'a stranger', authority: 'the authority' } as const;

/** One of them. */
export type OtherClient = keyof typeof OTHER_CLIENTS;

/** The guest that a party is, if it is one. */
export function otherClientOf(party: ClientParty | undefined): OtherClient | undefined {
  return party === 'stranger' || party === 'authority' ? party : undefined;
}

/** What it adds to a sentence: nothing where it is the victim's. */
export function clientNote({ party }: OfClient): string {
  const other = otherClientOf(party);
  return other === undefined ? '' : `, for ${OTHER_CLIENTS[other]}`;
}

/** Header names and values in the order in which they travelled. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

const headers: FieldCodec<HeaderList> = listOf(pairOf(anyText));
const body = bytesUpTo(SESSION_LIMITS.body);

/** An HTTP request as one party held it in clear. Body bytes are whole up to the holder's stated bound. */
export interface RequestRead {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** Its codec. */
export const requestRead = objectOf<RequestRead>({ method: anyText, url: anyText, headers, body });

/** An HTTP response as one party held it in clear. */
export interface ResponseRead {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** Its codec. */
export const responseRead = objectOf<ResponseRead>({ status: httpStatus, headers, body });
