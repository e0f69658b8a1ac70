import { chmodSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { RealBrowserKind } from '../../lab/victim/real/found-browser.ts';
import { needing } from '../helpers/needing.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';

/** A folder for temporary files that only this test has, and that the browser may pass through. */
function ownTemporaryFolder(t: ExecutionContext): string {
  const before = process.env['TMPDIR'];
  const folder = mkdtempSync(join(tmpdir(), 'ps-'));
  chmodSync(folder, 0o755);
  process.env['TMPDIR'] = folder;
  t.teardown(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** One lane from opening to closing: over https, with what a browser alone can say of it, and then over http. */
async function signsIn(t: ExecutionContext, browser: RealBrowserKind): Promise<void> {
  t.timeout(120_000);
  const folder = ownTemporaryFolder(t);
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', victim: { browser } });
  t.is(readdirSync(folder).length, 1);
  const [opened] = lane.of('victim-opened');
  t.like(opened, { browser, window: false });
  await signIn(lane);
  const shown = lane.of('page-shown').map(({ url, status, security }) => [url, status, security]);
  t.deepEqual(shown, [
    ['https://bank.test/login', 200, 'secure'],
    ['https://bank.test/account', 200, 'secure'],
  ]);
  t.deepEqual(lane.of('certificate-shown')[0]?.chain, ['bank.test', 'Plainsight Public Authority']);
  const [filled] = lane.of('form-filled');
  t.deepEqual(
    filled?.fields.filter(({ type }) => type !== 'hidden').map(({ name, type }) => [name, type]),
    [
      ['user', 'text'],
      ['password', 'password'],
    ],
  );
  const made = lane.of('exchange-made');
  const post = made.find(({ request }) => request.method === 'POST');
  t.is(post?.tls, 'TLSv1.3');
  t.true(Buffer.from(post?.request.body ?? []).includes(`password=${lane.secrets['password']}`));
  t.true(post?.response.headers.some(([name]) => name.toLowerCase() === 'set-cookie'));
  t.true(lane.of('tls-secret-logged').some(({ line }) => line.startsWith('CLIENT_TRAFFIC_SECRET_0 ')));
  t.true(lane.of('bank-booked').some(({ event }) => event === 'signed-in'));

  await lane.victim.click('Send money');
  await lane.victim.visit('http://bank.test/login');
  await lane.victim.submit('transfer', {});
  await lane.victim.click('Nowhere');
  t.like(lane.of('page-shown').at(-1), {
    url: 'http://bank.test/login',
    status: 200,
    security: 'not-secure',
  });
  t.is(lane.of('form-not-sent')[0]?.reason, 'the page has no form "transfer"; it has login');
  t.regex(lane.of('link-not-followed').at(-1)?.reason ?? '', /^the page has no link "Nowhere"/);
  await lane.victim.visit('https://bank.test:80/login');
  t.like(lane.of('page-shown').at(-1), {
    url: 'https://bank.test:80/login',
    status: 0,
    security: 'unreachable',
    error: 'ERR_SSL_PROTOCOL_ERROR',
  });
  await lane.victim.close();
  t.deepEqual(readdirSync(folder), []);
}

// One after another: each has a folder for temporary files of its own.
needing('chromium', test.serial)('Chromium plays the victim, and says itself what it does', (t) =>
  signsIn(t, 'chromium'),
);

needing('firefox', test.serial)('Firefox plays the victim, and says itself what it does', (t) =>
  signsIn(t, 'firefox'),
);
