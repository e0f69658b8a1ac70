/** Entries that memory is taken for at once. */
const PAGE = 65_536;

interface Page {
  readonly base: number;
  readonly place: Uint32Array;
  readonly flow: Uint32Array;
  /** Entries in use. */
  length: number;
}

/** The number that stands for a fragment, which may be of any connection. */
export const ANY_FLOW = 0;

/** Where the packets of a file stand, and whose they are: eight bytes a packet. Only grows. */
export class PacketTable {
  readonly #pages: Page[] = [];
  #length = 0;

  /** How many packets there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a packet: its place in the file, which lies after those before it, and the number of its connection. */
  push(place: number, flow: number): void {
    let page = this.#pages.at(-1);
    if (page === undefined || page.length === PAGE || place - page.base > 0xffff_ffff) {
      page = { base: place, place: new Uint32Array(PAGE), flow: new Uint32Array(PAGE), length: 0 };
      this.#pages.push(page);
    }
    page.place[page.length] = place - page.base;
    page.flow[page.length] = flow;
    page.length += 1;
    this.#length += 1;
  }

  /** The packets of these connections, in order, and all fragments: their places, and whose they are. */
  *of(flows: ReadonlySet<number>): Generator<{ readonly place: number; readonly flow: number }> {
    for (const { base, place, flow, length } of this.#pages) {
      for (let at = 0; at < length; at += 1) {
        const whose = flow[at] ?? 0;
        if (whose === ANY_FLOW || flows.has(whose)) yield { place: base + (place[at] ?? 0), flow: whose };
      }
    }
  }
}
