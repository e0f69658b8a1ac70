import type { FactLog } from '../../lab/facts/fact-log.ts';

/** What a run can be written in, and what writes it. It is handed to the stage, which knows no format. */
export interface Exporter {
  /** The names of the formats, in the order in which they are offered; nine at most can be chosen by number. */
  readonly formats: readonly string[];
  /** What each format holds, by its name. */
  readonly describe: () => Promise<ReadonlyMap<string, string>>;
  /** Writes what a log holds by now to a new file; gives its path. Rejects with a sentence for a person. */
  readonly save: (log: FactLog, format: string) => Promise<string>;
}
