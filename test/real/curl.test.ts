import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

import { needing } from '../helpers/needing.ts';
import { alertsSent, tapped, tapPort } from '../helpers/taps.ts';
import { wholeLane } from '../helpers/whole-lab.ts';
import type { Unlike, WholeLane } from '../helpers/whole-lab.ts';

const withCurl = needing('curl');

/** A lane whose victim is curl. */
interface CurlLane {
  readonly lane: WholeLane;
  /** A file of the folder that curl writes to; empty where it wrote none. */
  readonly read: (file: string) => string;
  /** Runs curl; `code` is its exit code, and `out` the head and body of every answer, in order. */
  readonly curl: (...options: readonly string[]) => Promise<{ code: number; out: string }>;
}

async function curlLane(t: ExecutionContext, unlike: Unlike): Promise<CurlLane> {
  const lane = await wholeLane(t, { others: 'victim', ...unlike });
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'authority.pem'), lane.authority);
  writeFileSync(join(folder, 'hsts.txt'), '');
  const doors = [80, 443].map((port) => `bank.test:${port}:127.0.0.1:${tapPort(lane, port)}`);
  const common = ['-q', '-sS', '-i', '--noproxy', '*', '--max-time', '20', '--cacert', 'authority.pem'];
  const remembers = ['-b', 'cookies.txt', '-c', 'cookies.txt', '--hsts', 'hsts.txt'];
  const args = [...common, ...remembers, ...doors.flatMap((door) => ['--connect-to', door])];
  return {
    lane,
    read: (file) => readFileSync(join(folder, file), 'utf8'),
    curl: (...options) =>
      new Promise((resolve) => {
        const run = execFile('curl', [...args, ...options], { cwd: folder }, (_error, out) =>
          resolve({ code: run.exitCode ?? -1, out }),
        );
      }),
  };
}

const PAGE = 'https://bank.test/login';
const HTTPS = { visit: PAGE };

/** curl's exit code for a certificate that it refuses. */
const PEER_FAILED_VERIFICATION = 60;

for (const tls of ['1.2', '1.3'] as const) {
  withCurl(`curl opens the bank’s page over TLS ${tls} and sends no alert that can be read`, async (t) => {
    const { lane, curl } = await curlLane(t, { ...HTTPS, bank: { tls } });
    const { code, out } = await curl(PAGE);
    t.is(code, 0);
    t.regex(out, /^HTTP\/1\.1 200 [^]*<form/);
    t.deepEqual(
      alertsSent(lane).filter(({ sealed }) => !sealed),
      [],
    );
  });

  withCurl(`a forged certificate makes curl say unknown_ca over TLS ${tls}, in clear`, async (t) => {
    const { lane, curl } = await curlLane(t, { ...HTTPS, bank: { tls }, attacker: { does: 'forge' } });
    const { code } = await curl('--tls-max', tls, PAGE);
    t.is(code, PEER_FAILED_VERIFICATION);
    const said = alertsSent(lane).map(({ description, name, level, sealed }) => ({
      description,
      name,
      level,
      sealed,
    }));
    t.deepEqual(said, [{ description: 48, name: 'unknown_ca', level: 'fatal', sealed: false }]);
    t.deepEqual(lane.of('bank-answered'), [], 'no request reached the bank');
  });

  withCurl(
    `an expired certificate makes curl say certificate_expired over TLS ${tls}, in clear`,
    async (t) => {
      const { lane, curl } = await curlLane(t, { ...HTTPS, bank: { tls, certificate: 'expired' } });
      const { code } = await curl(PAGE);
      t.is(code, PEER_FAILED_VERIFICATION);
      t.deepEqual(
        alertsSent(lane).map(({ description, name }) => [description, name]),
        [[45, 'certificate_expired']],
      );
    },
  );
}

withCurl('curl refuses a certificate for another name without an alert that can be read', async (t) => {
  const { lane, curl } = await curlLane(t, { ...HTTPS, bank: { certificate: 'wrong-name' } });
  t.is((await curl(PAGE)).code, PEER_FAILED_VERIFICATION);
  t.deepEqual(
    alertsSent(lane).filter(({ sealed }) => !sealed),
    [],
  );
  t.deepEqual(lane.of('bank-answered'), []);
});

const STRICT = { http: 'redirect', hsts: true, secureCookie: true } as const;
const HEADERS = /^(strict-transport-security|set-cookie:.*secure)/im;

/** The sign-in form of `page`, filled by its customer, as curl sends it. */
function filled(page: string, { secrets }: WholeLane): string {
  const csrf = /name="csrf" value="([^"]*)"/.exec(page)?.[1] ?? 'none';
  return new URLSearchParams({ user: 'alice', password: secrets['password'] ?? '', csrf }).toString();
}

withCurl('without an attacker curl -L is led to https, and is given HSTS and a Secure cookie', async (t) => {
  const { lane, curl, read } = await curlLane(t, { bank: STRICT });
  const { code, out } = await curl('-L', 'http://bank.test/login');
  t.is(code, 0);
  t.regex(out, /^HTTP\/1\.1 30\d [^]*\r\nLocation: https:\/\/bank\.test\/login\r\n[^]*HTTP\/1\.1 200 /i);
  const signedIn = await curl('-L', '--data', filled(out, lane), PAGE);
  t.regex(signedIn.out, /^strict-transport-security:/im);
  t.regex(signedIn.out, /^set-cookie:.*secure/im);
  t.regex(read('hsts.txt'), /bank\.test/);
  t.is(lane.of('bank-booked')[0]?.event, 'signed-in');
});

withCurl(
  'under SSL stripping curl -L stays on http, signs in in clear, and sees neither HSTS nor Secure',
  async (t) => {
    const { lane, curl, read } = await curlLane(t, { bank: STRICT, attacker: { does: 'strip' } });
    const { code, out } = await curl('-L', 'http://bank.test/login');
    t.is(code, 0);
    t.regex(out, /^HTTP\/1\.1 200 [^]*<form/, 'the page comes at once: there is no redirect to follow');
    const form = filled(out, lane);
    const signedIn = await curl('-L', '--data', form, 'http://bank.test/login');
    t.is(signedIn.code, 0);
    t.regex(signedIn.out, /^set-cookie:/im);
    for (const answer of [out, signedIn.out]) {
      t.notRegex(answer, HEADERS);
      t.notRegex(answer, /https:\/\/bank\.test/i);
    }
    t.notRegex(read('hsts.txt'), /bank\.test/);
    t.is(lane.of('bank-booked')[0]?.scheme, 'https', 'the bank was spoken to over TLS');

    const connections = tapped(lane);
    t.deepEqual(new Set(connections.map(({ port }) => port)), new Set([80]));
    const sent = connections.map(({ toBank }) => Buffer.from(toBank).toString('latin1')).join('');
    t.true(sent.includes(form), 'the password passed in clear');
    const session = /\r\nset-cookie: (session=[^;\r]+)/i.exec(signedIn.out)?.[1] ?? 'none';
    t.true(sent.includes(`Cookie: ${session}`), 'and so did the cookie that the bank meant for TLS only');
  },
);
