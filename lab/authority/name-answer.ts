/** The class of names on the Internet, and the type of an IPv4 address (RFC 1035, sections 3.2.2 and 3.2.4). */
const INTERNET = 1;
const TYPE_A = 1;

const HEADER = 12;
/** A whole name, and one label of it (RFC 1035, section 2.3.4). */
const LONGEST_NAME = 255;
const LONGEST_LABEL = 63;

/** Flags of a header (RFC 1035, section 4.1.1): an answer, by who knows; what was asked comes back in part. */
const ANSWER = 0x8400;
const QUERY_MASK = 0xf800;
const RECURSION_DESIRED = 0x0100;
const NO_SUCH_NAME = 3;

/** The record that follows: for the name at byte 12, for no longer than now, 127.0.0.1. */
const LOOPBACK_RECORD = Buffer.from([0xc0, HEADER, 0, TYPE_A, 0, INTERNET, 0, 0, 0, 0, 0, 4, 127, 0, 0, 1]);

/** A name as it is in messages (RFC 1035, section 3.1), in lower case and as text of single bytes: what `answerQuery` knows names by. */
export function wireName(host: string): string {
  const labels = host.toLowerCase().split('.');
  return `${labels.map((label) => String.fromCharCode(label.length) + label).join('')}\0`;
}

/**
 * What a name server says to a message: known names have the address 127.0.0.1 and nothing else, and all others do not exist
 * (RFC 2308, section 2). It says nothing to what is no question, or more than one.
 */
export function answerQuery(message: Uint8Array, known: ReadonlySet<string>): Buffer | undefined {
  const query = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  if (query.length < HEADER) return undefined;
  const flags = query.readUInt16BE(2);
  if ((flags & QUERY_MASK) !== 0 || query.readUInt16BE(4) !== 1) return undefined;
  const end = endOfName(query);
  if (end === undefined || end + 4 > query.length || query.readUInt16BE(end + 2) !== INTERNET)
    return undefined;
  const exists = known.has(query.toString('latin1', HEADER, end).toLowerCase());
  const hasAddress = exists && query.readUInt16BE(end) === TYPE_A;
  const header = Buffer.alloc(HEADER);
  header.writeUInt16BE(query.readUInt16BE(0), 0);
  header.writeUInt16BE(ANSWER | (flags & RECURSION_DESIRED) | (exists ? 0 : NO_SUCH_NAME), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(hasAddress ? 1 : 0, 6);
  const question = query.subarray(HEADER, end + 4);
  return Buffer.concat([header, question, ...(hasAddress ? [LOOPBACK_RECORD] : [])]);
}

/** Where the name of the question ends; nothing where it is none. There is no name before it that it could point to. */
function endOfName(query: Buffer): number | undefined {
  for (let at = HEADER; at < query.length && at < HEADER + LONGEST_NAME;) {
    const length = query[at] ?? 0;
    at += 1 + length;
    if (length === 0) return at;
    if (length > LONGEST_LABEL) return undefined;
  }
  return undefined;
}
