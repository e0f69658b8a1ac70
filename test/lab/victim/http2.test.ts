import test from 'ava';
import { readHttp2 } from '../../../lab/wire/http2/parser.ts';
import { signIn, wholeLane } from '../../helpers/whole-lab.ts';

const PAGE = 'https://bank.test/login';

test('bank and victim speak HTTP/2 where both do: one connection for all, pages and forms as ever', async (t) => {
  const lane = await wholeLane(t, { visit: PAGE, bank: { http2: true }, victim: { http2: true } });
  await signIn(lane);
  t.like(lane.of('protocol-agreed'), [{ offered: ['h2', 'http/1.1'], chosen: 'h2' }]);
  t.deepEqual(
    lane.of('exchange-made').map(({ protocol, response: { status } }) => [protocol, status]),
    [
      ['h2', 200],
      ['h2', 303],
      ['h2', 200],
    ],
  );
  t.is(lane.of('connection-opened').length, 1);
  t.is(lane.of('bank-booked')[0]?.event, 'signed-in');
  t.is(lane.of('bank-booked')[0]?.party, undefined);
  t.is(lane.of('page-shown').at(-1)?.security, 'secure');
});

for (const [title, bank, victim] of [
  ['the bank', false, true],
  ['the victim', true, false],
] as const)
  test(`without ${title} HTTP/1.1 is spoken, on the connection that was opened`, async (t) => {
    const lane = await wholeLane(t, { visit: PAGE, bank: { http2: bank }, victim: { http2: victim } });
    await signIn(lane);
    t.deepEqual(
      lane.of('protocol-agreed').map(({ chosen }) => chosen),
      victim ? ['http/1.1'] : [],
    );
    t.true(lane.of('exchange-made').every(({ protocol }) => protocol === undefined));
    t.is(lane.of('connection-opened').length, 1);
  });

test('a forger who knows no HTTP/2 is answered in HTTP/1.1, and that is told', async (t) => {
  const lane = await wholeLane(t, {
    visit: PAGE,
    bank: { http2: true },
    attacker: { does: 'forge' },
    victim: { http2: true, trustsAttacker: true },
  });
  await signIn(lane);
  t.deepEqual(
    lane.of('protocol-agreed').map(({ chosen }) => chosen),
    ['http/1.1'],
  );
  t.is(lane.of('exchange-read').length, 3);
});

test('a certificate that is not good is refused before a byte of HTTP/2, and clicked through where she does', async (t) => {
  for (const clicksThrough of [false, true]) {
    const lane = await wholeLane(t, {
      visit: PAGE,
      bank: { http2: true, certificate: 'expired' },
      victim: { http2: true, clicksThrough },
    });
    await lane.victim.visit('/login');
    t.is(lane.of('exchange-made').length, clicksThrough ? 1 : 0);
    t.is(lane.of('page-shown').at(-1)?.error, 'ERR_CERT_DATE_INVALID');
  }
});

test('a connection that was cut between two pages is opened anew', async (t) => {
  const lane = await wholeLane(t, {
    visit: PAGE,
    bank: { http2: true },
    victim: { http2: true },
    attacks: ['watch'],
  });
  await lane.victim.visit('/login');
  await lane.beginAttack('watch');
  await lane.victim.visit('/login');
  t.is(lane.of('page-shown').at(-1)?.status, 200);
  t.is(lane.of('connection-opened').length, 2);
});

test('HTTP/2 in clear is no wish of the bank, and no frame of it stands in what the tap sees', async (t) => {
  const lane = await wholeLane(t, { visit: PAGE, bank: { http2: true }, victim: { http2: true } });
  await lane.victim.visit('/login');
  const clear = Buffer.concat(
    lane.of('segment-captured').flatMap(({ direction, bytes }) => (direction === 'to-bank' ? [bytes] : [])),
  );
  t.is(readHttp2('to-bank', clear).parts.length, 0);
});

test('a victim who offers TLS 1.0 alone is answered with the alert protocol_version, and others go on', async (t) => {
  const lane = await wholeLane(t, { visit: PAGE, victim: { tls: '1.0' } });
  await lane.victim.visit('/login');
  const back = lane.of('segment-captured').filter(({ direction }) => direction === 'to-victim');
  // A record of TLS 1.0, with a fatal alert, number 70.
  t.deepEqual(
    back.map(({ bytes }) => Buffer.from(bytes).toString('hex')),
    ['15030100020246'],
  );
  t.is(lane.of('page-shown')[0]?.error, 'ERR_SSL_VERSION_OR_CIPHER_MISMATCH');
});
