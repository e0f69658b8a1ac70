/** Bytes that are gathered before they are handed to the system. */
const BATCH = 64 * 1024;

/** Gathers small pieces, text as UTF-8, into few of 64 KiB and more. */
export function* batches(pieces: Iterable<Uint8Array | string>): Generator<Uint8Array> {
  let gathered: Uint8Array[] = [];
  let length = 0;
  for (const piece of pieces) {
    const bytes = typeof piece === 'string' ? Buffer.from(piece) : piece;
    gathered.push(bytes);
    length += bytes.length;
    if (length >= BATCH) {
      yield Buffer.concat(gathered);
      gathered = [];
      length = 0;
    }
  }
  if (length > 0) yield Buffer.concat(gathered);
}
