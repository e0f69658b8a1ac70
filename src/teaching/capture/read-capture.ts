import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { TEACHING_LIMITS } from '../limits.ts';

/** Some bytes of a direction of a stream, and the packet that brought them. */
export interface CapturePiece {
  readonly offset: number;
  readonly length: number;
  /** Wireshark's `frame.number`, from 1. */
  readonly frame: number;
}

/** One direction of a TCP stream from its first byte, as far as there is no gap. */
export interface CaptureStream {
  readonly lane: LaneId;
  /** Wireshark's `tcp.stream`, from 0. */
  readonly stream: number;
  readonly direction: Direction;
  readonly bytes: Buffer;
  readonly pieces: readonly CapturePiece[];
}

const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 6 } as const;
const OPTION_NAME = 2;
const LITTLE_ENDIAN = 0x1a2b3c4d;
const ETHERNET = 14;
const SYN = 2;

interface Side {
  base: number;
  readonly parts: { readonly offset: number; readonly bytes: Buffer; readonly frame: number }[];
}

interface Conversation {
  readonly lane: LaneId;
  readonly stream: number;
  /** `address:port` of whoever opened it. */
  readonly client: string;
  readonly sides: Readonly<Record<Direction, Side>>;
}

/**
 * The TCP streams of a capture as `plainsight handout` and `export --to pcapng` write one: little-endian pcapng of
 * Ethernet, IPv4 and TCP, an interface for each lane. What is otherwise is left out; never throws.
 */
export function captureStreams(file: Uint8Array): readonly CaptureStream[] {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  const lanes: string[] = [];
  const conversations = new Map<string, Conversation>();
  let frame = 0;
  for (const { type, body } of blocksOf(bytes)) {
    if (type === BLOCK.interface) lanes.push(interfaceName(body));
    if (type !== BLOCK.packet || body.length < 20 || frame >= TEACHING_LIMITS.packets) continue;
    frame += 1;
    const packet = tcpOf(body.subarray(20, 20 + body.readUInt32LE(12)));
    if (packet !== undefined) take(conversations, packet, { frame, lane: lanes[body.readUInt32LE(0)] ?? '' });
  }
  return [...conversations.values()].flatMap(({ lane, stream, sides }) =>
    (['to-bank', 'to-victim'] as const).map((direction) => ({
      lane,
      stream,
      direction,
      ...joined(sides[direction]),
    })),
  );
}

function* blocksOf(bytes: Buffer): Generator<{ readonly type: number; readonly body: Buffer }> {
  if (bytes.length < 12 || bytes.readUInt32LE(0) !== BLOCK.section || bytes.readUInt32LE(8) !== LITTLE_ENDIAN)
    return;
  for (let at = 0; at + 12 <= bytes.length;) {
    const length = bytes.readUInt32LE(at + 4);
    if (length < 12 || length % 4 !== 0 || at + length > bytes.length) return;
    yield { type: bytes.readUInt32LE(at), body: bytes.subarray(at + 8, at + length - 4) };
    at += length;
  }
}

function interfaceName(body: Buffer): string {
  for (let at = 8; at + 4 <= body.length;) {
    const [code, length] = [body.readUInt16LE(at), body.readUInt16LE(at + 2)];
    if (code === OPTION_NAME) return body.toString('utf8', at + 4, at + 4 + length);
    if (code === 0) break;
    at += 4 + length + (-length & 3);
  }
  return '';
}

interface TcpPacket {
  readonly from: string;
  readonly to: string;
  readonly sequence: number;
  readonly syn: boolean;
  readonly payload: Buffer;
}

function tcpOf(frame: Buffer): TcpPacket | undefined {
  if (frame.length < ETHERNET + 40 || frame.readUInt16BE(12) !== 0x0800) return undefined;
  const ip = frame.subarray(ETHERNET);
  const header = (ip.readUInt8(0) & 0x0f) * 4;
  if (ip.readUInt8(0) >> 4 !== 4 || ip.readUInt8(9) !== 6 || ip.length < header + 20) return undefined;
  const tcp = ip.subarray(header, Math.max(header + 20, ip.readUInt16BE(2)));
  return {
    from: `${ip.subarray(12, 16).join('.')}:${tcp.readUInt16BE(0)}`,
    to: `${ip.subarray(16, 20).join('.')}:${tcp.readUInt16BE(2)}`,
    sequence: tcp.readUInt32BE(4),
    syn: (tcp.readUInt8(13) & SYN) !== 0,
    payload: tcp.subarray((tcp.readUInt8(12) >> 4) * 4),
  };
}

function take(
  conversations: Map<string, Conversation>,
  { from, to, sequence, syn, payload }: TcpPacket,
  { frame, lane }: { readonly frame: number; readonly lane: LaneId },
): void {
  const key = [from, to].toSorted().join(' ');
  let known = conversations.get(key);
  if (known === undefined) {
    if (conversations.size >= TEACHING_LIMITS.streams) return;
    const sides = { 'to-bank': { base: -1, parts: [] }, 'to-victim': { base: -1, parts: [] } };
    known = { lane, stream: conversations.size, client: from, sides };
    conversations.set(key, known);
  }
  const side = known.sides[from === known.client ? 'to-bank' : 'to-victim'];
  if (syn) side.base = (sequence + 1) >>> 0;
  if (side.base === -1) side.base = sequence;
  if (payload.length > 0) side.parts.push({ offset: (sequence - side.base) >>> 0, bytes: payload, frame });
}

/** The bytes from the first on, each as it came first. */
function joined({ parts }: Side): Pick<CaptureStream, 'bytes' | 'pieces'> {
  const pieces: CapturePiece[] = [];
  const taken: Buffer[] = [];
  let end = 0;
  for (const { offset, bytes, frame } of parts.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > end) break;
    const fresh = bytes.subarray(end - offset);
    if (fresh.length === 0) continue;
    pieces.push({ offset: end, length: fresh.length, frame });
    taken.push(fresh);
    end += fresh.length;
  }
  return { bytes: Buffer.concat(taken), pieces };
}
