import { CONTENT, contentTypeName, MESSAGE, versionName } from './names.ts';
import { beginsSslv2Hello, sslv2Length, SSLV2_START } from './sslv2.ts';

/** Bytes of a record's header: type, version and length. RFC 9846 §5.1. */
export const RECORD_HEADER = 5;

/** The longest payload that any version lets an encrypted record have: 2^14 + 2048. RFC 5246 §6.2.3. */
export const LONGEST_RECORD = 16_384 + 2_048;

/** The longest payload of an encrypted record in TLS 1.3: 2^14 + 256. RFC 9846 §5.2. */
export const LONGEST_RECORD_13 = 16_384 + 256;

/**
 * One TLS record, whole: where its header begins in the stream and how many payload bytes follow it. RFC 9846 §5.1. A hello
 * in SSLv2's format counts as one: its first five bytes are its header.
 */
export interface TlsRecord {
  /** Offset of the header's first byte in the stream; the payload begins RECORD_HEADER bytes later. */
  readonly offset: number;
  /** Payload bytes, without the header. */
  readonly length: number;
  readonly type: number;
  /** `handshake`, `change_cipher_spec`, `alert`, `application_data`, `heartbeat` or `unknown (n)`. */
  readonly typeName: string;
  /** The version that the header says, which stays 0x0303 in TLS 1.3. */
  readonly version: number;
  readonly versionName: string;
}

/** Where a scan of one direction's stream stands: a few words, whatever has passed. */
export interface RecordScan {
  /** Offset in the stream of the next byte to come. */
  readonly offset: number;
  /** Bytes of a header that is not whole yet: fewer than RECORD_HEADER. */
  readonly header: readonly number[];
  /** The record whose payload is still coming. */
  readonly open?: TlsRecord;
  /** Whether no record has begun yet: only then a hello in SSLv2's format may stand here. */
  readonly fresh?: boolean;
  /** Why the bytes are not TLS records; from then on bytes are only counted. */
  readonly problem?: string;
}

const NOTHING: readonly number[] = [];

/** A scan of a stream of which nothing has come yet. */
export const SCAN_START: RecordScan = { offset: 0, header: NOTHING, fresh: true };

/**
 * Takes the next bytes of a stream and gives the new state with the records that became whole in them.
 * Looks at headers only, so application data costs nothing per byte. Never throws.
 */
export function scanRecords(
  state: RecordScan,
  bytes: Uint8Array,
): readonly [RecordScan, readonly TlsRecord[]] {
  const base = state.offset;
  const end = base + bytes.length;
  if (state.problem !== undefined) return [{ ...state, offset: end }, []];
  const records: TlsRecord[] = [];
  let open = state.open;
  let { header, fresh = false } = state;
  // `at` is where the record in hand begins; it may lie before this segment.
  let at = open?.offset ?? base - header.length;
  for (;;) {
    if (open === undefined) {
      // A header that lies in this segment is read where it is; one that is cut is put together first.
      const cut = header.length > 0 || at + RECORD_HEADER > end;
      if (cut) header = [...header, ...bytes.subarray(at + header.length - base, at + RECORD_HEADER - base)];
      const source = cut ? header : bytes;
      const index = cut ? 0 : at - base;
      const old = fresh && beginsSslv2Hello(source, index);
      const problem = old === false ? headerProblem(source, index, at) : undefined;
      if (problem !== undefined) return [{ offset: end, header, problem }, records];
      if (cut && header.length < RECORD_HEADER)
        return [{ offset: end, header, ...(fresh && { fresh }) }, records];
      open = old === true ? sslv2Record(source, index, at) : recordOf(source, index, at);
      header = NOTHING;
      fresh = false;
    }
    const after = at + RECORD_HEADER + open.length;
    if (after > end) return [{ offset: end, header, open }, records];
    records.push(open);
    open = undefined;
    at = after;
  }
}

/**
 * Whether a stream that begins with these bytes is TLS from its first hello: a handshake record, version 3.x. A
 * version that does not exist takes a ClientHello behind it, since whoever receives one must pass over the
 * record's version (RFC 9846 §5.1). Undefined where more bytes must tell.
 */
export function beginsHello(bytes: Uint8Array): boolean | undefined {
  const [type, major, minor, , , message] = bytes;
  if ((type ?? CONTENT.handshake) !== CONTENT.handshake || (major ?? 3) !== 3) return false;
  if (minor === undefined) return undefined;
  if (minor <= NEWEST_MINOR) return true;
  return message === undefined ? undefined : message === MESSAGE.clientHello;
}

/** The same, for bytes that are all there is. */
export function looksLikeTls(bytes: Uint8Array): boolean {
  return beginsHello(bytes) === true;
}

/** The minor version of TLS 1.3, the newest that a record of another type may say. */
const NEWEST_MINOR = 4;

/** Whether these bytes are the header of a record, such as may stand in the middle of a connection; undefined where more must tell. */
export function beginsRecord(bytes: Uint8Array): boolean | undefined {
  const [type, major, minor, high, low] = bytes;
  if (type === undefined) return undefined;
  if (type < CONTENT.changeCipherSpec || type > CONTENT.heartbeat) return false;
  if ((major ?? 3) !== 3 || (minor ?? 0) > NEWEST_MINOR) return false;
  if (high === undefined || low === undefined) return undefined;
  const length = (high << 8) | low;
  return length > 0 && length <= LONGEST_RECORD;
}

/** Records in `bytes` from offset `from`; `rest` is where the incomplete tail, or what is not TLS, begins. Never throws. */
export function readRecords(
  bytes: Uint8Array,
  from = 0,
): { readonly records: readonly TlsRecord[]; readonly rest: number; readonly problem?: string } {
  const start = from === 0 ? SCAN_START : { offset: from, header: NOTHING };
  const [state, records] = scanRecords(start, bytes.subarray(from));
  const last = records.at(-1);
  const rest = last === undefined ? from : last.offset + RECORD_HEADER + last.length;
  return state.problem === undefined ? { records, rest } : { records, rest, problem: state.problem };
}

function recordOf(source: ArrayLike<number>, index: number, offset: number): TlsRecord {
  const type = source[index] ?? 0;
  const version = ((source[index + 1] ?? 0) << 8) | (source[index + 2] ?? 0);
  const length = ((source[index + 3] ?? 0) << 8) | (source[index + 4] ?? 0);
  return {
    offset,
    length,
    type,
    typeName: contentTypeName(type),
    version,
    versionName: versionName(version),
  };
}

/** A hello in SSLv2's format, its first SSLV2_START bytes taken for the header that a record has. */
function sslv2Record(source: ArrayLike<number>, index: number, offset: number): TlsRecord {
  const version = ((source[index + 3] ?? 0) << 8) | (source[index + 4] ?? 0);
  return {
    offset,
    length: sslv2Length(source[index] ?? 0, source[index + 1] ?? 0) + 2 - SSLV2_START,
    type: CONTENT.sslv2Hello,
    typeName: contentTypeName(CONTENT.sslv2Hello),
    version,
    versionName: versionName(version),
  };
}

/** Says why the header cannot be TLS as soon as its bytes show it; each test reads only bytes that are there. */
function headerProblem(source: ArrayLike<number>, index: number, offset: number): string | undefined {
  const major = source[index + 1];
  const minor = source[index + 2];
  const high = source[index + 3];
  const low = source[index + 4];
  if (major !== undefined && major !== 3)
    return `Not a TLS record at byte ${offset}: major version ${major}, not 3`;
  if (minor !== undefined && minor > NEWEST_MINOR && source[index] !== CONTENT.handshake)
    return `Not a TLS record at byte ${offset}: version 3.${minor} does not exist`;
  if (high === undefined || low === undefined) return undefined;
  const length = (high << 8) | low;
  if (length > LONGEST_RECORD) {
    return `Not a TLS record at byte ${offset}: length ${length} is over the limit of ${LONGEST_RECORD}`;
  }
  return undefined;
}
