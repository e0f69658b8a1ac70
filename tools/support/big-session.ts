import { closeSync, openSync, writeSync } from 'node:fs';
import { randomFillSync } from 'node:crypto';
import type { Fact, StepOutline } from '../../lab/facts/session.ts';
import { SESSION_FORMAT } from '../../lab/facts/session.ts';
import { toJsonLine } from '../../src/session/json.ts';

/** A session as it might be recorded from one long download over TLS. */
export interface BigSession {
  readonly segments: number;
  /** Bytes of each segment. */
  readonly bytes: number;
  readonly steps: number;
}

/** The facts of a big session, made one after another; every segment is a whole TLS record. */
export function* bigSession({ segments, bytes, steps }: BigSession): Generator<Fact> {
  const outline: StepOutline = { kind: 'visit', text: 'Alice loads a very large page.', lanes: ['sealed'] };
  const lane = 'sealed';
  yield {
    at: 0,
    type: 'session-opened',
    format: SESSION_FORMAT,
    version: '0.0.0',
    scenario: 'big',
    title: 'A big session',
    seed: '1',
    time: '2026-01-01T00:00:00.000Z',
    lanes: [{ id: lane, title: 'port 443 · https', url: 'https://bank.test/' }],
    steps: Array.from({ length: steps }, () => outline),
    notes: '',
  };
  yield {
    at: 1,
    type: 'connection-opened',
    lane,
    connection: 1,
    logical: 'bank.test:443',
    client: '127.0.0.1:1',
    server: '127.0.0.1:2',
  };
  const record = Buffer.alloc(bytes);
  let offset = 0;
  const each = Math.ceil(segments / steps);
  for (let index = 0; index < segments; index += 1) {
    const at = 2 + index / 1000;
    const step = { index: Math.floor(index / each), kind: outline.kind, text: outline.text };
    if (index % each === 0) yield { at, type: 'step-started', ...step };
    randomFillSync(record);
    // A stream is known as TLS by the handshake that it begins with.
    record.set([index === 0 ? 22 : 23, 3, 3, (bytes - 5) >> 8, (bytes - 5) & 0xff]);
    yield {
      at,
      type: 'segment-captured',
      lane,
      connection: 1,
      direction: 'to-victim',
      offset,
      bytes: record,
    };
    offset += bytes;
    if (index % each === each - 1 || index === segments - 1) yield { at, type: 'step-finished', ...step };
  }
  const evidence = { searched: offset, ways: 8, found: [], text: 'searched all of it: 0 found' };
  const at = 3 + segments / 1000;
  yield { at, type: 'claim-checked', lane, claim: 'the attacker reads nothing', held: true, evidence };
  yield { at, type: 'session-closed', held: 1, failed: 0, how: 'finished' };
}

/** Writes facts to a file as a run saves them; returns the file's size in bytes. */
export function writeSession(path: string, facts: Iterable<Fact>): number {
  const file = openSync(path, 'w', 0o600);
  let size = 0;
  let lines: string[] = [];
  const flush = (): void => {
    size += writeSync(file, lines.join(''));
    lines = [];
  };
  for (const fact of facts) {
    lines.push(`${toJsonLine(fact)}\n`);
    if (lines.length >= 512) flush();
  }
  flush();
  closeSync(file);
  return size;
}
