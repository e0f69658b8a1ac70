import { DecodingMode, HtmlEntityDecoder } from 'entities/decode';
import type { Spelled, Unescaped } from './spelled.ts';

/** Text with its character references undone, as they are in an attribute or elsewhere (HTML, section 13.2.5.72). */
export function withoutReferences(spelled: Spelled, inAttribute: boolean): Spelled {
  let text = '';
  const decoder = new HtmlEntityDecoder((codePoint) => {
    text += String.fromCodePoint(codePoint);
  });
  // The longest name has 32 characters, but any number of zeros may stand before a number.
  return spelled.unescaped(/&(?=[#a-z])/gi, ({ index, input }) => {
    text = '';
    decoder.startEntity(inAttribute ? DecodingMode.Attribute : DecodingMode.Legacy);
    const reference = input.slice(index + 1, index + LONGEST);
    const taken = decoder.write(reference, 0);
    const length = taken < 0 ? decoder.end() : taken;
    return length === 0 ? undefined : { text, length };
  });
}

const LONGEST = 4096;

const CONTROLS: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

const SCRIPT_ESCAPE =
  /\\(?:u\{(?<braced>[0-9a-f]{1,6})\}|u(?<four>[0-9a-f]{4})|x(?<two>[0-9a-f]{2})|(?<octal>[0-3]?[0-7]{1,2})|(?<line>\r\n|[\n\r\u2028\u2029])|(?<one>.))/gis;

/** A script, or JSON, with the escapes of its strings undone (ECMAScript, section 12.9.4). */
export function withoutScriptEscapes(spelled: Spelled): Spelled {
  return spelled.unescaped(SCRIPT_ESCAPE, ([whole, ...groups]) => {
    const [braced, four, two, octal, line, one = ''] = groups;
    const digits = braced ?? four ?? two;
    if (digits !== undefined) return character(whole, Number.parseInt(digits, 16));
    if (octal !== undefined) return character(whole, Number.parseInt(octal, 8));
    return { text: line === undefined ? (CONTROLS[one] ?? one) : '', length: whole.length };
  });
}

const STYLE_ESCAPE =
  /\\(?:(?<digits>[0-9a-f]{1,6})(?:\r\n|[ \t\n\r\f])?|(?<line>\r\n|[\n\r\f])|(?<one>.))/gis;

/** A style sheet with its escapes undone (CSS Syntax 3, section 4.3.7). */
export function withoutStyleEscapes(spelled: Spelled): Spelled {
  return spelled.unescaped(STYLE_ESCAPE, ([whole, digits, line, one = '']) => {
    if (digits !== undefined) return character(whole, Number.parseInt(digits, 16));
    return { text: line === undefined ? one : '', length: whole.length };
  });
}

/** A URL that is text itself, such as `javascript:…`, with its `%XX` undone. */
export function withoutPercents(spelled: Spelled): Spelled {
  return spelled.unescaped(/%([0-9a-f]{2})/gi, ([whole, digits = '']) =>
    character(whole, Number.parseInt(digits, 16)),
  );
}

function character({ length }: string, codePoint: number): Unescaped | undefined {
  return codePoint > 0x10ffff ? undefined : { text: String.fromCodePoint(codePoint), length };
}
