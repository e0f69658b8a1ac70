import { crc32, deflateRawSync } from 'node:zlib';

/** A file to put into an archive. */
export interface FileToZip {
  readonly name: string;
  readonly content: Uint8Array;
  /** Unix's kind and mode; a regular file, ordinarily. */
  readonly mode?: number;
  /** Whether it is stored as it is. */
  readonly stored?: boolean;
  /** What the directory says of its size, where that is a lie. */
  readonly says?: number;
  readonly flags?: number;
}

/** A zip archive, or what hostile people make of one. */
export function zipped(files: readonly FileToZip[]): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, content, mode = 0o100644, stored = false, says, flags = 0x800 } of files) {
    const packed = stored ? Buffer.from(content) : deflateRawSync(content);
    const title = Buffer.from(name);
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(flags, 6);
    local.writeUInt16LE(stored ? 0 : 8, 8);
    local.writeUInt32LE(crc32(content), 14);
    local.writeUInt32LE(packed.length, 18);
    local.writeUInt32LE(says ?? content.length, 22);
    local.writeUInt16LE(title.length, 26);
    // What stands before a file's bytes alone, and not in the list: where they begin the list does not say.
    const extra = Buffer.alloc(4);
    local.writeUInt16LE(extra.length, 28);
    const entry = Buffer.alloc(46);
    entry.writeUInt32LE(0x02014b50, 0);
    local.copy(entry, 8, 6, 28);
    entry.writeUInt16LE(title.length, 28);
    entry.writeUInt32LE((mode << 16) >>> 0, 38);
    entry.writeUInt32LE(at, 42);
    locals.push(local, title, extra, packed);
    entries.push(entry, title);
    at += local.length + title.length + extra.length + packed.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
