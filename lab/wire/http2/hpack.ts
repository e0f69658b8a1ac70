import { latin1 } from '../bytes.ts';
import { huffmanDecoded } from './huffman.ts';
import { HTTP2_LIMITS } from './limits.ts';
import { STATIC_TABLE } from './static-table.ts';

/** A name and a value as a table holds them, one character for each byte. */
type Entry = readonly [name: string, value: string];

/** The dynamic table of one direction (RFC 7541, section 2.3.2), never changed in place. The newest entry stands last. */
export interface HpackTable {
  readonly entries: readonly Entry[];
  /** Its size as RFC 7541, section 4.1, counts it, and the most that it may have. */
  readonly size: number;
  readonly most: number;
}

/** The table of a connection that begins. */
export const NEW_TABLE: HpackTable = { entries: [], size: 0, most: 4096 };

/** How a field line was written: by its index alone, or as a literal that is put into the table, is not, or never may be. */
export type FieldForm = 'indexed' | 'incremental' | 'without' | 'never';

/** A string within a field block: where it stands, its length before it, and whether it is Huffman-coded. */
export interface HpackString {
  readonly at: number;
  readonly length: number;
  readonly huffman: boolean;
}

/** One field line out of a field block. `at` and `length` are places in the block; texts have one character for each byte. */
export interface FieldLine {
  readonly at: number;
  readonly length: number;
  readonly form: FieldForm;
  readonly name: string;
  readonly value: string;
  /** The index that name, or name and value, were taken from: up to 61 of the static table. */
  readonly index?: number;
  /** The name and the value as they were written, where they were. */
  readonly nameText?: HpackString;
  readonly valueText?: HpackString;
}

/** The sender sets how large the table may be from here on (RFC 7541, section 6.3). */
export interface TableResized {
  readonly at: number;
  readonly length: number;
  readonly most: number;
}

/** What a field block says. */
export interface FieldBlock {
  readonly lines: readonly FieldLine[];
  readonly resized: readonly TableResized[];
  /** The table after it; undefined where the block cannot be read to its end, and so nothing after it. */
  readonly table: HpackTable | undefined;
  /** Lines beyond the bounds, which are counted only. */
  readonly more: number;
  readonly problem?: string;
}

/** Entries cost this beside their bytes (RFC 7541, section 4.1). */
const OVERHEAD = 32;

/** Reads a whole field block (RFC 7541, section 6) with the table that is before it. Never throws. */
export function readFieldBlock(table: HpackTable, block: Uint8Array): FieldBlock {
  const reader = new BlockReader(table, block);
  try {
    reader.read();
  } catch (error) {
    if (!(error instanceof BadBlock)) throw error;
    return { ...reader.result, table: undefined, problem: error.message };
  }
  return { ...reader.result, table: reader.table };
}

/** What is wrong with a block. */
class BadBlock extends Error {}

class BlockReader {
  readonly #block: Uint8Array;
  readonly #lines: FieldLine[] = [];
  readonly #resized: TableResized[] = [];
  readonly #before: readonly Entry[];
  /** A copy of the table, once something is put into it. */
  #copy: Entry[] | undefined;
  /** Of `#entries`, how many at its beginning are gone already. */
  #gone = 0;
  #size: number;
  #most: number;
  #at = 0;
  #more = 0;
  #text = 0;

  constructor({ entries, size, most }: HpackTable, block: Uint8Array) {
    this.#block = block;
    this.#before = entries;
    this.#size = size;
    this.#most = most;
  }

  get #entries(): readonly Entry[] {
    return this.#copy ?? this.#before;
  }

  get table(): HpackTable {
    const entries = this.#gone === 0 ? this.#entries : this.#entries.slice(this.#gone);
    return { entries, size: this.#size, most: this.#most };
  }

  get result(): Pick<FieldBlock, 'lines' | 'resized' | 'more'> {
    return { lines: this.#lines, resized: this.#resized, more: this.#more };
  }

  read(): void {
    while (this.#at < this.#block.length) {
      const first = this.#block[this.#at] ?? 0;
      if (first & 0x80) this.#indexed();
      else if (first & 0x40) this.#literal('incremental', 6);
      else if (first & 0x20) this.#resize();
      else this.#literal(first & 0x10 ? 'never' : 'without', 4);
    }
  }

  #indexed(): void {
    const at = this.#at;
    const index = this.#integer(7);
    const [name, value] = this.#entry(index);
    this.#line({ at, length: this.#at - at, form: 'indexed', name, value, index });
  }

  #literal(form: Exclude<FieldForm, 'indexed'>, prefix: number): void {
    const at = this.#at;
    const index = this.#integer(prefix);
    const nameText = index === 0 ? this.#string() : undefined;
    const name = nameText === undefined ? this.#entry(index)[0] : nameText.text;
    const valueText = this.#string();
    const value = valueText.text;
    this.#line({
      at,
      length: this.#at - at,
      form,
      name,
      value,
      ...(index > 0 && { index }),
      ...(nameText !== undefined && { nameText: nameText.place }),
      valueText: valueText.place,
    });
    if (form === 'incremental') this.#insert([name, value]);
  }

  #resize(): void {
    const at = this.#at;
    const most = this.#integer(5);
    if (this.#lines.length > 0 || this.#more > 0)
      throw new BadBlock('the size of the table set behind a field line');
    if (most > HTTP2_LIMITS.table) throw new BadBlock('a table larger than this lab keeps');
    this.#resized.push({ at, length: this.#at - at, most });
    if (this.#resized.length > 2) throw new BadBlock('the size of the table set more than twice');
    this.#most = most;
    this.#evict(0);
  }

  #line(line: FieldLine): void {
    this.#text += line.name.length + line.value.length;
    const within = this.#lines.length < HTTP2_LIMITS.fields && this.#text <= HTTP2_LIMITS.text;
    if (within && this.#more === 0) this.#lines.push(line);
    else this.#more += 1;
  }

  #entry(index: number): Entry {
    if (index === 0) throw new BadBlock('index 0, which stands for nothing');
    const fixed = STATIC_TABLE[index - 1];
    if (fixed !== undefined) return fixed;
    const place = this.#entries.length - (index - STATIC_TABLE.length);
    const entry = place < this.#gone ? undefined : this.#entries[place];
    if (entry === undefined) throw new BadBlock('an index beyond the table');
    return entry;
  }

  #insert(entry: Entry): void {
    const size = entry[0].length + entry[1].length + OVERHEAD;
    this.#evict(size);
    // One that is larger than the table empties it (RFC 7541, section 4.4).
    if (size > this.#most) return;
    this.#copy ??= [...this.#before];
    this.#copy.push(entry);
    this.#size += size;
  }

  #evict(room: number): void {
    while (this.#gone < this.#entries.length && this.#size + room > this.#most) {
      const [name = '', value = ''] = this.#entries[this.#gone] ?? [];
      this.#size -= name.length + value.length + OVERHEAD;
      this.#gone += 1;
    }
  }

  /** An integer with a prefix of so many bits (RFC 7541, section 5.1). */
  #integer(prefix: number): number {
    const full = 2 ** prefix - 1;
    const first = this.#byte() & full;
    if (first < full) return first;
    let value = full;
    for (let shift = 0; shift <= 21; shift += 7) {
      const byte = this.#byte();
      value += (byte & 0x7f) * 2 ** shift;
      if ((byte & 0x80) === 0) return value;
    }
    throw new BadBlock('an integer too large');
  }

  #byte(): number {
    const byte = this.#block[this.#at];
    if (byte === undefined) throw new BadBlock('a field block that breaks off');
    this.#at += 1;
    return byte;
  }

  #string(): { readonly text: string; readonly place: HpackString } {
    const at = this.#at;
    const huffman = ((this.#block[at] ?? 0) & 0x80) !== 0;
    const length = this.#integer(7);
    if (length > this.#block.length - this.#at)
      throw new BadBlock('a string that goes beyond its field block');
    const bytes = this.#block.subarray(this.#at, this.#at + length);
    this.#at += length;
    const plain = huffman ? huffmanDecoded(bytes) : bytes;
    if (typeof plain === 'string') throw new BadBlock(plain);
    return { text: latin1(plain), place: { at, length: this.#at - at, huffman } };
  }
}
