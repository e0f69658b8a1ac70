import type {
  ConnectionClosed,
  ConnectionId,
  ConnectionOpened,
  LaneId,
  SegmentCaptured,
} from '../../../lab/facts/facts.ts';
import { NO_BYTES } from '../../../lab/wire/bytes.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';

/** A connection of one lane as it stands at one point of the log. Byte counts are what the tap kept. */
export interface InspectedConnection {
  readonly lane: LaneId;
  readonly id: ConnectionId;
  /** Id of the protocol that it carries: `tls`, `http`, …; `bytes` where none is known. */
  readonly protocol: string;
  readonly opened?: ConnectionOpened & { readonly at: number };
  readonly closed?: ConnectionClosed & { readonly at: number };
  /** Segments and bytes in each direction up to the point. */
  readonly segments: Readonly<Record<Direction, number>>;
  readonly bytes: Readonly<Record<Direction, number>>;
  /** How many TLS secrets the lane’s victim had logged at the point. */
  readonly secrets: number;
  /** Whether the attacker had read by then what is sealed on it, with keys of his own. */
  readonly attackerReads: boolean;
}

/** A segment's place in the log, and how many bytes its direction had with it. Its bytes stay in the log. */
export class SeenSegment {
  readonly index: number;
  readonly total: number;
  readonly #log: FactLog;
  /** What it is without its bytes, for when the log no longer has it. */
  readonly #bare: SegmentCaptured & { readonly at: number };

  constructor(log: FactLog, index: number, fact: SegmentCaptured & { readonly at: number }, total: number) {
    this.index = index;
    this.total = total;
    this.#log = log;
    this.#bare = { ...fact, bytes: NO_BYTES };
  }

  /** The segment with its time, read from the log. */
  get fact(): SegmentCaptured & { readonly at: number } {
    const fact = this.#log.at(this.index);
    return fact?.type === 'segment-captured' ? fact : this.#bare;
  }

  /** Where it stands in its direction, without reading the log. */
  get offset(): number {
    return this.#bare.offset;
  }
}
