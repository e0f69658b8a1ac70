import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

import { obtainCertificate } from '../../lab/authority/acme-client.ts';
import { openAuthority } from '../../lab/certificates/authority.ts';
import type { Leaf } from '../../lab/certificates/leaf-content.ts';
import { openChromium } from '../helpers/chromium.ts';
import { needing } from '../helpers/needing.ts';
import { tlsVerdict } from '../helpers/tls-verdict.ts';
import { openPebbleFor, serveFor } from '../lab/authority/world.ts';

/** What Pebble issued for a name under `.test` and for one outside, and all that leads from there to the lab's authority. */
interface Issued {
  /** PEM: Pebble's own root. */
  readonly root: string;
  /** PEM: all that the clients here trust. */
  readonly trusted: string;
  /** Each leaf with Pebble's intermediate, and Pebble's root as the lab's authority signed it anew. */
  readonly inside: Leaf;
  readonly outside: Leaf;
}

async function issue(t: ExecutionContext): Promise<Issued> {
  const { site, pebble } = await openPebbleFor(t, ['bank.test', 'bank.example']);
  const authority = await openAuthority('Plainsight Root', { depth: 2 });
  const cross = await authority.crossSign(pebble.root);
  const { signal } = new AbortController();
  const { respond } = site;
  const chainFor = async (name: string): Promise<Leaf> => {
    const order = { ...pebble, name, challenge: 'tls-alpn-01', respond, signal } as const;
    const { chain, key } = await obtainCertificate(order);
    return { certificate: chain + cross, key };
  };
  return {
    root: pebble.root,
    trusted: authority.certificate,
    inside: await chainFor('bank.test'),
    outside: await chainFor('bank.example'),
  };
}

/** A site with a certificate, and its port. */
function serve(t: ExecutionContext, { certificate, key }: Leaf): Promise<number> {
  const server = createServer({ cert: certificate, key }, (_request, response) => response.end('the bank'));
  server.on('tlsClientError', () => undefined);
  return serveFor(t, server);
}

/** A chain without what was put behind it. */
function withoutLast(chain: string): string {
  return chain.slice(0, chain.lastIndexOf('-----BEGIN CERTIFICATE-----'));
}

/** What a program says, whatever its exit status. */
function saidBy(program: string, args: readonly string[]): Promise<string> {
  return new Promise((resolve) => {
    execFile(program, args, { timeout: 60_000 }, (_error, out, err) => resolve(`${out}${err}`));
  });
}

/** Files of one test's, by their contents. */
function fileMaker(t: ExecutionContext): (text: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-test-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  let count = 0;
  return (text) => {
    count += 1;
    const path = join(folder, `${count}.pem`);
    writeFileSync(path, text);
    return path;
  };
}

needing('pebble')(
  "Node accepts Pebble's chain by way of the lab's authority, under .test only",
  async (t) => {
    const { root, trusted, inside, outside } = await issue(t);
    t.is(await tlsVerdict(inside, trusted, 'bank.test'), 'secure');
    t.regex(await tlsVerdict(outside, trusted, 'bank.example'), /permitted subtree violation/i);
    const nobody = await openAuthority('Plainsight Root', { depth: 2 });
    t.not(await tlsVerdict(inside, nobody.certificate, 'bank.test'), 'secure');
    // Two authorities stand between it and the leaf.
    const shallow = await openAuthority('Plainsight Root', { depth: 1 });
    const certificate = withoutLast(inside.certificate) + (await shallow.crossSign(root));
    const verdict = await tlsVerdict({ ...inside, certificate }, shallow.certificate, 'bank.test');
    t.regex(verdict, /path length constraint exceeded/i);
  },
);

needing(['pebble', 'openssl'])('openssl(1) does the same, in strict mode too', async (t) => {
  const { trusted, inside, outside } = await issue(t);
  const file = fileMaker(t);
  const verify = (chain: string, ...more: readonly string[]): Promise<string> =>
    saidBy('openssl', ['verify', ...more, '-CAfile', file(trusted), '-untrusted', file(chain), file(chain)]);
  t.regex(await verify(inside.certificate), /: OK\n$/);
  t.regex(await verify(inside.certificate, '-x509_strict', '-purpose', 'sslserver'), /: OK\n$/);
  t.regex(await verify(outside.certificate), /permitted subtree violation/);
});

needing(['pebble', 'curl'])('curl does the same', async (t) => {
  const { trusted, inside, outside } = await issue(t);
  const authority = fileMaker(t)(trusted);
  const get = async (name: string, leaf: Leaf): Promise<string> => {
    const to = `${name}:443:127.0.0.1:${await serve(t, leaf)}`;
    return saidBy('curl', ['-sS', '--cacert', authority, '--connect-to', to, `https://${name}/`]);
  };
  t.is(await get('bank.test', inside), 'the bank');
  t.regex(await get('bank.example', outside), /permitted subtree violation/);
});

needing(['pebble', 'chromium'])('Chromium does the same', async (t) => {
  t.timeout(120_000);
  const { trusted, inside, outside } = await issue(t);
  const shown = async (leaf: Leaf) => {
    const chromium = await openChromium(t, new Map([[443, await serve(t, leaf)]]), trusted);
    await chromium.visit('https://bank.test/');
    await chromium.close();
    return chromium.of('page-shown')[0];
  };
  t.like(await shown(inside), { security: 'secure', error: undefined, status: 200 });
  // A wrong name alone would be ERR_CERT_COMMON_NAME_INVALID.
  t.is((await shown(outside))?.error, 'ERR_CERT_INVALID');
});
