import type { Edit, Spelled } from './spelled.ts';

/** Headers that state a policy, and what `http-equiv` calls the same (CSP Level 3, section 3). */
export const POLICY_HEADERS: ReadonlySet<string> = new Set([
  'content-security-policy',
  'content-security-policy-report-only',
  'x-content-security-policy',
  'x-webkit-csp',
]);

/** Directives that would lead a page's links or its pictures to TLS. The separator before one goes with it where another follows. */
const UPGRADES =
  /(?<=^|[;,])[\t\n\f\r ]*(?:upgrade-insecure-requests|block-all-mixed-content)(?:[\t\n\f\r ][^;,]*)?(?=[;,]|$)/gi;

/** Sources that no address over http matches: `https:`, `https://*.bank.test`, `bank.test:443`. */
const SOURCES =
  /(?<=[\t\n\f\r ])(?:(?<scheme>https|wss):(?:\/\/(?<pattern>\*(?:\.[\w.-]+)?)(?::(?:443|\*))?(?=[\t\n\f\r ;,/]|$)|(?=[\t\n\f\r ;,]|$))|(?<host>[\w.-]+):443(?=[\t\n\f\r ;,/]|$))/gi;

/**
 * What to change in a policy so that it leads nobody to TLS, and lets a page over http on `name` be what
 * it would be over https: a source with http allows https as well (CSP Level 3, section 6.7.2.8). Sources
 * that name an address whole are `addressEdits`'.
 */
export function policyEdits(spelled: Spelled, name: string): Edit[] {
  const { text } = spelled;
  const edit = (start: number, end: number, written: string): Edit => ({
    start: spelled.at(start),
    end: spelled.at(end),
    text: written,
  });
  const upgrades = [...text.matchAll(UPGRADES)].map(({ index, 0: found }) => {
    const end = index + found.length;
    const follows = end < text.length && index > 0;
    return edit(follows && text[index - 1] === ';' ? index - 1 : index, end, '');
  });
  const sources = [...text.matchAll(SOURCES)].flatMap(({ index, 0: found, groups = {} }) => {
    const { scheme, pattern, host } = groups;
    const end = index + found.length;
    if (host !== undefined) return host.toLowerCase() === name ? [edit(index, end, name)] : [];
    if (scheme === undefined || !covers(pattern, name)) return [];
    const open = scheme.toLowerCase() === 'https' ? 'http:' : 'ws:';
    return [edit(index, end, pattern === undefined ? open : `${open}//${pattern}`)];
  });
  return [...upgrades, ...sources];
}

function covers(pattern: string | undefined, name: string): boolean {
  return pattern === undefined || pattern === '*' || name.endsWith(pattern.slice(1).toLowerCase());
}
