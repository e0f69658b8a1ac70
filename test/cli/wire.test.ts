import { once } from 'node:events';
import net from 'node:net';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { openLab } from '../../lab/lab.ts';
import type { Lab } from '../../lab/lab.ts';
import { ORDINARY } from '../../lab/settings.ts';
import { openBrowser } from '../../lab/victim/browser.ts';
import { transcript } from '../../src/export/text.ts';
import { AT_ONCE } from '../../src/script/play/pace.ts';
import type { Pace } from '../../src/script/play/pace.ts';
import { play } from '../../src/script/play/player.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { findScenario } from '../../src/script/catalogue/catalogue.ts';
import { Session } from '../../src/session/session.ts';
import { notebook, serve, testLane } from '../helpers/attacker.ts';
import type { Notebook } from '../helpers/attacker.ts';

async function openPlainLab(t: ExecutionContext, notes: Notebook): Promise<Lab> {
  const lab = await openLab({
    lanes: { plain: { ...ORDINARY, title: 'P', visit: 'http://bank.test/login' } },
    seed: 's',
    emit: notes.emit,
  });
  t.teardown(() => lab.close());
  return lab;
}

/** The real ports of a lab's listeners. */
function portsOf(notes: Notebook): number[] {
  return notes.of('listener-opened').map(({ port }) => port);
}

function tapOf(notes: Notebook, logical: string): number {
  return (
    notes.of('listener-opened').find((fact) => fact.role === 'tap' && fact.logical === logical)?.port ?? 0
  );
}

/** How many sockets this process listens on. */
function listeners(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === 'TCPServerWrap').length;
}

const REQUEST = 'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: 100\r\n\r\nuser=al';

test('A stranger that resets its connection amid a request is a fact, and the lane serves the victim.', async (t) => {
  const notes = notebook();
  const lab = await openPlainLab(t, notes);
  const port = tapOf(notes, 'bank.test:80');
  const socket = net.connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  socket.write(REQUEST);
  await notes.when('segment-captured', ({ bytes }) => Buffer.from(bytes).includes('user=al'));
  socket.resetAndDestroy();
  t.like(await notes.when('connection-closed'), { by: 'stranger', how: 'reset' });

  await lab.lanes.get('plain')?.victim.visit('/login');
  t.like(notes.of('page-shown').at(-1), { status: 200, security: 'not-secure' });
  await lab.close();
  t.is(notes.of('connection-closed').length, notes.of('connection-opened').length);
});

test('Resets at every stage of a request, to every door, leave a lab that works and closes.', async (t) => {
  const notes = notebook();
  const lab = await openPlainLab(t, notes);
  const hello = Buffer.from('1603010200010001fc0303', 'hex');
  const pieces = ['', 'P', REQUEST.slice(0, 40), REQUEST, hello.subarray(0, 3), hello];
  const clients = portsOf(notes).flatMap((port) =>
    pieces.map(async (piece) => {
      const socket = net.connect({ port, host: '127.0.0.1' });
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      if (piece.length > 0) await new Promise((resolve) => socket.write(piece, resolve));
      socket.resetAndDestroy();
      if (!socket.closed) await once(socket, 'close');
    }),
  );
  await Promise.all(clients);
  await lab.lanes.get('plain')?.victim.visit('/login');
  t.is(notes.of('page-shown').at(-1)?.status, 200);
  await lab.close();
  t.is(notes.of('connection-closed').length, notes.of('connection-opened').length);
});

test('A run during which a stranger resets connections comes to its end, and its claims hold.', async (t) => {
  const session = new Session();
  const scenario = await readScenario(findScenario('bank-login'));
  const pace: Pace = {
    ...AT_ONCE,
    before: async () => {
      const taps = session.facts.filter((fact) => fact.type === 'listener-opened' && fact.role === 'tap');
      for (const tap of taps) {
        if (tap.type !== 'listener-opened') continue;
        const socket = net.connect({ port: tap.port, host: '127.0.0.1' });
        socket.on('error', () => undefined);
        socket.write(REQUEST, () => socket.resetAndDestroy());
        await once(socket, 'close');
      }
    },
  };
  const run = play({ scenario, session, seed: 's', version: '0', pace });
  await run.done;
  await run.stop();
  const claims = session.facts.filter((fact) => fact.type === 'claim-checked');
  t.true(claims.length > 0 && claims.every(({ held }) => held));
  t.like(session.facts.at(-1), { type: 'session-closed', how: 'finished' });
});

test('A bank that accepts and never answers: the wait is bounded, and the page says it timed out.', async (t) => {
  const silent = await serve(t, net.createServer());
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': silent, 'bank.test:443': silent } });
  for (const [scheme, logical] of [
    ['http', 'bank.test:80'],
    ['https', 'bank.test:443'],
  ] as const) {
    const tap = await lane.tap(logical);
    const victim = openBrowser({
      lane: 'test',
      settings: ORDINARY.victim,
      home: `${scheme}://bank.test/`,
      resolve: () => tap,
      trusted: [lane.trusted.certificate],
      emit: lane.emit,
      limits: { request: 200 },
    });
    t.teardown(() => victim.close());
    await victim.visit('/login');
    const page = lane.of('page-shown').at(-1);
    t.like(page, { status: 0, security: 'unreachable', error: 'ERR_TIMED_OUT' });
    if (page !== undefined)
      t.regex(
        transcript({ at: 0, ...page }).join('\n'),
        /✗ Unreachable │ https?:\/\/bank\.test\/login {2}ERR_TIMED_OUT/,
      );
  }
});

test.serial(
  'A lab that is closed while a page is loading ends the wait; nothing is said after session-closed.',
  async (t) => {
    const scenario = await readScenario(findScenario('bank-login'));
    const before = listeners();
    for (const kind of [
      'session-opened',
      'lane-opened',
      'step-started',
      'connection-opened',
      'segment-captured',
      'exchange-made',
    ]) {
      const log = new Session();
      const run = play({ scenario, session: log, seed: 's', version: '0', pace: AT_ONCE });
      let stopped: Promise<void> | undefined;
      log.subscribe((fact) => {
        if (fact.type === kind) stopped ??= run.stop();
      });
      if (kind === 'session-opened') stopped = run.stop();
      await run.done;
      await stopped;
      await new Promise((resolve) => setImmediate(resolve));
      t.is(log.facts.at(-1)?.type, 'session-closed', kind);
      t.is(log.facts.filter(({ type }) => type === 'session-closed').length, 1);
      t.like(log.facts.at(-1), { how: 'interrupted' });
      // Of this process, for another may take a port as soon as it is free. Node drops a closed one some turns later.
      for (let turn = 0; turn < 10 && listeners() !== before; turn += 1)
        await new Promise((resolve) => setImmediate(resolve));
      t.is(listeners(), before, kind);
    }
  },
);

test('An interceptor that closes while a tap is on its way to it leaves nobody waiting.', async (t) => {
  for (let turns = 0; turns < 8; turns++) {
    const lane = await testLane(t, 'watch', { https: () => undefined });
    const led = Array.from({ length: 20 }, (_, connection) =>
      lane.interceptor.lead('bank.test:443', connection, Buffer.from([22, 3, 1, 0, 1])).then(
        (lead) => void ('socket' in lead && lead.socket.destroy()),
        () => undefined,
      ),
    );
    for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
    await lane.interceptor.close();
    await Promise.all(led);
  }
  t.pass();
});
