import { latin1 } from '../wire/bytes.ts';
import { CONTENT, MESSAGE } from '../wire/tls/names.ts';
import { RECORD_HEADER } from '../wire/tls/records.ts';
import { bytesUpTo, listOf, objectOf, oneOf, optional, truth } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import { outsideRefused, victimOpened } from './real-victim.ts';
import { certificateShown } from './shown-certificate.ts';
import {
  laneId,
  milliseconds,
  shortText,
  tcpPort,
  requestRead,
  responseRead,
  httpStatus,
  anyText,
} from './values.ts';
import type { LaneId, RequestRead, ResponseRead } from './values.ts';

/** What an address bar says of a page. */
export type Security = 'secure' | 'not-secure' | 'certificate-error' | 'unreachable';

/** The same, as every view writes it. */
export const SECURITY_WORDS = {
  secure: '✓ Secure',
  'not-secure': '⚠ Not secure',
  'certificate-error': '✗ Certificate error',
  unreachable: '✗ Unreachable',
} as const satisfies Record<Security, string>;

/** The victim's browser shows a page, or says why it does not. `error` is spelled as Chromium spells it. */
export interface PageShown {
  readonly type: 'page-shown';
  readonly lane: LaneId;
  readonly url: string;
  readonly status: number;
  readonly title: string;
  readonly security: Security;
  readonly error?: string;
  /** What the victim's own browser calls that error, where it has another name: `SEC_ERROR_UNKNOWN_ISSUER`. */
  readonly calls?: string;
  /** What a person would read on it first: its main heading and messages, at most 500 characters. */
  readonly text: string;
  /** Ids of the forms found in its HTML. */
  readonly forms: readonly string[];
}

const pageShown: FactKind<PageShown> = {
  type: 'page-shown',
  fields: {
    lane: laneId,
    url: anyText,
    status: httpStatus,
    title: anyText,
    security: oneOf('secure', 'not-secure', 'certificate-error', 'unreachable'),
    error: optional(anyText),
    calls: optional(shortText),
    text: anyText,
    forms: listOf(anyText),
  },
  often: 'any',
  by: 'victim',
  sentence: (page) =>
    `${SECURITY_WORDS[page.security]} │ ${page.url}  ${page.error ?? `${page.status} "${page.title}"`}${calledText(page)}`,
  brief: ({ error = '' }) => `showed an error: ${error}`,
  only: 'ladder',
  ladder: ({ error }) => error !== undefined,
};

/** ` (SEC_ERROR_UNKNOWN_ISSUER)`: what another browser than Chromium calls the error. */
function calledText({ calls }: PageShown): string {
  return calls === undefined ? '' : ` (${calls})`;
}

/** The browser went to an address over https though it said http; no byte left over http. URLs whole. */
export interface NavigationUpgraded {
  readonly type: 'navigation-upgraded';
  readonly lane: LaneId;
  readonly from: string;
  readonly to: string;
  /** `hsts`: the host asked for it before (RFC 6797); `preload`: the browser came knowing; else the browser's own mode. */
  readonly why: 'hsts' | 'preload' | 'https-first' | 'https-only';
}

/** Why a browser goes to https: as a reason, and in brief for where there is little room. */
const UPGRADES = {
  hsts: { reason: 'the bank asked for https before (HSTS)', brief: 'http became https: HSTS' },
  preload: { reason: 'the bank stands on the HSTS preload list', brief: 'http became https: preload list' },
  'https-first': { reason: 'the browser tries https first', brief: 'tries https first' },
  'https-only': { reason: 'the browser is set to https only', brief: 'tries https only' },
} as const satisfies Record<NavigationUpgraded['why'], { readonly reason: string; readonly brief: string }>;

const navigationUpgraded: FactKind<NavigationUpgraded> = {
  type: 'navigation-upgraded',
  fields: {
    lane: laneId,
    from: anyText,
    to: anyText,
    why: oneOf('hsts', 'preload', 'https-first', 'https-only'),
  },
  often: 'any',
  by: 'victim',
  sentence: ({ from, to, why }) => `goes to ${to} instead of ${from}: ${UPGRADES[why].reason}`,
  brief: ({ why }) => UPGRADES[why].brief,
};

/** Https failed where the browser had tried it first: it goes to the http address after all. */
export interface NavigationFellBack {
  readonly type: 'navigation-fell-back';
  readonly lane: LaneId;
  readonly from: string;
  readonly to: string;
  /** Why https failed, as Chromium spells it. */
  readonly error: string;
}

const navigationFellBack: FactKind<NavigationFellBack> = {
  type: 'navigation-fell-back',
  fields: { lane: laneId, from: anyText, to: anyText, error: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ to, error }) => `falls back to ${to}: https failed with ${error}`,
  brief: () => 'fell back to http: https failed',
};

/** One field of a form as the victim filled it; `type` is the HTML input type (`password` is masked on screen). */
export interface FormField {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** The victim filled a form and is about to send it. */
export interface FormFilled {
  readonly type: 'form-filled';
  readonly lane: LaneId;
  readonly form: string;
  readonly fields: readonly FormField[];
  /** Whether a person typed it into a real browser. */
  readonly typed?: boolean;
}

const formFilled: FactKind<FormFilled> = {
  type: 'form-filled',
  fields: {
    lane: laneId,
    form: anyText,
    fields: listOf(objectOf<FormField>({ name: anyText, type: anyText, value: anyText })),
    typed: optional(truth),
  },
  often: 'any',
  by: 'victim',
  sentence: ({ form, fields }) => `fills "${form}": ${filledText(fields)}`,
  brief: 'untold',
};

/** `user alice, password ••••`: what a person sees who looks over the victim's shoulder. */
export function filledText(fields: readonly FormField[]): string {
  return fields
    .filter(({ type }) => type !== 'hidden')
    .map(({ name, type, value }) => `${name} ${type === 'password' ? '••••' : value}`)
    .join(', ');
}

/** The victim was to send a form and could not: nothing left. */
export interface FormNotSent {
  readonly type: 'form-not-sent';
  readonly lane: LaneId;
  readonly form: string;
  /** Why, for a person: `no page is shown`, `the page has no form "login"`. */
  readonly reason: string;
}

const formNotSent: FactKind<FormNotSent> = {
  type: 'form-not-sent',
  fields: { lane: laneId, form: anyText, reason: anyText },
  often: 'any',
  by: 'victim',
  sentence: notSentText,
  brief: notSentText,
  only: 'ladder',
};

function notSentText({ form, reason }: FormNotSent): string {
  return `did not send "${form}": ${reason}`;
}

/** The victim was to follow a link, and the page had none with that text: nothing left. */
export interface LinkNotFollowed {
  readonly type: 'link-not-followed';
  readonly lane: LaneId;
  /** The text of the link. */
  readonly link: string;
  /** Why, for a person: `no page is shown`, `the page has no link "Sing in"; did you mean "Sign in"?`. */
  readonly reason: string;
}

const linkNotFollowed: FactKind<LinkNotFollowed> = {
  type: 'link-not-followed',
  fields: { lane: laneId, link: anyText, reason: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ link, reason }) => `did not click "${link}": ${reason}`,
  brief: ({ link, reason }) => `did not click "${link}": ${reason}`,
};

/** The victim opened a TCP connection to a port, said one thing there and hung up after the answer. */
export interface DoorKnocked {
  readonly type: 'door-knocked';
  readonly lane: LaneId;
  readonly port: number;
  /** The port's name in the registry of IANA, where it has one and the lab knows it: `mysql`. */
  readonly service?: string;
  /** What was said: nothing, a GET, or a ClientHello. */
  readonly with: 'nothing' | 'http' | 'tls';
  /** `refused`: nobody listens. `hung-up`: the connection ended without an answer. `silent`: no answer came in time. */
  readonly outcome: 'answered' | 'refused' | 'hung-up' | 'silent';
  /** The first bytes of the answer. */
  readonly answer: Uint8Array;
}

const GREETINGS = {
  nothing: 'and says nothing',
  http: 'with a GET',
  tls: 'with a ClientHello',
} as const satisfies Record<DoorKnocked['with'], string>;

const OUTCOMES = {
  answered: 'answered',
  refused: 'refused',
  'hung-up': 'hung up without an answer',
  silent: 'no answer',
} as const satisfies Record<DoorKnocked['outcome'], string>;

const doorKnocked: FactKind<DoorKnocked> = {
  type: 'door-knocked',
  fields: {
    lane: laneId,
    port: tcpPort,
    service: optional(shortText),
    with: oneOf('nothing', 'http', 'tls'),
    outcome: oneOf('answered', 'refused', 'hung-up', 'silent'),
    answer: bytesUpTo(SESSION_LIMITS.segment),
  },
  often: 'any',
  by: 'victim',
  sentence: (fact) => {
    const words = fact.outcome === 'answered' ? ` with ${firstWords(fact.answer)}` : '';
    return `knocks at port ${portText(fact)} ${GREETINGS[fact.with]}: ${OUTCOMES[fact.outcome]}${words}`;
  },
  brief: (fact) => `knocked at port ${portText(fact)}: ${OUTCOMES[fact.outcome]}`,
  // An answer is captured, and so has a rung of its own.
  ladder: ({ outcome }) => outcome !== 'answered',
};

function portText({ port, service }: DoorKnocked): string {
  return service === undefined ? `${port}` : `${port} (${service})`;
}

/** Bytes of an answer that a transcript shows. */
const SHOWN = 24;

function firstWords(answer: Uint8Array): string {
  if (answer[0] === CONTENT.handshake && answer[RECORD_HEADER] === MESSAGE.serverHello)
    return 'the ServerHello of TLS';
  const [line = ''] = latin1(answer.subarray(0, SHOWN)).split('\r\n', 1);
  return `"${line.replace(/[^\x20-\x7e]/g, '.')}"`;
}

/** A request with its response as the victim's browser made it; times in ms. */
export interface ExchangeMade {
  readonly type: 'exchange-made';
  readonly lane: LaneId;
  readonly request: RequestRead;
  readonly response: ResponseRead;
  /** ms from the start of the request to its first response byte, and to its last. */
  readonly waited: number;
  readonly took: number;
  /** The TLS version, where there was TLS: `TLSv1.3`. */
  readonly tls?: string;
}

const exchangeMade: FactKind<ExchangeMade> = {
  type: 'exchange-made',
  fields: {
    lane: laneId,
    request: requestRead,
    response: responseRead,
    waited: milliseconds,
    took: milliseconds,
    tls: optional(shortText),
  },
  often: 'any',
  by: 'victim',
  sentence: 'untold',
  brief: 'untold',
};

/** A line of key log from the victim's TLS client (RFC 9850): what opens the recording for its owner. */
export interface TlsSecretLogged {
  readonly type: 'tls-secret-logged';
  readonly lane: LaneId;
  readonly line: string;
}

const tlsSecretLogged: FactKind<TlsSecretLogged> = {
  type: 'tls-secret-logged',
  fields: { lane: laneId, line: anyText },
  often: 'any',
  by: 'victim',
  sentence: 'untold',
  brief: 'untold',
};

/** What the victim and her browser do. */
export const VICTIM_FACTS = [
  victimOpened,
  outsideRefused,
  pageShown,
  certificateShown,
  navigationUpgraded,
  navigationFellBack,
  formFilled,
  formNotSent,
  linkNotFollowed,
  doorKnocked,
  exchangeMade,
  tlsSecretLogged,
] as const;

/** A fact of that family. */
export type VictimFact = FactOf<(typeof VICTIM_FACTS)[number]>;
