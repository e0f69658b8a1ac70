import type { Fact } from '../../lab/facts/session.ts';

/** Entries that memory is taken for at once. */
const PAGE = 65_536;

interface Page {
  readonly from: Float64Array;
  readonly length: Uint32Array;
  readonly type: Uint8Array;
}

/** Where each fact's line stands in a file, and its type: thirteen bytes a fact. Only grows. */
export class IndexTable {
  readonly #pages: Page[] = [];
  /** The types met so far, each at the number that stands for it. */
  readonly #types: Fact['type'][] = [];
  #length = 0;

  /** How many entries there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds an entry: a line's first byte and the byte after its last. */
  push(type: Fact['type'], from: number, to: number): void {
    const at = this.#length % PAGE;
    if (at === 0) {
      const page = {
        from: new Float64Array(PAGE),
        length: new Uint32Array(PAGE),
        type: new Uint8Array(PAGE),
      };
      this.#pages.push(page);
    }
    const page = this.#pages.at(-1);
    if (page === undefined) return;
    page.from[at] = from;
    page.length[at] = to - from;
    page.type[at] = this.#numberOf(type);
    this.#length += 1;
  }

  /** The type of an entry; undefined where there is none. */
  type(index: number): Fact['type'] | undefined {
    if (!this.#has(index)) return undefined;
    return this.#types[this.#pages[Math.floor(index / PAGE)]?.type[index % PAGE] ?? -1];
  }

  /** A line's first byte and its length; undefined where there is none. */
  place(index: number): { readonly from: number; readonly length: number } | undefined {
    if (!this.#has(index)) return undefined;
    const page = this.#pages[Math.floor(index / PAGE)];
    return { from: page?.from[index % PAGE] ?? 0, length: page?.length[index % PAGE] ?? 0 };
  }

  #numberOf(type: Fact['type']): number {
    const known = this.#types.indexOf(type);
    return known === -1 ? this.#types.push(type) - 1 : known;
  }

  #has(index: number): boolean {
    return Number.isInteger(index) && index >= 0 && index < this.#length;
  }
}
