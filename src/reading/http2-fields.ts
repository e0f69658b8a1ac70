import type { FieldSection } from '../../lab/wire/http2/frame.ts';
import type { FieldLine, HpackString } from '../../lab/wire/http2/hpack.ts';
import { rangesOf } from '../../lab/wire/gathered.ts';
import type { Span } from '../../lab/wire/span.ts';
import type { Carried } from './protocol.ts';
import { PACKED_STAR, starsOver } from './stars.ts';
import type { Patch } from './stars.ts';

/** A field section unpacked: a line for each field, `name: value`. RFC 7541. */
export function carriedFields(section: FieldSection, limit: number): Carried {
  const { lines, problem, more, stream } = section;
  const starts: number[] = [];
  let text = '';
  for (const { name, value } of lines) {
    starts.push(text.length);
    text += `${name}: ${value}\n`;
  }
  const bytes = Buffer.from(text, 'latin1').subarray(0, limit);
  return {
    bytes,
    truncated: problem !== undefined || more > 0 || bytes.length < text.length,
    name: () => `header fields of stream ${stream}, packed with HPACK`,
    place: (at, length) => {
      const index = starts.findLastIndex((start) => start <= at);
      const line = lines[index];
      // Only a value that was written letter by letter stands on the wire as it is.
      if (line === undefined || line.valueText === undefined || line.valueText.huffman) return undefined;
      const from = at - (starts[index] ?? 0) - line.name.length - 2;
      const span = from < 0 ? undefined : placeInValue(section, line, from, length);
      return span === undefined ? undefined : { span };
    },
    hidden: (at, length) => {
      const held = lines.flatMap((line, index) => {
        const start = starts[index] ?? 0;
        const value = start + line.name.length + 2;
        const [from, to] = [Math.max(0, at - value), Math.min(line.value.length, at + length - value)];
        const name = at < start + line.name.length && at + length > start;
        return [
          ...(name && line.nameText !== undefined ? hiddenString(section, line.nameText) : []),
          ...(from < to ? hiddenValue(section, line, from, to - from) : []),
        ];
      });
      return at + length > text.length ? [...held, ...hiddenRest(section)] : held;
    },
  };
}

/** Where a stretch of a field's value stands on the wire in one piece: of one that is packed, all of its string. */
export function placeInValue(
  section: FieldSection,
  { value, valueText }: FieldLine,
  from: number,
  length: number,
): Span | undefined {
  if (valueText === undefined || from + length > value.length) return undefined;
  const { at, length: own } = valueText.huffman
    ? coded(section, valueText)
    : { at: valueText.at + valueText.length - value.length + from, length };
  const [first, ...others] = rangesOf(section.block, at, own);
  return others.length > 0 ? undefined : first;
}

/** A string without the integer before it that says how long it is (RFC 7541, section 5.2). */
function coded({ block }: FieldSection, { at, length }: HpackString): Pick<HpackString, 'at' | 'length'> {
  let head = 1;
  if (((block.bytes[at] ?? 0) & 0x7f) === 0x7f)
    while (head < length && ((block.bytes[at + head++] ?? 0) & 0x80) !== 0);
  return { at: at + head, length: length - head };
}

function hiddenString(section: FieldSection, text: HpackString): readonly Patch[] {
  const { at, length } = coded(section, text);
  const spans = length === 0 ? [] : rangesOf(section.block, at, length);
  return spans.map((span) => starsOver(span, text.huffman ? PACKED_STAR : undefined));
}

/** Nothing stands there of a value out of the table: where it was put in, it is left out. */
function hiddenValue(
  section: FieldSection,
  { value, valueText }: FieldLine,
  from: number,
  length: number,
): readonly Patch[] {
  if (valueText === undefined) return [];
  if (valueText.huffman) return hiddenString(section, valueText);
  const start = valueText.at + valueText.length - value.length;
  return rangesOf(section.block, start + from, length).map((span) => starsOver(span));
}

/** What of the block could not be read, or lies beyond what is kept of it. */
function hiddenRest({ block, lines, problem, more }: FieldSection): readonly Patch[] {
  const last = lines.at(-1);
  const from = last === undefined ? 0 : last.at + last.length;
  if ((problem === undefined && more === 0) || from >= block.bytes.length) return [];
  return rangesOf(block, from, block.bytes.length - from).map((span) => starsOver(span));
}
