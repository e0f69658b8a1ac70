import { oneOf, optional } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import {
  anyText,
  clientParty,
  connectionId,
  httpStatus,
  laneId,
  schemeWord,
  shortText,
  clientNote,
} from './values.ts';
import type { ConnectionId, LaneId, OfClient } from './values.ts';

/** Whose request it was; and on which connection it reached a tap, where it did. */
export interface OfRequest extends OfClient {
  readonly connection?: ConnectionId;
}

const ofRequest = { connection: optional(connectionId), party: optional(clientParty) };

/** The bank answered a request: a line of the bank's own log. */
export interface BankAnswered extends OfRequest {
  readonly type: 'bank-answered';
  readonly lane: LaneId;
  readonly scheme: 'http' | 'https';
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

const bankAnswered: FactKind<BankAnswered> = {
  type: 'bank-answered',
  fields: {
    lane: laneId,
    scheme: schemeWord,
    method: anyText,
    path: anyText,
    status: httpStatus,
    ...ofRequest,
  },
  often: 'any',
  by: 'bank',
  sentence: 'untold',
  brief: (fact) => `answered ${answeredText(fact)}`,
  only: 'ladder',
};

/** `POST /login: 303, over http`: a line of the bank's own log. */
export function answeredText(fact: BankAnswered): string {
  return `${fact.method} ${fact.path}: ${fact.status}, over ${fact.scheme}`;
}

/** What a line of the bank's log may be about. */
const BOOKED_EVENTS = [
  'account-opened',
  'account-refused',
  'signed-in',
  'sign-in-refused',
  'transfer-booked',
  'transfer-refused',
  'signed-out',
] as const;

/** Something happened at the bank that a customer would care for: a line of the bank's own log. */
export interface BankBooked extends OfRequest {
  readonly type: 'bank-booked';
  readonly lane: LaneId;
  readonly scheme: 'http' | 'https';
  readonly event: (typeof BOOKED_EVENTS)[number];
  readonly user: string;
  /** Balance after the event, as the bank's page writes it: `2,940.17`. */
  readonly balance?: string;
  /** For transfers: whom, and how much. */
  readonly receiver?: string;
  readonly amount?: string;
}

const bankBooked: FactKind<BankBooked> = {
  type: 'bank-booked',
  fields: {
    lane: laneId,
    scheme: schemeWord,
    event: oneOf(...BOOKED_EVENTS),
    user: anyText,
    balance: optional(anyText),
    receiver: optional(anyText),
    amount: optional(anyText),
    ...ofRequest,
  },
  often: 'any',
  by: 'bank',
  sentence: (fact) => `${bookedWithBalance(fact)} over ${fact.scheme}${clientNote(fact)}`,
  brief: bookedText,
  only: 'ladder',
};

/** `transfer booked: alice, 25.00 to bob`. */
function bookedText({ event, user, receiver, amount }: BankBooked): string {
  const transfer = receiver === undefined ? '' : `, ${amount ?? ''} to ${receiver}`;
  return `${event.replaceAll('-', ' ')}: ${user}${transfer}`;
}

/** The same, with the balance after it where the bank's page shows one. */
export function bookedWithBalance(fact: BankBooked): string {
  return `${bookedText(fact)}${fact.balance === undefined ? '' : `, balance ${fact.balance}`}`;
}

/** The help desk got a message of a customer's chat: a line of the bank's own log. */
export interface HelpDeskHeard extends OfRequest {
  readonly type: 'help-desk-heard';
  readonly lane: LaneId;
  /** `https` where the chat came over wss. */
  readonly scheme: 'http' | 'https';
  readonly text: string;
}

const helpDeskHeard: FactKind<HelpDeskHeard> = {
  type: 'help-desk-heard',
  fields: { lane: laneId, scheme: schemeWord, text: anyText, ...ofRequest },
  often: 'any',
  by: 'bank',
  sentence: (fact) => `help desk heard "${fact.text}" over ${socketScheme(fact.scheme)}${clientNote(fact)}`,
  brief: () => 'help desk got a message, and answered',
  only: 'ladder',
};

/** What a WebSocket's address begins with (RFC 6455, section 3). */
export function socketScheme(scheme: 'http' | 'https'): 'ws' | 'wss' {
  return scheme === 'https' ? 'wss' : 'ws';
}

/** A server of the machine's own stands in front of the bank's pages, and has taken its ports. */
export interface ServerStarted {
  readonly type: 'server-started';
  readonly lane: LaneId;
  readonly server: 'nginx' | 'apache';
  /** With its version: `nginx 1.22.1`. */
  readonly title: string;
  /** The site's part of its configuration as it runs: what an administrator writes. */
  readonly configuration: string;
}

const serverStarted: FactKind<ServerStarted> = {
  type: 'server-started',
  fields: { lane: laneId, server: oneOf('nginx', 'apache'), title: shortText, configuration: anyText },
  often: 'bounded',
  by: 'bank',
  sentence: ({ title, configuration }) => [
    `${title} serves the bank's pages, configured so:`,
    ...configuration.trimEnd().split('\n'),
  ],
  brief: ({ title }) => `served by ${title}`,
  only: 'ladder',
};

/** That server ended before the lab closed. Nobody answers at the bank from then on. */
export interface ServerEnded {
  readonly type: 'server-ended';
  readonly lane: LaneId;
  readonly title: string;
  /** `exit status 1`, or the signal that ended it. */
  readonly how: string;
}

const serverEnded: FactKind<ServerEnded> = {
  type: 'server-ended',
  fields: { lane: laneId, title: shortText, how: shortText },
  often: 'bounded',
  by: 'bank',
  sentence: ({ title, how }) => `${title} ended (${how}): nobody answers there any more`,
  brief: ({ title, how }) => `lost its server: ${title} ended (${how})`,
};

/** What the bank says of itself. */
export const BANK_FACTS = [bankAnswered, bankBooked, helpDeskHeard, serverStarted, serverEnded] as const;

/** A fact of that family. */
export type BankFact = FactOf<(typeof BANK_FACTS)[number]>;
