/** A block of a pcapng file. */
export interface ReadBlock {
  readonly type: number;
  readonly body: Buffer;
}

/** A packet as a capture file holds it, taken apart. */
export interface ReadPacket {
  readonly interface: number;
  readonly time: number;
  readonly frame: Buffer;
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: string;
  readonly payload: Buffer;
  readonly comments: readonly string[];
}

const FLAGS = ['fin', 'syn', 'rst', 'psh', 'ack'];

/** The blocks of a file. Throws where one's two lengths differ, or do not fit. */
export function readBlocks(file: Uint8Array): ReadBlock[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const blocks: ReadBlock[] = [];
  for (let at = 0; at < bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    if (length % 4 !== 0 || length < 12 || bytes.readUInt32LE(at + length - 4) !== length) {
      throw new Error(`The block at ${at} has a length that is wrong: ${length}.`);
    }
    blocks.push({ type: bytes.readUInt32LE(at), body: bytes.subarray(at + 8, at + length - 4) });
    at += length;
  }
  return blocks;
}

/** Options from `at` to the end of a block's body: code and value. Throws where they do not end as they must. */
export function readOptions(body: Buffer, at: number): (readonly [code: number, value: Buffer])[] {
  const options: (readonly [number, Buffer])[] = [];
  for (let here = at; here < body.length;) {
    const code = body.readUInt16LE(here);
    const length = body.readUInt16LE(here + 2);
    if (code === 0) {
      if (length !== 0 || here + 4 !== body.length)
        throw new Error('The options do not end where the block does.');
      return options;
    }
    options.push([code, body.subarray(here + 4, here + 4 + length)]);
    here += 4 + length + (-length & 3);
  }
  if (options.length > 0) throw new Error('The options have no end.');
  return options;
}

/** The packets of a file, taken apart. Throws where a checksum or a length in one is wrong. */
export function readPackets(file: Uint8Array): ReadPacket[] {
  return readBlocks(file)
    .filter(({ type }) => type === 6)
    .map(({ body }) => readPacket(body));
}

function readPacket(body: Buffer): ReadPacket {
  const length = body.readUInt32LE(12);
  if (body.readUInt32LE(16) !== length) throw new Error('A packet is cut.');
  const frame = body.subarray(20, 20 + length);
  const options = readOptions(body, 20 + length + (-length & 3));
  const ip = frame.subarray(14);
  if (ip.readUInt16BE(2) !== ip.length) throw new Error('The length in IPv4 is wrong.');
  if (wordSum(ip.subarray(0, 20)) !== 0xffff) throw new Error('The IPv4 checksum is wrong.');
  const tcp = ip.subarray(20);
  const pseudo = Buffer.concat([ip.subarray(12, 20), Buffer.of(0, 6, tcp.length >> 8, tcp.length & 0xff)]);
  if (wordSum(Buffer.concat([pseudo, tcp])) !== 0xffff) throw new Error('The TCP checksum is wrong.');
  const bits = tcp.readUInt8(13);
  return {
    interface: body.readUInt32LE(0),
    time: body.readUInt32LE(4) * 2 ** 32 + body.readUInt32LE(8),
    frame,
    from: `${ip.subarray(12, 16).join('.')}:${tcp.readUInt16BE(0)}`,
    to: `${ip.subarray(16, 20).join('.')}:${tcp.readUInt16BE(2)}`,
    sequence: tcp.readUInt32BE(4),
    acknowledgment: tcp.readUInt32BE(8),
    flags: FLAGS.filter((_, bit) => (bits & (1 << bit)) !== 0).join(' '),
    payload: tcp.subarray((tcp.readUInt8(12) >> 4) * 4),
    comments: options.filter(([code]) => code === 1).map(([, value]) => value.toString()),
  };
}

/** The sum with the carries folded in as they come; all ones where the checksum within is right (RFC 1071). */
function wordSum(bytes: Buffer): number {
  const even = bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.of(0)]);
  let sum = 0;
  for (let at = 0; at < even.length; at += 2) {
    sum += even.readUInt16BE(at);
    if (sum > 0xffff) sum -= 0xffff;
  }
  return sum;
}
