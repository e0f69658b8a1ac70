import type { IncomingMessage } from 'node:http';

import type { LogicalAddress } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';

const NAME_AND_PORT = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([1-9]\d{0,4}))?$/i;
const ABSOLUTE = /^(https?):\/\/([^/?#]*)/i;
const PORTS = { http: 80, https: 443 } as const;

/**
 * The logical address that `authority` means (RFC 9110, section 7.2), or undefined where it is anything
 * but a plain name with an ordinary port: user information, `[::1]` and stranger things are not the lab's.
 */
export function parseAuthority(authority: string, defaultPort?: number): LogicalAddress | undefined {
  const [, name, port = defaultPort] = NAME_AND_PORT.exec(authority) ?? [];
  if (name === undefined || port === undefined || Number(port) > 65_535) return undefined;
  return `${name.toLowerCase()}:${port}`;
}

/** Where a request asks to go. */
export interface Asked {
  /** As it was written, at most `LIMITS.destination` characters: hostile text. */
  readonly text: string;
  /** What that means, where it means anything to the lab. */
  readonly logical: LogicalAddress | undefined;
}

/**
 * Where `request` goes. What came through a tap goes where the tap's victim meant to go, whatever its
 * Host header says; anybody else is taken at his word. The absolute form (RFC 9112, section 3.2.2) may
 * not contradict the tap.
 */
export function askedDestination(request: IncomingMessage, tapped: LogicalAddress | undefined): Asked {
  const target = request.url ?? '';
  const [, scheme, authority] = ABSOLUTE.exec(target) ?? [];
  if (scheme !== undefined && authority !== undefined) {
    const logical = parseAuthority(authority, scheme.toLowerCase() === 'https' ? PORTS.https : PORTS.http);
    return asked(authority, tapped === undefined || tapped === logical ? logical : undefined);
  }
  // What is left must be a path or `*`: a CONNECT does not come here, and nothing else names a place.
  if (!target.startsWith('/') && target !== '*') return asked(target, undefined);
  const host = request.headers.host ?? '';
  return asked(tapped ?? host, tapped ?? parseAuthority(host, PORTS.http));
}

function asked(text: string, logical: LogicalAddress | undefined): Asked {
  return { text: text.slice(0, LIMITS.destination), logical };
}
