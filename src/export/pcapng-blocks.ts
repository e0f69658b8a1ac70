/** Block types of pcapng (draft-ietf-opsawg-pcapng, section 4) that are written here. */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, names: 4, packet: 6, secrets: 0x0a } as const;

const BYTE_ORDER_MAGIC = 0x1a2b3c4d;
const LINK_ETHERNET = 1;
const SNAPSHOT_LENGTH = 262_144;
const SECRETS_TLS_KEY_LOG = 0x544c534b;
const RECORD_IPV4 = 1;
const COMMENT = 1;
/** Timestamps count units of 10^-6 s. */
const MICROSECONDS = 6;
/** Bytes of one option's value; a longer text is cut between characters. */
const OPTION_LIMIT = 4_096;

/** An option of a block: its code, and text as UTF-8 or bytes. */
type PcapngOption = readonly [code: number, value: string | Uint8Array];

/** An IPv4 address (4 bytes) with the names that stand for it. */
export interface NamedAddress {
  readonly ip: Uint8Array;
  readonly names: readonly string[];
}

/** The Section Header Block, in little-endian order and of a length that is not given. */
export function sectionBlock(program: string, comments: readonly string[]): Uint8Array {
  const body = Buffer.alloc(16);
  body.writeUInt32LE(BYTE_ORDER_MAGIC, 0);
  body.writeUInt16LE(1, 4);
  body.writeBigInt64LE(-1n, 8);
  return block(BLOCK.section, body, [...commentOptions(comments), [4, program]]);
}

/** An Interface Description Block: Ethernet, timestamps in µs. */
export function interfaceBlock(name: string, description: string): Uint8Array {
  const body = Buffer.alloc(8);
  body.writeUInt16LE(LINK_ETHERNET, 0);
  body.writeUInt32LE(SNAPSHOT_LENGTH, 4);
  return block(BLOCK.interface, body, [
    [2, name],
    [3, description],
    [9, Uint8Array.of(MICROSECONDS)],
  ]);
}

/** A Decryption Secrets Block with a TLS key log (RFC 9850); it must come before the packets that it opens. */
export function secretsBlock(keylog: string): Uint8Array {
  const secrets = Buffer.from(keylog);
  const head = Buffer.alloc(8);
  head.writeUInt32LE(SECRETS_TLS_KEY_LOG, 0);
  head.writeUInt32LE(secrets.length, 4);
  return block(BLOCK.secrets, Buffer.concat([head, padded(secrets)]));
}

/** A Name Resolution Block. */
export function namesBlock(addresses: readonly NamedAddress[]): Uint8Array {
  const records = addresses.map(({ ip, names }) => {
    const value = Buffer.concat([ip, ...names.map((name) => Buffer.from(`${name}\0`))]);
    return typeLengthValue(RECORD_IPV4, value);
  });
  return block(BLOCK.names, Buffer.concat([...records, Buffer.alloc(4)]));
}

/** An Enhanced Packet Block. `time` in µs since 1970-01-01T00:00Z. */
export function packetBlock(
  interfaceId: number,
  time: number,
  frame: Uint8Array,
  comments: readonly string[],
): Uint8Array {
  const head = Buffer.allocUnsafe(20);
  head.writeUInt32LE(interfaceId, 0);
  head.writeUInt32LE(Math.floor(time / 0x1_0000_0000), 4);
  head.writeUInt32LE(time % 0x1_0000_0000, 8);
  head.writeUInt32LE(frame.length, 12);
  head.writeUInt32LE(frame.length, 16);
  return block(BLOCK.packet, [head, frame], commentOptions(comments));
}

/** A block: type, length, body padded to 32 bits, options, and the length once more. */
function block(
  type: number,
  body: Uint8Array | readonly Uint8Array[],
  options: readonly PcapngOption[] = [],
): Uint8Array {
  const parts = body instanceof Uint8Array ? [body] : body;
  const written = options.map(([code, value]) =>
    typeLengthValue(code, typeof value === 'string' ? utf8(value) : value),
  );
  if (written.length > 0) written.push(Buffer.alloc(4));
  const inside = parts.reduce((total, part) => total + part.length, 0);
  const padding = -inside & 3;
  const length = 12 + inside + padding + written.reduce((total, option) => total + option.length, 0);
  const bytes = Buffer.allocUnsafe(length);
  bytes.writeUInt32LE(type, 0);
  bytes.writeUInt32LE(length, 4);
  let at = 8;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  bytes.fill(0, at, at + padding);
  at += padding;
  for (const option of written) {
    bytes.set(option, at);
    at += option.length;
  }
  bytes.writeUInt32LE(length, at);
  return bytes;
}

/** A 16-bit code and length and the padded value, as options and name records are written. */
function typeLengthValue(code: number, value: Uint8Array): Uint8Array {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(code, 0);
  head.writeUInt16LE(value.length, 2);
  return Buffer.concat([head, padded(value)]);
}

function padded(bytes: Uint8Array): Uint8Array {
  return Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);
}

/** The text as UTF-8, at most `OPTION_LIMIT` bytes of it. */
function utf8(text: string): Uint8Array {
  const bytes = Buffer.allocUnsafe(OPTION_LIMIT);
  return bytes.subarray(0, bytes.write(text));
}

function commentOptions(comments: readonly string[]): PcapngOption[] {
  return comments.map((comment) => [COMMENT, comment]);
}
