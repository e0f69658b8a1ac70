import { grouped } from '../text/count.ts';
import { SIDES } from '../text/sides.ts';
import type { Direction } from '../wire/direction.ts';
import { bytesUpTo, truth } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import { connectionId, wholeCount, directionWord, laneId, httpStatus, anyText } from './values.ts';
import type { ConnectionId, LaneId } from './values.ts';

/** The attacker opened a page of the bank with a cookie read in clear, on a connection of its own. */
export interface SessionHijacked {
  readonly type: 'session-hijacked';
  readonly lane: LaneId;
  /** The Cookie header as it was read, and the connection on which it travelled. */
  readonly cookie: string;
  readonly connection: ConnectionId;
  readonly url: string;
  readonly status: number;
  readonly title: string;
  /** What a person would read on the page first, at most 500 characters. */
  readonly text: string;
}

const sessionHijacked: FactKind<SessionHijacked> = {
  type: 'session-hijacked',
  fields: {
    lane: laneId,
    cookie: anyText,
    connection: connectionId,
    url: anyText,
    status: httpStatus,
    title: anyText,
    text: anyText,
  },
  often: 'any',
  by: 'attacker',
  sentence: (page) => `opened ${page.url} with her cookie: "${page.title}" · ${page.text}`,
  brief: (page) => `opened her account: ${balanceIn(page.text)}`,
};

/** The part of the page that is worth stealing, where it has one: rooms for words are narrow. */
function balanceIn(page: string): string {
  return page.split(' · ').find((part) => part.startsWith('Balance ')) ?? page;
}

/** The attacker was to use a stolen cookie, and there was none, or it opened nothing. */
export interface HijackingFailed {
  readonly type: 'hijacking-failed';
  readonly lane: LaneId;
  /** Whether a cookie was read in clear at all. */
  readonly cookieRead: boolean;
  /** The bank's answer; 0 where there was none. */
  readonly status: number;
  /** Why, for a person. */
  readonly reason: string;
}

const hijackingFailed: FactKind<HijackingFailed> = {
  type: 'hijacking-failed',
  fields: { lane: laneId, cookieRead: truth, status: httpStatus, reason: anyText },
  often: 'any',
  by: 'attacker',
  sentence: ({ reason }) => `could not use a stolen cookie. ${reason}`,
  brief: ({ reason }) => `could not open her account: ${reason}`,
};

/** The bank's private key opened a recorded connection: what one side had said, without its TLS. */
export interface RecordingDecrypted {
  readonly type: 'recording-decrypted';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  /** Bytes of application data that were recorded and opened. */
  readonly length: number;
  /** The first of them, at most `LIMITS.decrypted`. */
  readonly bytes: Uint8Array;
}

const recordingDecrypted: FactKind<RecordingDecrypted> = {
  type: 'recording-decrypted',
  fields: {
    lane: laneId,
    connection: connectionId,
    direction: directionWord,
    length: wholeCount,
    bytes: bytesUpTo(SESSION_LIMITS.decrypted),
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) =>
    `opened ${grouped(fact.length)} bytes ${SIDES[fact.direction]} of connection ${fact.connection} ` +
    `with the bank's key${keptText(fact)}`,
  brief: (fact) => `opened the recording with the key${keptText(fact)}`,
  // Both directions of a connection are opened at once.
  ladder: (fact) => fact.direction === 'to-bank',
};

/** What is kept of what was opened, where that is not all of it. */
function keptText({ length, bytes }: RecordingDecrypted): string {
  return length > bytes.length ? `, kept the first ${grouped(bytes.length)} bytes` : '';
}

/** The bank's private key did not open a recorded connection. */
export interface RecordingStaysSealed {
  readonly type: 'recording-stays-sealed';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  /** Why, for a person. */
  readonly reason: string;
}

const recordingStaysSealed: FactKind<RecordingStaysSealed> = {
  type: 'recording-stays-sealed',
  fields: { lane: laneId, connection: connectionId, reason: anyText },
  often: 'any',
  by: 'attacker',
  sentence: (fact) => `could not open connection ${fact.connection}. ${fact.reason}`,
  brief: () => 'the key did not open the recording',
};

/** What the attacker does with what he recorded: a stolen cookie, a stolen key. */
export const THIEF_FACTS = [
  sessionHijacked,
  hijackingFailed,
  recordingDecrypted,
  recordingStaysSealed,
] as const;

/** A fact of that family. */
export type ThiefFact = FactOf<(typeof THIEF_FACTS)[number]>;
