import { ascii } from '../../text/ascii.ts';
import { EXTENSION, isGrease, VERSION } from './names.ts';
import { WireReader } from './reader.ts';

/** One extension of a hello: its number and its body, not copied. RFC 9846 §4.3. */
export interface Extension {
  readonly type: number;
  readonly body: Uint8Array;
}

/** A ClientHello as data. Names and numbers are the victim's offers, in its order. RFC 9846 §4.2.2. */
export interface ClientHello {
  readonly legacyVersion: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuites: readonly number[];
  readonly compressionMethods: readonly number[];
  readonly extensions: readonly Extension[];
  /** The host name asked for in clear, escaped to printable ASCII. RFC 6066 §3. */
  readonly sni?: string;
  /** Protocol names offered, escaped to printable ASCII. RFC 7301 §3.1. */
  readonly alpn: readonly string[];
  /** From `supported_versions`, or the legacy version where there is none; without GREASE. */
  readonly versions: readonly number[];
  readonly groups: readonly number[];
  readonly keyShareGroups: readonly number[];
  readonly signatureSchemes: readonly number[];
  /** Whether it offers to resume: with pre-shared keys (1.3) or with a ticket (1.2). */
  readonly pskOffered: boolean;
  readonly ticketOffered: boolean;
  readonly earlyDataOffered: boolean;
  /** Whether an `encrypted_client_hello` is there; GREASE ECH looks the same. RFC 9849 §6.2. */
  readonly echOffered: boolean;
  /** Whether some length did not fit; what could be read before it stands above. */
  readonly malformed: boolean;
}

/** A ServerHello or HelloRetryRequest as data. RFC 9846 §4.2.3. */
export interface ServerHello {
  readonly helloRetryRequest: boolean;
  /** The version that was chosen, from `supported_versions` where it is there. */
  readonly version: number;
  readonly random: Uint8Array;
  readonly sessionId: Uint8Array;
  readonly cipherSuite: number;
  readonly extensions: readonly Extension[];
  /** The group of its key share, or the one that it asks for. */
  readonly group?: number;
  readonly pskAccepted: boolean;
  /** The protocol chosen: in clear up to TLS 1.2 only. */
  readonly alpn?: string;
  readonly malformed: boolean;
}

/** The random value that makes a ServerHello a HelloRetryRequest: SHA-256 of `HelloRetryRequest`. RFC 9846 §4.2.3. */
export const RETRY_RANDOM = 'cf21ad74e59a6111be1d8c021e65b891c2a211167abb8c5e079e09e2c8a8339c';

/** Reads the body of a ClientHello: the bytes after the four of type and length. Never throws. */
export function readClientHello(body: Uint8Array): ClientHello {
  const reader = new WireReader(body);
  const legacyVersion = reader.number(2);
  const random = reader.take(32);
  const sessionId = rest(reader.vector(1));
  const suites = reader.vector(2);
  const cipherSuites = suites.numbers(2);
  const compressionMethods = reader.vector(1).numbers(1);
  const { extensions, failed } = readExtensions(reader);
  const within = (type: number): WireReader =>
    new WireReader(extensionBody(extensions, type) ?? new Uint8Array());
  const has = (type: number): boolean => extensionBody(extensions, type) !== undefined;
  const sni = hostName(within(EXTENSION.serverName));
  const offered = within(EXTENSION.supportedVersions).vector(1).numbers(2);
  return {
    legacyVersion,
    random,
    sessionId,
    cipherSuites,
    compressionMethods,
    extensions,
    ...(sni === undefined ? {} : { sni }),
    alpn: protocolNames(within(EXTENSION.alpn)),
    versions:
      offered.length > 0
        ? offered.filter((version) => !isGrease(version))
        : body.length < 2
          ? []
          : [legacyVersion],
    groups: within(EXTENSION.supportedGroups).vector(2).numbers(2),
    keyShareGroups: shares(within(EXTENSION.keyShare)),
    signatureSchemes: within(EXTENSION.signatureAlgorithms).vector(2).numbers(2),
    pskOffered: has(EXTENSION.preSharedKey),
    ticketOffered: (extensionBody(extensions, EXTENSION.sessionTicket)?.length ?? 0) > 0,
    earlyDataOffered: has(EXTENSION.earlyData),
    echOffered: has(EXTENSION.encryptedClientHello),
    malformed: failed || suites.failed || reader.failed || reader.left > 0,
  };
}

/** Reads the body of a ServerHello: the bytes after the four of type and length. Never throws. */
export function readServerHello(body: Uint8Array): ServerHello {
  const reader = new WireReader(body);
  const legacyVersion = reader.number(2);
  const random = reader.take(32);
  const sessionId = rest(reader.vector(1));
  const cipherSuite = reader.number(2);
  reader.number(1);
  const { extensions, failed } = readExtensions(reader);
  const supported = extensionBody(extensions, EXTENSION.supportedVersions);
  const share = extensionBody(extensions, EXTENSION.keyShare);
  const [alpn] = protocolNames(new WireReader(extensionBody(extensions, EXTENSION.alpn) ?? new Uint8Array()));
  return {
    helloRetryRequest: Buffer.from(random).toString('hex') === RETRY_RANDOM,
    version: supported?.length === 2 ? new WireReader(supported).number(2) : legacyVersion,
    random,
    sessionId,
    cipherSuite,
    extensions,
    ...(share !== undefined && share.length >= 2 ? { group: new WireReader(share).number(2) } : {}),
    pskAccepted: extensionBody(extensions, EXTENSION.preSharedKey) !== undefined,
    ...(alpn === undefined ? {} : { alpn }),
    malformed: failed || reader.failed || reader.left > 0,
  };
}

/** Whether the body of a ServerHello reaches to what it chooses: without that nothing is agreed on. */
export function isChoice(body: Uint8Array): boolean {
  const [id = 0] = body.subarray(SESSION_ID);
  return body.length >= SESSION_ID + 1 + id + 3;
}

/** Where the length of the session id stands in a hello's body, behind version and random. */
const SESSION_ID = 34;

/** Where the body of the first extension with this number stands in the body of its ClientHello. RFC 9846 §4.2.2. */
export function extensionPlace(
  { sessionId, cipherSuites, compressionMethods, extensions }: ClientHello,
  type: number,
): { readonly at: number; readonly length: number } | undefined {
  // Version, random and the lengths of four vectors.
  let at = 2 + 32 + 1 + sessionId.length + 2 + 2 * cipherSuites.length + 1 + compressionMethods.length + 2;
  for (const { type: each, body } of extensions) {
    at += EXTENSION_HEADER;
    if (each === type) return { at, length: body.length };
    at += body.length;
  }
  return undefined;
}

/** Bytes before an extension's body: its number and its length. */
const EXTENSION_HEADER = 4;

/** The body of the first extension with this number. */
export function extensionBody(extensions: readonly Extension[], type: number): Uint8Array | undefined {
  return extensions.find((extension) => extension.type === type)?.body;
}

/** Whether a hello speaks TLS 1.3 or later. */
export function isTls13(version: number | undefined): boolean {
  return version !== undefined && version >= VERSION.tls13;
}

/** Extensions to the end; there may be none at all, up to TLS 1.2. */
function readExtensions(reader: WireReader): { extensions: Extension[]; failed: boolean } {
  const extensions: Extension[] = [];
  if (reader.left === 0) return { extensions, failed: reader.failed };
  const list = reader.vector(2);
  while (list.left > 0 && !list.failed) {
    const type = list.number(2);
    const body = rest(list.vector(2));
    if (!list.failed) extensions.push({ type, body });
  }
  return { extensions, failed: list.failed };
}

function rest(reader: WireReader): Uint8Array {
  return reader.take(reader.left);
}

function hostName(reader: WireReader): string | undefined {
  const list = reader.vector(2);
  while (list.left > 0 && !list.failed) {
    const type = list.number(1);
    const name = rest(list.vector(2));
    if (type === 0 && !list.failed) return ascii(name);
  }
  return undefined;
}

function protocolNames(reader: WireReader): string[] {
  const list = reader.vector(2);
  const names: string[] = [];
  while (list.left > 0) {
    const name = rest(list.vector(1));
    if (list.failed) break;
    names.push(ascii(name));
  }
  return names;
}

function shares(reader: WireReader): number[] {
  const list = reader.vector(2);
  const groups: number[] = [];
  while (list.left > 0) {
    const group = list.number(2);
    list.vector(2);
    if (list.failed) break;
    groups.push(group);
  }
  return groups;
}
