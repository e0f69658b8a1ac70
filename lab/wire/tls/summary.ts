import type { Direction } from '../direction.ts';
import { cipherName } from './cipher-suites.ts';
import { isWhole, readConversation } from './conversation.ts';
import type { Conversation } from './conversation.ts';
import { TLS_LIMITS } from './limits.ts';
import { isSealed } from './gather.ts';
import type { Flight } from './gather.ts';
import { isTls13 } from './hello.ts';
import { alertName, CONTENT, groupName, MESSAGE, versionName } from './names.ts';
import { RECORD_HEADER } from './records.ts';
import { Reader } from './reader.ts';

/** An alert on the path. What a sealed one says is not known. RFC 8446 §6. */
export interface AlertSeen {
  readonly direction: Direction;
  /** Offset of its record in the stream. */
  readonly offset: number;
  readonly sealed: boolean;
  readonly level?: 'warning' | 'fatal' | 'unknown';
  readonly description?: number;
  /** As in RFC 8446 §6: `unknown_ca`. */
  readonly name?: string;
}

/** What an onlooker learns from the handshake. Names as IANA spells them; text from the wire is escaped. */
export interface TlsSummary {
  readonly sni?: string;
  readonly alpnOffered: readonly string[];
  /** In clear up to TLS 1.2 only. */
  readonly alpnChosen?: string;
  /** `TLS 1.3`, `TLS 1.2`: in the victim's order. */
  readonly versionOffered: readonly string[];
  readonly version?: string;
  readonly cipher?: string;
  /** The group of the key exchange, or the one that a HelloRetryRequest asks for while nothing more has come. */
  readonly group?: string;
  readonly helloRetry: boolean;
  /** `psk` in TLS 1.3; up to 1.2 by `ticket` or `session-id`; `unknown` while it has not shown. */
  readonly resumed: 'no' | 'psk' | 'ticket' | 'session-id' | 'unknown';
  readonly earlyDataOffered: boolean;
  /** An encrypted_client_hello was sent, real or GREASE: from outside nobody can tell. */
  readonly echOffered: boolean;
  /** Whether the bank's certificate travelled in clear. */
  readonly certificateSeen: boolean;
  /** Whether the bank asked for the victim's certificate in clear, and whether one was shown in clear. */
  readonly clientCertificateAsked: boolean;
  readonly clientCertificateSeen: boolean;
  readonly alerts: readonly AlertSeen[];
  /** Why one side's bytes are not TLS records. */
  readonly problems: readonly string[];
}

/** What an onlooker learns from both directions of one connection. Builds no fields, so it is quick. Never throws. */
export function summarizeTls(toBank: Uint8Array, toVictim: Uint8Array): TlsSummary {
  return summaryOf(readConversation(toBank, toVictim), toBank, toVictim);
}

/** The summary of a conversation that was read already. */
export function summaryOf(conversation: Conversation, toBank: Uint8Array, toVictim: Uint8Array): TlsSummary {
  const { client, server } = conversation.hellos;
  const group = server?.group ?? curveOf(conversation);
  const settled = server !== undefined && !server.helloRetryRequest;
  return {
    ...(client?.sni === undefined ? {} : { sni: client.sni }),
    alpnOffered: client?.alpn ?? [],
    ...(server?.alpn === undefined ? {} : { alpnChosen: server.alpn }),
    versionOffered: client?.versions.map((version) => versionName(version)) ?? [],
    ...(server === undefined
      ? {}
      : { version: versionName(server.version), cipher: cipherName(server.cipherSuite) }),
    ...(group === undefined ? {} : { group: groupName(group) }),
    helloRetry: conversation.helloRetry,
    resumed: settled ? resumption(conversation) : 'unknown',
    earlyDataOffered: client?.earlyDataOffered ?? false,
    echOffered: client?.echOffered ?? false,
    certificateSeen: showsCertificate(conversation.toVictim),
    clientCertificateAsked: conversation.toVictim.messages.some(
      (message) => message.type === MESSAGE.certificateRequest,
    ),
    clientCertificateSeen: showsCertificate(conversation.toBank),
    alerts: [
      ...alertsOf(conversation.toBank, toBank, 'to-bank'),
      ...alertsOf(conversation.toVictim, toVictim, 'to-victim'),
    ],
    problems: [conversation.toBank.problem, conversation.toVictim.problem].filter(
      (problem) => problem !== undefined,
    ),
  };
}

/** What a bank says up to TLS 1.2 only where nothing is resumed. RFC 5246 §7.3. */
const FULL_HANDSHAKE: ReadonlySet<number> = new Set([
  MESSAGE.certificate,
  MESSAGE.serverKeyExchange,
  MESSAGE.serverHelloDone,
]);

function resumption({ hellos, toVictim }: Conversation): TlsSummary['resumed'] {
  const { client, server } = hellos;
  if (isTls13(server?.version)) return server?.pskAccepted === true ? 'psk' : 'no';
  if (toVictim.messages.some(({ type }) => FULL_HANDSHAKE.has(type))) return 'no';
  // Up to TLS 1.2 a bank that goes straight to change_cipher_spec resumes.
  if (!toVictim.records.some((record) => record.type === CONTENT.changeCipherSpec)) return 'unknown';
  return client?.ticketOffered === true ? 'ticket' : 'session-id';
}

/** A Certificate message that is not empty. */
function showsCertificate(flight: Flight): boolean {
  return flight.messages.some((message) => message.type === MESSAGE.certificate && message.length > 3);
}

/** The named curve of a ServerKeyExchange, up to TLS 1.2. RFC 8422 §5.4. */
function curveOf({ hellos, toVictim }: Conversation): number | undefined {
  const message = toVictim.messages.find(isWhole(MESSAGE.serverKeyExchange));
  if (message === undefined || !/_ECDHE?_(?!PSK)/.test(cipherName(hellos.server?.cipherSuite ?? -1)))
    return undefined;
  const reader = new Reader(message.gathered.bytes, 4);
  return reader.number(1) === 3 ? reader.number(2) : undefined;
}

function alertsOf(flight: Flight, stream: Uint8Array, direction: Direction): AlertSeen[] {
  const alerts: AlertSeen[] = [];
  for (const [index, { type, offset, length }] of flight.records.entries()) {
    if (type !== CONTENT.alert || alerts.length >= TLS_LIMITS.alerts) continue;
    const sealed = isSealed(flight, index);
    const level = stream[offset + RECORD_HEADER];
    const description = stream[offset + RECORD_HEADER + 1];
    const clear = !sealed && length === 2 && level !== undefined && description !== undefined;
    alerts.push({
      direction,
      offset,
      sealed,
      ...(clear ? { level: levelName(level), description, name: alertName(description) } : {}),
    });
  }
  return alerts;
}

/** The name of an alert's level. RFC 8446 §6. */
export function levelName(level: number): 'warning' | 'fatal' | 'unknown' {
  return level === 1 ? 'warning' : level === 2 ? 'fatal' : 'unknown';
}
