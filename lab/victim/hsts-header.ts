/** What a `Strict-Transport-Security` header field says; `maxAge` is in seconds. */
export interface HstsHeader {
  readonly maxAge: number;
  readonly includeSubDomains: boolean;
}

/** Longer than any browser runs, and short enough to be counted in ms. */
const LONGEST = Number.MAX_SAFE_INTEGER / 1e6;

/** Nothing, or one directive: a token, with a value that is a token or a quoted string (RFC 6797, section 6.1). */
const DIRECTIVE =
  /[ \t]*(?:([!#$%&'*+.^_`|~\w-]+)[ \t]*(?:=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([!#$%&'*+.^_`|~\w-]+))[ \t]*)?)?(?:;|$)/y;

/**
 * Reads the header field's value in whole, however long, or gives nothing where it does not conform. A
 * directive that is not known is passed over, also where it comes twice, as browsers do.
 */
export function parseHsts(header: string): HstsHeader | undefined {
  let maxAge: string | undefined;
  let includeSubDomains = false;
  DIRECTIVE.lastIndex = 0;
  while (DIRECTIVE.lastIndex < header.length) {
    const directive = DIRECTIVE.exec(header);
    if (directive === null) return undefined;
    const [, name = '', quoted, token] = directive;
    const value = quoted?.replace(/\\(.)/g, '$1') ?? token;
    if (name.toLowerCase() === 'max-age') {
      if (maxAge !== undefined || value === undefined || !/^\d+$/.test(value)) return undefined;
      maxAge = value;
    } else if (name.toLowerCase() === 'includesubdomains') {
      if (includeSubDomains || value !== undefined) return undefined;
      includeSubDomains = true;
    }
  }
  return maxAge === undefined ? undefined : { maxAge: Math.min(Number(maxAge), LONGEST), includeSubDomains };
}
