import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

import { openChromium } from '../helpers/chromium.ts';
import { needing } from '../helpers/needing.ts';
import { tapPort } from '../helpers/taps.ts';
import { wholeLane } from '../helpers/whole-lab.ts';
import type { WholeLane } from '../helpers/whole-lab.ts';

/** A bank as administrators serve it. */
const asAdvised = (t: ExecutionContext, server: 'nginx' | 'apache'): Promise<WholeLane> =>
  wholeLane(t, {
    visit: 'http://bank.test/login',
    bank: { server, http: 'redirect', hsts: true, secureCookie: true },
    others: 'victim',
  });

/** What curl writes of every answer on the way to a page. */
function curl(t: ExecutionContext, lane: WholeLane, url: string): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'authority.pem'), lane.authority);
  const doors = [80, 443].flatMap((port) => [
    '--connect-to',
    `bank.test:${port}:127.0.0.1:${tapPort(lane, port)}`,
  ]);
  const args = [
    '-q',
    '-sS',
    '-i',
    '-L',
    '--noproxy',
    '*',
    '--max-time',
    '20',
    '--cacert',
    'authority.pem',
    ...doors,
  ];
  return new Promise((resolve) => {
    execFile('curl', [...args, url], { cwd: folder }, (_error, out) => resolve(out));
  });
}

for (const server of ['nginx', 'apache'] as const) {
  needing(['curl', server])(
    `curl follows the redirect of ${server}, and is told of HSTS over TLS alone`,
    async (t) => {
      const said = await curl(t, await asAdvised(t, server), 'http://bank.test/login?a=1');
      const [redirect = '', page = ''] = said.split(/(?=^HTTP\/1\.1 )/m);
      t.regex(redirect, /^HTTP\/1\.1 308 /);
      t.regex(redirect, /^Location: https:\/\/bank\.test\/login\?a=1\r$/im);
      t.notRegex(redirect, /strict-transport-security/i);
      t.regex(
        page,
        /^HTTP\/1\.1 200 [^]*^Strict-Transport-Security: max-age=31536000; includeSubDomains\r$[^]*<form/im,
      );
      t.regex(page, /^Set-Cookie: .*; Secure/im);
    },
  );

  needing(['chromium', server])(
    `Chromium finds the bank behind ${server} secure, and comes over https later`,
    async (t) => {
      const lane = await asAdvised(t, server);
      const ports = new Map([80, 443].map((port) => [port, tapPort(lane, port)]));
      const browser = await openChromium(t, ports, lane.authority);
      await browser.visit('http://bank.test/login');
      const [login] = browser.of('page-shown');
      t.like(login, { url: 'https://bank.test/login', status: 200, security: 'secure' });
      await browser.visit('http://bank.test/');
      t.like(browser.of('page-shown').at(-1), { url: 'https://bank.test/', security: 'secure' });
      t.like(browser.of('navigation-upgraded'), [{ from: 'http://bank.test/', why: 'hsts' }]);
      await browser.close();
      t.true(lane.of('bank-answered').every(({ party }) => party === undefined));
    },
  );
}

needing(['chromium', 'pebble'])('Chromium believes a bank with a certificate of Pebble’s', async (t) => {
  const lane = await wholeLane(t, {
    visit: 'https://bank.test/login',
    bank: { certificate: 'self-signed' },
    certified: true,
    others: 'victim',
  });
  const browser = await openChromium(t, new Map([[443, tapPort(lane, 443)]]), lane.authority);
  await browser.visit('https://bank.test/login');
  await lane.obtain('tls-alpn-01');
  await browser.visit('https://bank.test/login');
  t.like(browser.of('page-shown'), [
    { error: 'ERR_CERT_AUTHORITY_INVALID' },
    { status: 200, security: 'secure', error: undefined },
  ]);
  await browser.close();
});
