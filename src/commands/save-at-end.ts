import { batches } from '../export/batches.ts';
import { heldBack } from '../export/held-back.ts';
import { toJsonLines } from '../export/json.ts';
import type { SessionFile } from '../session/file.ts';
import { openOutputFile } from '../session/output-file.ts';
import type { OutputFileOptions } from '../session/output-file.ts';
import type { Session } from '../session/session.ts';

/**
 * Takes a file now, and writes a session to it when it is closed, without what people typed: what a value is may be known
 * only when its bytes have passed. Throws what opening the file throws.
 */
export function saveAtEnd(path: string, session: Session, options: OutputFileOptions): SessionFile {
  const file = openOutputFile(path, options);
  return {
    close: async (patience) => {
      const facts = heldBack(session.facts, { sealed: false, withTyped: false });
      for (const piece of batches(toJsonLines(facts))) {
        file.write(piece);
        if (file.fault !== undefined) break;
      }
      await file.flush(patience);
      file.close();
      return file.fault;
    },
  };
}
