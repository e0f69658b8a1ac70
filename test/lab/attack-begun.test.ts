import test from 'ava';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';
import type { WholeLane } from '../helpers/whole-lab.ts';

/** Sends money on the lane's host; Alice is signed in. */
async function send({ victim }: WholeLane): Promise<void> {
  await victim.visit('/transfer');
  await victim.submit('transfer', { receiver: 'bob', amount: '1.00' });
}

const receivers = (lane: WholeLane): string[] =>
  lane.facts.flatMap((fact) =>
    fact.type === 'bank-booked' && fact.event === 'transfer-booked' ? [fact.receiver ?? ''] : [],
  );

test('an attack that begins meets what the victim does from then on, also on what she had open, and ends as well', async (t) => {
  const lane = await wholeLane(t, {});
  await signIn(lane);
  await send(lane);
  await lane.beginAttack('tamper');
  await send(lane);
  await lane.beginAttack('watch');
  await send(lane);
  t.deepEqual(receivers(lane), ['bob', 'mallory', 'bob']);
  t.deepEqual(
    lane.facts.flatMap((fact) => (fact.type === 'attack-begun' ? [fact.attack] : [])),
    ['tamper', 'watch'],
  );
  const cut = lane.facts.filter((fact) => fact.type === 'connection-closed' && fact.by === 'attacker');
  t.is(cut.length, 2, 'he hangs up on what is open, and on nothing else');
});

test('over TLS as well: what is tampered with breaks off', async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login' });
  await signIn(lane);
  await lane.beginAttack('tamper');
  await send(lane);
  t.is(receivers(lane).length, 0);
  t.is(lane.facts.filter(({ type }) => type === 'bytes-tampered').length, 1);
});

test('forging that begins answers the next connection over TLS, whose victim hangs up', async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', attacks: ['forge'] });
  await lane.victim.visit('/login');
  await lane.beginAttack('forge');
  await lane.victim.visit('/login');
  const errors = lane.facts.flatMap((fact) => (fact.type === 'page-shown' ? [fact.error ?? ''] : []));
  t.deepEqual(errors, ['', 'ERR_CERT_AUTHORITY_INVALID']);
});

test('an attack that nobody announced can begin as well: what it needs of the lab is made then', async (t) => {
  const lane = await wholeLane(t, { visit: 'https://bank.test/login', victim: { clicksThrough: true } });
  await lane.beginAttack('forge');
  await signIn(lane);
  t.true(lane.facts.some((fact) => fact.type === 'exchange-read' && fact.request.url.startsWith('https:')));
});

test('a port that he blocks refuses her as a closed one does, and is open again when he does something else', async (t) => {
  const lane = await wholeLane(t, {
    visit: 'https://bank.test/login',
    attacker: { does: 'strip', blocks: [443] },
  });
  const visit = async (): Promise<string> => {
    await lane.victim.visit('/login');
    const page = lane.facts.findLast(({ type }) => type === 'page-shown');
    return page?.type === 'page-shown' ? (page.error ?? String(page.status)) : '';
  };
  const seen = [await visit()];
  for (const word of ['watch', 'block-443', 'tamper'] as const) {
    await lane.beginAttack(word);
    seen.push(await visit());
  }
  t.deepEqual(seen, ['ERR_CONNECTION_REFUSED', '200', 'ERR_CONNECTION_REFUSED', '200']);
  await lane.beginAttack('block-443');
  await lane.victim.visit('http://bank.test/login');
  t.true(lane.facts.some((fact) => fact.type === 'page-shown' && fact.url === 'http://bank.test/login'));
});

test('stripping that begins keeps the victim on http where the bank would send her on', async (t) => {
  const lane = await wholeLane(t, { bank: { http: 'redirect' } });
  await lane.victim.visit('/login');
  await lane.beginAttack('strip');
  await lane.victim.visit('/login');
  const pages = lane.facts.flatMap((fact) => (fact.type === 'page-shown' ? [fact.url] : []));
  t.deepEqual(pages, ['https://bank.test/login', 'http://bank.test/login']);
});
