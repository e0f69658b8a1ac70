import type { ConnectionId, LaneId } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';

/** Who can read what stands in the bytes: anyone on the path, the two ends of TLS only, or the attacker too, who ended TLS or opened it. */
export type Readers = 'anyone' | 'ends' | 'attacker';

/** What a view says of a stretch of bytes. Of what it does not speak it has no value. */
export interface Said {
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  /** Where the stretch begins in its direction's stream, and how many bytes it has. */
  readonly offset: number;
  readonly length: number;
  readonly protocol?: 'tls' | 'http' | 'websocket' | 'bytes';
  /** The unit that the bytes belong to, with its bounds where it has some: `record 120+45`, `request 0+90`, `bytes`. */
  readonly unit?: string;
  /** What a TLS record in clear is called: the first message that begins in it, or its content type. */
  readonly name?: string;
  /** The version of TLS that the connection settled on: `TLS 1.3`. */
  readonly version?: string;
  /** Whether an onlooker sees no more than its length. */
  readonly sealed?: boolean;
  readonly readers?: Readers;
  /** The view's own words, for the report. */
  readonly words: string;
}

/** What is compared. */
export const ASPECTS = ['protocol', 'unit', 'name', 'version', 'sealed', 'readers'] as const;

/** One of them. */
export type Aspect = (typeof ASPECTS)[number];

/** A statement without the bytes that it is of. */
export type About = Omit<Said, 'lane' | 'connection' | 'direction' | 'offset' | 'length'>;
