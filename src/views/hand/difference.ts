import type { HeldMessage } from '../../../lab/facts/facts.ts';
import { hex } from '../../../lab/text/hex.ts';
import { linesOfText } from '../../../lab/text/readable.ts';
import { formFields } from '../../../lab/wire/http/form-fields.ts';
import { isForm } from '../exchanges/exchange-log.ts';

/** One place in which a message differs from what it was. Hostile text; empty where there was, or is, none. */
export interface Difference {
  /** `line`, `header Host`, `field receiver`, `body`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
}

/** Bytes around a change of a body that are shown, and differences that are told of one message. */
const AROUND = 24;
const MOST = 200;

/** Where two states of a message differ, in the order in which they travel. At most 200 places. Never throws. */
export function differences(before: HeldMessage, after: HeldMessage): readonly Difference[] {
  const line = before.line === after.line ? [] : [{ what: 'line', before: before.line, after: after.line }];
  const headers = between(before.headers, after.headers, (name) => `header ${name}`, true);
  return [...line, ...headers, ...inBodies(before, after)].slice(0, MOST);
}

function inBodies(before: HeldMessage, after: HeldMessage): readonly Difference[] {
  if (Buffer.compare(before.body, after.body) === 0) return [];
  if (isForm(before.headers) && isForm(after.headers)) {
    const [was, is] = [before, after].map(({ body }) =>
      formFields(body).map(({ name, value }) => [name, value] as const),
    );
    const fields = between(was ?? [], is ?? [], (name) => `field ${name}`, false);
    if (fields.length > 0) return fields;
  }
  return [inBytes(before.body, after.body)];
}

type Named = readonly (readonly [name: string, value: string])[];

/** What differs between two lists of names and values; values of one name are told together. */
function between(
  before: Named,
  after: Named,
  what: (name: string) => string,
  caseless: boolean,
): readonly Difference[] {
  const key = (name: string): string => (caseless ? name.toLowerCase() : name);
  const values = (list: Named, name: string): string =>
    list.flatMap(([each, value]) => (key(each) === name ? [value] : [])).join(', ');
  const names = new Map([...before, ...after].map(([name]) => [key(name), name]));
  return [...names].flatMap(([name, spelled]) => {
    const [was, is] = [values(before, name), values(after, name)];
    return was === is ? [] : [{ what: what(spelled), before: was, after: is }];
  });
}

/** The stretch in which two bodies differ, with a little around it. */
function inBytes(before: Uint8Array, after: Uint8Array): Difference {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end += 1;
  const shown = (body: Uint8Array): Uint8Array =>
    body.subarray(Math.max(0, start - AROUND), Math.min(body.length - end + AROUND, start + 200));
  const [was, is] = [shown(before), shown(after)];
  const texts = [was, is].map((bytes) => linesOfText(bytes));
  const [first = hex(was), second = hex(is)] = texts.includes(undefined) ? [] : texts;
  return { what: 'body', before: first, after: second };
}
