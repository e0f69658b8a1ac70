import { SOURCE_LIMITS } from '../limits.ts';
import type { CaptureFormat, TakePacket } from './format.ts';

/** A file's magic number in hex, as it stands in the file: its byte order, ms of a unit of its fractions, bytes of a record's header. */
const MAGICS: Readonly<Record<string, readonly [big: boolean, unit: number, header: number]>> = {
  a1b2c3d4: [true, 0.001, 16],
  d4c3b2a1: [false, 0.001, 16],
  a1b23c4d: [true, 0.000_001, 16],
  '4d3cb2a1': [false, 0.000_001, 16],
  // Kuznetzov's patched libpcap of old Linux: eight more bytes of header, of which none is needed.
  a1b2cd34: [true, 0.001, 24],
  '34cdb2a1': [false, 0.001, 24],
};

const FILE_HEADER = 24;

/** A file of libpcap's format (tcpdump's): one header, then packets. */
export class PcapFile implements CaptureFormat {
  readonly title = 'pcap';
  readonly secrets: readonly string[] = [];
  readonly comments: readonly string[] = [];
  readonly #big: boolean;
  readonly #unit: number;
  readonly #header: number;
  #link: number | undefined;

  private constructor(big: boolean, unit: number, header: number, link?: number) {
    this.#big = big;
    this.#unit = unit;
    this.#header = header;
    this.#link = link;
  }

  /** The file that begins with this magic number; undefined where it is none. */
  static of(magic: string): PcapFile | undefined {
    const known = MAGICS[magic];
    return known === undefined ? undefined : new PcapFile(...known);
  }

  at(): CaptureFormat {
    return new PcapFile(this.#big, this.#unit, this.#header, this.#link);
  }

  block(bytes: Buffer, from: number, base: number, take: TakePacket): number | string {
    const left = bytes.length - from;
    if (this.#link === undefined) {
      if (left < FILE_HEADER) return 0;
      // Above the type of link stands how long a frame's checksum is.
      this.#link = this.#word(bytes, from + 20) & 0xffff;
      return FILE_HEADER;
    }
    const header = this.#header;
    if (left < header) return 0;
    const captured = this.#word(bytes, from + 8);
    const length = this.#word(bytes, from + 12);
    if (captured > SOURCE_LIMITS.packet) return `a packet says that ${captured} bytes of it were captured`;
    if (left < header + captured) return 0;
    const time = this.#word(bytes, from) * 1000 + this.#word(bytes, from + 4) * this.#unit;
    const start = from + header;
    const size = header + captured;
    const [link, to] = [this.#link, start + captured];
    take({ at: base + from, size, time, link, interfaceName: '', from: start, to, length }, bytes);
    return size;
  }

  #word(bytes: Buffer, at: number): number {
    return this.#big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
  }
}
