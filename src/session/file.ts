import { closeSync } from 'node:fs';
import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from './json.ts';
import { openPrivate, writeAll } from './private-file.ts';
import type { Session } from './session.ts';

/** A session being written; `close` ends it. */
export interface SessionFile {
  close(): void;
}

/**
 * Writes a session's facts to a file as they happen, one line of JSON each, readable by its owner
 * only. A line is handed to the system before the next fact, so a killed run leaves whole lines.
 * Throws what opening the file throws; a write that fails later ends the writing and calls `failed`.
 */
export function saveTo(path: string, session: Session, failed: (error: Error) => void): SessionFile {
  let file: number | undefined = openPrivate(path);
  const write = (fact: Fact): void => {
    if (file === undefined) return;
    try {
      writeAll(file, Buffer.from(`${toJsonLine(fact)}\n`));
    } catch (error) {
      close();
      failed(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const unsubscribe = session.subscribe(write);
  const close = (): void => {
    unsubscribe();
    if (file !== undefined) closeSync(file);
    file = undefined;
  };
  for (const fact of session.facts) write(fact);
  return { close };
}
