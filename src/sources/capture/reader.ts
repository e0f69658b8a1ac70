import { counted, grouped } from '../../../lab/text/count.ts';
import { NO_BYTES, viewOf } from '../../../lab/wire/bytes.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import type { CaptureFormat, TakePacket } from './format.ts';
import { PcapFile } from './pcap.ts';
import { PcapngFile } from './pcapng.ts';

/** Bytes that tell what format a file is of. */
const MAGIC_BYTES = 4;

const NOT_CAPTURES: readonly (readonly [magic: string, says: string])[] = [
  ['1f8b', 'it is compressed with gzip: unpack it first (gunzip)'],
  ['28b52ffd', 'it is compressed with zstd: unpack it first (zstd -d)'],
  ['04224d18', 'it is compressed with lz4: unpack it first (lz4 -d)'],
  ['504b0304', 'it is a zip archive: unpack it first'],
  ['fd377a58', 'it is compressed with xz: unpack it first (xz -d)'],
  ['425a68', 'it is compressed with bzip2: unpack it first (bunzip2)'],
  ['736e6f6f', 'it is a capture of snoop, which is not read here: editcap makes pcapng of it'],
];

/** What format begins with these bytes; a sentence where it is none that is read here. */
function captureFormat(start: Uint8Array): CaptureFormat | string {
  const magic = viewOf(start).toString('hex', 0, MAGIC_BYTES);
  if (magic === '0a0d0d0a') return new PcapngFile();
  const pcap = PcapFile.of(magic);
  if (pcap !== undefined) return pcap;
  const known = NOT_CAPTURES.find(([begins]) => magic.startsWith(begins));
  return known?.[1] ?? 'it is no capture: plainsight open reads pcap, pcapng and HAR';
}

/** Reads a capture as its bytes come. Packets come in the file's order; nothing of a packet is kept. Never throws. */
export class CaptureReader {
  #format: CaptureFormat | undefined;
  #rest: Buffer = Buffer.from(NO_BYTES);
  #position: number;
  #fault: string | undefined;
  #packets = 0;

  constructor(format?: CaptureFormat, position = 0) {
    this.#format = format;
    this.#position = position;
  }

  /** Bytes of the file that are read. */
  get position(): number {
    return this.#position;
  }

  /** Why nothing after `position` can be read, in words that follow on the file's name. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** How many packets there were. */
  get packets(): number {
    return this.#packets;
  }

  /** The format, once it is known. */
  get format(): CaptureFormat | undefined {
    return this.#format;
  }

  /** Takes the next bytes of the file. What is not whole yet is kept, at most one block of it. */
  feed(next: Uint8Array, take: TakePacket): void {
    if (this.#fault !== undefined) return;
    const bytes = this.#rest.length === 0 ? viewOf(next) : Buffer.concat([this.#rest, next]);
    this.#rest = Buffer.from(NO_BYTES);
    if (this.#format === undefined) {
      if (bytes.length < MAGIC_BYTES) {
        this.#rest = Buffer.from(bytes);
        return;
      }
      const format = captureFormat(bytes);
      if (typeof format === 'string') {
        this.#fault = format;
        return;
      }
      this.#format = format;
    }
    this.#read(bytes, this.#format, take);
  }

  /** Hears that the file has ended. */
  end(): void {
    const left = this.#rest.length;
    if (this.#fault !== undefined) return;
    if (this.#format === undefined)
      this.#fault = left === 0 ? 'it is empty' : 'it is too short to be a capture';
    else if (left > 0)
      this.#fault = this.#stops(`it ends within a block, of which ${counted(left, 'byte')} are there`);
  }

  #read(bytes: Buffer, format: CaptureFormat, take: TakePacket): void {
    let at = 0;
    const counting: TakePacket = (packet, within) => {
      this.#packets += 1;
      take(packet, within);
    };
    const base = this.#position;
    while (at < bytes.length) {
      const length = format.block(bytes, at, base, counting);
      if (length === 0) break;
      if (typeof length === 'string') {
        this.#fault = this.#stops(length);
        return;
      }
      at += length;
      this.#position = base + at;
    }
    if (at === bytes.length) return;
    if (bytes.length - at > SOURCE_LIMITS.block)
      this.#fault = this.#stops('a block is longer than any that is read');
    else this.#rest = Buffer.from(bytes.subarray(at));
  }

  #stops(why: string): string {
    const before = `${counted(this.#packets, 'packet')} before byte ${grouped(this.#position)} could be read`;
    return `${before}; there ${why}, and nothing after it can be found`;
  }
}
