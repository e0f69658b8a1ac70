/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array | readonly number[]): string {
  return Buffer.from(bytes).toString('hex');
}

/** The beginning of some bytes as hexadecimal digits, with their count where not all are shown. */
export function hexStart(bytes: Uint8Array, shown = 8): string {
  return bytes.length <= shown ? hex(bytes) : `${hex(bytes.subarray(0, shown))}… (${bytes.length} bytes)`;
}
