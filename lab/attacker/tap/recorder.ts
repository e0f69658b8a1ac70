import type { ClientParty, ConnectionId, Emit, LaneId } from '../../facts/facts.ts';
import type { Direction } from '../../wire/direction.ts';
import { SegmentColumns } from '../../facts/segment-columns.ts';
import type { SegmentCaptured } from '../../facts/tap.ts';
import { LIMITS } from '../../limits.ts';
import { compact } from './compact.ts';

/** How much a recording keeps: bytes, and segments, each of which costs memory besides its bytes. */
export interface RecordingLimits {
  readonly bytes: number;
  readonly segments: number;
}

/** What a recording ordinarily keeps. */
export const RECORDING_LIMITS: RecordingLimits = {
  bytes: LIMITS.capturedBytes,
  segments: LIMITS.capturedSegments,
};

/** What was recorded of each connection, both ways, piece by piece from its beginning. */
export type Recording = ReadonlyMap<ConnectionId, Readonly<Record<Direction, readonly Uint8Array[]>>>;

type Streams = Record<Direction, Uint8Array[]>;

/**
 * One lane's recording of the connections of `party`: hands captured bytes on as `segment-captured` until a limit is reached. The
 * first byte beyond says `capture-limit-reached`, once; from then on bytes are only relayed.
 */
export class Recorder {
  readonly #lane: LaneId;
  readonly #emit: Emit;
  readonly #limits: RecordingLimits;
  readonly #party: ClientParty | undefined;
  #kept = 0;
  #full = false;
  readonly #segments = new SegmentColumns();

  constructor(lane: LaneId, emit: Emit, limits: RecordingLimits = RECORDING_LIMITS, party?: ClientParty) {
    this.#lane = lane;
    this.#emit = emit;
    this.#limits = limits;
    this.#party = party;
  }

  /** What was recorded so far, put together anew. */
  get recording(): Recording {
    const recording = new Map<ConnectionId, Streams>();
    for (let index = 0; index < this.#segments.length; index += 1) {
      const { connection, direction, bytes } = this.#segments.at(index);
      const streams = recording.get(connection) ?? { 'to-bank': [], 'to-victim': [] };
      recording.set(connection, streams);
      streams[direction].push(bytes);
    }
    return recording;
  }

  /** Keeps `bytes`, which must not change: small ones are copied together. `offset` counts from the connection's first byte in that direction. */
  record(connection: ConnectionId, direction: Direction, offset: number, bytes: Uint8Array): void {
    if (this.#full) return;
    const room = this.#segments.length < this.#limits.segments ? this.#limits.bytes - this.#kept : 0;
    const kept = compact(bytes.length <= room ? bytes : bytes.subarray(0, room));
    this.#kept += kept.length;
    if (kept.length > 0) {
      const segment: SegmentCaptured = {
        type: 'segment-captured',
        lane: this.#lane,
        connection,
        direction,
        offset,
        bytes: kept,
      };
      // When it came is for the log to say.
      this.#segments.push(segment, 0);
      this.#emit(segment);
    }
    if (kept.length < bytes.length) {
      this.#full = true;
      this.#emit({
        type: 'capture-limit-reached',
        lane: this.#lane,
        limit: this.#kept,
        ...(this.#party !== undefined && { party: this.#party }),
      });
    }
  }
}
