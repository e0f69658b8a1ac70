import type { Header } from '../../../lab/wire/http/message.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Field } from '../field.ts';
import { shownBytes } from '../shown.ts';
import { listedFields } from './listed-fields.ts';
import type { Reason } from './reasons.ts';
import { attributeReason, readSetCookie } from './set-cookie.ts';
import type { CookiePart, ExplainedSetCookie } from './set-cookie.ts';

/** Cookies of one header, and attributes of one cookie, that get a field each. */
const LISTED = 64;

/** The cookies that a Cookie header carries, one field each. Empty where the header is folded. */
export function cookieFields(header: Header): Field[] {
  const sent = parts(header).map((part) => ({ ...part, ...pair(part.text, 'value') }));
  const fields = sent.map(({ offset, length, name, value }) => ({
    label: cookieLabel(name),
    offset,
    length,
    value: shownBytes(value),
    why: `The victim shows the bank her ${cookieLabel(name)}. If it stands for her login, whoever sends the same value is her.`,
    source: SOURCES.sentCookie,
  }));
  return listedFields(fields, LISTED, 'cookie', SOURCES.sentCookie);
}

/** The cookie that a Set-Cookie header sets, and its attributes, one field each; `sent` is the answer’s date in ms. Empty where the header is folded. */
export function setCookieFields(header: Header, sent?: number): Field[] {
  const all = setParts(header);
  const cookie = readSetCookie(all, sent);
  const fields = all.map((part, index) => {
    const { offset, length, name, value } = part;
    if (index === 0) {
      return {
        label: cookieLabel(name),
        offset,
        length,
        value: shownBytes(value),
        why: storedWhy(cookieLabel(name), cookie),
        source: SOURCES.storedCookie,
      };
    }
    const [why, source] = attributeReason(part, cookie);
    return { label: shownBytes(name), offset, length, value: shownBytes(value), why, source };
  });
  return listedFields(fields, LISTED, 'attribute', SOURCES.cookieAttribute);
}

/** What a Set-Cookie header as a whole lets happen: whether a browser takes the cookie, and which guards are missing. */
export function setCookieReason(header: Header, sent?: number): Reason {
  // Folds are white space, so a folded header says the same; only its places on the wire are others.
  const whole = { ...header, valueSpan: { offset: 0, length: header.value.length } };
  const cookie = readSetCookie(setParts(whole), sent);
  const label = cookieLabel(cookie.name);
  if (cookie.refused !== undefined) {
    return [
      `The bank asks the browser to keep the ${label}, but browsers refuse it: ${cookie.refused}. In clear, the attacker has it all the same.`,
      SOURCES.refusedCookie,
    ];
  }
  if (cookie.over) {
    return [
      `The bank asks the browser to drop the ${label}: its time is over. In clear, an attacker can strike that out.`,
      SOURCES.setCookie,
    ];
  }
  const missing = [...(cookie.secure ? [] : ['Secure']), ...(cookie.httpOnly ? [] : ['HttpOnly'])];
  const lacks = missing.length === 0 ? '' : ` It lacks ${missing.join(' and ')}.`;
  return [
    `The bank asks the browser to keep the ${label} and to show it with later requests.${lacks} In clear, the attacker has it at the same moment.`,
    SOURCES.setCookie,
  ];
}

function storedWhy(label: string, { refused, over }: ExplainedSetCookie): string {
  if (refused !== undefined)
    return `The bank would give the victim the ${label}, but browsers refuse it. Whoever copies the value can show it all the same.`;
  return over
    ? `The ${label} that the browser is to drop. The value that stands here is not kept.`
    : `The bank gives the victim the ${label}, in clear. Whoever copies the value can show it instead of her.`;
}

function cookieLabel(name: string): string {
  return name === '' ? 'cookie (no name)' : `cookie ${shownBytes(name)}`;
}

/** The cookie itself, which may be empty, and the attributes after it. */
function setParts(header: Header): CookiePart[] {
  const all = parts(header, true);
  return all.map((part, index) => ({ ...part, ...pair(part.text, index === 0 ? 'value' : 'name') }));
}

/** A name and a value; text without `=` is the one or the other. */
function pair(text: string, alone: 'name' | 'value'): { readonly name: string; readonly value: string } {
  const equals = text.indexOf('=');
  if (equals !== -1)
    return { name: text.slice(0, equals).trimEnd(), value: text.slice(equals + 1).trimStart() };
  return alone === 'name' ? { name: text, value: '' } : { name: '', value: text };
}

interface Part {
  readonly text: string;
  readonly offset: number;
  readonly length: number;
}

/** The parts between semicolons with their place in the stream, without the white space around them and without empty ones. */
function parts({ value, valueSpan }: Header, keepFirst = false): Part[] {
  // In a folded header the text is not what stands on the wire, byte for byte.
  if (value.length !== valueSpan.length) return [];
  const found: Part[] = [];
  let at = 0;
  for (const part of value.split(';')) {
    const text = part.trim();
    if (text !== '' || (keepFirst && at === 0))
      found.push({ text, offset: valueSpan.offset + at + part.indexOf(text), length: text.length });
    at += part.length + 1;
  }
  return found;
}
