import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import type { Unit, UnitKind } from '../../reading/protocol.ts';
import type { LaneLog } from '../lane-log.ts';

/** What a stretch of the path carries: a kind of unit, or `mixed`: a handshake in clear with sealed records after it. */
export type FlightKind = UnitKind | 'mixed';

/** Bytes that went one way on one connection before any came back. Times in ms, lengths in bytes. */
export interface Flight {
  readonly connection: ConnectionId;
  readonly direction: Direction;
  readonly at: number;
  readonly until: number;
  readonly offset: number;
  readonly bytes: number;
  readonly kind: FlightKind;
  /** What came to its end in it. */
  readonly units: readonly Unit[];
  /** The same in words; sealed records that follow each other are counted. Hostile text, not yet safe for a terminal. */
  readonly parts: readonly string[];
}

type Run = Omit<Flight, 'kind' | 'units' | 'parts'>;

/** The flights of a lane in the order in which they began. */
export function flightsOf(log: LaneLog): Flight[] {
  const units = Map.groupBy(log.traffic.units, keyOf);
  return runsOf(log).map((run) => {
    const end = run.offset + run.bytes;
    // A unit belongs to the flight in which it came to its end.
    const own = (units.get(keyOf(run)) ?? []).filter(
      ({ offset, length }) => offset + length > run.offset && offset + length <= end,
    );
    return { ...run, kind: kindOf(own), units: own, parts: together(own) };
  });
}

function keyOf({ connection, direction }: Pick<Unit, 'connection' | 'direction'>): string {
  return `${connection} ${direction}`;
}

/** Joins segments that follow each other one way, until something comes the other way. */
function runsOf({ segments }: LaneLog): Run[] {
  const runs: Run[] = [];
  const last = new Map<ConnectionId, number>();
  for (const { connection, direction, at, offset, bytes } of segments) {
    const index = last.get(connection);
    const run = index === undefined ? undefined : runs[index];
    if (index !== undefined && run?.direction === direction && run.offset + run.bytes === offset) {
      runs[index] = { ...run, until: at, bytes: run.bytes + bytes.length };
    } else {
      last.set(connection, runs.length);
      runs.push({ connection, direction, at, until: at, offset, bytes: bytes.length });
    }
  }
  return runs;
}

function kindOf(units: readonly Unit[]): FlightKind {
  const has = (kind: UnitKind): boolean => units.some((unit) => unit.kind === kind);
  if (has('alert')) return 'alert';
  // A change_cipher_spec tells nothing: what comes with it decides.
  const says = units.some(({ kind, name }) => kind === 'handshake' && name !== 'change_cipher_spec');
  if (has('sealed')) return says ? 'mixed' : 'sealed';
  return (['handshake', 'message'] as const).find(has) ?? 'bytes';
}

/** Names in order; sealed units that follow each other are counted. */
function together(units: readonly Unit[]): string[] {
  const parts: string[] = [];
  let sealed = 0;
  const flush = (): void => {
    if (sealed > 0) parts.push(`${sealed} sealed ${sealed === 1 ? 'record' : 'records'}`);
    sealed = 0;
  };
  for (const unit of units) {
    if (unit.sealed) sealed += 1;
    else {
      flush();
      parts.push(unit.name);
    }
  }
  flush();
  return parts;
}
