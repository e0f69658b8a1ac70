import { SOURCE_LIMITS } from '../limits.ts';

interface Held {
  readonly pieces: { readonly offset: number; readonly bytes: Uint8Array }[];
  /** Bytes of the whole, once its last fragment has come. */
  whole?: number;
}

/** Puts datagrams together whose fragments come in any order. RFC 791 §3.2, RFC 8200 §4.5. */
export class Fragments {
  readonly #held = new Map<string, Held>();
  #left = 0;

  /** Datagrams that never became whole, or were left out for want of room. */
  get unfinished(): number {
    return this.#held.size + this.#left;
  }

  /**
   * Takes a fragment of the datagram `key`; `more` says whether others come after it. Gives the datagram's bytes once
   * all are there. Of bytes that come twice the first count.
   */
  take(key: string, offset: number, bytes: Uint8Array, more: boolean): Buffer | undefined {
    const held = this.#held.get(key) ?? { pieces: [] };
    if (offset + bytes.length > SOURCE_LIMITS.datagram || held.pieces.length >= SOURCE_LIMITS.fragments) {
      this.#left += this.#held.delete(key) ? 1 : 0;
      return undefined;
    }
    held.pieces.push({ offset, bytes: Uint8Array.from(bytes) });
    if (!more) held.whole ??= offset + bytes.length;
    this.#held.set(key, held);
    const [oldest] = this.#held.keys();
    if (this.#held.size > SOURCE_LIMITS.datagrams && oldest !== undefined) {
      this.#held.delete(oldest);
      this.#left += 1;
    }
    const joined = joinedOf(held);
    if (joined !== undefined) this.#held.delete(key);
    return joined;
  }
}

function joinedOf({ pieces, whole }: Held): Buffer | undefined {
  if (whole === undefined) return undefined;
  const joined = Buffer.alloc(whole);
  let reached = 0;
  // A stable order: of two that begin at one place, the one that came first.
  for (const { offset, bytes } of pieces.toSorted((a, b) => a.offset - b.offset)) {
    if (offset > reached) return undefined;
    const fresh = bytes.subarray(reached - offset, Math.max(reached - offset, whole - offset));
    joined.set(fresh, Math.min(reached, whole));
    reached += fresh.length;
  }
  return reached >= whole ? joined : undefined;
}
