import { oneOf, optional } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import {
  anyText,
  clientParty,
  connectionId,
  httpStatus,
  laneId,
  schemeWord,
  strangersNote,
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

/** Something happened at the bank that a customer would care for: a line of the bank's own log. */
export interface BankBooked extends OfRequest {
  readonly type: 'bank-booked';
  readonly lane: LaneId;
  readonly scheme: 'http' | 'https';
  readonly event: 'signed-in' | 'sign-in-refused' | 'transfer-booked' | 'transfer-refused' | 'signed-out';
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
    event: oneOf('signed-in', 'sign-in-refused', 'transfer-booked', 'transfer-refused', 'signed-out'),
    user: anyText,
    balance: optional(anyText),
    receiver: optional(anyText),
    amount: optional(anyText),
    ...ofRequest,
  },
  often: 'any',
  by: 'bank',
  sentence: (fact) => `${bookedWithBalance(fact)} over ${fact.scheme}${strangersNote(fact)}`,
  brief: bookedText,
  only: 'ladder',
};

/** `transfer booked: alice, 25.00 to bob`. */
export function bookedText({ event, user, receiver, amount }: BankBooked): string {
  const transfer = receiver === undefined ? '' : `, ${amount ?? ''} to ${receiver}`;
  return `${event.replaceAll('-', ' ')}: ${user}${transfer}`;
}

/** The same, with the balance after it where the bank's page shows one. */
export function bookedWithBalance(fact: BankBooked): string {
  return `${bookedText(fact)}${fact.balance === undefined ? '' : `, balance ${fact.balance}`}`;
}

/** What the bank says of itself. */
export const BANK_FACTS = [bankAnswered, bankBooked] as const;

/** A fact of that family. */
export type BankFact = FactOf<(typeof BANK_FACTS)[number]>;
