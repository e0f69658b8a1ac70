import { constants, crc32, inflateRawSync } from 'node:zlib';
import { counted, grouped } from '../../../lab/text/count.ts';
import { TEACHING_LIMITS } from '../limits.ts';

/** A file in an archive. Its name is what the archive says, hostile text that leads nowhere: nothing is ever written by it. */
export interface ZipFile {
  readonly name: string;
  /** Its first bytes, as far as they can be had of a few of the archive's. */
  start(): Buffer;
  /** Unpacks at most so many bytes; a sentence where it is more, or broken. */
  read(most: number): Buffer | string;
}

/** What an archive holds, and sentences of what in it was left alone. */
export interface ZipListing {
  readonly files: readonly ZipFile[];
  readonly notices: readonly string[];
}

const END = 0x06054b50;
const ENTRY = 0x02014b50;
const LOCAL = 0x04034b50;
const END_SIZE = 22;
const ENTRY_SIZE = 46;
const LOCAL_SIZE = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;
const UTF8_NAME = 0x800;
/** Bytes of a packed file that are unpacked to tell what it is. */
const PEEKED = 4096;
/** In the upper half of an entry's attributes, where Unix made it: the kind of the file (POSIX `S_IFMT`), and a link's. */
const KIND = 0xf000;
const LINK = 0xa000;

/** Whether bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return bytes.length >= END_SIZE && [LOCAL, END].includes(Buffer.from(bytes.subarray(0, 4)).readUInt32LE(0));
}

/**
 * Lists a zip archive (APPNOTE.TXT 6.3) by its central directory, at most so many entries of it. Zip64, several
 * disks and encryption are told and not read. Never throws; unpacks nothing.
 */
export function listZip(archive: Uint8Array, most: number = TEACHING_LIMITS.archiveEntries): ZipListing {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = bytes.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  if (end === -1 || end + END_SIZE > bytes.length)
    return { files: [], notices: ['the archive is cut short: it has no list of its files'] };
  const count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count === 0xffff || at === 0xffffffff)
    return { files: [], notices: ['the archive is of the kind Zip64, which is not read'] };
  const files: ZipFile[] = [];
  const notices: string[] = [];
  if (count > most)
    notices.push(
      `the archive has ${counted(count, 'entry', 'entries')}, and only the first ${grouped(most)} are looked at`,
    );
  for (let index = 0; index < Math.min(count, most); index += 1) {
    if (at + ENTRY_SIZE > bytes.length || bytes.readUInt32LE(at) !== ENTRY) {
      notices.push(`the archive is broken after ${counted(index, 'entry', 'entries')}`);
      break;
    }
    const entry = entryAt(bytes, at);
    at += entry.length;
    if (typeof entry.found !== 'string') files.push(entry.found);
    else if (entry.found !== '') notices.push(entry.found);
  }
  return { files, notices };
}

/** One entry: a file, why it is none that is read, or nothing to say of it where it is a folder. */
function entryAt(bytes: Buffer, at: number): { readonly length: number; readonly found: ZipFile | string } {
  const [flags, method] = [bytes.readUInt16LE(at + 8), bytes.readUInt16LE(at + 10)];
  const [sum, packed] = [16, 20].map((offset) => bytes.readUInt32LE(at + offset));
  const [nameLength, extra, remark] = [28, 30, 32].map((offset) => bytes.readUInt16LE(at + offset));
  const name = bytes.toString(
    (flags & UTF8_NAME) === 0 ? 'latin1' : 'utf8',
    at + ENTRY_SIZE,
    at + ENTRY_SIZE + (nameLength ?? 0),
  );
  const length = ENTRY_SIZE + (nameLength ?? 0) + (extra ?? 0) + (remark ?? 0);
  const kind = (bytes.readUInt32LE(at + 38) >>> 16) & KIND;
  const place = bytes.readUInt32LE(at + 42);
  if (name.endsWith('/')) return { length, found: leadsOut(name) ? outside(name) : '' };
  if (kind === LINK) return { length, found: `${name} is a link, which is not followed` };
  if (leadsOut(name)) return { length, found: outside(name) };
  if ((flags & ENCRYPTED) !== 0) return { length, found: `${name} is encrypted, and is not read` };
  if (method !== STORED && method !== DEFLATED)
    return { length, found: `${name} is packed in a way (${method}) that is not read` };
  const packedAs = { name, place, packed: packed ?? 0, method, sum: sum ?? 0 };
  return {
    length,
    found: {
      name,
      start: () => startOf(bytes, packedAs),
      read: (most) => unpack(bytes, packedAs, most),
    },
  };
}

function leadsOut(name: string): boolean {
  return /^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)/i.test(name);
}

function outside(name: string): string {
  return `${name} leads out of the archive, and is left alone`;
}

/** A file as it is packed. */
interface PackedFile {
  readonly name: string;
  readonly place: number;
  readonly packed: number;
  readonly method: number;
  readonly sum: number;
}

/** The packed bytes of a file; a sentence where they are not there. */
function packedBytes(bytes: Buffer, { name, place, packed }: PackedFile): Buffer | string {
  if (place + LOCAL_SIZE > bytes.length || bytes.readUInt32LE(place) !== LOCAL) return `${name} is broken`;
  const from = place + LOCAL_SIZE + bytes.readUInt16LE(place + 26) + bytes.readUInt16LE(place + 28);
  return from + packed > bytes.length ? `${name} is cut short` : bytes.subarray(from, from + packed);
}

function startOf(bytes: Buffer, entry: PackedFile): Buffer {
  const content = packedBytes(bytes, entry);
  if (typeof content === 'string') return Buffer.alloc(0);
  const few = content.subarray(0, PEEKED);
  if (entry.method === STORED) return few;
  try {
    // Deflate makes of one byte 1,032 at most.
    return inflateRawSync(few, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, PEEKED);
  } catch {
    return Buffer.alloc(0);
  }
}

function unpack(bytes: Buffer, entry: PackedFile, most: number): Buffer | string {
  const { name, method, sum } = entry;
  const content = packedBytes(bytes, entry);
  if (typeof content === 'string') return content;
  if (method === STORED) {
    if (content.length > most) return tooLargeFile(name, most);
    return crc32(content) === sum ? content : `${name} is broken: its check sum is another`;
  }
  try {
    const unpacked = inflateRawSync(content, { maxOutputLength: Math.max(1, most) });
    return crc32(unpacked) === sum ? unpacked : `${name} is broken: its check sum is another`;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ERR_BUFFER_TOO_LARGE' ? tooLargeFile(name, most) : `${name} is broken`;
  }
}

/** That a file is larger than what is read of it. */
export function tooLargeFile(name: string, most: number): string {
  return `${name} is larger than ${grouped(most)} bytes, the most that is read of such a file`;
}
