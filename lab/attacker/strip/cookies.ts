/** Attributes that a browser takes from an answer over TLS only (RFC 6265bis, section 5.7), where `Secure` counts whatever its value. */
const NEEDS_TLS =
  /;[ \t]*(?:secure[ \t]*(?:=[^;]*)?|samesite[ \t]*=[ \t]*none|partitioned[ \t]*(?:=[^;]*)?)[ \t]*(?=;|$)/gi;

/** Names by which a cookie promises to be Secure, in any case (RFC 6265bis, section 4.1.3). */
const PROMISED = /^[ \t]*__(?:host|secure|http)-/i;

/** A `Set-Cookie` line for http, and whether no browser keeps what it sets. */
export interface OpenCookie {
  readonly line: string;
  readonly lost: boolean;
}

/**
 * Makes a `Set-Cookie` line one that browsers take over http. One whose name promises Secure is left as it
 * is: no browser keeps it over http, with Secure or without, and under another name no bank would know it.
 */
export function openCookie(line: string): OpenCookie {
  if (PROMISED.test(line)) return { line, lost: true };
  return { line: line.replaceAll(NEEDS_TLS, ''), lost: false };
}
