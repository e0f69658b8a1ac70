import { ascii } from '../../text/ascii.ts';

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

/** A distinguished name as text, `CN=Lab CA, O=Plainsight`; empty where it cannot be read. RFC 5280 §4.1.2.4. */
export function nameText(bytes: Uint8Array, name: DerElement): string {
  const parts: string[] = [];
  for (const set of derElements(bytes, name.content, name.end, 32)) {
    const pair = derElement(bytes, set.content, set.end);
    const [oid, value] = pair === undefined ? [] : derElements(bytes, pair.content, pair.end, 2);
    if (oid === undefined || value === undefined) continue;
    const digits = Buffer.from(bytes.subarray(oid.content, oid.end)).toString('hex');
    parts.push(`${ATTRIBUTES[digits] ?? `OID ${digits}`}=${ascii(bytes.subarray(value.content, value.end))}`);
  }
  return parts.join(', ');
}

/** Attribute types of names by the bytes of their object identifiers. RFC 5280 §A.1. */
const ATTRIBUTES: Readonly<Record<string, string>> = {
  550403: 'CN',
  550406: 'C',
  550407: 'L',
  550408: 'ST',
  '55040a': 'O',
  '55040b': 'OU',
};
