import {
  Cookie,
  cookieCompare,
  CookieJar,
  defaultPath,
  domainMatch,
  MemoryCookieStore,
  pathMatch,
} from 'tough-cookie';
import { LIMITS } from '../limits.ts';
import { goesAlong } from './cookie-match.ts';
import { keepsPromise } from './cookie-prefix.ts';
import type { SameSiteContext } from './same-site.ts';
import { parseSetCookie, type SetCookie } from './set-cookie.ts';

/**
 * The victim's cookies by the rules of RFC 6265bis as Chromium keeps them. tough-cookie keeps them and
 * knows domains, paths and public suffixes. Which lines make a cookie is read here, and which cookies go
 * along with a request: its jar would unescape the path first, and throws for a host such as `test`.
 */
export class Cookies {
  /** Those for one host alone, and those for a domain: one of each may have the same name and path. */
  readonly #own = newShelf();
  readonly #shared = newShelf();
  readonly #now: () => number;

  /** `now` is a clock in ms since the epoch. */
  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** The value of the `Cookie` header for a request, if there is one to send. */
  header(url: URL, context: SameSiteContext): string | undefined {
    this.#dropExpired();
    const cookies = this.#all().flatMap(({ cookie }) => (goesAlong(cookie, url, context) ? [cookie] : []));
    cookies.sort(cookieCompare);
    for (const cookie of cookies) cookie.lastAccessed = new Date(this.#now());
    return cookies.length === 0 ? undefined : cookies.map((cookie) => cookie.cookieString()).join('; ');
  }

  /** Keeps what the `Set-Cookie` lines of a response from `url` ask for, where the rules allow it. */
  store(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const set = parseSetCookie(line, url, this.#now());
      if (set === undefined || !this.#admits(url, set)) continue;
      const { jar } = set.domain === undefined ? this.#own : this.#shared;
      jar.setCookieSync(toughCookie(set, url), url, { ignoreError: true, now: new Date(this.#now()) });
      // At once: a cookie that was deleted and comes again is a new one, and goes behind the others.
      this.#dropExpired();
    }
    this.#evict();
  }

  #admits(url: URL, cookie: SetCookie): boolean {
    if (!cookie.secure && (cookie.sameSite === 'none' || cookie.partitioned)) return false;
    if (!keepsPromise(cookie)) return false;
    return url.protocol === 'https:' || !this.#shadowsSecure(url, cookie);
  }

  /** "Leave secure cookies alone" (RFC 6265bis, section 5.7): http may not set what would hide or replace a Secure cookie. */
  #shadowsSecure(url: URL, cookie: SetCookie): boolean {
    this.#dropExpired();
    const domain = cookie.domain ?? url.hostname;
    const path = cookie.path ?? defaultPath(url.pathname);
    return this.#all().some(
      ({ cookie: kept }) =>
        kept.secure &&
        kept.key === cookie.name &&
        (domainMatch(domain, kept.domain) === true || domainMatch(kept.domain, domain) === true) &&
        pathMatch(path, kept.path ?? '/'),
    );
  }

  #dropExpired(): void {
    const now = this.#now();
    for (const kept of this.#all()) if ((kept.cookie.expiryTime() ?? Infinity) <= now) drop(kept);
  }

  /** Beyond the bound, cookies without Secure go first, then the least recently used. */
  #evict(): void {
    const all = this.#all();
    const surplus = all.length - LIMITS.cookies;
    if (surplus <= 0) return;
    all.sort(({ cookie: a }, { cookie: b }) => Number(a.secure) - Number(b.secure) || usedAt(a) - usedAt(b));
    all.slice(0, surplus).forEach(drop);
  }

  #all(): Kept[] {
    return [this.#own, this.#shared].flatMap(({ store }) => {
      let all: Kept[] = [];
      // The store is synchronous: its callback has run when the call returns.
      store.getAllCookies((_error, cookies) => {
        all = (cookies ?? []).map((cookie) => ({ cookie, store }));
      });
      return all;
    });
  }
}

/** A cookie, and where it is kept. */
interface Kept {
  readonly cookie: Cookie;
  readonly store: MemoryCookieStore;
}

function newShelf(): { readonly jar: CookieJar; readonly store: MemoryCookieStore } {
  const store = new MemoryCookieStore();
  return { store, jar: new CookieJar(store, { looseMode: true }) };
}

function toughCookie({ name, ...cookie }: SetCookie, url: URL): Cookie {
  return new Cookie({ path: defaultPath(url.pathname), ...cookie, key: name });
}

function drop({ cookie: { domain, path, key }, store }: Kept): void {
  store.removeCookie(domain ?? '', path ?? '/', key, () => {});
}

function usedAt(cookie: Cookie): number {
  return Number(cookie.lastAccessed ?? 0);
}
