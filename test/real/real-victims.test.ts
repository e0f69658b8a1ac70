import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { openLab } from '../../lab/lab.ts';
import { programFile } from '../../lab/programs/find.ts';
import { PROGRAMS } from '../../lab/programs/programs.ts';
import { ORDINARY } from '../../lab/settings.ts';
import { foundBrowser } from '../../lab/victim/real/found-browser.ts';
import type { RealBrowserKind } from '../../lab/victim/real/found-browser.ts';
import { needing } from '../helpers/needing.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';
import type { Unlike, WholeLane } from '../helpers/whole-lab.ts';

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

/** What one visit of one lane came to. */
async function visited(
  t: ExecutionContext,
  browser: RealBrowserKind,
  { victim, ...unlike }: Unlike,
): Promise<WholeLane> {
  t.timeout(120_000);
  const lane = await wholeLane(t, {
    visit: 'https://bank.test/login',
    ...unlike,
    victim: { ...victim, browser },
  });
  await signIn(lane);
  return lane;
}

// One after another: each has a folder for temporary files of its own.
needing('chromium', test.serial)('Chromium plays the victim, and says itself what it does', (t) =>
  signsIn(t, 'chromium'),
);

needing('firefox', test.serial)('Firefox plays the victim, and says itself what it does', (t) =>
  signsIn(t, 'firefox'),
);

for (const browser of ['chromium', 'firefox'] as const) {
  const serially = needing(browser, test.serial);

  serially(`${browser} says that HTTP/2 was agreed on, and what else where the bank has none`, async (t) => {
    for (const [http2, chosen] of [
      [true, 'h2'],
      [false, 'http/1.1'],
    ] as const) {
      const lane = await visited(t, browser, { bank: { http2 } });
      const agreed = lane.of('protocol-agreed');
      t.deepEqual(
        agreed.map((fact) => [fact.host, fact.offered, fact.chosen]),
        [['bank.test', ['h2', 'http/1.1'], chosen]],
      );
      t.is(lane.of('exchange-made')[0]?.protocol, http2 ? 'h2' : undefined);
      await lane.victim.close();
    }
  });
}

const withCertificate: Unlike = { bank: { clientCertificate: true }, victim: { clientCertificate: true } };
const signedIn = (lane: WholeLane): boolean =>
  lane.of('bank-booked').some(({ event }) => event === 'signed-in');

needing('firefox', test.serial)('Firefox shows the client certificate that its victim holds', async (t) => {
  const lane = await visited(t, 'firefox', withCertificate);
  t.is(lane.of('victim-opened')[0]?.lacks, undefined);
  t.true(signedIn(lane));
});

needing(['chromium', 'Linux'], test.serial)(
  'Chromium shows the client certificate that its victim holds',
  async (t) => {
    const lane = await visited(t, 'chromium', withCertificate);
    t.is(lane.of('victim-opened')[0]?.lacks, undefined);
    t.true(signedIn(lane));
  },
);

needing('firefox', test.serial)('Firefox offers TLS 1.0 alone where it is to', async (t) => {
  const lane = await visited(t, 'firefox', { victim: { tls: '1.0' } });
  t.like(lane.of('page-shown')[0], {
    security: 'unreachable',
    error: 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
    calls: 'SSL_ERROR_PROTOCOL_VERSION_ALERT',
  });
});

needing('chromium', test.serial)('Chromium says that it has no TLS 1.0', async (t) => {
  const lane = await visited(t, 'chromium', { victim: { tls: '1.0' } });
  t.deepEqual(lane.of('victim-opened')[0]?.lacks, ['tls-1.0']);
  t.is(lane.of('exchange-made')[0]?.tls, 'TLSv1.3');
});

/** Has a script of this text stand for Chromium; `real` in it is the true one. */
function standFor(t: ExecutionContext, script: string): void {
  const real = programFile('chromium') ?? '';
  const folder = mkdtempSync(join(tmpdir(), 'ps-'));
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, 'chromium'), `#!/bin/sh\n${script.replaceAll('real', `'${real}'`)}\n`, {
    mode: 0o755,
  });
  const before = process.env['PATH'] ?? '';
  process.env['PATH'] = `${folder}${delimiter}${before}`;
  t.teardown(() => {
    process.env['PATH'] = before;
    rmSync(folder, { recursive: true, force: true });
  });
}

needing('chromium', test.serial)(
  "A Chromium that does not take the lab's authority from its profile ends the run, and says so",
  async (t) => {
    standFor(
      t,
      `for each in "$@"; do case $each in --user-data-dir=*) rm -f "\${each#*=}/Default/ServerCertificate";; esac; done; exec real "$@"`,
    );
    const settings = {
      ...ORDINARY,
      title: 'a lane',
      visit: 'https://bank.test/login',
      victim: { ...ORDINARY.victim, browser: 'chromium' as const },
    };
    const lab = await openLab({ lanes: { lane: settings }, seed: 'seed', emit: () => undefined });
    t.teardown(() => lab.close());
    const broken = t.throwsAsync(lab.broken, {
      name: 'ProgramFault',
      message: /^Chromium [\d.]+ does not trust the lab's authority, though its profile for this run says so/,
    });
    await lab.lanes.get('lane')?.victim.visit('/login');
    await broken;
  },
);

needing('chromium', test.serial)('A version that the lab was not tried with is known', async (t) => {
  standFor(t, `[ "$1" = --version ] && { echo 'Chromium 999.1.2.3'; exit; }; exec real "$@"`);
  t.like(await foundBrowser('chromium'), {
    title: 'Chromium 999.1.2.3',
    triedWith: PROGRAMS.chromium.tried,
  });
});

needing('chromium', test.serial)('A Chromium that is too old is refused', async (t) => {
  standFor(t, `echo 'Chromium 100.0.1.2'`);
  await t.throwsAsync(foundBrowser('chromium'), {
    message: /^Chromium 100\.0\.1\.2 is too old, and [\d.]+ or newer is needed/,
  });
});
