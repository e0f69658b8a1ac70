import type { ConnectionId, Direction, Emit, LaneId } from '../facts.ts';
import { LIMITS } from '../limits.ts';

/**
 * One lane's recording: hands captured bytes on as `segment-captured` until `limit` bytes are kept in
 * all. The first byte beyond says `capture-limit-reached`, once; from then on bytes are only relayed.
 */
export class Recorder {
  readonly #lane: LaneId;
  readonly #emit: Emit;
  readonly #limit: number;
  #room: number;
  #full = false;

  constructor(lane: LaneId, emit: Emit, limit: number = LIMITS.capturedBytes) {
    this.#lane = lane;
    this.#emit = emit;
    this.#limit = limit;
    this.#room = limit;
  }

  /** Keeps `bytes`, which are handed on uncopied and must not change. `offset` counts from the connection's first byte in that direction. */
  record(connection: ConnectionId, direction: Direction, offset: number, bytes: Uint8Array): void {
    if (this.#full) return;
    const kept = bytes.length <= this.#room ? bytes : bytes.subarray(0, this.#room);
    this.#room -= kept.length;
    if (kept.length > 0) {
      this.#emit({ type: 'segment-captured', lane: this.#lane, connection, direction, offset, bytes: kept });
    }
    if (kept.length < bytes.length) {
      this.#full = true;
      this.#emit({ type: 'capture-limit-reached', lane: this.#lane, limit: this.#limit });
    }
  }
}
