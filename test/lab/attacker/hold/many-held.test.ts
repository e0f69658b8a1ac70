import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import net from 'node:net';
import { ORDINARY } from '../../../../lab/settings.ts';
import test from 'ava';

import { openBrowser } from '../../../../lab/victim/browser.ts';
import { exchange, exchangeTls, notebook, readAll, testLane } from '../../../helpers/attacker.ts';

const post = (body: string, path = '/transfer'): string =>
  `POST ${path} HTTP/1.1\r\nHost: bank.test\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
  `Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`;
const GET = 'GET /login HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n';

/** A bank that answers with the body that it got, and counts. */
function echo(): { readonly bodies: string[]; readonly listener: RequestListener } {
  const bodies: string[] = [];
  return {
    bodies,
    listener: (request, response) => {
      let body = '';
      request.setEncoding('latin1').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        bodies.push(body);
        response.end(`<${body}>`);
      });
    },
  };
}

test('Fifty are held at once, others pass meanwhile, and each goes on as it was let go', async (t) => {
  const { bodies, listener } = echo();
  const lane = await testLane(t, 'watch', { http: listener });
  const tap = await lane.tap('bank.test:80');
  lane.hold.set({ kind: 'request', method: 'POST' });
  const all = Array.from({ length: 50 }, (_, index) => exchange(tap.port, post(`receiver=r${index}`)));
  await lane.when('message-held', () => lane.of('message-held').length === 50);
  t.regex(await exchange(tap.port, GET), /^HTTP\/1\.1 200/);
  t.deepEqual(bodies, [''], 'of what is held nothing has come to the bank');
  for (const { held, message } of lane.of('message-held')) {
    const body = Buffer.from(message.body).toString();
    const after = { ...message, body: Buffer.from(`${body}-and-more`) };
    if (held % 3 === 0) lane.hold.release(held);
    else if (held % 3 === 1) lane.hold.release(held, after);
    else lane.hold.drop(held);
  }
  const answers = await Promise.all(all);
  const howOf = (index: number): string => {
    const held = lane
      .of('message-held')
      .find(({ message }) => Buffer.from(message.body).toString() === `receiver=r${index}`);
    return lane.of('message-released').find((fact) => fact.held === held?.held)?.how ?? '';
  };
  for (const [index, answer] of answers.entries()) {
    const body = { whole: `<receiver=r${index}>`, edited: `<receiver=r${index}-and-more>` }[howOf(index)];
    if (body === undefined) t.is(answer, '', howOf(index));
    else t.true(answer.endsWith(body), answer);
  }
  t.is(lane.patience.holding, 0);
});

test('Beyond its limits nothing is held, and that is said once', async (t) => {
  const { listener } = echo();
  const lane = await testLane(t, 'watch', { http: listener }, undefined, { held: 2, heldBody: 100 });
  const tap = await lane.tap('bank.test:80');
  lane.hold.set({ kind: 'request', method: 'POST' });
  const large = 'x'.repeat(70_000);
  t.true((await exchange(tap.port, post(large))).endsWith(`<${large}>`), 'what is too large passes whole');
  t.deepEqual(
    lane.of('hold-limit-reached').map(({ of, limit }) => [of, limit]),
    [['bytes', 100]],
  );
  const two = [post('a=1'), post('a=2')].map((text) => exchange(tap.port, text));
  await lane.when('message-held', () => lane.of('message-held').length === 2);
  t.regex(await exchange(tap.port, post('a=3')), /<a=3>/);
  t.regex(await exchange(tap.port, post('a=4')), /<a=4>/);
  t.deepEqual(
    lane.of('hold-limit-reached').map(({ of, limit }) => [of, limit]),
    [
      ['bytes', 100],
      ['messages', 2],
    ],
  );
  lane.hold.set(undefined);
  t.deepEqual(
    (await Promise.all(two)).map((answer) => answer.slice(-5)),
    ['<a=1>', '<a=2>'],
  );
});

test('What is held outlives the silence that ends any other connection, in clear and behind TLS', async (t) => {
  const { listener } = echo();
  const lane = await testLane(t, 'forge', { http: listener, https: listener });
  const limits = { idle: 1_000 };
  const [plain, sealed] = [
    await lane.tap('bank.test:80', { limits }),
    await lane.tap('bank.test:443', { limits }),
  ];
  lane.hold.set({ kind: 'request', method: 'POST' });
  const held = [
    exchange(plain.port, post('a=1')),
    exchangeTls(sealed.port, lane.attacker.certificate, post('a=2')),
  ];
  await lane.when('message-held', () => lane.of('message-held').length === 2);
  // Two silences one after the other, so that the held ones have been silent for longer than either.
  for (let turn = 1; turn <= 2; turn += 1) {
    const silent = net.connect(plain.port, '127.0.0.1');
    await readAll(silent);
    await lane.when(
      'connection-closed',
      () => lane.of('connection-closed').filter(({ how }) => how === 'idle-timeout').length === turn,
    );
  }
  t.is(lane.of('message-released').length, 0);
  lane.hold.set(undefined);
  const answers = await Promise.all(held);
  t.deepEqual(
    answers.map((answer) => answer.slice(-5)),
    ['<a=1>', '<a=2>'],
  );
});

test('A victim waits as long as something of hers is held, and no longer', async (t) => {
  const { listener } = echo();
  const lane = await testLane(t, 'watch', { http: listener });
  const tap = await lane.tap('bank.test:80');
  const browser = (name: string, patience: typeof lane.patience | undefined, port: number) => {
    const notes = notebook();
    const opened = openBrowser({
      lane: name,
      settings: ORDINARY.victim,
      home: 'http://bank.test/',
      resolve: () => ({ address: '127.0.0.1', port }),
      trusted: [],
      ...(patience && { patience }),
      limits: { request: 3_000 },
      emit: notes.emit,
    });
    t.teardown(() => opened.close());
    return { visit: (url: string) => opened.visit(url), notes };
  };
  const silent = net.createServer().listen(0, '127.0.0.1');
  await once(silent, 'listening');
  t.teardown(() => void silent.close());
  const address = silent.address();
  const elsewhere = browser('other', undefined, typeof address === 'object' ? (address?.port ?? 0) : 0);
  const hers = browser('test', lane.patience, tap.port);

  await hers.visit('/warm');
  lane.hold.set({ path: '/held' });
  const held = hers.visit('/held');
  await lane.when('message-held');
  await elsewhere.visit('/');
  t.is(
    elsewhere.notes.of('page-shown').at(-1)?.error,
    'ERR_TIMED_OUT',
    'the same patience ran out elsewhere',
  );
  t.is(hers.notes.of('page-shown').length, 1, 'she waits still');
  lane.hold.set(undefined);
  await held;
  t.is(hers.notes.of('page-shown').at(-1)?.status, 200);
});

test('Closing while fifty are held ends every one of them at once, and loses nothing that was captured', async (t) => {
  const { listener } = echo();
  const lane = await testLane(t, 'watch', { http: listener });
  const tap = await lane.tap('bank.test:80');
  lane.hold.set({});
  const all = Array.from({ length: 50 }, (_, index) => exchange(tap.port, post(`receiver=r${index}`)));
  await lane.when('message-held', () => lane.of('message-held').length === 50);
  await Promise.all([tap.close(), lane.interceptor.close()]);
  t.deepEqual(
    await Promise.all(all),
    Array.from({ length: 50 }, () => ''),
  );
  t.deepEqual(new Set(lane.of('message-released').map(({ how }) => how)), new Set(['lab-closed']));
  t.is(lane.of('message-released').length, 50);
  t.is(lane.patience.holding, 0);
  const captured = Buffer.concat(lane.of('segment-captured').map(({ bytes }) => bytes)).toString();
  for (let index = 0; index < 50; index += 1) t.true(captured.includes(`receiver=r${index}`));
  t.is(lane.of('connection-closed').length, lane.of('connection-opened').length);
  const { connection, kind, direction, origin, answers, message } = await lane.when('message-held');
  const late = { connection, kind, direction, origin, answers, message };
  t.deepEqual(await lane.hold.stop(late, new AbortController().signal), { how: 'lab-closed' });
});

test('A body in chunks, a trailer and "Expect" pass a hold as they pass without one', async (t) => {
  const { bodies, listener } = echo();
  const lane = await testLane(t, 'watch', { http: listener });
  const tap = await lane.tap('bank.test:80');
  lane.hold.set({ kind: 'request', path: '/chunks' });
  const head = 'POST /chunks HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n';
  const chunked = exchange(
    tap.port,
    `${head}Transfer-Encoding: chunked\r\n\r\n3\r\na=1\r\n2\r\n23\r\n0\r\n\r\n`,
  );
  const expecting = exchange(tap.port, `${head}Expect: 100-continue\r\nContent-Length: 3\r\n\r\na=9`);
  await lane.when('message-held', () => lane.of('message-held').length === 2);
  for (const { held, message } of lane.of('message-held'))
    if (Buffer.from(message.body).toString() === 'a=9') lane.hold.release(held);
    else lane.hold.release(held, { ...message, body: Buffer.from('a=longer') });
  t.regex(await chunked, /<a=longer>/);
  t.regex(await expecting, /<a=9>/);
  t.deepEqual(bodies.toSorted(), ['a=9', 'a=longer']);
  t.deepEqual(
    lane.of('message-released').flatMap(({ length }) => length ?? []),
    [{ before: 'chunked', after: '8' }],
  );
});
