import { canonicalDomain, Cookie, domainMatch, pathMatch } from 'tough-cookie';
import type { SameSiteContext } from './same-site.ts';

/** Whether a cookie is sent with a request for `url` (RFC 6265bis, section 5.8). The path is compared as it is escaped. */
export function goesAlong(cookie: Cookie, url: URL, context: SameSiteContext): boolean {
  const { domain, hostOnly, path, secure, sameSite } = cookie;
  const isFor =
    hostOnly === true ? canonicalDomain(url.hostname) === domain : domainMatch(url.hostname, domain);
  const level = Cookie.sameSiteLevel[sameSite === 'strict' || sameSite === 'lax' ? sameSite : 'none'];
  return (
    isFor === true &&
    pathMatch(url.pathname, path ?? '/') &&
    (!secure || isTrustworthy(url)) &&
    level <= Cookie.sameSiteLevel[context]
  );
}

/** Browsers trust what never leaves the machine as they trust https. */
function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || /^(?:(?:.*\.)?localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname);
}
