import { concat } from '../bytes.ts';
import { append, toArray } from '../chain.ts';
import type { Chain } from '../chain.ts';
import { cipherName } from './cipher-suites.ts';
import { isChoice, isTls13, readClientHello, readServerHello } from './hello.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import { TLS_LIMITS } from './limits.ts';
import { assemble, messageBody, MESSAGE_HEADER, newMessages, NO_MESSAGES } from './messages.ts';
import type { Assembly, HandshakeMessage } from './messages.ts';
import { CONTENT, MESSAGE, travelsInClear } from './names.ts';
import { RECORD_HEADER, SCAN_START, scanRecords } from './records.ts';
import type { RecordScan, TlsRecord } from './records.ts';
import { readSslv2Hello } from './sslv2.ts';

/** The hellos of both sides, as far as they have come. */
export interface Hellos {
  /** The first ClientHello. */
  readonly client?: ClientHello;
  /** The ServerHello that counts, or a HelloRetryRequest while nothing more has come. */
  readonly server?: ServerHello;
}

/** An alert of one direction. What a sealed one says is not known. RFC 9846 §6. */
export interface AlertRead {
  /** Offset of its record in the stream. */
  readonly offset: number;
  readonly sealed: boolean;
  readonly level?: number;
  readonly description?: number;
}

/** How far one direction of TLS has been read. Never changed in place: an earlier state stays good. */
export interface TlsStream {
  readonly scan: RecordScan;
  /** What has come of the open record's payload, where it may be in clear. */
  readonly held: Chain<Uint8Array>;
  /** Records so far. */
  readonly records: number;
  /** Whether a change_cipher_spec has passed, and whether application data has. */
  readonly changed: boolean;
  readonly data: boolean;
  /** Whether bytes before these were not kept, so that a change_cipher_spec may be among them. */
  readonly gap: boolean;
  readonly assembly: Assembly;
  readonly hellos: Hellos;
  readonly helloRetry: boolean;
  /** At most TLS_LIMITS.alerts of them. */
  readonly alerts: Chain<AlertRead>;
}

/** One record as it was read. */
export interface RecordRead {
  readonly record: TlsRecord;
  /** Counts the direction's records from 0. */
  readonly index: number;
  /** Whether its payload is under the keys of the connection, even if their suite encrypts nothing. */
  readonly guarded: boolean;
  /** Handshake messages in clear that begin in it, as far as they have come. */
  readonly messages: readonly HandshakeMessage[];
  /** The payload of a handshake record or an alert in clear. */
  readonly payload?: Uint8Array;
}

/** One direction's state before its first byte, which stands at `offset`. */
export function startTls(offset = 0): TlsStream {
  return {
    scan: { ...SCAN_START, offset },
    held: undefined,
    records: 0,
    changed: false,
    data: false,
    gap: false,
    assembly: NO_MESSAGES,
    hellos: {},
    helloRetry: false,
    alerts: undefined,
  };
}

/**
 * Takes the next bytes of a direction; `other` is the opposite direction as far as it has come. What a record is
 * follows from what had passed before it, so that reading on changes nothing that was said. Never throws.
 */
export function feedTls(
  before: TlsStream,
  bytes: Uint8Array,
  other?: TlsStream,
): readonly [TlsStream, readonly RecordRead[]] {
  const base = before.scan.offset;
  const [scan, records] = scanRecords(before.scan, bytes);
  const state: Next = { ...before };
  const read = records.map((record) => {
    if (!mayBeClear(record.type)) return takeRecord(state, record, undefined, other);
    const from = record.offset + RECORD_HEADER - base;
    const end = Math.max(0, from + record.length);
    const earlier = from < 0 ? toArray(before.held) : [];
    return takeRecord(state, record, concat([...earlier, bytes.subarray(Math.max(0, from), end)]), other);
  });
  state.scan = scan;
  state.held = heldOf(before, scan, bytes, base);
  return [state, read];
}

/** A state while it takes bytes: nobody else has it yet. */
type Next = { -readonly [K in keyof TlsStream]: TlsStream[K] };

/** The hellos of a connection: the victim's from what went to the bank, the bank's from what came back. */
export function hellosOf(toBank: TlsStream | undefined, toVictim: TlsStream | undefined): Hellos {
  const client = toBank?.hellos.client;
  const server = toVictim?.hellos.server;
  return { ...(client !== undefined && { client }), ...(server !== undefined && { server }) };
}

/** Whether the suite agreed on encrypts nothing: there are some, for tests and for machines. RFC 5246 §6.2.3.1, RFC 9150. */
export function encryptsNothing({ server }: Hellos): boolean {
  return server !== undefined && /_NULL_|^TLS_SHA(256|384)_/.test(cipherName(server.cipherSuite));
}

/** What has come of the payload of the record that is still open, where it may be in clear. */
function heldOf(before: TlsStream, scan: RecordScan, bytes: Uint8Array, base: number): Chain<Uint8Array> {
  const { open } = scan;
  if (open === undefined || !mayBeClear(open.type)) return undefined;
  const from = open.offset + RECORD_HEADER - base;
  // The payload begins in these bytes, or goes on in them.
  const fresh = bytes.subarray(Math.max(0, from));
  const earlier = from < 0 ? before.held : undefined;
  return fresh.length === 0 ? earlier : append(earlier, fresh);
}

function mayBeClear(type: number): boolean {
  return (
    type === CONTENT.handshake ||
    type === CONTENT.alert ||
    type === CONTENT.sslv2Hello ||
    type === CONTENT.heartbeat
  );
}

/** Takes one whole record into `state`. `payload` is that of a record that may be in clear. */
function takeRecord(
  state: Next,
  record: TlsRecord,
  payload: Uint8Array | undefined,
  other: TlsStream | undefined,
): RecordRead {
  const index = state.records;
  const guarded = isGuarded(state, record, payload, other);
  state.records += 1;
  if (record.type === CONTENT.changeCipherSpec) state.changed = true;
  else if (record.type === CONTENT.applicationData) state.data = true;
  // Sealed messages of a handshake come after that, also where it was not seen.
  else if (record.type === CONTENT.handshake && guarded) state.changed = true;
  else if (record.type === CONTENT.alert)
    state.alerts = withAlert(state, record, guarded ? undefined : payload);
  if (payload === undefined || guarded) return { record, index, guarded, messages: NO_RECORD_MESSAGES };
  if (record.type === CONTENT.sslv2Hello)
    state.hellos = { ...state.hellos, client: readSslv2Hello(record.version, payload) };
  if (record.type !== CONTENT.handshake)
    return { record, index, guarded, messages: NO_RECORD_MESSAGES, payload };
  const before = state.assembly;
  state.assembly = assemble(before, payload, record.offset + RECORD_HEADER, index);
  const messages = newMessages(before, state.assembly, index);
  takeHellos(state, messages);
  return { record, index, guarded, messages: messages.filter((each) => each.record === index), payload };
}

const NO_RECORD_MESSAGES: readonly HandshakeMessage[] = [];

/**
 * Whether a record's payload is under keys. Application data always is. Up to TLS 1.2 so is everything after
 * change_cipher_spec (RFC 5246 §7.1); in 1.3 that means nothing (RFC 9846 §5). Where no ServerHello was seen,
 * only a second ClientHello is in clear after it. An alert in clear has two bytes (RFC 9846 §6). Where the connection
 * is seen from its middle, a handshake record is in clear only if messages that travel so stand in it.
 */
function isGuarded(
  state: TlsStream,
  { type, length }: TlsRecord,
  payload: Uint8Array | undefined,
  other: TlsStream | undefined,
): boolean {
  if (type === CONTENT.applicationData) return true;
  if (type === CONTENT.sslv2Hello) return false;
  const version = (state.hellos.server ?? other?.hellos.server)?.version;
  const settled = state.changed || state.data;
  // A second one is of a new handshake inside the connection, and sealed like all the rest.
  if (type === CONTENT.changeCipherSpec) return length > 1 && (settled || state.gap) && !isTls13(version);
  if (type === CONTENT.alert && length > 2) return true;
  if (!settled) return isFromMiddle(state) && !isTls13(version) && !readsAsClear(state, type, payload);
  if (version !== undefined) return !isTls13(version);
  if (type === CONTENT.alert) return false;
  return type !== CONTENT.handshake || !isClientHello(payload);
}

/** Whether what came before is not known: no hello of this side was seen, or bytes are missing. */
function isFromMiddle({ hellos, gap }: TlsStream): boolean {
  return gap || (hellos.client === undefined && hellos.server === undefined);
}

/**
 * Whether a record seen from the middle of its connection can be in clear: an alert, or a handshake record made of messages
 * that travel so, the last of which may go on, or of one message that fits exactly. An empty HelloRequest stands alone:
 * zeros begin many a sealed record.
 */
function readsAsClear({ assembly }: TlsStream, type: number, payload: Uint8Array | undefined): boolean {
  if (type === CONTENT.alert) return true;
  if (type !== CONTENT.handshake || payload === undefined) return false;
  if (assembly.open !== undefined) return true;
  for (let at = 0; at < payload.length;) {
    const [message = 0, high = 0, middle = 0, low = 0] = payload.subarray(at, at + MESSAGE_HEADER);
    const length = (high << 16) | (middle << 8) | low;
    if (at === 0 && length + MESSAGE_HEADER === payload.length) return true;
    if (!travelsInClear(message) || length > TLS_LIMITS.message) return false;
    if (message === MESSAGE.helloRequest) return false;
    at += MESSAGE_HEADER + length;
  }
  return true;
}

/** Whether these bytes are one ClientHello in clear, as after a HelloRetryRequest. */
function isClientHello(payload: Uint8Array | undefined): boolean {
  const [type, high = 0, middle = 0, low = 0, major] = payload ?? [];
  const length = (high << 16) | (middle << 8) | low;
  return type === MESSAGE.clientHello && major === 3 && length + MESSAGE_HEADER === payload?.length;
}

function withAlert(
  { alerts }: TlsStream,
  { offset }: TlsRecord,
  payload: Uint8Array | undefined,
): TlsStream['alerts'] {
  if ((alerts?.size ?? 0) >= TLS_LIMITS.alerts) return alerts;
  const [level, description] = payload ?? [];
  const read = level !== undefined && description !== undefined ? { level, description } : {};
  return append(alerts, { offset, sealed: payload === undefined, ...read });
}

function takeHellos(state: Next, messages: readonly HandshakeMessage[]): void {
  for (const message of messages) {
    const { client, server } = state.hellos;
    const { type, complete } = message;
    const body = messageBody(message);
    // Of one that is longer than is kept its beginning says what it has to say.
    if (client === undefined && type === MESSAGE.clientHello && complete)
      state.hellos = { ...state.hellos, client: readClientHello(body) };
    if (type !== MESSAGE.serverHello || !complete || !isChoice(body)) continue;
    const next = readServerHello(body);
    state.helloRetry ||= next.helloRetryRequest;
    // The first that is no retry counts.
    if (server === undefined || (server.helloRetryRequest && !next.helloRetryRequest))
      state.hellos = { ...state.hellos, server: next };
  }
}
