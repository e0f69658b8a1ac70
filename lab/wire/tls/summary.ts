import type { Direction } from '../direction.ts';
import { toArray } from '../chain.ts';
import { cipherName } from './cipher-suites.ts';
import { readConversation } from './conversation.ts';
import { isTls13 } from './hello.ts';
import { isWholeMessage, MESSAGE_HEADER, messagesIn } from './messages.ts';
import type { HandshakeMessage } from './messages.ts';
import { alertName, groupName, MESSAGE, versionName } from './names.ts';
import { WireReader } from './reader.ts';
import { hellosOf } from './stream.ts';
import type { Hellos, TlsStream } from './stream.ts';

/** An alert on the path. What a sealed one says is not known. RFC 9846 §6. */
export interface AlertSeen {
  readonly direction: Direction;
  /** Offset of its record in the stream. */
  readonly offset: number;
  readonly sealed: boolean;
  readonly level?: 'warning' | 'fatal' | 'unknown';
  readonly description?: number;
  /** As in RFC 9846 §6: `unknown_ca`. */
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
  const conversation = readConversation(toBank, toVictim);
  return summaryOfStreams(conversation.toBank.stream, conversation.toVictim.stream);
}

/** The same of a connection that was read already, as far as its directions speak TLS. */
export function summaryOfStreams(toBank: TlsStream | undefined, toVictim: TlsStream | undefined): TlsSummary {
  const { client, server } = hellosOf(toBank, toVictim);
  const asked = toBank === undefined ? [] : messagesIn(toBank.assembly);
  const answered = toVictim === undefined ? [] : messagesIn(toVictim.assembly);
  const group = server?.group ?? curveOf(server, answered);
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
    helloRetry: toVictim?.helloRetry ?? false,
    resumed: settled ? resumption({ ...(client && { client }), server }, answered, toVictim) : 'unknown',
    earlyDataOffered: client?.earlyDataOffered ?? false,
    echOffered: client?.echOffered ?? false,
    certificateSeen: showsCertificate(answered),
    clientCertificateAsked: answered.some(({ type }) => type === MESSAGE.certificateRequest),
    clientCertificateSeen: showsCertificate(asked),
    alerts: [...alertsOf(toBank, 'to-bank'), ...alertsOf(toVictim, 'to-victim')],
    problems: [toBank?.scan.problem, toVictim?.scan.problem].filter((problem) => problem !== undefined),
  };
}

/** What a bank says up to TLS 1.2 only where nothing is resumed. RFC 5246 §7.3. */
const FULL_HANDSHAKE: ReadonlySet<number> = new Set([
  MESSAGE.certificate,
  MESSAGE.serverKeyExchange,
  MESSAGE.serverHelloDone,
]);

function resumption(
  { client, server }: Hellos,
  answered: readonly HandshakeMessage[],
  toVictim: TlsStream | undefined,
): TlsSummary['resumed'] {
  if (isTls13(server?.version)) return server?.pskAccepted === true ? 'psk' : 'no';
  if (answered.some(({ type }) => FULL_HANDSHAKE.has(type))) return 'no';
  // Up to TLS 1.2 a bank that goes straight to change_cipher_spec resumes.
  if (toVictim?.changed !== true) return 'unknown';
  return client?.ticketOffered === true ? 'ticket' : 'session-id';
}

/** A Certificate message that is not empty. */
function showsCertificate(messages: readonly HandshakeMessage[]): boolean {
  return messages.some(({ type, length }) => type === MESSAGE.certificate && length > 3);
}

/** The named curve of a ServerKeyExchange, up to TLS 1.2. RFC 8422 §5.4. */
function curveOf(server: Hellos['server'], answered: readonly HandshakeMessage[]): number | undefined {
  const message = answered.find(isWholeMessage(MESSAGE.serverKeyExchange));
  if (message === undefined || !/_ECDHE?_(?!PSK)/.test(cipherName(server?.cipherSuite ?? -1)))
    return undefined;
  const reader = new WireReader(message.gathered.bytes, MESSAGE_HEADER);
  return reader.number(1) === 3 ? reader.number(2) : undefined;
}

function alertsOf(stream: TlsStream | undefined, direction: Direction): AlertSeen[] {
  return toArray(stream?.alerts).map(({ offset, sealed, level, description }) => ({
    direction,
    offset,
    sealed,
    ...(level !== undefined &&
      description !== undefined && {
        level: levelName(level),
        description,
        name: alertName(description),
      }),
  }));
}

/** The name of an alert's level. RFC 9846 §6. */
export function levelName(level: number): 'warning' | 'fatal' | 'unknown' {
  return level === 1 ? 'warning' : level === 2 ? 'fatal' : 'unknown';
}
