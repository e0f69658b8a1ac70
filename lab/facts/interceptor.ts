import { counted, grouped } from '../text/count.ts';
import { hex } from '../text/hex.ts';
import { SIDES } from '../text/sides.ts';
import type { Direction } from '../wire/direction.ts';
import { bytesUpTo, listOf, oneOf, optional, truth, wholeFrom } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import {
  clientParty,
  connectionId,
  wholeCount,
  directionWord,
  laneId,
  requestRead,
  responseRead,
  anyText,
  shortText,
  clientNote,
} from './values.ts';
import type { ConnectionId, LaneId, LogicalAddress, OfClient, RequestRead, ResponseRead } from './values.ts';

const party = optional(clientParty);

/** What the interceptor read in clear, where it could. The response has status 0 and is empty where the bank gave none. */
export interface ExchangeRead extends OfClient {
  readonly type: 'exchange-read';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly request: RequestRead;
  readonly response: ResponseRead;
}

const exchangeRead: FactKind<ExchangeRead> = {
  type: 'exchange-read',
  fields: { lane: laneId, connection: connectionId, request: requestRead, response: responseRead, party },
  often: 'any',
  by: 'attacker',
  sentence: ({ request: { method, url }, response: { status }, ...of }) =>
    `read ${method} ${url} ${status === 0 ? 'which got no answer' : `and its answer ${status}`}${clientNote(of)}`,
  brief: ({ request: { method, url }, response: { status } }) =>
    `read ${method} ${pathOf(url)}${status === 0 ? '' : ' and its answer'} inside TLS`,
  only: 'ladder',
  // Plain HTTP has rungs of its own.
  ladder: (_, { tls }) => tls,
};

function pathOf(url: string): string {
  return URL.canParse(url) ? new URL(url).pathname : url;
}

/** The interceptor read a message of a WebSocket in clear, and passed it on. */
export interface MessageRead extends OfClient {
  readonly type: 'message-read';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly kind: 'text' | 'binary';
  /** As it was said, with no mask on it. */
  readonly bytes: Uint8Array;
}

const messageRead: FactKind<MessageRead> = {
  type: 'message-read',
  fields: {
    lane: laneId,
    connection: connectionId,
    direction: directionWord,
    kind: oneOf('text', 'binary'),
    bytes: bytesUpTo(SESSION_LIMITS.body),
    party,
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) => `read what the ${sayer(fact)} said: ${saidText(fact)}${clientNote(fact)}`,
  brief: (fact) => `read what the ${sayer(fact)} said, inside TLS`,
  only: 'ladder',
  // In clear it has rungs of its own.
  ladder: (_, { tls }) => tls,
};

function sayer({ direction }: MessageRead): 'victim' | 'bank' {
  return direction === 'to-bank' ? 'victim' : 'bank';
}

/** What a message says: its text, or how many bytes it has. */
function saidText({ kind, bytes }: Pick<MessageRead, 'kind' | 'bytes'>): string {
  return kind === 'text' ? `"${Buffer.from(bytes).toString()}"` : counted(bytes.length, 'byte');
}

/** The interceptor passed a connection through without touching it. */
export interface TunnelOpened extends OfClient {
  readonly type: 'tunnel-opened';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly logical: LogicalAddress;
}

const tunnelOpened: FactKind<TunnelOpened> = {
  type: 'tunnel-opened',
  fields: { lane: laneId, connection: connectionId, logical: anyText, party },
  often: 'any',
  by: 'attacker',
  sentence: (fact) =>
    `passes connection ${fact.connection} on to ${fact.logical} untouched${clientNote(fact)}`,
  brief: (_, seen) => `passed ${seen?.tls === true ? 'TLS' : 'it'} on, untouched`,
  only: 'ladder',
};

/** From now on the attacker does something else with what comes. What is under way meets it when it comes anew. */
export interface AttackBegun {
  readonly type: 'attack-begun';
  readonly lane: LaneId;
  /** Its word in scenarios, and what it does: `strip`, `keeps the victim on http`. */
  readonly attack: string;
  readonly meaning: string;
  /** Connections that he does not hang up on, since he holds something of theirs: they go on as they began. None: absent. */
  readonly spared?: number;
}

const attackBegun: FactKind<AttackBegun> = {
  type: 'attack-begun',
  fields: { lane: laneId, attack: shortText, meaning: shortText, spared: optional(wholeCount) },
  often: 'any',
  by: 'attacker',
  sentence: ({ attack, meaning, spared = 0 }) =>
    `from now on ${meaning} (${attack}), and hangs up on what is open` +
    (spared === 0 ? '' : `, but for ${counted(spared, 'connection')} of which he holds something`),
  brief: ({ attack, meaning }) => `began to ${attack}: ${meaning}`,
};

/** The interceptor made a certificate of its own for the bank's name. */
export interface CertificateForged {
  readonly type: 'certificate-forged';
  readonly lane: LaneId;
  readonly name: string;
  readonly issuer: string;
  /** Whether an authority that others trust issued it to the attacker: then nothing about it is forged. */
  readonly obtained?: boolean;
}

const certificateForged: FactKind<CertificateForged> = {
  type: 'certificate-forged',
  fields: { lane: laneId, name: anyText, issuer: anyText, obtained: optional(truth) },
  often: 'bounded',
  by: 'attacker',
  sentence: forgedText,
  brief: forgedText,
};

function forgedText({ name, obtained }: CertificateForged): string {
  if (obtained === true) return `answers as ${name}, with the certificate that he was issued`;
  return `forged a certificate for ${name}`;
}

/** The attacker kept the victim on HTTP: what was asked for in clear was fetched from the bank over TLS. */
export interface TlsStripped {
  readonly type: 'tls-stripped';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  /** What the victim asked for, and what the bank was asked for. */
  readonly asked: string;
  readonly fetched: string;
  /** Addresses in the answer's head and body that became http. */
  readonly links: number;
  /** Cookies that lost their Secure attribute, or another that asks for TLS. */
  readonly cookies: number;
  /** Whether Strict-Transport-Security was taken out (RFC 6797). */
  readonly hsts: boolean;
  /** Demands for TLS in Content-Security-Policy that were taken out or made http; absent for none. */
  readonly policies?: number;
  /** Cookies left as they are that no browser keeps over http, by their names: `__Host-`, `__Secure-`; absent for none. */
  readonly lost?: number;
  /** Other headers that were taken out since they bind a browser to TLS, in lower case; absent for none. */
  readonly taken?: readonly string[];
  /** Why the body went on as it came, though it is text; absent where it was read. */
  readonly left?: string;
}

const tlsStripped: FactKind<TlsStripped> = {
  type: 'tls-stripped',
  fields: {
    lane: laneId,
    connection: connectionId,
    asked: anyText,
    fetched: anyText,
    links: wholeCount,
    cookies: wholeCount,
    hsts: truth,
    policies: optional(wholeCount),
    lost: optional(wholeCount),
    taken: optional(listOf(shortText)),
    left: optional(anyText),
  },
  often: 'any',
  by: 'attacker',
  sentence: ({ asked, fetched, links, cookies, hsts, policies = 0, lost = 0, taken = [], left }) => {
    const changes = [
      ...(links > 0 ? [`${counted(links, 'link')} made http`] : []),
      ...(cookies > 0 ? [`${counted(cookies, 'cookie')} without Secure`] : []),
      ...(lost > 0 ? [`${counted(lost, 'cookie')} that no browser keeps over http`] : []),
      ...(hsts ? ['HSTS taken out'] : []),
      ...(policies > 0 ? [`${counted(policies, 'demand')} for TLS taken out of its policy`] : []),
      ...(taken.length > 0 ? [`${taken.join(', ')} taken out`] : []),
      ...(left === undefined ? [] : [`its body as it came: ${left}`]),
    ];
    const told = changes.length === 0 ? '' : ` (${changes.join(', ')})`;
    return `fetched ${fetched} and answers ${asked} with it${told}`;
  },
  brief: () => 'spoke https to the bank, http to her',
  // It is so for every request of the lane: once is enough.
  ladder: (_, { first }) => first,
};

/** The attacker wrote another value into a form that passed in clear; the tap recorded what the victim sent. */
export interface FormTampered {
  readonly type: 'form-tampered';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

const formTampered: FactKind<FormTampered> = {
  type: 'form-tampered',
  fields: { lane: laneId, connection: connectionId, field: anyText, before: anyText, after: anyText },
  often: 'any',
  by: 'attacker',
  sentence: ({ field, before, after }) => `changed the form's "${field}" from "${before}" to "${after}"`,
  brief: ({ field, before, after }) => `changed ${field}: ${before} → ${after}`,
};

/**
 * The attacker passed on one byte as another. The tap recorded what the sender sent; what the receiver
 * got differs at `offset`, which counts from the connection's first byte in that direction.
 */
export interface BytesTampered {
  readonly type: 'bytes-tampered';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  /** The byte's value as it came, and as it went on: 0 to 255. */
  readonly before: number;
  readonly after: number;
}

const octet = wholeFrom(0, 255);

const bytesTampered: FactKind<BytesTampered> = {
  type: 'bytes-tampered',
  fields: {
    lane: laneId,
    connection: connectionId,
    direction: directionWord,
    offset: wholeCount,
    before: octet,
    after: octet,
  },
  often: 'any',
  by: 'attacker',
  sentence: (fact) =>
    `changed byte ${grouped(fact.offset)} of connection ${fact.connection} ${SIDES[fact.direction]} ` +
    `from 0x${hex([fact.before])} to 0x${hex([fact.after])}`,
  brief: ({ offset }) => `flipped one bit of byte ${offset}`,
};

/** The victim refused the forged certificate, or another fault stopped the interceptor. */
export interface InterceptionFailed extends OfClient {
  readonly type: 'interception-failed';
  readonly lane: LaneId;
  /** The connection on which it failed, where the interceptor knows it. */
  readonly connection?: ConnectionId;
  readonly kind: string;
  readonly message: string;
}

const interceptionFailed: FactKind<InterceptionFailed> = {
  type: 'interception-failed',
  fields: {
    lane: laneId,
    kind: anyText,
    message: anyText,
    connection: optional(connectionId),
    party,
  },
  often: 'any',
  by: 'attacker',
  sentence: ({ kind, message, ...of }) => `interception failed: ${kind} (${message})${clientNote(of)}`,
  brief: failedText,
  only: 'ladder',
};

/** Whether it was TLS that the attacker failed at, not the bank behind it. */
export function isBreakIn({ kind }: Pick<InterceptionFailed, 'kind'>): boolean {
  return kind !== 'bank-unreachable' && kind !== 'bank-cut-off';
}

/** What went wrong on the path, in words. The kinds are the interceptor's own, but for those of a saved session. */
export function failedText({ kind }: Pick<InterceptionFailed, 'kind'>): string {
  if (kind === 'bank-unreachable') return 'passed it on, and the bank gave no answer';
  if (kind === 'bank-cut-off') return 'the bank broke off its answer';
  if (kind === 'certificate-refused') return 'could not break in: she refused the certificate';
  if (kind === 'hung-up') return 'could not break in: she hung up';
  return `could not break in: ${kind}`;
}

/** Somebody asked the attacker for a destination that is not the lab's, and was refused. */
export interface DestinationRefused extends OfClient {
  readonly type: 'destination-refused';
  readonly lane: LaneId;
  /** The connection on which it was asked; none where somebody came to the proxy's own port. */
  readonly connection?: ConnectionId;
  /** The destination asked for, as it was written: hostile text. */
  readonly destination: string;
}

const destinationRefused: FactKind<DestinationRefused> = {
  type: 'destination-refused',
  fields: { lane: laneId, destination: anyText, connection: optional(connectionId), party },
  often: 'any',
  by: 'attacker',
  sentence: ({ destination, ...of }) =>
    `refused to connect to ${destination}, which is not the lab's${clientNote(of)}`,
  brief: ({ destination }) => `refused to connect to ${destination}`,
  only: 'ladder',
};

/** What the attacker does on the path. */
export const INTERCEPTOR_FACTS = [
  exchangeRead,
  messageRead,
  tunnelOpened,
  attackBegun,
  certificateForged,
  tlsStripped,
  formTampered,
  bytesTampered,
  interceptionFailed,
  destinationRefused,
] as const;

/** A fact of that family. */
export type InterceptorFact = FactOf<(typeof INTERCEPTOR_FACTS)[number]>;
