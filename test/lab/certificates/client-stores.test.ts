import { execFileSync } from 'node:child_process';
import { createDecipheriv, createHash, createPrivateKey, pbkdf2Sync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { openAuthority } from '../../../lab/certificates/authority.ts';
import type { Leaf } from '../../../lab/certificates/leaf-content.ts';
import { nssDatabase } from '../../../lab/certificates/nss-database.ts';
import { pkcs12 } from '../../../lab/certificates/pkcs12.ts';
import { needing } from '../../helpers/needing.ts';

async function alice(): Promise<Leaf> {
  const authority = await openAuthority('Customers');
  return authority.issue({ names: ['alice.bank.test'], commonName: 'Alice', usage: 'client' });
}

function folderFor(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

needing('openssl')('openssl(1) reads the PKCS #12 file, and no other password opens it', async (t) => {
  const leaf = await alice();
  const file = join(folderFor(t), 'alice.p12');
  // With a character beyond ASCII: the password goes in as UTF-16.
  writeFileSync(file, pkcs12(leaf, 'pässword'));
  const opened = (password: string): string =>
    execFileSync('openssl', ['pkcs12', '-in', file, '-passin', `pass:${password}`, '-nodes'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  const said = opened('pässword');
  t.is(new X509Certificate(said).fingerprint256, new X509Certificate(leaf.certificate).fingerprint256);
  t.true(createPrivateKey(said).equals(createPrivateKey(leaf.key)));
  t.throws(() => opened('password'));
});

test('The NSS database holds the certificate in clear, and its key under the empty password', async (t) => {
  const leaf = await alice();
  const folder = folderFor(t);
  const rows = new Map<string, Record<string, unknown>>();
  for (const { name, write } of await nssDatabase(leaf, 'Alice')) {
    write(join(folder, name));
    const database = new DatabaseSync(join(folder, name), { readOnly: true });
    const table = name === 'cert9.db' ? 'nssPublic' : 'nssPrivate';
    rows.set(table, database.prepare(`SELECT * FROM ${table}`).get() ?? {});
    if (name === 'key4.db')
      rows.set('password', database.prepare("SELECT * FROM metaData WHERE id = 'password'").get() ?? {});
    database.close();
  }
  const bytes = (table: string, column: string): Buffer => {
    const value = rows.get(table)?.[column];
    return value instanceof Uint8Array ? Buffer.from(value) : Buffer.alloc(0);
  };
  t.deepEqual(bytes('nssPublic', 'a11'), new X509Certificate(leaf.certificate).raw);
  t.deepEqual(bytes('nssPublic', 'a102'), bytes('nssPrivate', 'a102'), 'one identifier for both');
  const open = (sealed: Buffer): Buffer => {
    const salt = sealed.subarray(sealed.indexOf('0420', 0, 'hex') + 2).subarray(0, 32);
    const iv = sealed.subarray(sealed.indexOf('040e', 0, 'hex')).subarray(0, 16);
    const password = createHash('sha1').update(bytes('password', 'item1')).digest();
    const key = pbkdf2Sync(password, salt, 1, 32, 'sha256');
    const cipher = createDecipheriv('aes-256-cbc', key, iv);
    const text = sealed.subarray(sealed.indexOf(iv) + iv.length + 2);
    return Buffer.concat([cipher.update(text), cipher.final()]);
  };
  t.is(open(bytes('password', 'item2')).toString(), 'password-check');
  const { d = '' } = createPrivateKey(leaf.key).export({ format: 'jwk' });
  t.is(open(bytes('nssPrivate', 'a11')).toString('base64url'), d);
});
