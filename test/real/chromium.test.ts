import { readFileSync, writeFileSync } from 'node:fs';

import type { ExecutionContext } from 'ava';

import { foundBrowser } from '../../lab/victim/real/found-browser.ts';

import { behaviourOf } from '../helpers/browsers.ts';
import type { Behaviour, Case } from '../helpers/browsers.ts';
import { needing } from '../helpers/needing.ts';

const HTTP = 'http://bank.test/login';
const HTTPS = 'https://bank.test/login';
const STRICT = { http: 'redirect', hsts: true, secureCookie: true } as const;

const CASES: readonly Case[] = [
  { title: 'http', visits: [HTTP] },
  { title: 'https, a good certificate', visits: [HTTPS] },
  { title: 'https, TLS 1.2', visits: [HTTPS], bank: { tls: '1.2' } },
  { title: 'https, TLS 1.3', visits: [HTTPS], bank: { tls: '1.3' } },
  {
    title: 'https, TLS 1.2 with RSA key exchange',
    visits: [HTTPS],
    bank: { tls: '1.2', keyExchange: 'rsa' },
  },
  { title: 'an expired certificate', visits: [HTTPS], bank: { certificate: 'expired' } },
  { title: 'a certificate for another name', visits: [HTTPS], bank: { certificate: 'wrong-name' } },
  { title: 'a self-signed certificate', visits: [HTTPS], bank: { certificate: 'self-signed' } },
  { title: 'an unknown authority', visits: [HTTPS], bank: { certificate: 'unknown-authority' } },
  { title: 'a forged certificate', visits: [HTTPS], attacker: { does: 'forge' } },
  {
    title: 'a forged certificate, clicked through',
    visits: [HTTPS],
    attacker: { does: 'forge' },
    victim: { clicksThrough: true },
  },
  {
    title: 'a forged certificate, the attacker’s authority trusted',
    visits: [HTTPS],
    attacker: { does: 'forge' },
    victim: { trustsAttacker: true },
  },
  {
    title: 'the same, and the bank asks for a client certificate',
    visits: [HTTPS],
    bank: { clientCertificate: true },
    attacker: { does: 'forge' },
    victim: { trustsAttacker: true },
  },
  {
    title: 'an expired certificate, TLS 1.2',
    visits: [HTTPS],
    bank: { certificate: 'expired', tls: '1.2' },
  },
  { title: 'http redirects to https', visits: [HTTP], bank: { http: 'redirect' } },
  {
    title: 'http redirects to https, a cookie without Secure, two pages',
    visits: [HTTP, 'http://bank.test/'],
    bank: { http: 'redirect' },
  },
  {
    title: 'the same page twice',
    visits: [HTTP, HTTP],
    bank: { http: 'redirect' },
  },
  { title: 'HSTS: https first, http later', visits: [HTTPS, HTTP], bank: { hsts: true } },
  {
    title: 'HSTS from a bank whose certificate is expired',
    visits: [HTTPS, HTTP],
    bank: { hsts: true, certificate: 'expired' },
  },
  {
    title: 'HSTS from a bank whose expired certificate was clicked through',
    visits: [HTTPS, HTTP],
    bank: { hsts: true, certificate: 'expired' },
    victim: { clicksThrough: true },
  },
  { title: 'a cookie without Secure: https first, http later', visits: [HTTPS, HTTP] },
  {
    title: 'a cookie with Secure: https first, http later',
    visits: [HTTPS, HTTP],
    bank: { secureCookie: true },
  },
  { title: 'nobody listens on 443', visits: [HTTPS], bank: { https: 'closed' } },
  { title: 'plain HTTP on 443', visits: [HTTPS], bank: { https: 'plain' } },
  {
    title: 'HTTP on 443, asked for as such',
    visits: ['http://bank.test:443/login'],
    bank: { https: 'plain' },
  },
  { title: 'TLS on 80, asked for as such', visits: ['https://bank.test:80/login'], bank: { http: 'tls' } },
  { title: 'TLS on 80', visits: [HTTP], bank: { http: 'tls' } },
  { title: 'SSL stripping', visits: [HTTP], bank: STRICT, attacker: { does: 'strip' } },
  {
    title: 'SSL stripping after HSTS was seen',
    visits: [HTTPS, HTTP],
    bank: STRICT,
    attacker: { does: 'strip' },
  },
  {
    title: 'SSL stripping where 443 is blocked',
    visits: [HTTP],
    bank: STRICT,
    attacker: { does: 'strip', blocks: [443] },
  },
  { title: 'https only', visits: [HTTP], victim: { browses: 'https-only' } },
  {
    title: 'https only, nobody listens on 443',
    visits: [HTTP],
    bank: { https: 'closed' },
    victim: { browses: 'https-only' },
  },
  {
    title: 'https only, an expired certificate',
    visits: [HTTP],
    bank: { certificate: 'expired' },
    victim: { browses: 'https-only' },
  },
  {
    title: 'https only, SSL stripping where 443 is blocked',
    visits: [HTTP],
    bank: { http: 'redirect' },
    attacker: { does: 'strip', blocks: [443] },
    victim: { browses: 'https-only' },
  },
];

/** Why our victim and Chromium differ, by the case's title. A case that is not here must show no difference. */
const EXPLAINED: Readonly<Record<string, string>> = {
  'an expired certificate, TLS 1.2':
    'Chromium tells the server that it refuses, with an alert that TLS 1.2 shows in clear. Node looks at the ' +
    'certificate only after the handshake, and hangs up without a word. Nothing of a request leaves either.',
  'the same page twice':
    'A permanent redirect may be kept (RFC 9110, section 15.4.9). Chromium keeps it, and asks for the same ' +
    'address over http no second time; any other address it does. Our victim keeps no answers.',
  'plain HTTP on 443': 'Chromium ends with an alert; Node hangs up without one. Both show the same error.',
};

interface Row {
  readonly title: string;
  readonly ours: Behaviour;
  readonly chromiums: Behaviour;
  readonly same: boolean;
}

const linesOf = ({ shown, sent, alerts }: Behaviour): string[] => [
  ...shown,
  ...(sent.length === 0 ? ['nothing sent'] : sent),
  ...alerts.map((alert) => `alert ${alert}`),
];

async function compare(t: ExecutionContext, one: Case): Promise<Row> {
  const [ours, chromiums] = await Promise.all([
    behaviourOf(t, 'model', one),
    behaviourOf(t, 'chromium', one),
  ]);
  const same = linesOf(ours).join('\n') === linesOf(chromiums).join('\n');
  return { title: one.title, ours, chromiums, same };
}

const cell = (of: Behaviour): string => linesOf(of).join('<br>');

/** The rows as Markdown. */
function table(rows: readonly Row[]): string {
  return [
    '| Lane | Our victim | Chromium | Difference |',
    '| --- | --- | --- | --- |',
    ...rows.map(
      ({ title, ours, chromiums, same }) =>
        `| ${title} | ${cell(ours)} | ${same ? 'the same' : cell(chromiums)} | ${same ? 'none' : (EXPLAINED[title] ?? 'not explained')} |`,
    ),
    '',
  ].join('\n');
}

/** Lanes that are compared at a time: starting Chromium takes most of it. */
const AT_ONCE = 3;

const DOCUMENT = 'docs/browsers.md';

/** Where the document's second part begins, which nothing writes anew. */
const BY_HAND = '## What browsers show';

/** The document, with the second part as it `stands` in it. */
const document = (
  version: string,
  rows: readonly Row[],
  stands: string,
): string => `# Our victim and a real browser

<!-- Down to "${BY_HAND.slice(3)}" measured by test/real/chromium.test.ts: write it anew with BROWSERS_MD=1 make test. -->

The lab's victim is a small browser of the lab's own. This is what it does and what ${version} does,
in the same lanes, through the same taps. Both trust the lab's public authority and nothing is passed over:
a certificate that is bad here is bad for the reason given. Chromium has it among its profile's own
certificates, in a profile that lasts for one lane. What was sent is what the taps recorded.

${table(rows)}
What the table leaves out:

- Chromium opens more connections than it needs: one ahead that carries nothing, and a second try where a
  certificate is refused. Our victim opens one for each thing that it asks for, or uses the last one again.
- Over TLS 1.3 no alert of Chromium's was seen in clear. Ours sends none in any version.
- Chromium asks for \`/favicon.ico\` where a page names no icon. The bank's pages name an empty one; an error
  page of the attacker's, as in "TLS on 80", names none.
- TLS on 80: the 502 is the answer of the attacker's proxy, which finds no HTTP behind itself. A browser that
  no attacker stands in front of would show an error of its own.
- What sets a victim apart in other ways (preload list, client certificate, TLS 1.0) stands further below.
- Asked by the bank for a client certificate that it has not, Chromium showed ERR_BAD_SSL_CLIENT_AUTH_CERT, as
  ours does, and at other times ERR_SOCKET_NOT_CONNECTED.
- https only is Chromium's "Always use secure connections". https first is left out: \`bank.test\` is not a
  public name, and Chromium tries https first by itself for public names only. More of it stands below.

${stands}`;

needing('chromium')('our victim does what Chromium does, and every difference is explained', async (t) => {
  t.timeout(240_000);
  const { title: version } = await foundBrowser('chromium');
  const rows: Row[] = [];
  for (let i = 0; i < CASES.length; i += AT_ONCE)
    rows.push(...(await Promise.all(CASES.slice(i, i + AT_ONCE).map((one) => compare(t, one)))));
  t.log(table(rows));

  for (const { title, ours, chromiums, same } of rows) {
    t.deepEqual(ours.shown, chromiums.shown, `${title}: both address bars say the same`);
    t.is(!same, title in EXPLAINED, `${title}: ${same ? 'a difference is gone' : 'a new difference'}`);
  }
  const written = readFileSync(DOCUMENT, 'utf8');
  const begins = written.indexOf(`\n${BY_HAND}\n`) + 1;
  t.true(begins > 0, BY_HAND);
  const anew = document(version, rows, written.slice(begins));
  if (process.env['BROWSERS_MD'] === '1') writeFileSync(DOCUMENT, anew);
  // Another version may do otherwise: the assertions above hold then, and the document stays.
  else if (written.slice(0, begins).includes(version))
    t.is(written, anew, 'write it anew with BROWSERS_MD=1');
});
