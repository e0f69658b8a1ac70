import { contentTypeName, versionName } from './names.ts';

/** Bytes of a record's header: type, version and length. RFC 8446 §5.1. */
export const RECORD_HEADER = 5;

/** The longest payload that any version lets an encrypted record have: 2^14 + 2048. RFC 5246 §6.2.3. */
export const LONGEST_RECORD = 16_384 + 2_048;

/** The longest payload of an encrypted record in TLS 1.3: 2^14 + 256. RFC 8446 §5.2. */
export const LONGEST_RECORD_13 = 16_384 + 256;

/** One TLS record, whole: where its header begins in the stream and how many payload bytes follow it. RFC 8446 §5.1. */
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
  /** Why the bytes are not TLS records; from then on bytes are only counted. */
  readonly problem?: string;
}

/** A scan of a stream of which nothing has come yet. */
export const SCAN_START: RecordScan = { offset: 0, header: [] };

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
  let header = state.header;
  // `at` is where the record in hand begins; it may lie before this segment.
  let at = open?.offset ?? base - header.length;
  for (;;) {
    if (open === undefined) {
      header = [...header, ...bytes.subarray(at + header.length - base, at + RECORD_HEADER - base)];
      const problem = headerProblem(header, at);
      if (problem !== undefined) return [{ offset: end, header, problem }, records];
      if (header.length < RECORD_HEADER) return [{ offset: end, header }, records];
      open = recordOf(header, at);
      header = [];
    }
    const after = at + RECORD_HEADER + open.length;
    if (after > end) return [{ offset: end, header, open }, records];
    records.push(open);
    open = undefined;
    at = after;
  }
}

/** Records in `bytes` from offset `from`; `rest` is where the incomplete tail, or what is not TLS, begins. Never throws. */
export function readRecords(
  bytes: Uint8Array,
  from = 0,
): { readonly records: readonly TlsRecord[]; readonly rest: number; readonly problem?: string } {
  const [state, records] = scanRecords({ offset: from, header: [] }, bytes.subarray(from));
  const last = records.at(-1);
  const rest = last === undefined ? from : last.offset + RECORD_HEADER + last.length;
  return state.problem === undefined ? { records, rest } : { records, rest, problem: state.problem };
}

function recordOf(header: readonly number[], offset: number): TlsRecord {
  const [type = 0, major = 0, minor = 0, high = 0, low = 0] = header;
  const version = (major << 8) | minor;
  return {
    offset,
    length: (high << 8) | low,
    type,
    typeName: contentTypeName(type),
    version,
    versionName: versionName(version),
  };
}

/** Says why the header cannot be TLS as soon as its bytes show it; each test reads only bytes that are there. */
function headerProblem(header: readonly number[], offset: number): string | undefined {
  const [, major, minor, high, low] = header;
  if (major !== undefined && major !== 3)
    return `Not a TLS record at byte ${offset}: major version ${major}, not 3`;
  if (minor !== undefined && minor > 4)
    return `Not a TLS record at byte ${offset}: version 3.${minor} does not exist`;
  if (high === undefined || low === undefined) return undefined;
  const length = (high << 8) | low;
  if (length > LONGEST_RECORD) {
    return `Not a TLS record at byte ${offset}: length ${length} is over the limit of ${LONGEST_RECORD}`;
  }
  return undefined;
}
