import * as fc from 'fast-check';
import type { Fact } from '../../lab/facts/session.ts';
import { loadAll, rfc8448 } from '../../tools/support/recordings.ts';
import type { TlsRecording } from '../../tools/support/recordings.ts';
import { savedBy } from '../helpers/earlier.ts';
import { Log } from '../helpers/log.ts';
import { fileOf, readBack } from '../helpers/saved.ts';

/** Facts to ask every view about. */
export interface Asked {
  readonly name: string;
  readonly facts: readonly Fact[];
}

/** Every recording of TLS as a session of one connection that the attacker passed on. */
export function recordedSessions(): Asked[] {
  const sections = ['3', '4', '5', '6', '7'].map((section) => rfc8448(section));
  return [...loadAll(), ...sections].map((recording) => ({
    name: recording.name,
    facts: recordedFacts(recording),
  }));
}

function recordedFacts({ chunks }: TlsRecording): readonly Fact[] {
  const log = new Log({ a: 'https://bank.test/' }).open('a', 1, 'bank.test:443');
  log.add({ type: 'tunnel-opened', lane: 'a', connection: 1, logical: 'bank.test:443' });
  for (const { to, bytes } of chunks) log.captured('a', 1, to === 'bank' ? 'to-bank' : 'to-victim', bytes);
  return log.facts;
}

/** Every session that 0.1.0 saved: all scenarios are among them. */
export async function savedSessions(): Promise<Asked[]> {
  return Promise.all(
    savedBy('0.1.0').map(async ({ name, lines }): Promise<Asked> => {
      const read = await readBack(fileOf(lines));
      if ('error' in read) throw read.error;
      return { name, facts: read.facts };
    }),
  );
}

/** How segments are cut before a session is looked at: into pieces of these lengths, in turn. */
export interface Cut {
  readonly name: string;
  readonly sizes: readonly number[];
}

/** As it was captured. */
export const AS_CAPTURED: Cut = { name: 'as captured', sizes: [] };

/** One byte at a time. */
export const BYTE_BY_BYTE: Cut = { name: 'byte by byte', sizes: [1] };

/** Small pieces of lengths drawn at random; a seed repeats them. */
export function randomCut(seed: number, most: number): Cut {
  const [sizes = []] = fc.sample(
    fc.array(fc.integer({ min: 1, max: most }), { minLength: 97, maxLength: 97 }),
    {
      seed,
      numRuns: 1,
    },
  );
  return { name: `pieces of at most ${most}, seed ${seed}`, sizes };
}

/** The session with its segments cut; every other fact stays in its place. */
export function recut(facts: readonly Fact[], { sizes }: Cut): readonly Fact[] {
  if (sizes.length === 0) return facts;
  let turn = 0;
  return facts.flatMap((fact): Fact[] => {
    if (fact.type !== 'segment-captured') return [fact];
    const pieces: Fact[] = [];
    for (let at = 0; at < fact.bytes.length;) {
      const size = sizes[turn++ % sizes.length] ?? 1;
      pieces.push({ ...fact, offset: fact.offset + at, bytes: fact.bytes.subarray(at, at + size) });
      at += size;
    }
    return pieces;
  });
}

/** Beginnings of a session, each ending with a segment: `count` of them, spread over it, but not the whole. */
export function beginnings(facts: readonly Fact[], count: number): readonly (readonly Fact[])[] {
  const ends = facts
    .flatMap(({ type }, index) => (type === 'segment-captured' ? [index + 1] : []))
    .slice(0, -1);
  const chosen = Array.from(
    { length: count },
    (_, turn) => ends[Math.floor(((turn + 0.5) * ends.length) / count)],
  );
  return [...new Set(chosen)].flatMap((end) => (end === undefined ? [] : [facts.slice(0, end)]));
}
