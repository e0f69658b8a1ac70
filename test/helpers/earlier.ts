import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Evidence, Fact } from '../../lab/facts/session.ts';
import { EXPORT_FORMATS } from '../../src/commands/formats.ts';
import type { FormatId } from '../../src/export/format-ids.ts';
import { reassemble } from '../../src/reading/streams.ts';
import type { Rung } from '../../src/views/ladder/ladder.ts';
import type { MatrixColumn } from '../../src/views/matrix/matrix.ts';
import { readBlocks, readOptions, readPackets } from './pcapng-reader.ts';

/** What went one way on a connection: how much, and the SHA-256 of it. */
export interface Payload {
  readonly lane: string;
  readonly direction: Direction;
  readonly bytes: number;
  readonly sha256: string;
}

/** A payload out of the facts: which connection's, and where its first byte stands there. */
export interface CapturedPayload extends Payload {
  readonly connection: number;
  readonly offset: number;
}

/** What an earlier version made of a session that it had saved. */
export interface Made {
  readonly text: string;
  readonly replay: { readonly status: number; readonly stdout: string; readonly stderr: string };
  readonly claims: readonly {
    readonly lane: string;
    readonly claim: string;
    readonly held: boolean;
    readonly evidence: Evidence;
  }[];
  /** Missing where the session was cut short. */
  readonly outcome?: { readonly held: number; readonly failed: number; readonly how: string };
  readonly matrix: readonly { readonly lane: string; readonly cells: MatrixColumn['cells'] }[];
  readonly ladder: readonly {
    readonly lane: string;
    readonly rungs: readonly Rung[];
    readonly more: number;
  }[];
  readonly payloads: { readonly facts: readonly CapturedPayload[]; readonly pcapng: readonly Payload[] };
}

/** A session as an earlier version saved it, with what that version made of it. */
export interface Earlier {
  readonly name: string;
  readonly lines: Buffer;
  readonly made: Made;
}

const FOLDER = 'test/fixtures/saved';

/** The sessions that a version saved, by name. */
export function savedBy(version: string): Earlier[] {
  const folder = `${FOLDER}/${version}`;
  const unzipped = (file: string): Buffer => gunzipSync(readFileSync(`${folder}/${file}`));
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl.gz'))
    .map((file) => file.slice(0, -'.jsonl.gz'.length))
    .toSorted()
    .map((name) => ({
      name,
      lines: unzipped(`${name}.jsonl.gz`),
      made: JSON.parse(unzipped(`${name}.made.json.gz`).toString()),
    }));
}

/** The facts in a format, as `plainsight export` writes it. */
export async function exported(facts: readonly Fact[], id: FormatId): Promise<Buffer> {
  const format = EXPORT_FORMATS.find((each) => each.id === id);
  if (format === undefined) throw new Error(`no format ${id}`);
  const pieces = await format.write(facts);
  return Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece)));
}

/** What each connection carried each way, as the facts have it. */
export function payloadsInFacts(facts: readonly Fact[]): CapturedPayload[] {
  const segments = facts.filter((fact) => fact.type === 'segment-captured');
  return reassemble(segments).map(({ lane, connection, direction, offset, bytes }) => ({
    lane,
    connection,
    direction,
    offset,
    bytes: bytes.length,
    sha256: sha256(bytes),
  }));
}

/** The same out of a capture file's packets, where a connection is known by its addresses: victims have 192.0.2.0/24. */
export function payloadsInPackets(file: Uint8Array): Payload[] {
  const lanes = readBlocks(file)
    .filter(({ type }) => type === 1)
    .map(({ body }) => String(readOptions(body, 8).find(([code]) => code === 2)?.[1]));
  const flows = new Map<string, { lane: string; direction: Direction; pieces: Buffer[] }>();
  for (const { interface: index, from, to, payload } of readPackets(file)) {
    const key = `${index} ${from} ${to}`;
    const flow = flows.get(key) ?? {
      lane: lanes[index] ?? '',
      direction: from.startsWith('192.0.2.') ? 'to-bank' : 'to-victim',
      pieces: [],
    };
    flow.pieces.push(payload);
    flows.set(key, flow);
  }
  return [...flows.values()]
    .map(({ pieces, ...flow }) => ({ ...flow, all: Buffer.concat(pieces) }))
    .filter(({ all }) => all.length > 0)
    .map(({ all, ...flow }) => ({ ...flow, bytes: all.length, sha256: sha256(all) }));
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
