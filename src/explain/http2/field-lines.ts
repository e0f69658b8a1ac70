import { counted } from '../../../lab/text/count.ts';
import { rangesOf } from '../../../lab/wire/gathered.ts';
import type { FieldSection } from '../../../lab/wire/http2/frame.ts';
import type { FieldLine, HpackString } from '../../../lab/wire/http2/hpack.ts';
import { STATIC_TABLE } from '../../../lab/wire/http2/static-table.ts';
import type { Field } from '../field.ts';
import { listedFields } from '../http/listed-fields.ts';
import { shownBytes } from '../shown.ts';
import { SOURCES } from '../sources/sources.ts';

/** Field lines of one block that get a field each, and characters of a name in a label. */
const LISTED = 256;
const LABEL = 48;

/** The lines of a field block, each with how HPACK wrote it. RFC 7541. */
export function fieldLines(section: FieldSection): Field[] {
  const { resized, lines, more } = section;
  const fields = [
    ...resized.map(({ at, length, most }) =>
      placed(section, at, length, {
        label: 'table size',
        value: counted(most, 'byte'),
        why: 'From here on the table of fields may be so large. Both sides keep the same table.',
        source: SOURCES.hpackResize,
      }),
    ),
    ...lines.map((line) => lineField(section, line)),
  ];
  const listed = listedFields(fields, LISTED, 'field', SOURCES.http2Headers);
  if (more === 0) return listed;
  const end = { offset: (listed.at(-1)?.offset ?? 0) + (listed.at(-1)?.length ?? 0), length: 0 };
  const value = counted(more, 'field');
  return [
    ...listed,
    { ...end, label: 'more', value, why: 'This lab counts them only.', source: SOURCES.http2Headers },
  ];
}

function placed(
  { block }: FieldSection,
  at: number,
  length: number,
  rest: Omit<Field, 'offset' | 'length' | 'ranges'>,
): Field {
  const ranges = rangesOf(block, at, length);
  return { offset: ranges[0].offset, length, ...(ranges.length > 1 && { ranges }), ...rest };
}

function lineField(section: FieldSection, line: FieldLine): Field {
  const { at, length, name, value, nameText, valueText } = line;
  const [how, source] = formWhy(line);
  const [what, rule] = meaningOf(name);
  const children = [
    ...(nameText === undefined ? [] : [textField(section, nameText, 'name', name)]),
    ...(valueText === undefined ? [] : [textField(section, valueText, 'value', value)]),
  ];
  return placed(section, at, length, {
    label: shownBytes(name, LABEL),
    value: shownBytes(value),
    why: `${what} ${how}`,
    source: rule === undefined ? source : `${rule}, ${source}`,
    ...(children.length > 0 && { children }),
  });
}

function textField(section: FieldSection, text: HpackString, label: string, value: string): Field {
  return placed(section, text.at, text.length, {
    label,
    value: shownBytes(value),
    why: text.huffman
      ? 'Written in Huffman codes, which are shorter for frequent letters. Anyone can undo them.'
      : 'Written letter by letter.',
    source: SOURCES.hpackString,
  });
}

/** How a line was written, and where that rule stands. */
function formWhy({ form, index, length, name, value }: FieldLine): readonly [why: string, source: string] {
  const known = `number ${index ?? 0} of the ${(index ?? 0) > STATIC_TABLE.length ? 'table that this connection has made' : 'table that everybody knows'}`;
  switch (form) {
    case 'indexed':
      return [
        `${counted(length, 'byte stands', 'bytes stand')} for ${counted(name.length + value.length, 'character')}: ${known}.`,
        SOURCES.hpackIndexed,
      ];
    case 'incremental':
      return ['It is put into the table: next time its number will do.', SOURCES.hpackIncremental];
    case 'without':
      return ['It is not put into the table.', SOURCES.hpackWithout];
    case 'never':
      return [
        'Its sender asks that nobody ever puts it into a table, so that its length gives nothing away.',
        SOURCES.hpackNever,
      ];
  }
}

const REQUEST = SOURCES.http2Request;

const MEANINGS: Readonly<Record<string, readonly [what: string, rule?: string]>> = {
  ':method': ['The method, which HTTP/1.1 writes at the beginning of its request line.', REQUEST],
  ':scheme': ['The scheme of the address: http or https.', REQUEST],
  ':authority': ['The name of the site, as Host says it in HTTP/1.1.', REQUEST],
  ':path': ['The page that is asked for.', REQUEST],
  ':status': ['How it went, as a number. HTTP/2 has no words for it.', SOURCES.http2Response],
  cookie: ['A cookie. Each may stand on a line of its own, so that the table holds it.', SOURCES.http2Cookie],
  'set-cookie': ['The bank gives the victim a cookie.', SOURCES.setCookie],
  authorization: ['What proves who asks.', SOURCES.authorization],
};

function meaningOf(name: string): readonly [what: string, rule?: string] {
  const known = Object.hasOwn(MEANINGS, name) ? MEANINGS[name] : undefined;
  return known ?? ['A header field, as in HTTP/1.1.'];
}
