import { counted, grouped } from '../text/count.ts';
import { SIDES } from '../text/sides.ts';
import type { Direction } from '../wire/direction.ts';
import { requestParts } from '../wire/http/edited.ts';
import type { ChangedPart, HeldKind, LooseMessage } from '../wire/http/edited.ts';
import { bytesUpTo, listOf, objectOf, oneOf, optional, pairOf, truth, wholeFrom } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import {
  anyText,
  connectionId,
  directionWord,
  laneId,
  responseRead,
  shortText,
  wholeCount,
} from './values.ts';
import type { ConnectionId, HeaderList, LaneId, ResponseRead } from './values.ts';

/** A message in the attacker's hand: see `LooseMessage`. */
export interface HeldMessage extends LooseMessage {
  readonly headers: HeaderList;
}

const message = objectOf<HeldMessage>({
  line: anyText,
  headers: listOf(pairOf(anyText)),
  body: bytesUpTo(SESSION_LIMITS.body),
});
const kindWord = oneOf<HeldKind>('request', 'answer', 'message');

/** The number of a held message: unique within its lane, counted from 1. */
export type HeldId = number;

const heldId = wholeFrom(1, 2 ** 32);

/** What is held: all that is said must be so. Nothing said is everything. */
export interface HoldCondition {
  /** Ordinarily requests, answers and messages. */
  readonly kind?: HeldKind;
  /** The request's method, in capitals; a part of its path; the name of a field in its form or its query. */
  readonly method?: string;
  readonly path?: string;
  readonly field?: string;
}

/** A condition in words: `every POST with /transfer in its path`. */
export function conditionText({ kind, method, path, field }: HoldCondition): string {
  const said = [
    ...(kind === undefined ? [] : [`each ${kind}`]),
    ...(method === undefined ? [] : [`method ${method}`]),
    ...(path === undefined ? [] : [`path ${path}`]),
    ...(field === undefined ? [] : [`field ${field}`]),
  ];
  return said.length === 0 ? 'all that he can read' : said.join(', ');
}

/** From now on the attacker holds what fits, or lets everything pass again. */
export interface HoldSet extends HoldCondition {
  readonly type: 'hold-set';
  readonly lane: LaneId;
  readonly on: boolean;
}

const holdSet: FactKind<HoldSet> = {
  type: 'hold-set',
  fields: {
    lane: laneId,
    on: truth,
    kind: optional(kindWord),
    method: optional(shortText),
    path: optional(anyText),
    field: optional(anyText),
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) =>
    fact.on ? `holds from now on: ${conditionText(fact)}` : 'lets everything pass from now on',
  brief: (fact) => (fact.on ? `holds ${conditionText(fact)}` : 'lets everything pass'),
};

/** A message stopped in the attacker's hand: it goes nowhere until he lets it go. */
export interface MessageHeld {
  readonly type: 'message-held';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly held: HeldId;
  readonly kind: HeldKind;
  readonly direction: Direction;
  /** Scheme and name that the victim meant: `http://bank.test`. */
  readonly origin: string;
  /** The request that an answer answers, as `POST /transfer`; empty for anything else. */
  readonly answers: string;
  readonly message: HeldMessage;
}

const messageHeld: FactKind<MessageHeld> = {
  type: 'message-held',
  fields: {
    lane: laneId,
    connection: connectionId,
    held: heldId,
    kind: kindWord,
    direction: directionWord,
    origin: anyText,
    answers: anyText,
    message,
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) =>
    `holds ${heldText(fact)} ${SIDES[fact.direction]} of connection ${fact.connection} (held ${fact.held})`,
  brief: (fact) => `holds ${heldText(fact)}`,
};

/** What is held, in a few words: `POST /transfer`, `the answer 303 to POST /transfer`. */
export function heldText({ kind, answers, message: { line, body } }: MessageHeld): string {
  if (kind === 'message') return `a message of ${counted(body.length, 'byte')}`;
  if (kind === 'answer') return `the answer ${line.split(' ')[1] ?? ''} to ${answers}`;
  const parts = requestParts(line);
  return parts === undefined ? line : `${parts.method} ${parts.target}`;
}

/** How a message left the attacker's hand. */
export type ReleaseWord = 'whole' | 'edited' | 'dropped' | 'victim-left' | 'lab-closed';

/** What was put right of a message's length: what its header said before, and what it says. */
export interface LengthPutRight {
  readonly before: string;
  readonly after: string;
}

const lengthPutRight = objectOf<LengthPutRight>({ before: anyText, after: shortText });

/** A held message is no longer held. What was before stands in the fact that said that it is held. */
export interface MessageReleased {
  readonly type: 'message-released';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly held: HeldId;
  readonly how: ReleaseWord;
  /** What differs, and what went on, where it was edited. */
  readonly changed?: readonly ChangedPart[];
  readonly after?: HeldMessage;
  readonly length?: LengthPutRight;
}

const messageReleased: FactKind<MessageReleased> = {
  type: 'message-released',
  fields: {
    lane: laneId,
    connection: connectionId,
    held: heldId,
    how: oneOf<ReleaseWord>('whole', 'edited', 'dropped', 'victim-left', 'lab-closed'),
    changed: optional(listOf(oneOf<ChangedPart>('line', 'headers', 'body'))),
    after: optional(message),
    length: optional(lengthPutRight),
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) => `held ${fact.held}: ${releasedText(fact)}`,
  brief: (fact) => releasedText(fact),
};

function releasedText({ how, changed = [], length }: MessageReleased): string {
  if (how === 'whole') return 'let it go on as it came';
  if (how === 'dropped') return 'dropped it: it went nowhere';
  if (how === 'victim-left') return 'nobody waits for it any more: she left while it was held';
  if (how === 'lab-closed') return 'the lab closed while it was held';
  return `let it go on with another ${changed.join(' and ')}${lengthText(length)}`;
}

/** What was put right of a length, in words; empty where nothing was. */
export function lengthText(length: LengthPutRight | undefined): string {
  if (length === undefined) return '';
  const was = length.before === '' ? '' : ` (was ${length.before})`;
  return `, Content-Length put right: ${length.after}${was}`;
}

/** A message was to be held and passed: there were too many, or it was too large. Of many that follow each other, the first says it. */
export interface HoldLimitReached {
  readonly type: 'hold-limit-reached';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly of: 'messages' | 'bytes';
  readonly limit: number;
}

const holdLimitReached: FactKind<HoldLimitReached> = {
  type: 'hold-limit-reached',
  fields: { lane: laneId, connection: connectionId, of: oneOf('messages', 'bytes'), limit: wholeCount },
  often: 'any',
  by: 'attacker',
  sentence: (fact) => passedText(fact),
  brief: (fact) => passedText(fact),
};

function passedText({ of, limit }: HoldLimitReached): string {
  return of === 'messages'
    ? `let one pass unheld: ${grouped(limit)} are held already`
    : `let one pass unheld: its body has more than ${grouped(limit)} bytes`;
}

/** The attacker sent a request that he had read once more, on a connection of his own. */
export interface RequestResent {
  readonly type: 'request-resent';
  readonly lane: LaneId;
  /** Scheme and name that it was for: `http://bank.test`. */
  readonly origin: string;
  readonly before: HeldMessage;
  /** What he sent, and what of that differs, where it was edited. */
  readonly after?: HeldMessage;
  readonly changed?: readonly ChangedPart[];
  readonly length?: LengthPutRight;
  /** Status 0 where the bank gave none. */
  readonly response: ResponseRead;
}

const requestResent: FactKind<RequestResent> = {
  type: 'request-resent',
  fields: {
    lane: laneId,
    origin: anyText,
    before: message,
    after: optional(message),
    changed: optional(listOf(oneOf<ChangedPart>('line', 'headers', 'body'))),
    length: optional(lengthPutRight),
    response: responseRead,
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) => resentText(fact),
  brief: (fact) => resentText(fact),
};

function resentText({ before, after, changed = [], length, response: { status } }: RequestResent): string {
  const parts = requestParts((after ?? before).line);
  const what = parts === undefined ? 'a request' : `${parts.method} ${parts.target}`;
  const edited = after === undefined ? 'as it was' : `with another ${changed.join(' and ')}`;
  const answered = status === 0 ? 'got no answer' : `the bank answered ${status}`;
  return `sent ${what} once more, ${edited}${lengthText(length)}: ${answered}`;
}

/** What the attacker does by hand with what he holds. */
export const HOLD_FACTS = [holdSet, messageHeld, messageReleased, holdLimitReached, requestResent] as const;

/** A fact of that family. */
export type HoldFact = FactOf<(typeof HOLD_FACTS)[number]>;
