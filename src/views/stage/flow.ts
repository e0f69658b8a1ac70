import type { SegmentCaptured } from '../../../lab/facts/facts.ts';
import { feedHttp, httpReading, looksLikeHttp, startHttp } from '../../../lab/wire/http/parser.ts';
import type { HttpState } from '../../../lab/wire/http/parser.ts';
import type { HttpMessage } from '../../../lab/wire/http/message.ts';
import { concat } from '../../../lab/wire/bytes.ts';
import { printable } from '../../../lab/text/printable.ts';
import { CONTENT } from '../../../lab/wire/tls/names.ts';
import { RECORD_HEADER, looksLikeTls, scanRecords } from '../../../lab/wire/tls/records.ts';
import type { RecordScan, TlsRecord } from '../../../lab/wire/tls/records.ts';
import { recordLabel, versionIn } from './tls-label.ts';
import type { Passage } from './state.ts';

/** Bytes of one passage that are kept to be shown. */
export const PASSAGE_BYTES = 4096;

/** Bytes that tell TLS from anything else. RFC 8446 §5.1. */
const UNDECIDED = 3;

/** Characters of a request's target in a label. */
const TARGET_LENGTH = 60;

/** What one direction of a connection has turned out to carry, and how far it has been read. Bounded. */
export type Flow = UnknownFlow | HttpFlow | TlsFlow;

interface FlowBase {
  readonly label: string;
  /** Raw bytes of the message or record that is not whole yet: the first PASSAGE_BYTES from `heldFrom`. */
  readonly held: Uint8Array;
  readonly heldFrom: number;
}

interface UnknownFlow extends FlowBase {
  readonly kind: 'unknown';
}

interface HttpFlow extends FlowBase {
  readonly kind: 'http';
  readonly state: HttpState;
  /** Methods of requests that wait for their answers. */
  readonly methods: readonly string[];
}

interface TlsFlow extends FlowBase {
  readonly kind: 'tls';
  readonly scan: RecordScan;
  /** The version that the ServerHello settled on, where this direction carried it. */
  readonly version?: string;
  /** Whether this direction has changed to encryption (TLS 1.2: everything after change_cipher_spec). */
  readonly changed: boolean;
}

const NOTHING = new Uint8Array(0);

/** A direction of which nothing has come yet. */
export const NEW_FLOW: Flow = { kind: 'unknown', label: 'bytes', held: NOTHING, heldFrom: 0 };

/**
 * Takes a segment and gives the flow after it with what passed in it, whole or so far. `other` is the
 * opposite direction of the same connection. Never throws.
 */
export function passagesIn(
  flow: Flow,
  segment: SegmentCaptured,
  other: Flow | undefined,
): readonly [Flow, readonly Passage[]] {
  switch (flow.kind) {
    case 'http':
      return httpPassages(flow, segment, other);
    case 'tls':
      return tlsPassages(flow, segment, other);
    case 'unknown':
      return firstPassages(flow, segment, other);
  }
}

/** Takes the first bytes of a direction, as many as it takes to tell what they are. */
function firstPassages(
  flow: UnknownFlow,
  segment: SegmentCaptured,
  other: Flow | undefined,
): readonly [Flow, readonly Passage[]] {
  const follows = flow.heldFrom + flow.held.length === segment.offset && flow.held.length < UNDECIDED;
  const first = follows
    ? { ...segment, offset: flow.heldFrom, bytes: concat([flow.held, segment.bytes]) }
    : segment;
  const { bytes, offset, direction } = first;
  const start = { ...flow, held: NOTHING, heldFrom: offset };
  if (looksLikeTls(bytes) || other?.kind === 'tls') {
    return tlsPassages({ ...start, kind: 'tls', scan: { offset, header: [] }, changed: false }, first, other);
  }
  // One byte 0x16 may become TLS: what is so short is told only when more has come.
  if (bytes.length < UNDECIDED && bytes[0] === CONTENT.handshake) return [{ ...start, held: bytes }, []];
  if (looksLikeHttp(bytes)) {
    return httpPassages(
      { ...start, kind: 'http', state: startHttp(direction, offset), methods: [] },
      first,
      other,
    );
  }
  const shown = bytes.subarray(0, PASSAGE_BYTES);
  return [
    { ...start, held: bytes.subarray(0, UNDECIDED) },
    [{ ...placeOf(first), length: bytes.length, bytes: shown, label: 'bytes', sealed: false }],
  ];
}

function httpPassages(
  flow: HttpFlow,
  segment: SegmentCaptured,
  other: Flow | undefined,
): readonly [Flow, Passage[]] {
  const methods = other?.kind === 'http' ? other.methods : [];
  const fed = feedHttp(flow.state, segment.bytes, { methods });
  const { messages } = httpReading(fed);
  const passages = messages.map((message): Passage => ({
    ...placeOf(segment),
    offset: message.offset,
    length: message.length,
    bytes: slice(flow, segment, message.offset, message.length),
    label: messageLabel(message),
    sealed: false,
  }));
  const asked = messages.flatMap((message) =>
    message.kind === 'request' && message.complete ? [message.start.method] : [],
  );
  const open = messages.at(-1);
  const end = segment.offset + segment.bytes.length;
  // A first line that is not whole yet is no message, but its bytes will be the start of one.
  const line = fed.opaque === undefined && fed.lineLength > 0 ? fed.section : end;
  const heldFrom = open === undefined || open.complete ? line : open.offset;
  const next: HttpFlow = {
    kind: 'http',
    label: passages.at(-1)?.label ?? flow.label,
    // What is whole has been shown, and no label reads a body: only where it ends matters from here.
    state: { ...fed, done: undefined, draft: fed.draft && { ...fed.draft, pieces: undefined } },
    methods: [...flow.methods, ...asked].slice(-1024),
    heldFrom,
    held: slice(flow, segment, heldFrom, PASSAGE_BYTES),
  };
  return [next, passages];
}

function tlsPassages(
  flow: TlsFlow,
  segment: SegmentCaptured,
  other: Flow | undefined,
): readonly [Flow, Passage[]] {
  const [scan, records] = scanRecords(flow.scan, segment.bytes);
  let { version, changed } = flow;
  const passages: Passage[] = [];
  for (const record of records) {
    const bytes = slice(flow, segment, record.offset, RECORD_HEADER + record.length);
    version ??= versionIn(bytes);
    const agreed = version ?? (other?.kind === 'tls' ? other.version : undefined);
    const sealed = isSealed(record, changed);
    const label = recordLabel(record, bytes, agreed, sealed);
    passages.push({
      ...placeOf(segment),
      offset: record.offset,
      length: bytesOf(record),
      bytes,
      label,
      sealed,
    });
    if (record.typeName === 'change_cipher_spec') changed = true;
  }
  const last = records.at(-1);
  const heldFrom = scan.open?.offset ?? (last === undefined ? flow.heldFrom : last.offset + bytesOf(last));
  const next: TlsFlow = {
    kind: 'tls',
    label: passages.at(-1)?.label ?? flow.label,
    scan,
    changed,
    heldFrom,
    held: slice(flow, segment, heldFrom, PASSAGE_BYTES),
    ...(version !== undefined && { version }),
  };
  return [next, passages];
}

function bytesOf(record: TlsRecord): number {
  return RECORD_HEADER + record.length;
}

function isSealed(record: TlsRecord, changed: boolean): boolean {
  if (record.typeName === 'application_data') return true;
  return changed && record.typeName !== 'change_cipher_spec';
}

function messageLabel(message: HttpMessage): string {
  if (message.kind === 'response') return printable(`${message.start.status} ${message.start.reason}`.trim());
  const { method, target } = message.start;
  const path = target.length > TARGET_LENGTH ? `${target.slice(0, TARGET_LENGTH)}…` : target;
  return printable(`${method} ${path}`);
}

function placeOf({
  connection,
  direction,
  offset,
}: SegmentCaptured): Pick<Passage, 'connection' | 'direction' | 'offset'> {
  return { connection, direction, offset };
}

/** At most PASSAGE_BYTES of the stream from `from`, out of what is held and the segment that follows it. */
function slice(flow: Flow, segment: SegmentCaptured, from: number, length: number): Uint8Array {
  const bound = Math.min(length, PASSAGE_BYTES);
  if (from >= segment.offset)
    return segment.bytes.subarray(from - segment.offset, from - segment.offset + bound);
  const before = flow.held.subarray(Math.max(0, from - flow.heldFrom)).subarray(0, bound);
  // Held bytes stop at their bound: what comes after a gap is left out rather than shown in a wrong place.
  const reaches = flow.heldFrom + flow.held.length === segment.offset;
  if (!reaches || before.length === bound) return before;
  return concat([before, segment.bytes.subarray(0, bound - before.length)]);
}
