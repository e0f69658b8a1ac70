import type { SegmentCaptured } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { HTTP_LIMITS } from '../../lab/wire/http/message.ts';
import { foundInUnit } from '../reading/found-fields.ts';
import type { FoundField } from '../reading/found-fields.ts';
import { readLane } from '../reading/lane.ts';
import type { Unit } from '../reading/protocol.ts';
import { starsOver } from '../reading/stars.ts';
import type { Patch } from '../reading/stars.ts';
import { reassemble, streamFinder } from '../reading/streams.ts';
import type { Stream } from '../reading/streams.ts';
import { Redactor } from './redacted-bytes.ts';

/** What crossed, read once: the streams, and of each unit what the names of its fields tell. */
export interface Crossed {
  readonly streams: readonly Stream[];
  readonly units: readonly {
    readonly unit: Unit;
    readonly stream: Stream;
    readonly found: readonly FoundField[];
  }[];
}

/** Reads what crossed in a session. Never throws. */
export function crossedIn(facts: readonly Fact[]): Crossed {
  const streams = reassemble(facts.filter((fact) => fact.type === 'segment-captured'));
  const streamOf = streamFinder(streams);
  const units = readLane(facts).units.flatMap((unit) => {
    const stream = streamOf(unit);
    return stream === undefined ? [] : [{ unit, stream, found: foundInUnit(unit, stream) }];
  });
  return { streams, units };
}

/** What stands in place of what is left out, in each direction of each connection. */
export class Patches {
  readonly #patches = new Map<string, Patch[]>();

  /** `redactor` finds what is left out wherever it stands; what a unit tells by names is left out in it. */
  constructor({ streams, units }: Crossed, redactor: Redactor) {
    for (const stream of streams)
      for (const span of redactor.spans(stream.bytes))
        this.#add(stream, starsOver({ ...span, offset: stream.offset + span.offset }));
    for (const { unit, stream, found } of units)
      for (const patch of patchesOfUnit(unit, stream, found, redactor)) this.#add(unit, patch);
  }

  #add(of: Pick<Unit, 'connection' | 'direction'>, patch: Patch): void {
    const last = Math.floor((patch.offset + patch.bytes.length - 1) / STRETCH);
    for (let stretch = Math.floor(patch.offset / STRETCH); stretch <= last; stretch += 1) {
      const key = keyOf(of, stretch);
      const all = this.#patches.get(key);
      if (all === undefined) this.#patches.set(key, [patch]);
      else all.push(patch);
    }
  }

  /** A segment with stars where something is left out: the same where nothing is. */
  redacted(fact: Fact & SegmentCaptured): Fact {
    const end = fact.offset + fact.bytes.length;
    let copy: Uint8Array | undefined;
    for (let stretch = Math.floor(fact.offset / STRETCH); stretch * STRETCH < end; stretch += 1)
      for (const { offset, bytes } of this.#patches.get(keyOf(fact, stretch)) ?? []) {
        if (offset >= end || offset + bytes.length <= fact.offset) continue;
        copy ??= Uint8Array.from(fact.bytes);
        const from = Math.max(offset, fact.offset);
        copy.set(bytes.subarray(from - offset, end - offset), from - fact.offset);
      }
    return copy === undefined ? fact : { ...fact, bytes: copy };
  }
}

/** Bytes of a direction whose patches are looked up together. */
const STRETCH = 16 * 1024;

const keyOf = ({ connection, direction }: Pick<Unit, 'connection' | 'direction'>, stretch: number): string =>
  `${connection} ${direction} ${stretch}`;

/**
 * The places of a unit's fields, and then what it carries in other bytes than those of the wire: under a mask, packed or
 * in pieces. What could not be read to its end may hold anything, and all of it is left out.
 */
function patchesOfUnit(
  unit: Unit,
  stream: Stream,
  found: readonly FoundField[],
  redactor: Redactor,
): readonly Patch[] {
  const patches = found.flatMap(({ place }) => (place === undefined ? [] : [starsOver(place)]));
  const own = found.length === 0 ? redactor : new Redactor(valuesOf(found), redactor);
  // What has no place may stand anywhere in its unit.
  if (found.some(({ place }) => place === undefined)) {
    const from = unit.offset - stream.offset;
    for (const { offset, length } of own.spans(stream.bytes.subarray(from, from + unit.length)))
      patches.push(starsOver({ offset: unit.offset + offset, length }));
  }
  for (const { bytes, truncated, hidden } of unit.carried?.(stream, HTTP_LIMITS.decoded) ?? [])
    if (bytes === undefined || truncated) patches.push(...hidden(0, Number.MAX_SAFE_INTEGER));
    else for (const { offset, length } of own.spans(bytes)) patches.push(...hidden(offset, length));
  return patches;
}

function valuesOf(found: readonly FoundField[]): Set<string> {
  return new Set(found.map(({ value }) => value));
}
