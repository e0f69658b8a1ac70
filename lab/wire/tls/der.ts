import { hex } from '../../text/hex.ts';
import { printable } from '../../text/printable.ts';
import { cutText, utf8 } from '../../text/readable.ts';

/** One element of DER: where it begins, where its content begins and where it ends. ITU-T X.690 §8.1. */
export interface DerElement {
  readonly tag: number;
  readonly at: number;
  readonly content: number;
  readonly end: number;
}

/** The element at `at`, or undefined where it does not fit before `end`. Never throws. */
export function derElement(bytes: Uint8Array, at: number, end = bytes.length): DerElement | undefined {
  const tag = bytes[at];
  const first = bytes[at + 1];
  if (tag === undefined || first === undefined) return undefined;
  const octets = first < 0x80 ? 0 : first & 0x7f;
  if (octets > 3 || first === 0x80) return undefined;
  let length = first < 0x80 ? first : 0;
  for (let index = 0; index < octets; index++) length = length * 256 + (bytes[at + 2 + index] ?? 0);
  const content = at + 2 + octets;
  return content + length <= end ? { tag, at, content, end: content + length } : undefined;
}

/** The elements that follow each other from `at` to `end`, up to the first that does not fit and at most `most`. */
export function derElements(bytes: Uint8Array, at: number, end: number, most: number): DerElement[] {
  const elements: DerElement[] = [];
  for (let next = at; next < end && elements.length < most;) {
    const element = derElement(bytes, next, end);
    if (element === undefined) break;
    elements.push(element);
    next = element.end;
  }
  return elements;
}

/** Attributes of one name that are shown; more are counted. */
const LISTED = 32;

/**
 * A distinguished name as text, `CN=Lab CA, O=Plainsight`, its values escaped as RFC 4514 §2.4 has it and safe to show;
 * a plus stands between attributes of one part. Empty where it cannot be read. RFC 5280 §4.1.2.4.
 */
export function nameText(bytes: Uint8Array, name: DerElement): string {
  const sets = derElements(bytes, name.content, name.end, Infinity);
  const attributes = sets.flatMap((set) => derElements(bytes, set.content, set.end, Infinity));
  const firsts = new Set(sets.map((set) => set.content));
  let text = '';
  for (const attribute of attributes.slice(0, LISTED)) {
    const shown = attributeText(bytes, attribute);
    if (shown === undefined) continue;
    text += `${text === '' ? '' : firsts.has(attribute.at) ? ', ' : ' + '}${shown}`;
  }
  const more = attributes.length - LISTED;
  return more > 0 ? `${text} and ${more} more` : text;
}

/** Bytes of an object identifier that is read as one; those in use have about ten. */
const OID_BYTES = 64;

/** An object identifier with dots, `1.2.840.113549.1.9.1`, or its bytes where it is none. ITU-T X.690 §8.19. */
export function oidText(bytes: Uint8Array, oid: DerElement): string {
  const content = bytes.subarray(oid.content, oid.end);
  const last = content.at(-1) ?? 0x80;
  if (content.length > OID_BYTES || last >= 0x80) return `#${start(content)}`;
  const arcs: bigint[] = [];
  let arc = 0n;
  for (const byte of content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f);
    if (byte >= 0x80) continue;
    arcs.push(arc);
    arc = 0n;
  }
  const [first = 0n, ...others] = arcs;
  const top = first < 80n ? first / 40n : 2n;
  return [top, first - top * 40n, ...others].join('.');
}

function attributeText(bytes: Uint8Array, attribute: DerElement): string | undefined {
  const [type, value] = derElements(bytes, attribute.content, attribute.end, 2);
  if (type === undefined || value === undefined) return undefined;
  const oid = oidText(bytes, type);
  return `${ATTRIBUTES[oid] ?? oid}=${valueText(bytes, value)}`;
}

/** Tags of strings: UTF8, Numeric, Printable, Teletex, IA5 and Visible. ITU-T X.680 §41. */
const STRINGS: ReadonlySet<number> = new Set([0x0c, 0x12, 0x13, 0x14, 0x16, 0x1a]);
/** Tags of the strings whose characters take two and four bytes. */
const BMP_STRING = 0x1e;
const UNIVERSAL_STRING = 0x1c;

/** An attribute's value: a string as its text, anything else as `#` and the bytes of its element. RFC 4514 §2.4. */
function valueText(bytes: Uint8Array, value: DerElement): string {
  const content = bytes.subarray(value.content, value.end);
  if (STRINGS.has(value.tag)) {
    const text = utf8(content);
    return text === undefined ? byteByByte(content) : safe(text);
  }
  if (value.tag === BMP_STRING && content.length % 2 === 0) return safe(wide(content, 2));
  if (value.tag === UNIVERSAL_STRING && content.length % 4 === 0) return safe(wide(content, 4));
  return `#${start(bytes.subarray(value.at, value.end))}`;
}

function safe(text: string): string {
  return printable(cutText(text).replace(/^[ #]|["+,;<>\\]| $/g, '\\$&'));
}

/** One character inside a string. */
function within(byte: number): string {
  return byte < 0x80 ? safe(`x${String.fromCharCode(byte)}x`).slice(1, -1) : `\\x${byte.toString(16)}`;
}

/** A string that is not UTF-8, with the bytes beyond ASCII as `\xe9`. */
function byteByByte(content: Uint8Array): string {
  const shown = Array.from(content.subarray(0, 256), within);
  return `${shown.join('')}${content.length > shown.length ? '…' : ''}`;
}

/** Characters of `width` bytes each, most significant byte first, as text. */
function wide(content: Uint8Array, width: 2 | 4): string {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  let text = '';
  for (let at = 0; at < Math.min(content.length, 512 * width); at += width) {
    const code = width === 2 ? view.getUint16(at) : view.getUint32(at);
    text += width === 2 ? String.fromCharCode(code) : code > 0x10ffff ? '\ufffd' : String.fromCodePoint(code);
  }
  return text;
}

function start(bytes: Uint8Array): string {
  return `${hex(bytes.subarray(0, OID_BYTES))}${bytes.length > OID_BYTES ? '…' : ''}`;
}

/** Attribute types of names by their object identifiers. RFC 5280 §A.1, RFC 4519 §2. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'surname',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.13': 'description',
  '2.5.4.15': 'businessCategory',
  '2.5.4.16': 'postalAddress',
  '2.5.4.17': 'postalCode',
  '2.5.4.18': 'postOfficeBox',
  '2.5.4.20': 'telephoneNumber',
  '2.5.4.41': 'name',
  '2.5.4.42': 'givenName',
  '2.5.4.43': 'initials',
  '2.5.4.44': 'generationQualifier',
  '2.5.4.45': 'x500UniqueIdentifier',
  '2.5.4.46': 'dnQualifier',
  '2.5.4.51': 'houseIdentifier',
  '2.5.4.65': 'pseudonym',
  '2.5.4.97': 'organizationIdentifier',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.3': 'mail',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
  '1.2.840.113549.1.9.2': 'unstructuredName',
  '1.2.840.113549.1.9.8': 'unstructuredAddress',
  '1.3.6.1.4.1.311.60.2.1.1': 'jurisdictionLocality',
  '1.3.6.1.4.1.311.60.2.1.2': 'jurisdictionState',
  '1.3.6.1.4.1.311.60.2.1.3': 'jurisdictionCountry',
};
