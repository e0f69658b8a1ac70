import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { messageName } from '../../../lab/wire/tls/messages.ts';
import type { HandshakeMessage } from '../../../lab/wire/tls/messages.ts';
import { alertName, CONTENT, contentTypeName } from '../../../lab/wire/tls/names.ts';
import type { OpenedRecord, ShutWhy } from '../../../lab/wire/tls/opening/direction-opener.ts';
import { hasOwnType } from '../../../lab/wire/tls/opening/opener.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import { levelName } from '../../../lab/wire/tls/summary.ts';
import type { Field } from '../field.ts';
import { SOURCES } from '../sources/sources.ts';
import { alertWhy } from './alerts.ts';
import { Dissector } from './dissector.ts';
import { dissectMessage } from './handshake.ts';
import { insideTls } from './inside-tls.ts';

/** What an opened record is explained with. */
export interface OpenedContext {
  readonly hellos: Hellos;
  readonly owner: 'victim' | 'bank';
  /** The handshake messages that begin in it, as far as they have come by now. */
  readonly messages: readonly HandshakeMessage[];
  /** What of the data inside begins in it, with its place in the ciphertext. */
  readonly data: readonly Field[];
  /** What each of that is in a few words, safe to show. */
  readonly names: readonly string[];
  /** Whether the attacker reads this connection too, with keys of his own. */
  readonly attackerReads: boolean;
}

const THE_ATTACKER_NOT =
  'Opened with the TLS secrets that the victim’s own client logged. The attacker does not have these keys: for him it stays sealed.';
const THE_ATTACKER_TOO =
  'Opened with the TLS secrets that the victim’s own client logged. The attacker reads this connection too, with keys of his own.';

/** What was inside a record that the victim’s own keys have opened. Its places are those of the ciphertext in the stream. */
export function openedField(opened: OpenedRecord, context: OpenedContext): Field {
  const { record, at, type, plaintext, padding } = opened;
  const offset = record.offset + at;
  const ownType = hasOwnType(opened);
  const whole = plaintext.length + (ownType ? 1 + padding : 0);
  const inside = insideOf(opened, context).map(insideTls);
  const ends: Field[] = [];
  if (ownType) {
    ends.push({
      label: 'true content type',
      offset: offset + plaintext.length,
      length: 1,
      value: contentTypeName(type),
      why: 'What the record is in truth. The header’s type says application_data whatever this is.',
      source: SOURCES.trueType,
    });
    if (padding > 0)
      ends.push({
        label: 'padding',
        offset: offset + plaintext.length + 1,
        length: padding,
        value: counted(padding, 'zero'),
        why: 'Zeros that hide how long the content is.',
        source: SOURCES.padding13,
      });
  }
  return {
    label: 'with the victim’s keys',
    offset,
    length: whole,
    value: summaryOf(opened, context),
    why: context.attackerReads ? THE_ATTACKER_TOO : THE_ATTACKER_NOT,
    source: SOURCES.keyLog,
    children: [...inside, ...ends],
  };
}

/** What is inside in a few words. */
function summaryOf({ type, plaintext }: OpenedRecord, { messages, names }: OpenedContext): string {
  if (type === CONTENT.alert) return `alert: ${alertName(plaintext[1] ?? -1)}`;
  const [first, ...more] = type === CONTENT.handshake ? messages.map(messageName) : names;
  if (first !== undefined) return more.length === 0 ? first : `${first} and ${more.length} more`;
  return `${contentTypeName(type).replaceAll('_', ' ')}, ${counted(plaintext.length, 'byte')}`;
}

function insideOf(opened: OpenedRecord, { hellos, owner, messages, data }: OpenedContext): readonly Field[] {
  const { record, at, type, plaintext } = opened;
  if (type === CONTENT.handshake && messages.length > 0)
    return messages.map((message) => dissectMessage(message, hellos, owner, true));
  if (type === CONTENT.applicationData && data.length > 0) return data;
  const body = new Dissector({
    bytes: plaintext,
    pieces: [{ at: 0, offset: record.offset + at, length: plaintext.length }],
  });
  if (type === CONTENT.alert && plaintext.length === 2) {
    body.number(1, 'level', (level) => [
      levelName(level),
      'How grave it is. TLS 1.3 goes by the description alone.',
      SOURCES.alerts,
    ]);
    body.number(1, 'description', (description) => [
      alertName(description),
      alertWhy(description),
      SOURCES.alerts,
    ]);
  } else if (plaintext.length > 0)
    body.rest('content', (bytes) => [
      hexStart(bytes),
      type === CONTENT.applicationData || type === CONTENT.handshake
        ? 'What began in an earlier record goes on here.'
        : 'This lab shows it as it stands.',
      SOURCES.sealedRecord,
    ]);
  return body.fields;
}

/** Why a record stays shut, for a person. */
const SHUT_WHY: Readonly<Record<ShutWhy, string>> = {
  version: 'Its version is older than TLS 1.2: this lab does not open it.',
  suite:
    'Its cipher suite is one that this lab does not open: of all suites those with AES-GCM and ChaCha20 are opened.',
  short: 'It is too short to be sealed.',
  tag: 'It does not open with the victim’s keys: it was changed, or is of another connection.',
  'no-type': 'It opens, and has no content type inside.',
  'no-hello': 'The handshake that its keys come from was not recorded.',
  'no-secret': 'The victim’s client logged no secret for it.',
  'early-data': 'Early data, for which the victim’s client logged no secret, or the end of it.',
  gap: 'Bytes before it were not kept, so that its number is not known.',
  limit: 'It came past a limit of this lab’s.',
};

/** Why a record stays shut, as a field of it. */
export function shutField(why: ShutWhy): Field {
  return {
    label: 'with the victim’s keys',
    offset: 0,
    length: 0,
    ranges: [],
    value: 'stays shut',
    why: SHUT_WHY[why],
    source: SOURCES.keyLog,
  };
}
