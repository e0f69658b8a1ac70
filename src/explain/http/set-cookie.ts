import { SOURCES } from '../sources/sources.ts';
import { cookieDate } from './cookie-date.ts';
import type { Reason } from './reasons.ts';

/** The cookie or one attribute of a Set-Cookie header, and where it stands in the stream. */
export interface CookiePart {
  readonly offset: number;
  readonly length: number;
  readonly name: string;
  readonly value: string;
}

/** What a browser makes of a Set-Cookie header that came over plain http. RFC 6265 §5.3 and its successor’s draft. */
export interface ExplainedSetCookie {
  readonly name: string;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  /** Whether its time is over, so that the browser drops it. */
  readonly over: boolean;
  /** Why browsers refuse it. */
  readonly refused?: string;
  /** The attribute of each name that counts: the last one that can be read. */
  readonly counts: ReadonlyMap<string, CookiePart>;
  /** The moment to which dates are compared, in ms. */
  readonly sent: number;
}

/** Where the answer has no date of its own, only what lies before this is surely over. */
const LONG_AGO = Date.UTC(2000, 0, 1);

/** Reads the parts of a Set-Cookie header, the cookie first; `sent` is the answer’s date in ms. */
export function readSetCookie(parts: readonly CookiePart[], sent: number = LONG_AGO): ExplainedSetCookie {
  const [cookie, ...attributes] = parts;
  const counts = new Map<string, CookiePart>();
  for (const part of attributes) {
    const key = part.name.toLowerCase();
    if (READS[key]?.(part.value) ?? true) counts.set(key, part);
  }
  const maxAge = counts.get('max-age');
  const expires = counts.get('expires');
  const over = maxAge === undefined ? isOver(expires?.value, sent) : Number(maxAge.value) <= 0;
  const [name, value] = [cookie?.name ?? '', cookie?.value ?? ''];
  const refused = refusal(name, value, counts);
  return {
    name,
    secure: counts.has('secure'),
    httpOnly: counts.has('httponly'),
    over,
    ...(refused === undefined ? {} : { refused }),
    counts,
    sent,
  };
}

/** Whether an attribute’s value is one that browsers read; else they pass the attribute over. */
const READS: Readonly<Record<string, (value: string) => boolean>> = {
  'max-age': (value) => /^-?\d+$/.test(value),
  expires: (value) => cookieDate(value) !== undefined,
  domain: (value) => value !== '',
};

function isOver(expires: string | undefined, sent: number): boolean {
  const date = expires === undefined ? undefined : cookieDate(expires);
  return date !== undefined && date <= sent;
}

/** Why browsers refuse a cookie that comes over plain http, or undefined. */
function refusal(name: string, value: string, counts: ReadonlyMap<string, CookiePart>): string | undefined {
  if (name === '' && value === '') return 'it has neither a name nor a value';
  // eslint-disable-next-line no-control-regex
  if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(name + value)) return 'it holds a control character';
  const prefix = /^__(?:host|secure)-/i.exec(name === '' ? value : name)?.[0].toLowerCase();
  if (name === '' && prefix !== undefined)
    return 'a cookie without a name must not look like one with a guarded name';
  const secure = counts.has('secure');
  const host = prefix === '__host-';
  const lacks = [
    ...(prefix !== undefined && !secure ? ['Secure'] : []),
    ...(host && counts.get('path')?.value !== '/' ? ['Path=/'] : []),
    ...(host && counts.has('domain') ? ['no Domain'] : []),
  ];
  if (lacks.length > 0)
    return `a name that begins with ${host ? '__Host-' : '__Secure-'} needs ${lacks.join(' and ')}`;
  if (counts.has('partitioned') && !secure) return 'Partitioned needs Secure';
  return secure ? 'it is Secure and came over plain http' : undefined;
}

/** What one attribute means for its cookie. */
export function attributeReason(part: CookiePart, cookie: ExplainedSetCookie): Reason {
  const key = part.name.toLowerCase();
  const say = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
  if (say === undefined)
    return ['An attribute that browsers pass over if they do not know it.', SOURCES.cookieAttribute];
  const [why, source] = say(part.value, cookie);
  const last = cookie.counts.get(key);
  const again = last !== undefined && last !== part && (READS[key]?.(part.value) ?? true);
  return again && !FLAGS.has(key)
    ? ['Passed over: it comes again, and the last one counts.', source]
    : [why, source];
}

/** Attributes that count by being there. */
const FLAGS: ReadonlySet<string> = new Set(['secure', 'httponly', 'partitioned']);

const ATTRIBUTES: Readonly<Record<string, (value: string, cookie: ExplainedSetCookie) => Reason>> = {
  secure: () => [
    'The browser will send it over https only. Set over plain http, as here, browsers refuse such a cookie.',
    SOURCES.cookieSecure,
  ],
  httponly: () => [
    'Scripts in the page cannot read it. Whoever is on the path can, as you see.',
    SOURCES.cookieHttpOnly,
  ],
  samesite: () => [
    'Says whether it goes along with requests that other sites cause. It is no help against somebody on the path.',
    SOURCES.cookieSameSite,
  ],
  path: (value) => [pathWhy(value), SOURCES.cookiePath],
  domain: (value) => [
    value === ''
      ? 'Empty, so browsers pass it over: the cookie goes to this one name.'
      : 'It goes to this name and to every name below it. The more names, the more chances to catch it.',
    SOURCES.cookieDomain,
  ],
  'max-age': (value) => [maxAgeWhy(value), SOURCES.cookieMaxAge],
  expires: (value, cookie) => [expiresWhy(value, cookie), SOURCES.cookieExpires],
  partitioned: () => [
    'Kept apart for each site in whose pages it is used (CHIPS), so that it does not follow the victim from site to site. It is no help against somebody on the path.',
    SOURCES.cookiePartitioned,
  ],
};

function pathWhy(path: string): string {
  if (!path.startsWith('/'))
    return 'It does not begin with a slash, so browsers pass it over. The cookie goes along with requests for this page’s own folder.';
  return path === '/'
    ? 'It goes along with requests for every page.'
    : 'It goes along with requests for this path and what lies below it only. That is no protection.';
}

function maxAgeWhy(value: string): string {
  if (!/^-?\d+$/.test(value)) return 'Not a whole number, so browsers pass it over.';
  return Number(value) > 0
    ? 'How many seconds it lives; so long a copy may be of use.'
    : 'Its time is over: the browser drops it at once.';
}

function expiresWhy(value: string, { counts, sent }: ExplainedSetCookie): string {
  if (cookieDate(value) === undefined) return 'Not a date that browsers can read, so they pass it over.';
  if (counts.has('max-age')) return 'Passed over: Max-Age is there too, and it wins.';
  return isOver(value, sent)
    ? 'This date has passed: the browser drops the cookie.'
    : 'Until when it lives; so long a copy may be of use.';
}
