import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from './json.ts';
import { openOutputFile } from './output-file.ts';
import type { OutputFileOptions } from './output-file.ts';
import type { Session } from './session.ts';

/** A session being written. */
export interface SessionFile {
  /**
   * Ends it when all is handed over, or `patience` ms have passed where they are given; gives what kept the session
   * from being written whole, undefined where nothing did.
   */
  close(patience?: number): Promise<Error | undefined>;
}

/**
 * Writes a session's facts to a file as they happen, one line of JSON each, readable by its owner
 * only. A line is handed to the system before the next fact, so a killed run leaves whole lines; what a
 * pipe does not take at once waits. Throws what opening the file throws.
 */
export function saveTo(path: string, session: Session, options: OutputFileOptions = {}): SessionFile {
  const file = openOutputFile(path, options);
  const write = (fact: Fact): void => {
    if (file.fault === undefined) file.write(Buffer.from(`${toJsonLine(fact)}\n`));
  };
  const unsubscribe = session.subscribe(write);
  for (const fact of session.facts) write(fact);
  return {
    close: async (patience) => {
      unsubscribe();
      await file.flush(patience);
      file.close();
      return file.fault;
    },
  };
}
