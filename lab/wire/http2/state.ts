import type { Chain } from '../chain.ts';
import type { Direction } from '../direction.ts';
import type { Span } from '../span.ts';
import type { Http2Frame, Http2Part } from './frame.ts';
import type { HpackTable } from './hpack.ts';

/** A piece of a field block on the wire. */
export interface BlockPiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** A field block that has begun and whose end has not come. */
export interface OpenBlock {
  /** The frame that it began with. */
  readonly frame: Http2Frame;
  /** The stream that it belongs to. */
  readonly stream: number;
  readonly pieces: Chain<BlockPiece>;
  readonly length: number;
}

/** A message whose end has not come. */
export interface OpenStream {
  readonly codings: readonly string[];
  readonly type: string;
  readonly spans: Chain<Span>;
  readonly covered: number;
  readonly truncated: boolean;
}

/** The messages of one direction that have begun and not ended, by their streams. */
export type OpenStreams = ReadonlyMap<number, OpenStream>;

/** Where bytes are no frames any more, and why. */
export interface NoHttp2 {
  readonly offset: number;
  readonly text: string;
}

/**
 * How far one direction of HTTP/2 has been read. Never changed in place: an earlier state stays good. Of what
 * messages carry it keeps places only.
 */
export interface Http2State {
  readonly direction: Direction;
  /** The stream offset of the next byte. */
  readonly position: number;
  readonly at: 'preface' | 'header' | 'payload';
  /** The first bytes of a preface or a header whose end has not come. */
  readonly head: Uint8Array;
  /** The frame whose payload is coming, and how much of that has come. */
  readonly open?: Http2Frame | undefined;
  readonly taken: number;
  /** The payload so far, of a frame that carries fields. */
  readonly kept: Chain<Uint8Array>;
  /** The field block whose end has not come. */
  readonly block?: OpenBlock | undefined;
  /** The table of HPACK; undefined once a block could not be read. */
  readonly table: HpackTable | undefined;
  readonly streams: OpenStreams;
  readonly done: Chain<Http2Part>;
  readonly count: number;
  readonly ended?: NoHttp2;
}

/** A state while it takes bytes: nobody else has it yet. */
export type NextHttp2 = { -readonly [K in keyof Http2State]: Http2State[K] };
