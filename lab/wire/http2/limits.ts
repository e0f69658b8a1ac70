/** Bounds of the HTTP/2 decoder, every one finite. Sizes in bytes. */
export const HTTP2_LIMITS = {
  /** One field block, in however many frames it comes, and how many those may be. */
  block: 64 * 1024,
  blockFrames: 256,
  /** Field lines of one block that are kept, and characters of all their names and values: a line of one byte may stand for thousands. */
  fields: 500,
  text: 256 * 1024,
  /** The dynamic table of one direction, as RFC 7541, section 4.1, counts it. Browsers allow 64 KiB. */
  table: 64 * 1024,
  /** A payload's beginning that is kept with its frame. */
  begin: 1_024,
  /** Content of one message whose places are kept, and places. */
  content: 1024 * 1024,
  spans: 4_096,
  /** Streams of one direction that are open at once; the one opened first makes room. */
  streams: 256,
  /** Frames of one direction. */
  frames: 100_000,
} as const;
