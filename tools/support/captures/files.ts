/** A frame with its time in ms. `length` is how long it was on the wire, where less of it was captured. */
export interface MadeFrame {
  readonly time: number;
  readonly frame: Uint8Array;
  readonly length?: number;
}

/** What of a file a test says otherwise. */
export interface FileWishes {
  readonly big?: boolean;
  readonly nanoseconds?: boolean;
}

/** Writes numbers in a byte order. */
function words(big: boolean): { u16: (value: number) => Buffer; u32: (value: number) => Buffer } {
  const u16 = (value: number): Buffer => {
    const bytes = Buffer.alloc(2);
    if (big) bytes.writeUInt16BE(value);
    else bytes.writeUInt16LE(value);
    return bytes;
  };
  const u32 = (value: number): Buffer => {
    const bytes = Buffer.alloc(4);
    if (big) bytes.writeUInt32BE(value >>> 0);
    else bytes.writeUInt32LE(value >>> 0);
    return bytes;
  };
  return { u16, u32 };
}

/** A pcap file. */
export function pcapFile(link: number, frames: readonly MadeFrame[], wishes: FileWishes = {}): Buffer {
  const { big = false, nanoseconds = false } = wishes;
  const { u16, u32 } = words(big);
  const head = [
    u32(nanoseconds ? 0xa1b2_3c4d : 0xa1b2_c3d4),
    u16(2),
    u16(4),
    u32(0),
    u32(0),
    u32(262_144),
    u32(link),
  ];
  const records = frames.flatMap(({ time, frame, length = frame.length }) => {
    const seconds = Math.floor(time / 1000);
    const fraction = Math.round((time - seconds * 1000) * (nanoseconds ? 1e6 : 1e3));
    return [u32(seconds), u32(fraction), u32(frame.length), u32(length), Buffer.from(frame)];
  });
  return Buffer.concat([...head, ...records]);
}

const padded = (bytes: Uint8Array): Buffer => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)]);

/** One block of a pcapng file. */
export type MadeBlock =
  | { readonly kind: 'section'; readonly comment?: string }
  | {
      readonly kind: 'interface';
      readonly link: number;
      readonly name?: string;
      readonly resolution?: number;
      readonly offset?: number;
      readonly snap?: number;
    }
  | ({
      readonly kind: 'enhanced' | 'obsolete';
      readonly interface?: number;
      readonly unit?: number;
      readonly comment?: string;
    } & MadeFrame)
  | { readonly kind: 'simple'; readonly frame: Uint8Array; readonly length?: number }
  | { readonly kind: 'secrets'; readonly text: string }
  | { readonly kind: 'unknown'; readonly type: number; readonly body: Uint8Array };

/** A pcapng section in a byte order; several one after another are a file. */
export function pcapngSection(blocks: readonly MadeBlock[], { big = false }: FileWishes = {}): Buffer {
  const { u16, u32 } = words(big);
  const option = (code: number, value: Uint8Array): Buffer =>
    Buffer.concat([u16(code), u16(value.length), padded(value)]);
  const comments = (comment?: string): Buffer =>
    comment === undefined ? Buffer.alloc(0) : Buffer.concat([option(1, Buffer.from(comment)), u32(0)]);
  const block = (type: number, ...body: Uint8Array[]): Buffer => {
    const all = padded(Buffer.concat(body));
    return Buffer.concat([u32(type), u32(12 + all.length), all, u32(12 + all.length)]);
  };
  const packet = (
    type: number,
    made: Extract<MadeBlock, { readonly kind: 'enhanced' | 'obsolete' }>,
  ): Buffer => {
    const { frame, time, length = frame.length, unit = 0.001 } = made;
    const index = made.interface ?? 0;
    const stamp = Math.round(time / unit);
    const times = [u32(Math.floor(stamp / 2 ** 32)), u32(stamp % 2 ** 32), u32(frame.length), u32(length)];
    const which = type === 6 ? u32(index) : Buffer.concat([u16(index), u16(0)]);
    return block(type, which, ...times, padded(frame), comments(made.comment));
  };
  const write = (made: MadeBlock): Buffer => {
    switch (made.kind) {
      case 'section':
        return block(
          0x0a0d_0d0a,
          u32(0x1a2b_3c4d),
          u16(1),
          u16(0),
          u32(0xffff_ffff),
          u32(0xffff_ffff),
          comments(made.comment),
        );
      case 'interface': {
        const { link, name, resolution, offset, snap = 0 } = made;
        const seconds = Buffer.alloc(8);
        if (big) seconds.writeBigInt64BE(BigInt(offset ?? 0));
        else seconds.writeBigInt64LE(BigInt(offset ?? 0));
        const options = [
          ...(name === undefined ? [] : [option(2, Buffer.from(name))]),
          ...(resolution === undefined ? [] : [option(9, Buffer.of(resolution))]),
          ...(offset === undefined ? [] : [option(14, seconds)]),
        ];
        return block(1, u16(link), u16(0), u32(snap), ...options, ...(options.length === 0 ? [] : [u32(0)]));
      }
      case 'enhanced':
        return packet(6, made);
      case 'obsolete':
        return packet(2, made);
      case 'simple':
        return block(3, u32(made.length ?? made.frame.length), made.frame);
      case 'secrets':
        return block(10, u32(0x544c_534b), u32(Buffer.byteLength(made.text)), Buffer.from(made.text));
      case 'unknown':
        return block(made.type, made.body);
    }
  };
  return Buffer.concat(blocks.map(write));
}
