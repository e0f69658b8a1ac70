import { connect } from 'node:net';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { isQuestion } from '../../../lab/authority/authority-question.ts';
import { openAuthorityDoor } from '../../../lab/authority/authority-door.ts';
import type { BankSettings } from '../../../lab/settings.ts';
import { clientHello } from '../../helpers/log.ts';
import { needing } from '../../helpers/needing.ts';
import { wholeLane } from '../../helpers/whole-lab.ts';
import type { WholeLane } from '../../helpers/whole-lab.ts';

const withPebble = needing('pebble');

/** A bank that has signed its own certificate, and is about to ask for another. */
function certified(t: ExecutionContext, bank: Partial<BankSettings> = {}): Promise<WholeLane> {
  return wholeLane(t, {
    visit: 'https://bank.test/login',
    bank: { certificate: 'self-signed', ...bank },
    certified: true,
  });
}

const lastPage = (lane: WholeLane): string | undefined => lane.of('page-shown').at(-1)?.security;

for (const challenge of ['http-01', 'tls-alpn-01'] as const) {
  withPebble(`over ${challenge} the bank gets a certificate, shows it, and is believed`, async (t) => {
    const lane = await certified(t);
    await lane.victim.visit('/login');
    t.is(lastPage(lane), 'certificate-error');
    await lane.obtain(challenge);
    t.like(lane.of('challenge-given')[0], { to: 'bank', challenge, name: 'bank.test' });
    t.like(lane.of('certificate-issued')[0], { to: 'bank', challenge });
    await lane.victim.visit('/login');
    t.is(lastPage(lane), 'secure');
    // A second one, as at every renewal.
    await lane.obtain(challenge);
    t.is(lane.of('certificate-issued').length, 2);
    await lane.victim.visit('/login');
    t.is(lastPage(lane), 'secure');

    const opened = lane.of('connection-opened');
    const port = challenge === 'http-01' ? 80 : 443;
    const authoritys = opened.filter(({ party }) => party === 'authority');
    t.true(authoritys.length > 0);
    t.true(authoritys.every(({ logical }) => logical === `bank.test:${port}`));
    t.true(opened.every(({ party }) => party !== 'stranger'));
  });
}

withPebble('a redirect on port 80 lets the authority find its file', async (t) => {
  const lane = await certified(t, { http: 'redirect' });
  await lane.obtain('http-01');
  t.is(lane.of('certificate-issued').length, 1);
  const statuses = lane.of('bank-answered').map(({ status, party }) => `${status} ${party}`);
  t.deepEqual([...new Set(statuses)], ['200 authority']);
});

withPebble('where the authority finds nobody it says why, and the bank keeps what it had', async (t) => {
  const lane = await certified(t, { http: 'closed' });
  await lane.obtain('http-01');
  t.regex(lane.of('issuance-refused')[0]?.why ?? '', /bank\.test/);
  t.is(lane.of('certificate-issued').length, 0);
  await lane.victim.visit('/login');
  t.is(lastPage(lane), 'certificate-error');
});

for (const server of ['nginx', 'apache'] as const)
  needing(['pebble', server])(`${server} takes the certificate up, and a redirect beside it`, async (t) => {
    const lane = await certified(t, { server, http: 'redirect' });
    await lane.victim.visit('/login');
    t.is(lastPage(lane), 'certificate-error');
    await lane.obtain('http-01');
    t.is(lane.of('certificate-issued').length, 1);
    await lane.victim.visit('/login');
    t.is(lastPage(lane), 'secure');
    await lane.victim.visit('http://bank.test/login');
    t.is(lane.of('page-shown').at(-1)?.url, 'https://bank.test/login');
  });

withPebble('an attacker on the way answers the authority, and is believed as the bank', async (t) => {
  const lane = await wholeLane(t, {
    visit: 'https://bank.test/login',
    attacker: { does: 'forge' },
    certified: true,
  });
  await lane.victim.visit('/login');
  t.is(lastPage(lane), 'certificate-error');
  await lane.attacker.takeCertificate();
  t.like(lane.of('certificate-issued')[0], { to: 'attacker' });
  t.like(lane.of('certificate-forged').at(-1), { name: 'bank.test', obtained: true });
  await lane.victim.visit('/login');
  t.is(lastPage(lane), 'secure');
  t.true(lane.of('exchange-read').some(({ request }) => request.url === 'https://bank.test/login'));
  // The bank heard nothing of it.
  t.false(lane.of('bank-answered').some(({ party }) => party === 'authority'));
});

withPebble('an attacker who only watches gets none: the bank does not know his answer', async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', certified: true });
  await lane.attacker.takeCertificate();
  t.like(lane.of('issuance-refused')[0], { to: 'attacker' });
  t.deepEqual(
    [...new Set(lane.of('bank-answered').map(({ status, party }) => `${status} ${party}`))],
    ['404 authority'],
  );
});

const UNDER = [{ type: 'http-01', token: 'abc' }] as const;
const HANDSHAKE = [{ type: 'tls-alpn-01', token: 'abc' }] as const;

test('only the authority’s own question is taken for one, byte by byte', (t) => {
  const asked = (text: string, port: 80 | 443 = 80): boolean | undefined =>
    isQuestion(Buffer.from(text), port, UNDER);
  const whole = 'GET /.well-known/acme-challenge/abc HTTP/1.1\r\n';
  for (let length = 0; length < whole.length; length += 1) t.is(asked(whole.slice(0, length)), undefined);
  t.true(asked(`${whole}Host: bank.test\r\n\r\n`));
  t.false(asked('GET /.well-known/acme-challenge/abd'));
  t.false(asked('GET /stranger HTTP/1.1\r\n'));
  t.false(asked(whole, 443));
  t.false(isQuestion(Buffer.from(whole), 80, []));
  const hello = (protocols: string[]): boolean | undefined =>
    isQuestion(clientHello('bank.test', protocols), 443, HANDSHAKE);
  t.true(hello(['acme-tls/1']));
  t.false(hello(['http/1.1']));
  t.false(hello(['acme-tls/1', 'http/1.1']));
  t.false(isQuestion(clientHello('bank.test', ['acme-tls/1']), 443, UNDER), 'no such challenge is under way');
  t.is(isQuestion(clientHello('bank.test', ['acme-tls/1']).subarray(0, 40), 443, HANDSHAKE), undefined);
});

test('a door of the authority’s hangs up on whoever asks anything else', async (t) => {
  let made = 0;
  const door = await openAuthorityDoor({
    resolve: () => undefined,
    isQuestion: (first) => isQuestion(first, 80, UNDER),
    onSocket: () => (made += 1),
  });
  t.teardown(() => door.close());
  const socket = connect({ host: door.address, port: door.port }).on('error', () => undefined);
  socket.write('GET /stranger HTTP/1.1\r\n\r\n');
  await new Promise((resolve) => socket.once('close', resolve));
  t.is(made, 0);
});
