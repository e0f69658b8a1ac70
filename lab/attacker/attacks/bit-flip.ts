import { CONTENT } from '../../wire/tls/names.ts';
import { RECORD_HEADER, SCAN_START, scanRecords } from '../../wire/tls/records.ts';
import type { StreamFilter } from '../tap/splice.ts';

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
export function flipBits(wanted: () => boolean, flipped: (flip: BitFlipped) => void): StreamFilter {
  let scan = SCAN_START;
  /** Where a record that was not asked about yet may begin, and where the byte to flip stands. */
  let fresh = 0;
  let target = -1;
  return (bytes) => {
    const { offset } = scan;
    let out = bytes;
    const flip = (): void => {
      if (target < offset || target >= offset + bytes.length) return;
      // The sender's bytes stay as they are: they may stand in a recording.
      if (out === bytes) out = Uint8Array.from(bytes);
      const before = out[target - offset] ?? 0;
      const after = before ^ 1;
      out[target - offset] = after;
      flipped({ offset: target, before, after });
      target = -1;
    };
    const [next, whole] = scanRecords(scan, bytes);
    scan = next;
    flip();
    for (const record of next.open === undefined ? whole : [...whole, next.open]) {
      if (record.offset < fresh) continue;
      fresh = record.offset + RECORD_HEADER;
      if (record.type === CONTENT.applicationData && record.length >= REQUEST && wanted())
        target = fresh + Math.floor(record.length / 2);
      flip();
    }
    return out;
  };
}
