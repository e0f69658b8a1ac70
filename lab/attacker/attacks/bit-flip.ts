import type { Passage } from '../tap/splice.ts';
import { RECORD, RECORD_HEADER } from '../key/tls12-reading.ts';

/**
 * A record with less in it is not taken for a request: the client's Finished in TLS 1.3 looks like
 * application data as well, and has 69 bytes at most.
 */
const REQUEST = 128;

/** One bit that was flipped: where its byte stood in the stream, and the byte before and after. */
export interface BitFlipped {
  readonly offset: number;
  readonly before: number;
  readonly after: number;
}

/**
 * Passes a TLS stream on. Of each record of application data that is large enough for a request it asks
 * `wanted`, and where that is so it flips the lowest bit of the byte in the middle, which is ciphertext
 * in every version and suite. `flipped` is called as that byte goes on. Takes any bytes and throws nothing.
 */
export function flipBits(wanted: () => boolean, flipped: (flip: BitFlipped) => void): Passage {
  let offset = 0;
  /** Where the next record begins, and where the byte to flip stands. */
  let record = 0;
  let target = -1;
  const header = new Uint8Array(RECORD_HEADER);
  return (bytes) => {
    const end = offset + bytes.length;
    let out = bytes;
    for (;;) {
      if (target >= offset && target < end) {
        // The sender's bytes stay as they are: they may stand in a recording.
        if (out === bytes) out = Uint8Array.from(bytes);
        const before = out[target - offset] ?? 0;
        const after = before ^ 1;
        out[target - offset] = after;
        flipped({ offset: target, before, after });
        target = -1;
      }
      for (let at = Math.max(record, offset); at < Math.min(record + RECORD_HEADER, end); at += 1)
        header[at - record] = bytes[at - offset] ?? 0;
      if (record + RECORD_HEADER > end) break;
      const [type = 0, , , high = 0, low = 0] = header;
      const length = high * 256 + low;
      if (type === RECORD.applicationData && length >= REQUEST && wanted())
        target = record + RECORD_HEADER + Math.floor(length / 2);
      record += RECORD_HEADER + length;
    }
    offset = end;
    return out;
  };
}
