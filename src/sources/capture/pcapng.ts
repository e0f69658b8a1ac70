import { grouped } from '../../../lab/text/count.ts';
import { latin1 } from '../../../lab/wire/bytes.ts';
import { KEY_LOG_LIMITS } from '../../../lab/wire/tls/opening/key-log.ts';
import { linesOfKeylog } from '../keylog.ts';
import { SOURCE_LIMITS } from '../limits.ts';
import { readInterface } from './interfaces.ts';
import type { CaptureInterface } from './interfaces.ts';
import { commentsIn } from './options.ts';
import type { CaptureFormat, TakePacket } from './format.ts';

/** Types of blocks: IETF draft-ietf-opsawg-pcapng, section 4. */
const BLOCK = { section: 0x0a0d0d0a, interface: 1, packet: 2, simple: 3, enhanced: 6, secrets: 10 } as const;
const BYTE_ORDER = 0x1a2b3c4d;
const TLS_KEYS = 0x544c534b;
/** Type, two lengths. */
const AROUND = 12;

/** A section: its byte order, and where its interfaces begin among those of the file. */
interface Section {
  readonly at: number;
  readonly big: boolean;
  readonly first: number;
}

/** What is known of a file beside its packets, shared by all who read it. */
interface Known {
  readonly sections: Section[];
  readonly interfaces: CaptureInterface[];
  readonly secrets: string[];
  readonly comments: string[];
}

/** A file of the pcapng format: blocks of many kinds, in sections of either byte order. Kinds that are not known are passed over. */
export class PcapngFile implements CaptureFormat {
  readonly title = 'pcapng';
  readonly #known: Known;
  readonly #again: boolean;
  #section: Section | undefined;
  #time = 0;

  constructor(known?: Known, section?: Section) {
    this.#known = known ?? { sections: [], interfaces: [], secrets: [], comments: [] };
    this.#again = known !== undefined;
    this.#section = section;
  }

  get secrets(): readonly string[] {
    return this.#known.secrets;
  }

  get comments(): readonly string[] {
    return this.#known.comments;
  }

  at(place: number): CaptureFormat {
    const section = this.#known.sections.findLast((each) => each.at <= place);
    return new PcapngFile(this.#known, section);
  }

  block(bytes: Buffer, from: number, base: number, take: TakePacket): number | string {
    const left = bytes.length - from;
    if (left < AROUND) return 0;
    const isSection = bytes.readUInt32BE(from) === BLOCK.section;
    if (isSection) {
      const big = orderAt(bytes, from + 8);
      if (big === undefined) return 'a section begins whose byte order cannot be told';
      const fault = this.#begin(base + from, big);
      if (fault !== undefined) return fault;
    }
    const section = this.#section;
    if (section === undefined) return 'a block stands before the first section';
    const { big } = section;
    const length = word(bytes, from + 4, big);
    if (length < AROUND || length > SOURCE_LIMITS.block || length % 4 !== 0)
      return `a block says that it has ${grouped(length)} bytes`;
    if (left < length) return 0;
    if (word(bytes, from + length - 4, big) !== length) return 'a block has two lengths that differ';
    const body = bytes.subarray(from + 8, from + length - 4);
    const type = isSection ? BLOCK.section : word(bytes, from, big);
    const fault = this.#take(type, body, { at: base + from, from, size: length, bytes }, take);
    return fault ?? length;
  }

  #begin(at: number, big: boolean): string | undefined {
    const { sections, interfaces } = this.#known;
    const known = sections.find((each) => each.at === at);
    if (known === undefined && sections.length >= SOURCE_LIMITS.sections)
      return 'a section begins beyond those that are read';
    const section = known ?? { at, big, first: interfaces.length };
    if (known === undefined) sections.push(section);
    this.#section = section;
    return undefined;
  }

  #take(
    type: number,
    body: Buffer,
    place: { readonly at: number; readonly from: number; readonly size: number; readonly bytes: Buffer },
    take: TakePacket,
  ): string | undefined {
    const { interfaces, secrets } = this.#known;
    const { big = false, first = 0 } = this.#section ?? {};
    // Of packets, where their bytes begin within the body, which interface brought them, and two lengths.
    const give = (
      start: number,
      index: number,
      captured: number,
      length: number,
      time?: number,
    ): string | undefined => {
      const own = interfaces[first + index];
      if (own === undefined) return 'a packet names an interface that there is not';
      if (captured > SOURCE_LIMITS.packet || start + captured > body.length)
        return `a packet says that ${grouped(captured)} bytes of it were captured`;
      this.#time = time === undefined ? this.#time : time * own.unit + own.plus;
      const from = place.from + 8 + start;
      const { at, size, bytes } = place;
      const { link, name: interfaceName } = own;
      take({ at, size, time: this.#time, link, interfaceName, from, to: from + captured, length }, bytes);
      return undefined;
    };
    const at = (offset: number): number => word(body, offset, big);
    const moment = (): number => at(4) * 2 ** 32 + at(8);
    switch (type) {
      case BLOCK.enhanced:
        return body.length < 20 ? SHORT : give(20, at(0), at(12), at(16), moment());
      case BLOCK.packet:
        if (body.length < 20) return SHORT;
        return give(20, big ? body.readUInt16BE(0) : body.readUInt16LE(0), at(12), at(16), moment());
      case BLOCK.simple: {
        if (body.length < 4) return SHORT;
        const snap = interfaces[first]?.snap ?? 0;
        const most = Math.min(body.length - 4, snap === 0 ? Infinity : snap);
        return give(4, 0, Math.min(at(0), most), at(0));
      }
      case BLOCK.interface:
        return this.#interface(body, big);
      case BLOCK.secrets:
        if (!this.#again && body.length >= 8 && at(0) === TLS_KEYS)
          for (const line of linesOfKeylog(latin1(body.subarray(8, 8 + at(4)))))
            if (secrets.length < KEY_LOG_LIMITS.secrets) secrets.push(line);
        return undefined;
      case BLOCK.section:
        this.#comment(body, 16, big);
        return undefined;
      default:
        return undefined;
    }
  }

  #interface(body: Buffer, big: boolean): string | undefined {
    if (this.#again) return undefined;
    const read = readInterface(body, big);
    if (read === undefined) return SHORT;
    if (this.#known.interfaces.length >= SOURCE_LIMITS.interfaces)
      return 'an interface is described beyond those that are read';
    this.#known.interfaces.push(read);
    this.#comment(body, 8, big);
    return undefined;
  }

  #comment(body: Buffer, at: number, big: boolean): void {
    if (this.#again) return;
    const { comments } = this.#known;
    for (const comment of commentsIn(body, at, big))
      if (comments.length < SOURCE_LIMITS.comments) comments.push(comment.slice(0, SOURCE_LIMITS.told));
  }
}

const SHORT = 'a block is too short for what it says that it is';

function orderAt(bytes: Buffer, at: number): boolean | undefined {
  if (bytes.readUInt32BE(at) === BYTE_ORDER) return true;
  return bytes.readUInt32LE(at) === BYTE_ORDER ? false : undefined;
}

function word(bytes: Buffer, at: number, big: boolean): number {
  return big ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at);
}
