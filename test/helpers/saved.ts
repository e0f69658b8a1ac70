import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fact } from '../../lab/facts/session.ts';
import { isRecord } from '../../lab/facts/codec.ts';
import { openSession } from '../../src/session/read.ts';

const folder = mkdtempSync(join(tmpdir(), 'plainsight-test-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** A path in a folder that is removed when the test process ends. */
export function temporary(name = `session-${(files += 1)}.jsonl`): string {
  return join(folder, name);
}

/** Puts text or bytes into a temporary file; returns its path. */
export function fileOf(content: string | Uint8Array): string {
  const path = temporary();
  writeFileSync(path, content);
  return path;
}

/** The object that a line of JSON says. */
export function parsed(line: string): Record<string, unknown> {
  const value: unknown = JSON.parse(line);
  if (!isRecord(value)) throw new Error(`no object: ${line}`);
  return value;
}

/** What came of reading a file: its facts and notices, or the error. Paths are written as FILE. */
export async function readBack(
  path: string,
): Promise<
  { readonly facts: Fact[]; readonly notices: string[] } | { readonly error: unknown; readonly says: string }
> {
  try {
    const session = await openSession(path);
    try {
      await session.index();
      if (session.fault !== undefined) throw session.fault;
      const facts = [...session.facts];
      return { facts, notices: session.notices.map((notice) => notice.replaceAll(path, 'FILE')) };
    } finally {
      session.close();
    }
  } catch (error) {
    return { error, says: error instanceof Error ? error.message.replaceAll(path, 'FILE') : String(error) };
  }
}
