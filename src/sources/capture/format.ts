/** A packet as it stands in a capture file. Its bytes are overwritten once the next are read. */
export interface CapturedPacket {
  /** Where its block or record begins in the file, and how long that is. */
  readonly at: number;
  readonly size: number;
  /** ms since 1970; the time of the packet before where the file says none. */
  readonly time: number;
  /** LINKTYPE_ number. */
  readonly link: number;
  /** The name of the interface that brought it; empty where the file says none. */
  readonly interfaceName: string;
  /** Where in the bytes given it lies, and how long it was on the wire. */
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

/** Takes a packet; `bytes` are those in which it lies. */
export type TakePacket = (packet: CapturedPacket, bytes: Buffer) => void;

/** A format of captures, read block by block. */
export interface CaptureFormat {
  /** What people call it. */
  readonly title: string;
  /**
   * Reads one block at `from` of bytes whose first stands at `base` in the file, and gives its length; 0 where more
   * bytes are needed, and a sentence where it cannot be read.
   */
  block(bytes: Buffer, from: number, base: number, take: TakePacket): number | string;
  /** The key log lines and comments that the file has brought so far. */
  readonly secrets: readonly string[];
  readonly comments: readonly string[];
  /** The same file, to be read again from a place where a block begins; nothing that the file says of itself is read twice. */
  at(place: number): CaptureFormat;
}
