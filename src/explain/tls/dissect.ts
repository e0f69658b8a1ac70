import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { readConversation } from '../../../lab/wire/tls/conversation.ts';
import type { TlsFlight } from '../../../lab/wire/tls/conversation.ts';
import type { Gathered } from '../../../lab/wire/gathered.ts';
import { isTls13 } from '../../../lab/wire/tls/hello.ts';
import { messageName } from '../../../lab/wire/tls/messages.ts';
import type { HandshakeMessage } from '../../../lab/wire/tls/messages.ts';
import { alertName, CONTENT, contentTypeName, VERSION, versionName } from '../../../lab/wire/tls/names.ts';
import { LONGEST_RECORD_13, RECORD_HEADER } from '../../../lab/wire/tls/records.ts';
import type { TlsRecord } from '../../../lab/wire/tls/records.ts';
import { encryptsNothing } from '../../../lab/wire/tls/stream.ts';
import type { Hellos, RecordRead } from '../../../lab/wire/tls/stream.ts';
import { levelName, summaryOfStreams } from '../../../lab/wire/tls/summary.ts';
import type { TlsSummary } from '../../../lab/wire/tls/summary.ts';
import type { Field } from '../field.ts';
import { alertSource, alertWhy } from './alerts.ts';
import { Dissector } from './dissector.ts';
import type { Said } from './dissector.ts';
import { heartbeatSaid } from './heartbeat.ts';
import { dissectMessage } from './handshake.ts';
import { sealedSaid } from './sealed.ts';
import { sslv2Hello } from './sslv2-hello.ts';
import { SOURCES } from '../sources/sources.ts';

/** One record, explained: its header and payload as children, and the handshake messages that begin in it. */
export interface RecordNode extends Field {
  readonly record: TlsRecord;
  /** Whether its payload is sealed, so that an onlooker sees its length only. */
  readonly sealed: boolean;
  /** Handshake messages in clear that begin in this record; a long one goes on in the next records. */
  readonly messages: readonly Field[];
}

/** Both directions of one connection, explained. */
export interface TlsDissection {
  readonly toBank: readonly RecordNode[];
  readonly toVictim: readonly RecordNode[];
  /** Records beyond TLS_LIMITS.records, which have no node. */
  readonly more: { readonly toBank: number; readonly toVictim: number };
  readonly summary: TlsSummary;
}

/**
 * Explains both directions of one connection, as an onlooker without keys sees them. Bytes are the whole streams
 * so far, from the first byte of the connection. Never throws; see TLS_LIMITS for how much is looked at.
 */
export function dissectTls(toBank: Uint8Array, toVictim: Uint8Array): TlsDissection {
  const { toBank: asked, toVictim: answered, hellos } = readConversation(toBank, toVictim);
  return {
    toBank: nodes(asked, toBank, hellos, 'victim'),
    toVictim: nodes(answered, toVictim, hellos, 'bank'),
    more: { toBank: asked.more, toVictim: answered.more },
    summary: summaryOfStreams(asked.stream, answered.stream),
  };
}

/** Whose direction a record stands in. */
type Owner = 'victim' | 'bank';

/** What a record is explained with: what both sides have said, and the messages of its direction. */
export interface RecordContext {
  readonly hellos: Hellos;
  readonly owner: Owner;
  /** The messages that begin in the record, as far as they have come by now. */
  readonly messages: readonly HandshakeMessage[];
}

function nodes(flight: TlsFlight, stream: Uint8Array, hellos: Hellos, owner: Owner): RecordNode[] {
  const begun = Map.groupBy(flight.messages, ({ record }) => record);
  return flight.records.map((read) =>
    explainRecord(
      read,
      { offset: 0, bytes: stream },
      { hellos, owner, messages: begun.get(read.index) ?? NO_MESSAGES },
    ),
  );
}

/**
 * Explains one record and the messages that begin in it. `stream` holds the record's bytes; `offset` is where
 * its first byte stands in the connection's direction. Never throws.
 */
export function explainRecord(
  { record, guarded }: Pick<RecordRead, 'record' | 'guarded'>,
  { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
  { hellos, owner, messages }: RecordContext,
): RecordNode {
  const gathered: Gathered = { bytes, pieces: [{ at: 0, offset, length: bytes.length }] };
  const names = messages.map(messageName);
  const whole = new Dissector(gathered, record.offset - offset);
  whole.group(RECORD_HEADER + record.length, `record: ${record.typeName}`, (body) => {
    if (record.type === CONTENT.sslv2Hello) {
      sslv2Hello(body);
      return sslv2Said(record);
    }
    header(body, hellos);
    payload(body, record, guarded, names, hellos);
    return recordSaid(record, guarded, names, hellos, owner, payloadIn(bytes, record, offset));
  });
  const [field = EMPTY] = whole.fields;
  return {
    ...field,
    record,
    sealed: guarded && !encryptsNothing(hellos),
    messages: messages.map((message) => dissectMessage(message, hellos, owner)),
  };
}

const NO_MESSAGES: readonly HandshakeMessage[] = [];

const EMPTY: Field = { label: 'record', offset: 0, length: 0, value: '', why: '', source: '' };

function header(body: Dissector, hellos: Hellos): void {
  body.number(1, 'content type', (type) => [
    contentTypeName(type),
    type === CONTENT.applicationData && isTls13(hellos.server?.version)
      ? 'In TLS 1.3 every sealed record says this, whatever is inside. So the type does not tell an alert from a page.'
      : `It says ${contentTypeName(type)}, in clear, so that the receiver knows what follows. An onlooker knows it too.`,
    SOURCES.recordHeader,
  ]);
  body.number(2, 'legacy record version', (version) => [
    versionName(version),
    version > VERSION.tls13
      ? UNKNOWN_VERSION
      : isTls13(hellos.server?.version)
        ? 'Kept old on purpose and ignored: devices on the path used to choke on new values. The true version stands in the hellos.'
        : 'The version of the record layer. A first ClientHello often says an older one, for the sake of old banks.',
    SOURCES.recordHeader,
  ]);
  body.number(2, 'length', (length) => [
    counted(length, 'byte'),
    `${counted(length, 'byte follows', 'bytes follow')} this header. The length is always in clear: an onlooker sees about how much was said, sealed or not.`,
    SOURCES.recordHeader,
  ]);
}

const UNKNOWN_VERSION =
  'No such version exists. Whoever receives a ClientHello must pass over this number: the versions offered stand inside.';

function sslv2Said({ versionName: offered, length }: TlsRecord): Said {
  return [
    `offers ${offered}, ${counted(length + RECORD_HEADER, 'byte')}`,
    'The victim’s first hello in the format of SSL 2.0, so that the oldest banks understand it too. Records of SSL 3.0 or TLS follow. All of it is in clear.',
    SOURCES.sslv2Hello,
  ];
}

function payload(
  body: Dissector,
  record: TlsRecord,
  guarded: boolean,
  names: readonly string[],
  hellos: Hellos,
): void {
  if (guarded) {
    body.rest(encryptsNothing(hellos) ? 'payload' : 'sealed payload', () =>
      sealedSaid(record.length, record.type, hellos),
    );
  } else if (record.type === CONTENT.alert) {
    body.number(1, 'level', (level) => [levelName(level), levelWhy(level), SOURCES.alerts]);
    body.number(1, 'description', (description) => [
      alertName(description),
      alertWhy(description),
      alertSource(description),
    ]);
  } else if (record.type === CONTENT.changeCipherSpec) {
    body.number(1, 'message', (value) => [
      String(value),
      value === 1
        ? 'The only value that this message may have. It carries nothing: the record itself is the message.'
        : 'This message may have the value 1 only. With another one it is refused.',
      isTls13(hellos.server?.version) ? SOURCES.compatibility : SOURCES.changeCipherSpec,
    ]);
  } else if (body.left > 0) {
    body.rest('payload', (bytes) => [
      names.length > 0 ? names.join(', ') : hexStart(bytes),
      names.length > 0
        ? `${names.join(', ')}: handshake in clear. Anyone on the path reads it, field by field, as this lab does.`
        : 'What began in an earlier record goes on here, or nothing that this lab knows. It is in clear all the same.',
      SOURCES.recordHeader,
    ]);
  }
}

function levelWhy(level: number): string {
  if (level === 2) return 'Fatal: the connection ends here. An onlooker sees that it failed.';
  return level === 1
    ? 'A warning. Goodbyes have this level too, and TLS 1.3 goes by the description alone.'
    : 'Not a level that there is: 1 is a warning and 2 is fatal. TLS 1.3 goes by the description alone.';
}

/** A record's payload in a stream whose first byte stands at `offset`. */
function payloadIn(stream: Uint8Array, record: TlsRecord, offset: number): Uint8Array {
  const from = record.offset - offset + RECORD_HEADER;
  return stream.subarray(from, from + record.length);
}

function recordSaid(
  record: TlsRecord,
  guarded: boolean,
  names: readonly string[],
  hellos: Hellos,
  owner: Owner,
  heartbeat: Uint8Array,
): Said {
  const size = counted(record.length, 'byte');
  const tls13 = isTls13(hellos.server?.version);
  const value = `${names.length > 0 ? `${names.join(', ')}, ` : ''}${size}`;
  if (guarded && encryptsNothing(hellos)) {
    return [
      `not encrypted, ${size}`,
      'The suite that both agreed on encrypts nothing: all of it can be read.',
      tls13 ? SOURCES.integrityOnly : SOURCES.nullCipher,
    ];
  }
  if (guarded) {
    const long = tls13 && record.length > LONGEST_RECORD_13 ? ' It is longer than TLS 1.3 allows.' : '';
    return [
      `sealed, ${size}`,
      `${sealedWhy(record, tls13, hellos, owner)}${long}`,
      tls13 ? SOURCES.sealedRecord : SOURCES.sealedRecord12,
    ];
  }
  if (record.type === CONTENT.changeCipherSpec) return [value, ...changeWhy(tls13, hellos, owner)];
  if (record.type === CONTENT.alert) {
    return [value, `The ${owner} warns, says why it ends, or that it is done. In clear.`, SOURCES.alerts];
  }
  if (record.type === CONTENT.handshake) {
    return [
      value,
      `A piece of the ${owner}’s handshake in clear. Anyone on the path reads it.`,
      SOURCES.recordHeader,
    ];
  }
  if (record.type === CONTENT.heartbeat) {
    return [value, heartbeatSaid(heartbeat).why, SOURCES.heartbeatMessage];
  }
  return [value, 'A kind of record that this lab does not take apart. It is in clear.', SOURCES.records];
}

/** What a change_cipher_spec means, which depends on the version that the bank has chosen. */
function changeWhy(tls13: boolean, hellos: Hellos, owner: Owner): readonly [why: string, source: string] {
  if (tls13) {
    return [
      'Means nothing in TLS 1.3: it is there so that old devices on the path see what they expect. Where the sealed part begins does not follow from it.',
      SOURCES.compatibility,
    ];
  }
  if (hellos.server === undefined) {
    return [
      `Up to TLS 1.2 everything that the ${owner} sends after it is sealed. In TLS 1.3 it means nothing, and the bank’s choice has not been seen.`,
      SOURCES.changeCipherSpec,
    ];
  }
  return [
    encryptsNothing(hellos)
      ? `From the next record on the ${owner} uses the suite that both agreed on. It encrypts nothing.`
      : `From the next record on everything that the ${owner} sends is sealed. The message itself is not, so an onlooker sees the moment.`,
    SOURCES.changeCipherSpec,
  ];
}

function sealedWhy(record: TlsRecord, tls13: boolean, hellos: Hellos, owner: Owner): string {
  if (tls13) {
    return owner === 'bank'
      ? 'Sealed. The rest of the bank’s handshake, its certificate, its data and its alerts all look like this in TLS 1.3.'
      : 'Sealed. The rest of the victim’s handshake, its data and its alerts all look like this in TLS 1.3.';
  }
  if (record.type === CONTENT.handshake)
    return 'Sealed: a handshake message. The first one after change_cipher_spec is Finished, a check that both saw the same handshake.';
  if (record.type === CONTENT.changeCipherSpec)
    return 'Sealed: a change_cipher_spec of a new handshake, made inside the connection.';
  if (record.type === CONTENT.alert)
    return 'Sealed: an alert, known by its type only. At the end of a connection it is mostly close_notify.';
  if (owner === 'victim' && hellos.server === undefined && hellos.client?.earlyDataOffered === true) {
    return 'Sealed with a key that both hold already: data sent before the bank has answered.';
  }
  return `Sealed data of the ${owner}: an onlooker sees its length and its time, nothing else.`;
}
