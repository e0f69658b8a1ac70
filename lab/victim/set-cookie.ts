import { isIP } from 'node:net';
import { getPublicSuffix, parseDate } from 'tough-cookie';
import { LIMITS } from '../limits.ts';
import { trimmed } from '../wire/http/blanks.ts';

/** A cookie as a `Set-Cookie` line asks for it. */
export interface SetCookie {
  /** Empty where the line has none: such a cookie is its value alone. */
  readonly name: string;
  readonly value: string;
  /** In lower case and without its leading dot; absent where the cookie is for the host alone. */
  readonly domain?: string;
  /** Begins with `/`; absent where the cookie gets the default path. */
  readonly path?: string;
  /** Absent for a cookie that lasts as long as the browser. */
  readonly expires?: Date;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly partitioned: boolean;
  /** Browsers take a cookie that says nothing for Lax. */
  readonly sameSite: 'strict' | 'lax' | 'none';
}

/** ASCII's controls, but for the tab. One of them spoils the whole line. */
const CONTROLS = /[\p{Cc}--[\t\u0080-\u009F]]/v;

/**
 * Reads one `Set-Cookie` line of a response from `url` as browsers do (RFC 6265bis, section 5.6); nothing
 * where there is no cookie in it. `now` is in ms since the epoch.
 */
export function parseSetCookie(line: string, url: URL, now: number): SetCookie | undefined {
  if (CONTROLS.test(line)) return undefined;
  const [pair = '', ...rest] = line.split(';');
  const { name, value } = nameAndValue(pair);
  const length = name.length + value.length;
  if (length === 0 || length > LIMITS.cookie) return undefined;

  const attributes = readAttributes(rest);
  const domain = domainFor(url, attributes.get('domain') ?? '');
  if (domain === undefined) return undefined;
  const path = attributes.get('path');
  const expires = expiry(attributes, now);
  const sameSite = attributes.get('samesite')?.toLowerCase();
  return {
    name,
    value,
    ...(domain === '' ? {} : { domain }),
    ...(path?.startsWith('/') === true ? { path } : {}),
    ...(expires === undefined ? {} : { expires }),
    secure: attributes.has('secure'),
    httpOnly: attributes.has('httponly'),
    partitioned: attributes.has('partitioned'),
    sameSite: sameSite === 'strict' || sameSite === 'none' ? sameSite : 'lax',
  };
}

/** What stands before the first "=", and what stands behind it. A text without one is a value. */
function nameAndValue(pair: string): { readonly name: string; readonly value: string } {
  const equals = pair.indexOf('=');
  const name = equals === -1 ? '' : trimmed(pair.slice(0, equals)).text;
  return { name, value: trimmed(pair.slice(equals + 1)).text };
}

/** The attributes by their names in lower case. The last of a name counts; one that is too long, or a date that is none, does not. */
function readAttributes(parts: readonly string[]): Map<string, string> {
  const attributes = new Map<string, string>();
  for (const part of parts) {
    const equals = part.indexOf('=');
    const key = trimmed(equals === -1 ? part : part.slice(0, equals)).text.toLowerCase();
    const value = equals === -1 ? '' : trimmed(part.slice(equals + 1)).text;
    if (value.length > LIMITS.cookieAttribute) continue;
    if (key === 'max-age' && !/^-?\d+$/.test(value)) continue;
    if (key === 'expires' && parseDate(value) === undefined) continue;
    attributes.set(key, value);
  }
  return attributes;
}

/** `Max-Age` before `Expires`, and neither beyond the bound on a cookie's life. */
function expiry(attributes: ReadonlyMap<string, string>, now: number): Date | undefined {
  const maxAge = attributes.get('max-age');
  const date = parseDate(attributes.get('expires'));
  if (maxAge === undefined && date === undefined) return undefined;
  const until = maxAge === undefined ? Number(date) : now + Number(maxAge) * 1000;
  return new Date(Math.max(0, Math.min(until, now + LIMITS.cookieLife)));
}

/**
 * The domain that the attribute names, character by character; empty where it names what no other host can
 * share, an address or a public suffix, and nothing where the response's host is not in it.
 */
function domainFor(url: URL, attribute: string): string | undefined {
  const domain = attribute.replace(/^\./, '').toLowerCase();
  if (domain === url.hostname) return isAddress(domain) || isPublicSuffix(domain) ? '' : domain;
  return domain === '' || (url.hostname.endsWith(`.${domain}`) && !isAddress(url.hostname))
    ? domain
    : undefined;
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}

function isPublicSuffix(domain: string): boolean {
  const own = getPublicSuffix(domain, { allowSpecialUseDomain: true, ignoreError: true });
  return (own ?? undefined) === undefined;
}
