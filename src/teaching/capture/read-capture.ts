import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { CaptureReader } from '../../sources/capture/reader.ts';
import { flowDirection, FlowTable } from '../../sources/flows/flow-table.ts';
import { PacketDecoder, TCP_FLAG } from '../../sources/packets/decode.ts';
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

interface Side {
  /** The sequence number of its first byte. */
  readonly base: number;
  readonly parts: { readonly offset: number; readonly bytes: Buffer; readonly frame: number }[];
}

interface Conversation {
  readonly lane: LaneId;
  readonly stream: number;
  readonly sides: Record<Direction, Side | undefined>;
}

/**
 * The TCP streams of a capture as `plainsight handout` and `export --to pcapng` write one: an interface for each lane. What
 * is no TCP is left out, and so is what comes after a fault; never throws.
 */
export function captureStreams(file: Uint8Array): readonly CaptureStream[] {
  const conversations = new Map<number, Conversation>();
  const decoder = new PacketDecoder();
  const flows = new FlowTable(TEACHING_LIMITS.streams);
  const reader = new CaptureReader();
  reader.feed(file, ({ link, interfaceName, from, to, length }, bytes) => {
    const frame = reader.packets;
    if (frame > TEACHING_LIMITS.packets || decoder.decode(link, bytes, from, to, length) !== 'tcp') return;
    const flow = flows.of(decoder, 'tcp');
    if (flow === undefined) return;
    const known = conversations.get(flow.id) ?? {
      lane: interfaceName,
      stream: flow.id - 1,
      sides: { 'to-bank': undefined, 'to-victim': undefined },
    };
    conversations.set(flow.id, known);
    take(known, flowDirection(flow, decoder), decoder, frame);
  });
  return [...conversations.values()].flatMap(({ lane, stream, sides }) =>
    (['to-bank', 'to-victim'] as const).map((direction) => ({
      lane,
      stream,
      direction,
      ...joined(sides[direction]?.parts ?? []),
    })),
  );
}

/** Takes the packet just decoded. A SYN has a number of its own, before that of the first byte (RFC 9293, section 3.4). */
function take({ sides }: Conversation, direction: Direction, packet: PacketDecoder, frame: number): void {
  const isSyn = (packet.flags & TCP_FLAG.syn) !== 0;
  const first = (packet.sequence + (isSyn ? 1 : 0)) >>> 0;
  const side = (sides[direction] ??= { base: first, parts: [] });
  const bytes = packet.bytes.subarray(packet.from, packet.to);
  if (bytes.length > 0) side.parts.push({ offset: (first - side.base) >>> 0, bytes, frame });
}

/** The bytes from the first on, each as it came first. */
function joined(parts: Side['parts']): Pick<CaptureStream, 'bytes' | 'pieces'> {
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
