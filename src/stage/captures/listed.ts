/** A connection of a capture as the list shows it. Text may be hostile. */
export interface ListedRow {
  readonly id: number;
  readonly client: string;
  readonly server: string;
  readonly port: number;
  readonly protocol: string;
  /** The host that the client asked for, where it said one in clear. */
  readonly host: string;
  /** What was read, in words: `password`, `cookie`. */
  readonly told: readonly string[];
  readonly packets: number;
  /** Bytes to the server, and back. */
  readonly toServer: number;
  readonly toClient: number;
  /** Seconds since the first packet of the file. */
  readonly at: number;
}

/** A list of connections that grows while a file is read. */
export interface ConnectionList {
  readonly title: string;
  /** How many there are by now. */
  readonly length: number;
  /** The one at `index`; undefined where there is none. */
  row(index: number): ListedRow | undefined;
  /** Part of the file that is read, from 0 to 1. */
  readonly read: number;
  readonly whole: boolean;
  /** What is to be known of the file. */
  readonly notices: readonly string[];
  subscribe(listener: () => void): () => void;
}

/** Whether a row has every word of a filter: host, address, `:port`, protocol, what was read. */
function rowMatches(row: ListedRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const text = `${row.host} ${row.client} ${row.server} ${row.protocol} ${row.told.join(' ')}`.toLowerCase();
  return words.every((word) => (/^:\d+$/.test(word) ? word === `:${row.port}` : text.includes(word)));
}

/** The words of a filter as it was typed. */
function filterWords(query: string): readonly string[] {
  return query.toLowerCase().split(/\s+/).filter(Boolean);
}

/** The rows of a growing list that a filter lets through: each row is looked at once, and again only for another filter. */
export class FilteredList {
  readonly #list: ConnectionList;
  #query = '';
  #looked = 0;
  #found: number[] = [];

  constructor(list: ConnectionList) {
    this.#list = list;
  }

  /** Indices in the list of the rows that have all words of the query. */
  indices(query: string): readonly number[] {
    if (query !== this.#query) {
      this.#query = query;
      this.#looked = 0;
      this.#found = [];
    }
    const words = filterWords(query);
    // What was read so far may still grow: rows are looked at anew once all of the file is.
    for (; this.#looked < this.#list.length; this.#looked += 1) {
      const row = words.length === 0 ? undefined : this.#list.row(this.#looked);
      if (words.length === 0 || (row !== undefined && rowMatches(row, words))) this.#found.push(this.#looked);
    }
    return this.#found;
  }

  /** Forgets what was found, so that all rows are looked at anew. */
  anew(): void {
    this.#looked = 0;
    this.#found = [];
  }
}
