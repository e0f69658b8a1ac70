import type { ConnectionId, Direction, Emit, LaneId, SegmentCaptured } from '../facts.ts';
import { LIMITS } from '../limits.ts';

/** How much a recording keeps: bytes, and segments, each of which costs memory besides its bytes. */
export interface RecordingLimits {
  readonly bytes: number;
  readonly segments: number;
}

/**
 * One lane's recording: hands captured bytes on as `segment-captured` until a limit is reached. The
 * first byte beyond says `capture-limit-reached`, once; from then on bytes are only relayed.
 */
export class Recorder {
  readonly #lane: LaneId;
  readonly #emit: Emit;
  readonly #limits: RecordingLimits;
  #kept = 0;
  #segments = 0;
  #full = false;
  readonly #recording: SegmentCaptured[] = [];

  constructor(
    lane: LaneId,
    emit: Emit,
    limits: RecordingLimits = { bytes: LIMITS.capturedBytes, segments: LIMITS.capturedSegments },
  ) {
    this.#lane = lane;
    this.#emit = emit;
    this.#limits = limits;
  }

  /** What was recorded so far, in the order in which it was. The bytes are those handed in, never copied. */
  get recording(): readonly SegmentCaptured[] {
    return this.#recording;
  }

  /** Keeps `bytes`, which are handed on uncopied and must not change. `offset` counts from the connection's first byte in that direction. */
  record(connection: ConnectionId, direction: Direction, offset: number, bytes: Uint8Array): void {
    if (this.#full) return;
    const room = this.#segments < this.#limits.segments ? this.#limits.bytes - this.#kept : 0;
    const kept = bytes.length <= room ? bytes : bytes.subarray(0, room);
    this.#kept += kept.length;
    this.#segments += 1;
    if (kept.length > 0) {
      const segment: SegmentCaptured = {
        type: 'segment-captured',
        lane: this.#lane,
        connection,
        direction,
        offset,
        bytes: kept,
      };
      this.#recording.push(segment);
      this.#emit(segment);
    }
    if (kept.length < bytes.length) {
      this.#full = true;
      this.#emit({ type: 'capture-limit-reached', lane: this.#lane, limit: this.#kept });
    }
  }
}
