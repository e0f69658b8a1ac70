import { latin1 } from '../wire/bytes.ts';
import { CONTENT, MESSAGE } from '../wire/tls/names.ts';
import { RECORD_HEADER } from '../wire/tls/records.ts';
import { bytesUpTo, listOf, objectOf, oneOf, optional, truth } from './codec.ts';
import type { FactKind } from './kind.ts';
import { SESSION_LIMITS } from './limits.ts';
import { anyText, laneId, shortText, tcpPort } from './values.ts';
import type { LaneId } from './values.ts';

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
  // What speaks there by custom is left out: a narrow lane has room for the port and for what came of it.
  brief: ({ port, outcome }) => `knocked at port ${port}: ${OUTCOMES[outcome]}`,
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

/** What she does herself, at a page or at a door. */
export const DEED_FACTS = [formFilled, formNotSent, linkNotFollowed, doorKnocked] as const;
