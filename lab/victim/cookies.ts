import {
  Cookie,
  CookieJar,
  MemoryCookieStore,
  defaultPath,
  domainMatch,
  getPublicSuffix,
  pathMatch,
} from 'tough-cookie';
import { LIMITS } from '../limits.ts';

/** How a request stands to the page that caused it (RFC 6265bis, section 5.2): the same site, a link from another, or another's form. */
export type SameSiteContext = 'strict' | 'lax' | 'none';

/**
 * The victim's cookies by the rules of RFC 6265bis as Chromium keeps them. To what tough-cookie does
 * this adds: Secure cookies are left alone by http, cookies without SameSite count as Lax,
 * `SameSite=None` needs Secure, and what is kept is bounded.
 */
export class Cookies {
  readonly #store = new MemoryCookieStore();
  readonly #jar = new CookieJar(this.#store, { looseMode: true });

  /** The value of the `Cookie` header for a request, if there is one to send. */
  header(url: URL, context: SameSiteContext): string | undefined {
    const cookies = this.#jar.getCookiesSync(url, { sameSiteContext: context, sort: true });
    return cookies.length === 0 ? undefined : cookies.map((cookie) => cookie.cookieString()).join('; ');
  }

  /** Keeps what the `Set-Cookie` lines of a response from `url` ask for, where the rules allow it. */
  store(url: URL, lines: readonly string[]): void {
    for (const line of lines) {
      const cookie = Cookie.parse(line, { loose: true });
      if (cookie === undefined || !this.#admits(url, cookie)) continue;
      cookie.sameSite ??= 'lax';
      this.#jar.setCookieSync(cookie, url, { ignoreError: true });
    }
    this.#evict();
  }

  #admits(url: URL, cookie: Cookie): boolean {
    if (cookie.key.length + cookie.value.length > LIMITS.cookie) return false;
    if (cookie.sameSite === 'none' && !cookie.secure) return false;
    return url.protocol === 'https:' || !this.#shadowsSecure(url, cookie);
  }

  /** "Leave secure cookies alone" (RFC 6265bis, section 5.7): http may not set what would hide or replace a Secure cookie. */
  #shadowsSecure(url: URL, cookie: Cookie): boolean {
    const domain = cookie.domain ?? url.hostname;
    const path = cookie.path ?? defaultPath(url.pathname);
    return this.#all().some(
      (kept) =>
        kept.secure &&
        kept.key === cookie.key &&
        (kept.expiryTime() ?? Infinity) > Date.now() &&
        (domainMatch(domain, kept.domain) === true || domainMatch(kept.domain, domain) === true) &&
        pathMatch(path, kept.path ?? '/'),
    );
  }

  /** Beyond the bound, cookies without Secure go first, then the least recently used. */
  #evict(): void {
    const all = this.#all();
    const surplus = all.length - LIMITS.cookies;
    if (surplus <= 0) return;
    all.sort((a, b) => Number(a.secure) - Number(b.secure) || usedAt(a) - usedAt(b));
    for (const { domain, path, key } of all.slice(0, surplus)) {
      this.#store.removeCookie(domain ?? '', path ?? '/', key, () => {});
    }
  }

  /** The store is synchronous: its callback has run when the call returns. */
  #all(): Cookie[] {
    let all: Cookie[] = [];
    this.#store.getAllCookies((_error, cookies) => {
      all = cookies ?? [];
    });
    return all;
  }
}

function usedAt(cookie: Cookie): number {
  return Number(cookie.lastAccessed ?? 0);
}

/**
 * The context of a navigation to `url` by `method` that `initiator` caused; an address that a person
 * typed has no initiator. Sites differ when their schemes do, as browsers have held since 2021.
 */
export function sameSiteContext(initiator: URL | undefined, url: URL, method: string): SameSiteContext {
  if (initiator === undefined || site(initiator) === site(url)) return 'strict';
  return method === 'GET' ? 'lax' : 'none';
}

function site(url: URL): string {
  const domain = getPublicSuffix(url.hostname, { allowSpecialUseDomain: true, ignoreError: true });
  return `${url.protocol}//${domain ?? url.hostname}`;
}
