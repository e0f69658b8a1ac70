import type { Direction } from '../../../lab/wire/direction.ts';
import { FLAG, FRAME_TYPE, PREFACE_TEXT } from '../../../lab/wire/http2/frame.ts';
import type { FieldForm } from '../../../lab/wire/http2/hpack.ts';
import { huffmanEncoded } from '../../../lab/wire/http2/huffman.ts';
import { STATIC_TABLE } from '../../../lab/wire/http2/static-table.ts';
import type { Random } from '../fuzz.ts';

/** A message of a model: its fields as they were written, each with its form, and its content. */
export interface Http2ModelMessage {
  readonly stream: number;
  readonly fields: readonly (readonly [name: string, value: string, form: FieldForm])[];
  readonly content: string;
}

/** One direction of HTTP/2 as RFC 9113 and RFC 7541 have it: its bytes, its frames, and what they say. */
export interface Http2Model {
  readonly bytes: Buffer;
  readonly frames: readonly { readonly type: number; readonly stream: number; readonly length: number }[];
  readonly messages: readonly Http2ModelMessage[];
}

const VALUES = [
  '',
  '/',
  'GET',
  'tulip-orbit-42',
  'session=abc; HttpOnly',
  '\xe9\xff\0',
  'x'.repeat(300),
  'user=alice',
];
const NAMES = ['x-one', 'x-two', 'cookie', ':path', 'content-type', 'x'.repeat(70)];

/** Writes field blocks, with a table of its own that is kept as RFC 7541, section 4, has it. */
class FieldWriter {
  readonly #random: Random;
  #table: (readonly [string, string])[] = [];
  #most = 4096;

  constructor(random: Random) {
    this.#random = random;
  }

  block(fields: Http2ModelMessage['fields']): Buffer {
    const pieces: Buffer[] = [];
    if (this.#random.below(6) === 0) {
      this.#most = this.#random.pick([0, 64, 200, 4096, 65_536]);
      this.#evict();
      pieces.push(integer(this.#most, 5, 0x20));
    }
    for (const field of fields) pieces.push(this.#line(field));
    return Buffer.concat(pieces);
  }

  /** A field line that stands in a table, so that its index alone can say it. */
  known(): readonly [string, string] {
    const all = [...STATIC_TABLE, ...this.#table];
    return this.#random.pick(all);
  }

  #line([name, value, form]: Http2ModelMessage['fields'][number]): Buffer {
    const all = [...STATIC_TABLE, ...this.#table];
    const whole = all.findIndex(([key, text]) => key === name && text === value) + 1;
    if (form === 'indexed') return integer(whole, 7, 0x80);
    const [prefix, first] = ({ incremental: [6, 0x40], without: [4, 0], never: [4, 0x10] } as const)[form];
    const index = this.#random.below(3) === 0 ? 0 : all.findIndex(([key]) => key === name) + 1;
    const written = Buffer.concat([
      integer(index, prefix, first),
      ...(index === 0 ? [this.#string(name)] : []),
      this.#string(value),
    ]);
    if (form === 'incremental') {
      this.#table.unshift([name, value]);
      this.#evict();
    }
    return written;
  }

  #string(text: string): Buffer {
    const bytes = Buffer.from(text, 'latin1');
    const coded = this.#random.below(2) === 0 ? huffmanEncoded(bytes) : undefined;
    const used = coded ?? bytes;
    return Buffer.concat([integer(used.length, 7, coded === undefined ? 0 : 0x80), used]);
  }

  #evict(): void {
    const size = (): number =>
      this.#table.reduce((sum, [name, value]) => sum + name.length + value.length + 32, 0);
    while (size() > this.#most) this.#table.pop();
  }
}

/** An integer with a prefix of so many bits (RFC 7541, section 5.1). */
function integer(value: number, prefix: number, first: number): Buffer {
  const full = 2 ** prefix - 1;
  if (value < full) return Buffer.of(first | value);
  const bytes = [first | full];
  let left = value - full;
  for (; left >= 128; left = Math.floor(left / 128)) bytes.push((left % 128) | 0x80);
  return Buffer.from([...bytes, left]);
}

/** One direction that a seed repeats. */
export function http2Model(random: Random, direction: Direction): Http2Model {
  const pieces: Buffer[] = direction === 'to-bank' ? [Buffer.from(PREFACE_TEXT)] : [];
  const frames: { type: number; stream: number; length: number }[] = [];
  const write = (type: number, flags: number, stream: number, payload: Buffer): void => {
    const head = Buffer.alloc(9);
    head.writeUIntBE(payload.length, 0, 3);
    head[3] = type;
    head[4] = flags;
    head.writeUInt32BE(stream + (random.below(8) === 0 ? 0x8000_0000 : 0), 5);
    pieces.push(head, payload);
    frames.push({ type, stream, length: payload.length });
  };
  write(FRAME_TYPE.SETTINGS, 0, 0, Buffer.alloc(6 * random.below(3)));
  const fields = new FieldWriter(random);
  const messages: Http2ModelMessage[] = [];
  const count = random.below(5);
  for (let index = 0; index < count; index += 1) {
    if (random.below(4) === 0) write(FRAME_TYPE.PING, random.below(2), 0, Buffer.alloc(8, 7));
    const stream = 2 * index + 1;
    const listed = fieldsOf(random, fields);
    const content =
      random.below(2) === 0 ? '' : 'tulip-orbit-42 '.repeat(random.below(random.below(9) === 0 ? 900 : 9));
    writeMessage(random, write, fields.block(listed), { stream, content });
    messages.push({ stream, fields: listed, content });
  }
  if (random.below(3) === 0) write(FRAME_TYPE.GOAWAY, 0, 0, Buffer.alloc(8));
  return { bytes: Buffer.concat(pieces), frames, messages };
}

function fieldsOf(random: Random, known: FieldWriter): Http2ModelMessage['fields'] {
  return Array.from({ length: random.below(9) }, () => {
    const form = random.pick(['indexed', 'incremental', 'without', 'never'] as const);
    // What an earlier line of this block puts out of the table cannot be said by its index: the static ones stay.
    if (form === 'indexed') return [...random.pick(STATIC_TABLE), form] as const;
    const [name, value] = random.below(4) === 0 ? known.known() : [random.pick(NAMES), random.pick(VALUES)];
    return [name, value, form] as const;
  });
}

type WriteFrame = (type: number, flags: number, stream: number, payload: Buffer) => void;

/** A message in HEADERS, perhaps CONTINUATION, and DATA frames, some with padding and a priority. */
function writeMessage(
  random: Random,
  write: WriteFrame,
  block: Buffer,
  { stream, content }: Pick<Http2ModelMessage, 'stream' | 'content'>,
): void {
  const cuts = random.below(3) === 0 ? random.below(3) : 0;
  const parts = cutInto(random, block, cuts + 1);
  const ends = content === '' ? FLAG.END_STREAM : 0;
  for (const [index, part] of parts.entries()) {
    const last = index === parts.length - 1 ? FLAG.END_HEADERS : 0;
    if (index > 0) {
      write(FRAME_TYPE.CONTINUATION, last, stream, part);
      continue;
    }
    const priority = random.below(4) === 0 ? FLAG.PRIORITY : 0;
    const body = Buffer.concat([Buffer.alloc(priority === 0 ? 0 : 5, 1), part]);
    const [flags, payload] = padded(random, body);
    write(FRAME_TYPE.HEADERS, ends | last | priority | flags, stream, payload);
  }
  if (content === '') return;
  const data = cutInto(random, Buffer.from(content), 1 + random.below(3));
  for (const [index, part] of data.entries()) {
    const [flags, payload] = padded(random, part);
    if (random.below(5) === 0) write(FRAME_TYPE.WINDOW_UPDATE, 0, stream, Buffer.of(0, 0, 1, 0));
    write(FRAME_TYPE.DATA, flags | (index === data.length - 1 ? FLAG.END_STREAM : 0), stream, payload);
  }
}

function padded(random: Random, payload: Buffer): readonly [flags: number, payload: Buffer] {
  if (random.below(4) !== 0) return [0, payload];
  const padding = random.below(20);
  return [FLAG.PADDED, Buffer.concat([Buffer.of(padding), payload, Buffer.alloc(padding)])];
}

function cutInto(random: Random, bytes: Buffer, count: number): Buffer[] {
  const places = Array.from({ length: count - 1 }, () => random.below(bytes.length + 1)).toSorted(
    (a, b) => a - b,
  );
  const starts = [0, ...places];
  return starts.map((start, index) => bytes.subarray(start, starts[index + 1] ?? bytes.length));
}
