/**
 * What can happen in the lab, as data. Facts are past tense, kebab-case and serialisable; bytes are
 * `Uint8Array` here and base64 where a session is written as JSON. The session adds `at`.
 */

import type { Direction } from '../wire/direction.ts';

/** A lane's id, as the scenario names it. */
export type LaneId = string;

/** One TCP connection as the tap saw it; unique within a session, counted from 1. */
export type ConnectionId = number;

/** `name:port` as the lab's world knows it, such as `bank.test:443`. */
export type LogicalAddress = string;

/** What an address bar says of a page. */
export type Security = 'secure' | 'not-secure' | 'certificate-error' | 'unreachable';

/** Who did something on the path. */
export type Party = 'victim' | 'attacker' | 'bank';

/** Header names and values in the order in which they travelled. */
export type HeaderList = readonly (readonly [name: string, value: string])[];

/** One field of a form as the victim filled it; `type` is the HTML input type (`password` is masked on screen). */
export interface FormField {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** An HTTP request as one party held it in clear. Body bytes are whole up to the holder's stated bound. */
export interface RequestRead {
  readonly method: string;
  readonly url: string;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** An HTTP response as one party held it in clear. */
export interface ResponseRead {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: Uint8Array;
}

/** A socket of the lab began to listen. `logical` is what the lab's world calls it. */
export interface ListenerOpened {
  readonly type: 'listener-opened';
  readonly lane: LaneId;
  readonly role: 'bank-http' | 'bank-https' | 'bank-mysql' | 'tap' | 'interceptor';
  readonly address: string;
  readonly port: number;
  readonly logical: LogicalAddress;
}

/** A lane stands ready: victim, attacker and bank, with the settings that it runs under. */
export interface LaneOpened {
  readonly type: 'lane-opened';
  readonly lane: LaneId;
  readonly title: string;
  readonly url: string;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** A value that the lab made up for this run and will look for in what was captured. */
export interface SecretPlanted {
  readonly type: 'secret-planted';
  readonly lane: LaneId;
  readonly name: string;
  readonly value: string;
}

/** The victim's browser shows a page, or says why it does not. `error` is spelled as Chromium spells it. */
export interface PageShown {
  readonly type: 'page-shown';
  readonly lane: LaneId;
  readonly url: string;
  readonly status: number;
  readonly title: string;
  readonly security: Security;
  readonly error?: string;
  /** What a person would read on it first: its main heading and messages, at most 500 characters. */
  readonly text: string;
  /** Ids of the forms found in its HTML. */
  readonly forms: readonly string[];
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

/** Https failed where the browser had tried it first: it goes to the http address after all. */
export interface NavigationFellBack {
  readonly type: 'navigation-fell-back';
  readonly lane: LaneId;
  readonly from: string;
  readonly to: string;
  /** Why https failed, as Chromium spells it. */
  readonly error: string;
}

/** The victim filled a form and is about to send it. */
export interface FormFilled {
  readonly type: 'form-filled';
  readonly lane: LaneId;
  readonly form: string;
  readonly fields: readonly FormField[];
}

/** The victim was to send a form and could not: nothing left. */
export interface FormNotSent {
  readonly type: 'form-not-sent';
  readonly lane: LaneId;
  readonly form: string;
  /** Why, for a person: `no page is shown`, `the page has no form "login"`. */
  readonly reason: string;
}

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

/** A line of key log from the victim's TLS client (RFC 9850): what opens the recording for its owner. */
export interface TlsSecretLogged {
  readonly type: 'tls-secret-logged';
  readonly lane: LaneId;
  readonly line: string;
}

/** A TCP connection reached the tap. `client` and `server` are real loopback `address:port` pairs. */
export interface ConnectionOpened {
  readonly type: 'connection-opened';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly logical: LogicalAddress;
  readonly client: string;
  readonly server: string;
}

/** How a connection ended. */
export type CloseReason = 'end' | 'reset' | 'refused' | 'idle-timeout' | 'lab-closed' | 'limit';

/** A connection through the tap is over in both directions; byte counts are what the tap relayed. */
export interface ConnectionClosed {
  readonly type: 'connection-closed';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly by: Party;
  readonly how: CloseReason;
  readonly toBank: number;
  readonly toVictim: number;
}

/** Bytes that the tap recorded; `offset` counts from the first byte of the connection in that direction. */
export interface SegmentCaptured {
  readonly type: 'segment-captured';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The tap's recording is full: it relays on, and counts, but keeps no more bytes of this lane. */
export interface CaptureLimitReached {
  readonly type: 'capture-limit-reached';
  readonly lane: LaneId;
  /** Bytes kept, all of which stay. */
  readonly limit: number;
}

/** What the interceptor read in clear, where it could. The response has status 0 and is empty where the bank gave none. */
export interface ExchangeRead {
  readonly type: 'exchange-read';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly request: RequestRead;
  readonly response: ResponseRead;
}

/** The interceptor passed a connection through without touching it. */
export interface TunnelOpened {
  readonly type: 'tunnel-opened';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly logical: LogicalAddress;
}

/** The interceptor made a certificate of its own for the bank's name. */
export interface CertificateForged {
  readonly type: 'certificate-forged';
  readonly lane: LaneId;
  readonly name: string;
  readonly issuer: string;
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
  /** Cookies that lost their Secure attribute. */
  readonly cookies: number;
  /** Whether Strict-Transport-Security was taken out (RFC 6797). */
  readonly hsts: boolean;
}

/** The attacker wrote another value into a form that passed in clear; the tap recorded what the victim sent. */
export interface FormTampered {
  readonly type: 'form-tampered';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

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

/** The bank's private key did not open a recorded connection. */
export interface RecordingStaysSealed {
  readonly type: 'recording-stays-sealed';
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  /** Why, for a person. */
  readonly reason: string;
}

/** The victim refused the forged certificate, or another fault stopped the interceptor. */
export interface InterceptionFailed {
  readonly type: 'interception-failed';
  readonly lane: LaneId;
  readonly kind: string;
  readonly message: string;
}

/** Somebody asked the attacker for a destination that is not the lab's, and was refused. */
export interface DestinationRefused {
  readonly type: 'destination-refused';
  readonly lane: LaneId;
  /** The destination asked for, as it was written: hostile text. */
  readonly destination: string;
}

/** The bank answered a request: a line of the bank's own log. */
export interface BankAnswered {
  readonly type: 'bank-answered';
  readonly lane: LaneId;
  readonly scheme: 'http' | 'https';
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** Something happened at the bank that a customer would care for: a line of the bank's own log. */
export interface BankBooked {
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

/** Everything that the lab can say. The session stamps `at` on it. */
export type LabFact =
  | ListenerOpened
  | LaneOpened
  | SecretPlanted
  | PageShown
  | NavigationUpgraded
  | NavigationFellBack
  | FormFilled
  | FormNotSent
  | DoorKnocked
  | ExchangeMade
  | TlsSecretLogged
  | ConnectionOpened
  | ConnectionClosed
  | SegmentCaptured
  | CaptureLimitReached
  | ExchangeRead
  | TunnelOpened
  | CertificateForged
  | TlsStripped
  | FormTampered
  | BytesTampered
  | SessionHijacked
  | HijackingFailed
  | RecordingDecrypted
  | RecordingStaysSealed
  | InterceptionFailed
  | DestinationRefused
  | BankAnswered
  | BankBooked;

/** Where the lab says what happened. Never throws; called synchronously, in the order of events. */
export type Emit = (fact: LabFact) => void;
