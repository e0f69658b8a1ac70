import { getPublicSuffix } from 'tough-cookie';

/** How a request stands to the page that caused it (RFC 6265bis, section 5.2): the same site, a link from another, or another's form. */
export type SameSiteContext = 'strict' | 'lax' | 'none';

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
