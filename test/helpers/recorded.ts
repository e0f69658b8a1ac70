import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Fact } from '../../src/session/facts.ts';
import { programRoot } from '../../src/root.ts';

/**
 * The facts of a session in test/fixtures/sessions. `bank-login.jsonl` was written by
 * `node dist/plainsight.js run bank-login --json --seed fixture > test/fixtures/sessions/bank-login.jsonl`.
 */
export function recorded(name: string): Fact[] {
  const file = join(programRoot(), 'test/fixtures/sessions', `${name}.jsonl`);
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line, revive) as Fact);
}

/** Bytes stand as base64 under these names: a segment's `bytes`, a message's `body`. */
function revive(key: string, value: unknown): unknown {
  return (key === 'bytes' || key === 'body') && typeof value === 'string'
    ? new Uint8Array(Buffer.from(value, 'base64'))
    : value;
}
