import { NetError } from './chromium-errors.ts';

/** A request that a navigation is about to make. */
export interface Step {
  readonly url: URL;
  readonly method: 'GET' | 'POST';
  /** A form, as `application/x-www-form-urlencoded`. */
  readonly body?: Uint8Array;
  /** The page whose form or link this is; none for an address that a person typed. */
  readonly initiator?: URL;
  /** Set once a redirect has led from one foreign origin to another. */
  readonly tainted?: boolean;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/**
 * Where a response sends the browser on to, or nothing where it is a page (Fetch, "HTTP-redirect
 * fetch"). 301, 302 and 303 turn a POST into a GET; 307 and 308 keep method and body. Throws `NetError`.
 */
export function redirected(step: Step, status: number, location: string | undefined): Step | undefined {
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  const url = URL.parse(location, step.url.href);
  if (url === null) throw new NetError('ERR_INVALID_REDIRECT');
  checkScheme(url, 'ERR_UNSAFE_REDIRECT');
  if (url.hash === '') url.hash = step.url.hash;

  const initiator = step.initiator === undefined ? {} : { initiator: step.initiator };
  const leaves = url.origin !== step.url.origin && step.initiator?.origin !== step.url.origin;
  const kept = { url, ...initiator, tainted: step.tainted === true || leaves };
  if (status !== 307 && status !== 308) return { ...kept, method: 'GET' };
  return { ...kept, method: step.method, ...(step.body === undefined ? {} : { body: step.body }) };
}

/** Throws `NetError` where a browser of this lab has no protocol for the URL; `unsafe` is for schemes that a redirect may never lead to. */
export function checkScheme(url: URL, unsafe = 'ERR_UNKNOWN_URL_SCHEME'): void {
  if (url.protocol === 'http:' || url.protocol === 'https:') return;
  const known = /^(data|about|blob|file|javascript|filesystem):$/.test(url.protocol);
  throw new NetError(known ? unsafe : 'ERR_UNKNOWN_URL_SCHEME');
}
