import type { Header } from '../../../lab/wire/http/message.ts';
import type { Field } from '../field.ts';
import { shown } from '../shown.ts';

/** Cookies of one header, and attributes of one cookie, that get a field each. */
const PARTS = 64;

const ATTRIBUTES: Readonly<Record<string, readonly [why: string, source: string]>> = {
  secure: [
    'The browser will send it over https only. Set over plain http, as here, browsers refuse such a cookie.',
    'RFC 6265 §4.1.2.5, RFC 6265bis',
  ],
  httponly: [
    'Scripts in the page cannot read it. Whoever is on the path can, as you see.',
    'RFC 6265 §4.1.2.6',
  ],
  samesite: [
    'Says whether it goes along with requests that other sites cause. It is no help against somebody on the path.',
    'RFC 6265bis §4.1.2.7',
  ],
  path: ['It goes along with requests below this path only. That is no protection.', 'RFC 6265 §4.1.2.4'],
  domain: [
    'It goes to this name and to every name below it. The more names, the more chances to catch it.',
    'RFC 6265 §4.1.2.3',
  ],
  'max-age': ['How many seconds it lives; so long a copy may be of use.', 'RFC 6265 §4.1.2.2'],
  expires: ['Until when it lives; so long a copy may be of use.', 'RFC 6265 §4.1.2.1'],
};

/** The cookies that a Cookie header carries, one field each. Empty where the header is folded. */
export function cookieFields(header: Header): Field[] {
  return parts(header).map(({ text, offset }) => {
    const [name, value] = pair(text);
    return {
      label: `cookie ${shown(name)}`,
      offset,
      length: text.length,
      value: shown(value),
      why: `The victim shows the bank her cookie ${shown(name)}. If it stands for her login, whoever sends the same value is her.`,
      source: 'RFC 6265 §4.2, §8.4',
    };
  });
}

/** The cookie that a Set-Cookie header sets, and its attributes, one field each. Empty where the header is folded. */
export function setCookieFields(header: Header): Field[] {
  return parts(header).map(({ text, offset }, index) => {
    const [name, value] = pair(text);
    if (index === 0) {
      return {
        label: `cookie ${shown(name)}`,
        offset,
        length: text.length,
        value: shown(value),
        why: `The bank gives the victim the cookie ${shown(name)}, in clear. Whoever copies the value can show it instead of her.`,
        source: 'RFC 6265 §4.1.2, §8.3',
      };
    }
    const key = name.toLowerCase();
    const known = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
    const [why, source] = known ?? [
      'An attribute that browsers pass over if they do not know it.',
      'RFC 6265 §5.2',
    ];
    return { label: shown(name), offset, length: text.length, value: shown(value), why, source };
  });
}

/** What a Set-Cookie header as a whole lets happen: which guards are missing. */
export function setCookieWhy(header: Header): string {
  const set = new Set(header.value.split(';').map((part) => pair(part.trim())[0].toLowerCase()));
  const missing = [...(set.has('secure') ? [] : ['Secure']), ...(set.has('httponly') ? [] : ['HttpOnly'])];
  const name = shown(pair(header.value.split(';', 1)[0] ?? '')[0].trim());
  const lacks = missing.length === 0 ? '' : ` It lacks ${missing.join(' and ')}.`;
  return `The bank asks the browser to keep ${name} and to show it with every later request.${lacks} In clear, the attacker has it at the same moment.`;
}

function pair(text: string): readonly [name: string, value: string] {
  const equals = text.indexOf('=');
  return equals === -1 ? [text, ''] : [text.slice(0, equals).trimEnd(), text.slice(equals + 1).trimStart()];
}

/** The parts between semicolons with their place in the stream, without the white space around them. */
function parts({ value, valueSpan }: Header): { readonly text: string; readonly offset: number }[] {
  // In a folded header the text is not what stands on the wire, byte for byte.
  if (value.length !== valueSpan.length) return [];
  const found: { text: string; offset: number }[] = [];
  let at = 0;
  for (const part of value.split(';', PARTS)) {
    const text = part.trim();
    if (text !== '') found.push({ text, offset: valueSpan.offset + at + part.indexOf(text) });
    at += part.length + 1;
  }
  return found;
}
