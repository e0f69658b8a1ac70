import type { HeaderList } from '../facts/facts.ts';
import { requestTarget } from './addresses.ts';

/** What the request's header fields say. */
export interface HeaderParts {
  readonly url: URL;
  readonly method: string;
  readonly cookie: string | undefined;
  /** Length of the body in bytes, for a request with a form in it. */
  readonly formLength: number | undefined;
  /** The page that caused the request, if one did. */
  readonly initiator: URL | undefined;
  /** A redirect took the request away from a third origin: its own counts as unknown from there on. */
  readonly tainted: boolean;
}

/** Who the browser says that it is. */
export const USER_AGENT = 'Plainsight-Victim/0.1 (like a browser)';

/** The header fields of a navigation, in the order in which Firefox writes them. */
export function requestHeaders(parts: HeaderParts): HeaderList {
  const { url, method, initiator } = parts;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Host', url.host],
    ['User-Agent', USER_AGENT],
    ['Accept', 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'],
    ['Accept-Language', 'en-US,en;q=0.5'],
    // What crosses the wire in clear shall be readable there.
    ['Accept-Encoding', 'identity'],
    ['Content-Type', parts.formLength === undefined ? undefined : 'application/x-www-form-urlencoded'],
    ['Content-Length', parts.formLength?.toString()],
    [
      'Origin',
      method === 'GET' || initiator === undefined ? undefined : origin(initiator, url, parts.tainted),
    ],
    ['Connection', 'keep-alive'],
    ['Referer', initiator === undefined ? undefined : referrer(initiator, url)],
    ['Cookie', parts.cookie],
  ];
  return fields.flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
}

/** The `Origin` of a request that is no GET (Fetch, "append a request Origin header"): `null` towards a less secure page. */
function origin(initiator: URL, url: URL, tainted: boolean): string {
  return tainted || isDowngrade(initiator, url) ? 'null' : initiator.origin;
}

/** The `Referer` under the browsers' default policy, strict-origin-when-cross-origin (Referrer Policy, section 3.7). */
function referrer(initiator: URL, url: URL): string | undefined {
  if (isDowngrade(initiator, url)) return undefined;
  if (initiator.origin !== url.origin) return `${initiator.origin}/`;
  return initiator.origin + requestTarget(initiator);
}

function isDowngrade(from: URL, to: URL): boolean {
  return from.protocol === 'https:' && to.protocol !== 'https:';
}
