import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import https from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

import { openAuthority } from '../../lab/certificates/authority.ts';
import type { BankSettings } from '../../lab/settings.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { sealFacts } from '../../src/export/sealed.ts';
import { exchangeTls, serve, testLane } from '../helpers/attacker.ts';
import { OPENED, timed } from '../helpers/happenings.ts';
import { needing } from '../helpers/needing.ts';
import { tshark } from '../helpers/tshark.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';

const withTshark = needing('tshark');

const FORMS = ['-Y', 'http.request.method == POST', '-T', 'fields', '-e', 'urlencoded-form.value'];
const SUITES = ['-Y', 'tls.handshake.type == 2', '-T', 'fields', '-e', 'tls.handshake.ciphersuite'];
/** Records of application data that tshark sees, opened or not. */
const SEALED = ['-Y', 'tls.record.content_type == 23', '-T', 'fields', '-e', 'frame.number'];

const FORM =
  'POST /login HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n' +
  'Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 14\r\n\r\npassword=tulip';

/** A sign-in over TLS 1.2, and what was recorded of it, with no secret of the victim's in it. */
async function recording(t: ExecutionContext, keyExchange: BankSettings['keyExchange']) {
  const bank = { tls: '1.2', keyExchange, certificate: 'good' } as const;
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', bank });
  await signIn(lane);
  t.true(lane.of('bank-booked').some(({ event }) => event === 'signed-in'));
  return { lane, capture: Buffer.concat([...toPcapng(sealFacts(timed(OPENED, ...lane.facts)))]) };
}

/** What tshark reads of `capture` with the bank's private key. */
function withStolenKey(bankKey: string, capture: Uint8Array, ...options: string[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
  try {
    const file = join(folder, 'key.pem');
    writeFileSync(file, bankKey, { mode: 0o600 });
    return tshark(capture, '-o', `uat:rsa_keys:"${file.replaceAll('\\', '\\\\')}",""`, ...options);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

withTshark('with the bank’s stolen key tshark opens a recording whose keys were sent under it', async (t) => {
  const { lane, capture } = await recording(t, 'rsa');
  t.regex(tshark(capture, ...SUITES).join(), /^0x00(9c|9d)(,0x00(9c|9d))*$/, 'RSA key exchange with AES-GCM');
  t.deepEqual(tshark(capture, ...FORMS), [], 'without the key it reads nothing');
  const [form, ...more] = withStolenKey(lane.bankKey, capture, ...FORMS);
  t.true(form?.split(',').includes(lane.secrets['password'] ?? 'none'), 'the password stands in the form');
  t.deepEqual(more, []);

  await lane.attacker.decryptRecording();
  const ours = lane.of('recording-decrypted').map(({ bytes }) => Buffer.from(bytes).toString('latin1'));
  t.true(
    ours.some((text) => text.includes('POST /login')),
    'and the lab’s own attacker reads it as well',
  );
});

withTshark('the stolen key opens nothing where the keys were agreed on afresh', async (t) => {
  const { lane, capture } = await recording(t, 'ecdhe');
  t.regex(tshark(capture, ...SUITES).join(), /^0xc0(2b|2c)/, 'ECDHE, signed with an EC key, AES-GCM');
  t.true(tshark(capture, ...SEALED).length > 2, 'there is something to open');
  t.throws(() => withStolenKey(lane.bankKey, capture, ...FORMS), { message: /algorithm isn't RSA/ });
  await lane.attacker.decryptRecording();
  t.deepEqual(lane.of('recording-decrypted'), []);
  t.true(lane.of('recording-stays-sealed').length > 0);
});

withTshark('nor does an RSA key that only signed a fresh exchange', async (t) => {
  const authority = await openAuthority('Plainsight Public Authority');
  const leaf = await authority.issue({ names: ['bank.test'], keyType: 'rsa' });
  const server = https.createServer({ key: leaf.key, cert: leaf.certificate, maxVersion: 'TLSv1.2' });
  server.on('request', (_request, response) => response.end('welcome'));
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:443': await serve(t, server) } });
  const tap = await lane.tap('bank.test:443');
  const answer = await exchangeTls(tap.port, authority.certificate, FORM);
  t.regex(answer, /welcome/);
  const capture = Buffer.concat([...toPcapng(sealFacts(timed(OPENED, ...lane.facts)))]);
  t.regex(tshark(capture, ...SUITES).join(), /^0xc0(2f|30)$/, 'ECDHE, signed with an RSA key, AES-GCM');
  t.true(tshark(capture, ...SEALED).length > 1, 'there is something to open');
  t.deepEqual(withStolenKey(leaf.key, capture, ...FORMS), []);
});
