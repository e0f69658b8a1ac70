import type { Direction } from '../wire/direction.ts';
import type { SegmentCaptured } from './tap.ts';
import type { LaneId } from './values.ts';

/** Segments whose numbers stand in one block, and how many numbers each has. */
const SEGMENTS = 1_024;
const NUMBERS = 7;

/** Where a segment's numbers stand: its time, its lane and direction as one, and where its bytes are. */
const AT = 0;
const CONNECTION = 1;
const WAY = 2;
const OFFSET = 3;
const BUFFER = 4;
const START = 5;
const LENGTH = 6;

const DIRECTIONS: readonly Direction[] = ['to-bank', 'to-victim'];

/**
 * Captured segments in the order in which they came, as columns of numbers beside their bytes: an object for each
 * would take more memory than most have bytes, and the collector's time.
 */
export class SegmentColumns {
  readonly #blocks: Float64Array[] = [];
  readonly #lanes: LaneId[] = [];
  readonly #buffers: ArrayBufferLike[] = [];
  #block = new Float64Array(0);
  #used = 0;
  #lane = -1;
  #buffer: ArrayBufferLike | undefined;
  #length = 0;

  /** How many there are by now. */
  get length(): number {
    return this.#length;
  }

  /** Keeps a segment that came at `at` ms, and gives its index. Its bytes are kept where they are, and must not change. */
  push({ lane, connection, direction, offset, bytes }: SegmentCaptured, at: number): number {
    if (this.#used === this.#block.length) {
      this.#block = new Float64Array(SEGMENTS * NUMBERS);
      this.#blocks.push(this.#block);
      this.#used = 0;
    }
    // Most stand in the buffer of the one before.
    if (this.#buffer !== bytes.buffer) {
      this.#buffer = bytes.buffer;
      this.#buffers.push(bytes.buffer);
    }
    const [block, used] = [this.#block, this.#used];
    block[used + AT] = at;
    block[used + CONNECTION] = connection;
    block[used + WAY] = this.#laneOf(lane) * 2 + (direction === 'to-bank' ? 0 : 1);
    block[used + OFFSET] = offset;
    block[used + BUFFER] = this.#buffers.length - 1;
    block[used + START] = bytes.byteOffset;
    block[used + LENGTH] = bytes.length;
    this.#used = used + NUMBERS;
    this.#length += 1;
    return this.#length - 1;
  }

  /** The segment at `index` with its time, put together anew. Throws a RangeError where there is none. */
  at(index: number): SegmentCaptured & { readonly at: number } {
    const block = this.#blocks[Math.floor(index / SEGMENTS)];
    const from = (index % SEGMENTS) * NUMBERS;
    const number = (which: number): number => block?.[from + which] ?? Number.NaN;
    const lane = this.#lanes[number(WAY) >> 1];
    const direction = DIRECTIONS[number(WAY) & 1];
    const buffer = this.#buffers[number(BUFFER)];
    if (index >= this.#length || lane === undefined || direction === undefined || buffer === undefined)
      throw new RangeError(`there is no segment ${index} of ${this.#length}`);
    return {
      at: number(AT),
      type: 'segment-captured',
      lane,
      connection: number(CONNECTION),
      direction,
      offset: number(OFFSET),
      bytes: Buffer.from(buffer, number(START), number(LENGTH)),
    };
  }

  #laneOf(lane: LaneId): number {
    if (this.#lanes[this.#lane] === lane) return this.#lane;
    this.#lane = this.#lanes.indexOf(lane);
    if (this.#lane < 0) this.#lane = this.#lanes.push(lane) - 1;
    return this.#lane;
  }
}
