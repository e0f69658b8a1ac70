import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { HeldMessage, MessageHeld } from '../../../../lab/facts/facts.ts';
import { exchange } from '../../../helpers/attacker.ts';
import { signIn, wholeLane } from '../../../helpers/whole-lab.ts';
import type { Unlike, WholeLane } from '../../../helpers/whole-lab.ts';

/** A lane in which Alice is signed in, with nothing held yet. */
async function signedIn(t: ExecutionContext, unlike: Unlike = {}): Promise<WholeLane> {
  const lane = await wholeLane(t, unlike);
  await signIn(lane);
  await lane.victim.click('Send money');
  return lane;
}

function withBody(message: HeldMessage, change: (body: string) => string): HeldMessage {
  return { ...message, body: Buffer.from(change(Buffer.from(message.body).toString('latin1')), 'latin1') };
}

const transfer = (lane: WholeLane): Promise<void> =>
  lane.victim.submit('transfer', { receiver: 'bob', amount: '5.00' });

/** The first message held of this kind that begins so. */
const held = (lane: WholeLane, line: RegExp): Promise<MessageHeld> =>
  lane.when('message-held', (fact) => line.test(fact.message.line));

test('A transfer is held, its receiver edited, and the bank books it; what she sent and what went on are facts', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ kind: 'request', method: 'POST' });
  const sent = transfer(lane);
  const { held: id, message, kind, direction, origin } = await held(lane, /^POST \/transfer HTTP/);
  t.deepEqual([kind, direction, origin], ['request', 'to-bank', 'http://bank.test']);
  t.regex(Buffer.from(message.body).toString(), /receiver=bob&amount=5/);
  t.is(
    lane.of('bank-booked').filter(({ event }) => event !== 'signed-in').length,
    0,
    'nothing came to the bank',
  );
  t.is(
    lane.hold.release(
      id,
      withBody(message, (body) => body.replace('receiver=bob', 'receiver=mallory-the-cat')),
    ),
    undefined,
  );
  await sent;
  const [released] = lane.of('message-released');
  t.deepEqual([released?.held, released?.how, released?.changed], [id, 'edited', ['headers', 'body']]);
  t.deepEqual(
    released?.length && Number(released.length.after) - Number(released.length.before),
    'mallory-the-cat'.length - 'bob'.length,
  );
  t.regex(
    lane
      .of('bank-booked')
      .map((fact) => JSON.stringify(fact))
      .join('\n'),
    /mallory-the-cat/,
  );
  // What the attacker read is what she sent.
  const read = lane.of('exchange-read').findLast(({ request }) => request.method === 'POST');
  t.regex(Buffer.from(read?.request.body ?? []).toString(), /receiver=bob/);
  t.is(read?.response.status, 303);
});

test('Behind TLS that he ends he holds as well, and an answer on its way back', async (t) => {
  const lane = await wholeLane(t, {
    visit: 'https://bank.test/login',
    attacker: { does: 'forge' },
    victim: { trustsAttacker: true },
  });
  lane.hold.set({ kind: 'answer', path: '/login' });
  const visited = lane.victim.visit('/login');
  const answer = await lane.when('message-held');
  t.deepEqual(
    [answer.kind, answer.answers, answer.origin, answer.direction],
    ['answer', 'GET /login', 'https://bank.test', 'to-victim'],
  );
  lane.hold.release(
    answer.held,
    withBody(answer.message, () => '<title>Another bank</title>'),
  );
  await visited;
  t.is(lane.of('page-shown').at(-1)?.title, 'Another bank');
  t.false(Buffer.from(lane.of('exchange-read').at(-1)?.response.body ?? []).includes('Another bank'));
});

test('While one is held others pass, and letting everything pass lets go what is held', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ path: '/transfer' });
  const sent = transfer(lane);
  await held(lane, /POST \/transfer/);
  const tap = lane
    .of('listener-opened')
    .find(({ role, logical }) => role === 'tap' && logical.endsWith(':80'));
  t.regex(
    await exchange(tap?.port ?? 0, 'GET /transfer HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n'),
    /^HTTP\/1\.1 303/,
    'a stranger is not his to hold',
  );
  lane.hold.set(undefined);
  await sent;
  t.deepEqual(
    lane.of('message-released').map(({ how }) => how),
    ['whole'],
  );
  t.deepEqual(
    lane.of('hold-set').map(({ on }) => on),
    [true, false],
  );
});

test('What is dropped goes nowhere, and she sees that her connection ended', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ kind: 'request', field: 'receiver' });
  const sent = transfer(lane);
  lane.hold.drop((await held(lane, /POST/)).held);
  await sent;
  t.is(lane.of('page-shown').at(-1)?.error, 'ERR_EMPTY_RESPONSE');
  t.is(lane.of('message-released').at(-1)?.how, 'dropped');
  t.is(
    lane.of('exchange-read').findLast(({ request }) => request.method === 'POST')?.response.status,
    0,
    'he read it all the same',
  );
});

test('A victim that leaves is told, and what was held of hers is out of the queue', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ kind: 'request' });
  const sent = transfer(lane);
  const { held: id } = await held(lane, /POST/);
  await lane.victim.close();
  const released = await lane.when('message-released');
  t.deepEqual([released.held, released.how], [id, 'victim-left']);
  t.is(lane.hold.release(id), undefined, 'what is gone cannot be let go');
  await sent;
  t.is(lane.of('message-released').length, 1);
});

test('What cannot go on as it was edited stays held, with the reason', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ kind: 'request' });
  const sent = transfer(lane);
  const { held: id, message } = await held(lane, /POST/);
  t.regex(lane.hold.release(id, { ...message, line: 'POST /a b HTTP/1.1' }) ?? '', /begins as/);
  t.regex(lane.hold.release(id, { ...message, headers: [['a b', 'c']] }) ?? '', /A header is/);
  t.is(lane.of('message-released').length, 0);
  lane.hold.release(id);
  lane.hold.set(undefined);
  await sent;
});

test('A request that was read is sent once more, edited, as the attacker himself', async (t) => {
  const lane = await signedIn(t);
  await transfer(lane);
  const { request } = lane.of('exchange-read').findLast((fact) => fact.request.method === 'POST') ?? {};
  if (request === undefined) throw new Error('no transfer was read');
  const before = { line: 'POST /transfer HTTP/1.1', headers: request.headers, body: request.body };
  const after = withBody(before, (body) => body.replace('receiver=bob', 'receiver=mallory'));
  t.is(await lane.attacker.resend({ origin: 'http://bank.test', before, after }), undefined);
  const resent = lane.of('request-resent').at(-1);
  t.is(resent?.response.status, 303);
  t.deepEqual(resent?.changed, ['headers', 'body']);
  t.true(
    lane
      .of('bank-booked')
      .some((fact) => JSON.stringify(fact).includes('mallory') && fact.party === 'attacker'),
  );
  t.regex((await lane.attacker.resend({ origin: 'http://elsewhere.test', before })) ?? '', /not there/);
  t.regex(
    (await lane.attacker.resend({ origin: 'http://bank.test', before: { ...before, line: 'x' } })) ?? '',
    /begins as/,
  );
});

test('A change of attack spares what is held, and says so', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ kind: 'request' });
  const sent = transfer(lane);
  const { held: id } = await held(lane, /POST/);
  await lane.beginAttack('forge');
  t.is(lane.of('attack-begun').at(-1)?.spared, 1);
  lane.hold.set(undefined);
  await sent;
  t.is(lane.of('message-released').find((fact) => fact.held === id)?.how, 'whole');
  t.is(lane.of('page-shown').at(-1)?.status, 200);
});

for (const attack of ['watch', 'forge'] as const)
  test(`Messages of a chat are held (${attack}), edited on the way there, dropped on the way back, and keep their order`, async (t) => {
    const https = attack === 'forge';
    const lane = await wholeLane(t, {
      visit: `${https ? 'https' : 'http'}://bank.test/help`,
      attacker: { does: attack },
      victim: { trustsAttacker: https },
    });
    await lane.victim.visit('/help');
    lane.hold.set({ kind: 'message' });
    const first = lane.victim.chat('my card is lost');
    const going = await lane.when('message-held', ({ direction }) => direction === 'to-bank');
    t.deepEqual(
      [going.kind, going.origin, going.message.line],
      ['message', `${https ? 'wss' : 'ws'}://bank.test`, 'text'],
    );
    const second = lane.victim.chat('are you there?');
    const later = await lane.when('message-held', ({ held: id }) => id !== going.held);
    lane.hold.release(later.held);
    t.is(lane.of('help-desk-heard').length, 0, 'what was said later waits for its turn');
    lane.hold.release(
      going.held,
      withBody(going.message, (body) => body.replace('lost', 'found')),
    );
    const back = await lane.when('message-held', ({ direction }) => direction === 'to-victim');
    t.deepEqual(
      lane
        .of('help-desk-heard')
        .map(({ text }) => text)
        .slice(0, 1),
      ['my card is found'],
    );
    lane.hold.drop(back.held);
    lane.hold.set(undefined);
    await Promise.all([first, second]);
    t.deepEqual(
      lane.of('help-desk-heard').map(({ text }) => text),
      ['my card is found', 'are you there?'],
    );
    const [released] = lane.of('message-released').filter(({ held: id }) => id === going.held);
    t.deepEqual([released?.how, released?.changed], ['edited', ['body']]);
  });

test('A victim that leaves her chat takes what is held of it out of the queue', async (t) => {
  const lane = await wholeLane(t, { visit: 'http://bank.test/help' });
  await lane.victim.visit('/help');
  lane.hold.set({ kind: 'message' });
  void lane.victim.chat('hello');
  const { held: id } = await lane.when('message-held');
  await lane.victim.visit('/login');
  const released = await lane.when('message-released');
  t.deepEqual([released.held, released.how], [id, 'victim-left']);
});

test('An answer is held by a field of what it answers, which is read for that and passes', async (t) => {
  const lane = await signedIn(t);
  lane.hold.set({ kind: 'answer', field: 'receiver' });
  const sent = transfer(lane);
  const { held: id, kind, answers } = await lane.when('message-held');
  t.deepEqual([kind, answers], ['answer', 'POST /transfer']);
  lane.hold.release(id);
  await sent;
  t.is(lane.of('message-held').length, 1);
});
