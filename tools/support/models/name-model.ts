import type { Random } from '../fuzz.ts';

/** A distinguished name in DER, and the text that it must be read as. */
export interface NameModel {
  readonly der: Buffer;
  readonly text: string;
}

/** Attribute types: their arcs, and what they are called where they have a name. */
const TYPES = [
  { arcs: [2, 5, 4, 3], name: 'CN' },
  { arcs: [2, 5, 4, 10], name: 'O' },
  { arcs: [2, 5, 4, 17], name: 'postalCode' },
  { arcs: [2, 5, 4, 9], name: 'street' },
  { arcs: [2, 5, 4, 5], name: 'serialNumber' },
  { arcs: [1, 2, 840, 113549, 1, 9, 1], name: 'emailAddress' },
  { arcs: [0, 9, 2342, 19200300, 100, 1, 25], name: 'DC' },
  { arcs: [1, 3, 6, 1, 4, 1, 99999, 7], name: undefined },
  { arcs: [2, 999, 3], name: undefined },
] as const;

/** How the characters of a value may be written: UTF8String, PrintableString and IA5String, BMPString, UniversalString. */
const STRINGS = [0x0c, 0x13, 0x16, 0x1e, 0x1c] as const;
const PARTS = ['a', 'Bank', ' of ', '42', 'ö', '好', ',', '+', '"', '\\', ';', '<', '>', '-'] as const;
/** Attributes of a name that are shown. */
const LISTED = 32;

/** A name that a seed repeats: any number of parts, some with more than one attribute. RFC 5280 §4.1.2.4. */
export function nameModel(random: Random): NameModel {
  const sets: Buffer[] = [];
  const texts: string[] = [];
  const count = random.below(random.below(8) === 0 ? 40 : 6);
  let total = 0;
  for (let left = count; left > 0; left -= 1) {
    const attributes = Array.from({ length: random.below(6) === 0 ? 2 : 1 }, () => attribute(random));
    sets.push(element(0x31, Buffer.concat(attributes.map(({ der }) => der))));
    for (const [index, { text }] of attributes.entries()) {
      if (total < LISTED) texts.push(`${total === 0 ? '' : index === 0 ? ', ' : ' + '}${text}`);
      total += 1;
    }
  }
  const more = total > LISTED ? ` and ${total - LISTED} more` : '';
  return { der: element(0x30, Buffer.concat(sets)), text: texts.join('') + more };
}

function attribute(random: Random): NameModel {
  const { arcs, name } = random.pick(TYPES);
  const tag = random.pick(STRINGS);
  const ascii = tag === 0x13 || tag === 0x16;
  const parts = PARTS.filter((part) => !ascii || part.length === Buffer.byteLength(part));
  const value = Array.from({ length: 1 + random.below(5) }, () => random.pick(parts)).join('');
  const der = element(0x30, Buffer.concat([element(0x06, oid(arcs)), element(tag, encoded(tag, value))]));
  return { der, text: `${name ?? arcs.join('.')}=${escaped(value)}` };
}

/** RFC 4514 §2.4: a blank at either end, and what has a meaning of its own, behind a backslash. */
function escaped(value: string): string {
  const last = value.length - 1;
  return Array.from(value, (character, at) =>
    '"+,;<>\\'.includes(character) || (character === ' ' && (at === 0 || at === last))
      ? `\\${character}`
      : character,
  ).join('');
}

function encoded(tag: number, value: string): Buffer {
  if (tag === 0x1e) return Buffer.from(value, 'utf16le').swap16();
  if (tag !== 0x1c) return Buffer.from(value);
  return Buffer.concat(
    Array.from(value, (character) => {
      const four = Buffer.alloc(4);
      four.writeUInt32BE(character.codePointAt(0) ?? 0);
      return four;
    }),
  );
}

function oid(arcs: readonly number[]): Buffer {
  const [first = 0, second = 0, ...rest] = arcs;
  return Buffer.from([first * 40 + second, ...rest].flatMap(base128));
}

function base128(arc: number): number[] {
  const digits = [arc & 0x7f];
  for (let left = Math.floor(arc / 128); left > 0; left = Math.floor(left / 128))
    digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

function element(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const header =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from([tag, ...header]), content]);
}
