import type { FactLog } from '../../lab/facts/fact-log.ts';

/** What is said of a format that a run can be written in. */
export interface FormatDescription {
  /** What it holds. */
  readonly says: string;
  /** Why it has no sealed form; undefined where it has one. */
  readonly unsealed?: string;
}

/** What a run can be written in, and what writes it. It is handed to the stage, which knows no format. */
export interface Exporter {
  /** The names of the formats, in the order in which they are offered; nine at most can be chosen by number. */
  readonly formats: readonly string[];
  /** What is to be said of each format, by its name. */
  readonly describe: () => Promise<ReadonlyMap<string, FormatDescription>>;
  /** Writes what a log holds by now, or what the attacker has of it, to a new file; gives its path. Rejects with a sentence. */
  readonly save: (log: FactLog, format: string, sealed: boolean) => Promise<string>;
}
