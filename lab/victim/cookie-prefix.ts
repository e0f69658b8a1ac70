import type { SetCookie } from './set-cookie.ts';

/** What a name that begins so promises of its cookie. */
const PROMISES = {
  '__secure-': ({ secure }) => secure,
  '__host-': (cookie) => cookie.secure && isOfHostAlone(cookie),
  '__http-': ({ secure, httpOnly }) => secure && httpOnly,
  '__host-http-': (cookie) => cookie.secure && cookie.httpOnly && isOfHostAlone(cookie),
} satisfies Record<string, (cookie: SetCookie) => boolean>;

/**
 * Whether a cookie is what the prefix of its name says, in whatever case that is written (RFC 6265bis,
 * section 5.7). A cookie without a name may not look like one that has such a prefix once it is sent.
 */
export function keepsPromise(cookie: SetCookie): boolean {
  const sent = (cookie.name === '' ? cookie.value : cookie.name).toLowerCase();
  const kept = Object.entries(PROMISES).filter(([prefix]) => sent.startsWith(prefix));
  return cookie.name === '' ? kept.length === 0 : kept.every(([, promise]) => promise(cookie));
}

/** Its path is to be said, though it may be the default one. */
function isOfHostAlone({ domain, path }: SetCookie): boolean {
  return domain === undefined && path === '/';
}
