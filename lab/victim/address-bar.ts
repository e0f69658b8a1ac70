import type { Security } from '../facts/facts.ts';

/**
 * The error that stands for the warning page of a browser that is https only: Chromium cancels the
 * navigation with it and shows that page (HttpsOnlyModeNavigationThrottle). No byte leaves over http.
 */
export const HTTPS_ONLY = 'ERR_BLOCKED_BY_CLIENT';

/** What an address bar says, and the error's name where a page is not shown for what it is. */
export interface AddressBar {
  readonly security: Security;
  readonly error?: string;
}

/**
 * What the address bar says for a page at `url`, or for the `error` that stands in its place or that a
 * person clicked through. Every page on `http:` is not secure, and so is the warning in front of one; a
 * page on `https:` is secure, once its certificate was found good.
 */
export function addressBar(url: string, error?: string): AddressBar {
  if (error === undefined) return { security: url.startsWith('https:') ? 'secure' : 'not-secure' };
  if (error === HTTPS_ONLY) return { security: 'not-secure', error };
  return { security: error.startsWith('ERR_CERT_') ? 'certificate-error' : 'unreachable', error };
}

/** The title and text of the page that a browser shows in place of the one it could not get. */
export interface ErrorPage {
  readonly title: string;
  readonly text: string;
}

/** The server was reached, and what it said made no page: Chromium says so in other words. */
const NOT_WORKING = /EMPTY_RESPONSE|INVALID_HTTP|REDIRECT|RESPONSE_HEADERS|CONTENT_|CHUNKED|INSUFFICIENT/;

/** The browser's own page for an error, in the words of Chromium. `host` is the name in the address bar. */
export function errorPage(host: string, error: string): ErrorPage {
  if (error.startsWith('ERR_CERT_')) {
    return { title: 'Privacy error', text: 'Your connection is not private' };
  }
  if (error === HTTPS_ONLY) {
    return { title: host, text: 'This site doesn’t support a secure connection' };
  }
  if (error.startsWith('ERR_SSL_') || error === 'ERR_BAD_SSL_CLIENT_AUTH_CERT') {
    return { title: host, text: 'This site can’t provide a secure connection' };
  }
  if (NOT_WORKING.test(error)) return { title: host, text: 'This page isn’t working' };
  return { title: host, text: 'This site can’t be reached' };
}
