import { checkAddress, fragmentOf } from './addresses.ts';
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
 * fetch"). 301, 302 and 303 turn a POST into a GET; 307 and 308 keep method and body. A place without a
 * fragment gets the one that was asked for. `locations` are all fields of that name. Throws `NetError`.
 */
export function redirected(step: Step, status: number, locations: readonly string[]): Step | undefined {
  const [location, ...others] = new Set(locations);
  if (!REDIRECTS.has(status) || location === undefined) return undefined;
  if (others.length > 0) throw new NetError('ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION');
  const place = URL.parse(escaped(location), step.url.href);
  if (place === null) throw new NetError('ERR_INVALID_REDIRECT');
  checkAddress(place, 'ERR_UNSAFE_REDIRECT');
  const url = new URL(place.href + (fragmentOf(place) === undefined ? (fragmentOf(step.url) ?? '') : ''));

  const initiator = step.initiator === undefined ? {} : { initiator: step.initiator };
  const leaves = url.origin !== step.url.origin && step.initiator?.origin !== step.url.origin;
  const kept = { url, ...initiator, tainted: step.tainted === true || leaves };
  if (status !== 307 && status !== 308) return { ...kept, method: 'GET' };
  return { ...kept, method: step.method, ...(step.body === undefined ? {} : { body: step.body }) };
}

/** A header's bytes beyond ASCII, one character each, as a URL writes bytes: they are UTF-8 already, or nothing that is known. */
function escaped(location: string): string {
  return location.replace(/[\u0080-\u00FF]/g, (byte) => `%${byte.charCodeAt(0).toString(16).toUpperCase()}`);
}
