/** Entries that memory is taken for at once. */
const PAGE = 65_536;

interface Page {
  readonly base: number;
  readonly place: Uint32Array;
  readonly flow: Uint32Array;
  /** Entries in use. */
  length: number;
}

/** The number that stands for no connection: of a fragment the last one tells, and there may be none. */
const NO_FLOW = 0;
/** What marks a fragment beside the number of its connection: those are fewer (SOURCE_LIMITS.flows). */
const PIECE = 0x8000_0000;

/** Where the packets of a file stand, and whose they are: eight bytes a packet. Only grows. */
export class PacketTable {
  readonly #pages: Page[] = [];
  #length = 0;

  /** How many packets there are. */
  get length(): number {
    return this.#length;
  }

  /** Adds a packet of a connection with this number: its place in the file, which lies after those before it. */
  push(place: number, flow: number): void {
    this.#add(place, flow);
  }

  /** Adds a fragment, and the connection whose datagram it completes, where it does. */
  pushPiece(place: number, completes = NO_FLOW): void {
    this.#add(place, (PIECE | completes) >>> 0);
  }

  #add(place: number, flow: number): void {
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

  /**
   * The packets of these connections, in order, and all fragments, since they are put together anew: their places, and
   * whose they are, which is told of no fragment but the last of a datagram.
   */
  *of(flows: ReadonlySet<number>): Generator<{ readonly place: number; readonly flow: number }> {
    for (const { base, place, flow, length } of this.#pages) {
      for (let at = 0; at < length; at += 1) {
        const marked = flow[at] ?? 0;
        const whose = marked >= PIECE ? marked - PIECE : marked;
        if (marked >= PIECE || flows.has(whose)) yield { place: base + (place[at] ?? 0), flow: whose };
      }
    }
  }
}
