/** The first port of the dynamic range (RFC 6335, section 6). */
const FIRST = 49_152;
const LAST = 65_535;

/** Gives out client ports so that no two connections of a lane share one, as long as there are any. */
export class Ports {
  readonly #taken = new Set<number>();
  #next = FIRST;

  /** The wanted port where it is free, else the next of the dynamic range. */
  take(wanted: number | undefined): number {
    if (wanted !== undefined && !this.#taken.has(wanted)) {
      this.#taken.add(wanted);
      return wanted;
    }
    while (this.#taken.has(this.#next) && this.#next < LAST) this.#next += 1;
    const port = this.#next;
    this.#taken.add(port);
    // All are taken: they go round once more, as a host's would.
    if (port === LAST) {
      this.#taken.clear();
      this.#next = FIRST;
    }
    return port;
  }
}
