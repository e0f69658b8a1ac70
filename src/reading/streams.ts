import type { ConnectionId, LaneId, SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import { concat } from '../../lab/wire/bytes.ts';

/** Bytes of one direction of a connection that follow each other without a gap; `offset` is where the first stands. */
export interface Stream {
  readonly lane: LaneId;
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/**
 * Joins segments into streams, in the order in which their connections first spoke. Where bytes are
 * missing, what follows is a stream of its own; bytes that come twice are taken once.
 */
export function reassemble(facts: Iterable<SegmentCaptured>): Stream[] {
  const directions = new Map<string, SegmentCaptured[]>();
  for (const fact of facts) {
    const key = `${fact.connection} ${fact.direction}`;
    const segments = directions.get(key);
    if (segments === undefined) directions.set(key, [fact]);
    else segments.push(fact);
  }
  return [...directions.values()].flatMap((segments) =>
    runs(segments.toSorted((a, b) => a.offset - b.offset)),
  );
}

/** The runs without a gap in segments that stand in order. */
function runs(segments: readonly SegmentCaptured[]): Stream[] {
  const streams: Stream[] = [];
  let pieces: Uint8Array[] = [];
  let first = segments[0];
  let end = first?.offset ?? 0;
  const close = (): void => {
    if (first === undefined || pieces.length === 0) return;
    const { lane, connection, direction, offset } = first;
    streams.push({ lane, connection, direction, offset, bytes: concat(pieces) });
  };
  for (const segment of segments) {
    if (segment.offset > end) {
      close();
      pieces = [];
      first = segment;
      end = segment.offset;
    }
    const fresh = segment.bytes.subarray(end - segment.offset);
    if (fresh.length === 0) continue;
    pieces.push(fresh);
    end += fresh.length;
  }
  close();
  return streams;
}

/** Finds the stream in which the first byte of something stands; each is looked for among those of its direction only. */
export function streamFinder(
  streams: readonly Stream[],
): (place: Pick<Stream, 'connection' | 'direction' | 'offset'>) => Stream | undefined {
  const of = Map.groupBy(streams, ({ connection, direction }) => `${connection} ${direction}`);
  return (place) =>
    of
      .get(`${place.connection} ${place.direction}`)
      ?.find(({ offset, bytes }) => place.offset >= offset && place.offset < offset + bytes.length);
}
