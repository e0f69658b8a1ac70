import { canWrite, percentEncoded, type Encoding } from './charset/encoding.ts';
import { NetError } from './chromium-errors.ts';

/** A URL as it is asked for: without its fragment. An empty query keeps its "?". */
export function withoutFragment(url: URL): string {
  return url.href.slice(0, fragmentAt(url));
}

/** The fragment with its "#", which may stand alone; nothing where the URL has none (URL standard: null is not empty). */
export function fragmentOf(url: URL): string | undefined {
  const at = fragmentAt(url);
  return at === url.href.length ? undefined : url.href.slice(at);
}

/** What a request line asks for: path and query (RFC 9112, section 3.2.1). `URL.search` says nothing of an empty query. */
export function requestTarget(url: URL): string {
  const query = url.search === '' && withoutFragment(url).endsWith('?') ? '?' : url.search;
  return url.pathname + query;
}

/** The address of a WebSocket as that of the request which opens it: `https:` for `wss:` (RFC 6455, section 3). */
export function asHttp(url: URL): URL {
  return new URL(url.href.replace(/^ws/, 'http'));
}

/** A URL holds no other "#" than the one before its fragment: elsewhere it is escaped. */
function fragmentAt({ href }: URL): number {
  const at = href.indexOf('#');
  return at === -1 ? href.length : at;
}

/** Ports that no browser asks by HTTP, because something else listens there (Fetch, "bad port"). */
const BAD_PORTS = new Set([
  1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104,
  109, 110, 111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515,
  526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049,
  3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/** Throws `NetError` where this browser goes nowhere for the URL; `unsafe` is for schemes that a redirect may never lead to. */
export function checkAddress(url: URL, unsafe = 'ERR_UNKNOWN_URL_SCHEME'): void {
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    const known = /^(data|about|blob|file|javascript|filesystem):$/.test(url.protocol);
    throw new NetError(known ? unsafe : 'ERR_UNKNOWN_URL_SCHEME');
  }
  if (url.port === '0' || BAD_PORTS.has(Number(url.port))) throw new NetError('ERR_UNSAFE_PORT');
}

/** What a query escapes no further than URL parsing does by itself: ASCII. */
const ASCII = /^\p{ASCII}$/u;

/**
 * The URL that a page in this encoding refers to (URL standard, section 4.4): the characters of its query
 * are written in the page's encoding, those of the rest in UTF-8. Null where it is no URL, or one that
 * this browser cannot write.
 */
export function resolved(reference: string, base: string, encoding: Encoding): URL | null {
  const url = URL.parse(reference, base);
  const [, before = '', query = ''] = /^([^?#]*\?)([^#]*)/.exec(reference) ?? [];
  const escapes = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!escapes || !/\P{ASCII}/u.test(query)) return url;
  if (!canWrite(query, encoding)) return null;
  const escaped = percentEncoded(query, encoding, ASCII);
  return URL.parse(before + escaped + reference.slice(before.length + query.length), base);
}
