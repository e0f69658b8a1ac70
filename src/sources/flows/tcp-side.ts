import { SOURCE_LIMITS } from '../limits.ts';

/** Bytes that all directions of a capture hold back together. */
export interface HeldTogether {
  bytes: number;
}

/** Takes bytes of one direction; `offset` counts from its first. */
export type TakeBytes = (offset: number, bytes: Uint8Array) => void;

/**
 * One direction of a connection put together from its segments: in order, each byte once, the first that came counts. Bytes behind
 * missing ones wait until these come, until the other side says that it has them, or until too many wait: then a gap stays. RFC 9293 §3.10.7.4.
 */
export class TcpSide {
  readonly #together: HeldTogether;
  readonly #give: TakeBytes;
  /** Sequence number of the next byte, and where that stands in the direction. */
  #sequence: number | undefined;
  #next = 0;
  /** Whether its SYN was seen. */
  #sure = false;
  /** What waits, in order, without overlaps. */
  #waiting: { readonly offset: number; readonly bytes: Uint8Array }[] = [];
  #held = 0;
  #missing = 0;

  constructor(together: HeldTogether, give: TakeBytes) {
    this.#together = together;
    this.#give = give;
  }

  /** Where the next byte stands: bytes that passed, those in gaps too. */
  get next(): number {
    return this.#next;
  }

  /** Bytes that passed and were not captured. */
  get missing(): number {
    return this.#missing;
  }

  /** Whether its numbers are known. */
  get begun(): boolean {
    return this.#sequence !== undefined;
  }

  /** Hears that the direction begins at this number: that of a SYN, or what the other side waits for. */
  begin(sequence: number): void {
    this.#sequence ??= sequence >>> 0;
  }

  /** Hears its SYN: whatever was guessed before anything passed, this is where it begins. */
  beginAt(sequence: number): void {
    if (this.#next === 0 && this.#waiting.length === 0) this.#sequence = sequence >>> 0;
    this.#sure = true;
  }

  /** Takes a segment's bytes; `length` is how long it was on the wire, where less was captured. */
  take(sequence: number, bytes: Uint8Array, length: number): void {
    this.begin(sequence);
    // Where its beginning was only guessed, and nothing has passed, earlier bytes are no repetition.
    if (!this.#sure && this.#next === 0 && this.#waiting.length === 0 && this.placeOf(sequence) < 0)
      this.#sequence = sequence >>> 0;
    const offset = this.placeOf(sequence);
    const end = offset + length;
    if (end <= this.#next) return;
    if (offset <= this.#next) {
      while (this.#next - offset < bytes.length) {
        this.#hand(this.#next, this.#upToWaiting(bytes.subarray(this.#next - offset)));
        this.#release();
      }
      if (this.#waiting.length === 0) this.#passOver(end);
      return;
    }
    this.#hold(offset, bytes);
    if (this.#held > SOURCE_LIMITS.held || this.#waiting.length > SOURCE_LIMITS.pieces) this.#giveUp();
    if (this.#together.bytes > SOURCE_LIMITS.heldTogether) this.flush();
  }

  /** Hears that the other side has all bytes before this number: those that are missing were not captured. */
  acknowledged(sequence: number): void {
    const first = this.#waiting[0];
    if (first === undefined || this.#sequence === undefined) return;
    const offset = this.placeOf(sequence);
    while (this.#waiting[0] !== undefined && this.#waiting[0].offset < offset) this.#giveUp();
  }

  /** Hands over all that waits, with gaps before it. */
  flush(): void {
    while (this.#waiting.length > 0) this.#giveUp();
  }

  /** Where a sequence number stands in the direction: the nearest place to the next byte. They wrap at 2^32. */
  placeOf(sequence: number): number {
    return this.#next + ((sequence - (this.#sequence ?? 0)) | 0);
  }

  #hand(offset: number, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#give(offset, bytes);
    this.#goTo(offset + bytes.length);
  }

  /** What of a segment was cut when it was captured is a gap. */
  #passOver(end: number): void {
    if (end <= this.#next) return;
    this.#missing += end - this.#next;
    this.#goTo(end);
  }

  #goTo(offset: number): void {
    this.#sequence = ((this.#sequence ?? 0) + offset - this.#next) >>> 0;
    this.#next = offset;
  }

  /** Of bytes that come next, those before the first that waits. */
  #upToWaiting(bytes: Uint8Array): Uint8Array {
    const [first] = this.#waiting;
    return first === undefined ? bytes : bytes.subarray(0, first.offset - this.#next);
  }

  /** Keeps bytes, but for those that wait already. */
  #hold(from: number, bytes: Uint8Array): void {
    let offset = from;
    let rest = bytes;
    let at = 0;
    while (rest.length > 0 && at <= this.#waiting.length) {
      const here = this.#waiting[at];
      if (here === undefined || here.offset > offset) {
        const piece = here === undefined ? rest : rest.subarray(0, here.offset - offset);
        this.#waiting.splice(at, 0, { offset, bytes: Uint8Array.from(piece) });
        this.#count(piece.length);
        offset += piece.length;
        rest = rest.subarray(piece.length);
        at += 1;
      }
      const before = this.#waiting[at];
      if (before === undefined) continue;
      const known = Math.min(rest.length, Math.max(0, before.offset + before.bytes.length - offset));
      if (before.offset <= offset) {
        offset += known;
        rest = rest.subarray(known);
      }
      if (before.offset <= offset) at += 1;
    }
  }

  /** Hands over what follows without a gap. */
  #release(): void {
    for (
      let [first] = this.#waiting;
      first !== undefined && first.offset <= this.#next;
      [first] = this.#waiting
    ) {
      this.#waiting.shift();
      this.#count(-first.bytes.length);
      this.#hand(
        Math.max(first.offset, this.#next),
        first.bytes.subarray(Math.max(0, this.#next - first.offset)),
      );
    }
  }

  /** Passes over what is missing before the first that waits. */
  #giveUp(): void {
    const [first] = this.#waiting;
    if (first !== undefined) this.#passOver(first.offset);
    this.#release();
  }

  #count(bytes: number): void {
    this.#held += bytes;
    this.#together.bytes += bytes;
  }
}
