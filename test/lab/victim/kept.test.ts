import test from 'ava';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { connect } from 'node:net';
import { LIMITS } from '../../../lab/limits.ts';
import type { Endpoint } from '../../../lab/network.ts';
import { ORDINARY } from '../../../lab/settings.ts';
import { openBrowser } from '../../../lab/victim/browser.ts';
import type { Browser } from '../../../lab/victim/browser.ts';
import { Connections } from '../../../lab/victim/connections.ts';
import { serve, testLane } from '../../helpers/attacker.ts';

const FORM = '<form id="transfer" method="post" action="/transfer"><button>Send</button></form>';

test('a connection that has waited too long for a next request is ended by the victim, before anybody else ends it', async (t) => {
  t.true(LIMITS.kept < LIMITS.idle);
  const server = createServer((_request, response) => response.end('x'));
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') return t.fail();
  const connections = new Connections({
    resolve: () => bound,
    trusted: [],
    onSecret: () => undefined,
    kept: 50,
  });
  t.teardown(() => {
    connections.destroy();
    server.close();
  });
  const closed = new Promise((resolve) =>
    server.once('connection', (socket) => socket.once('close', resolve)),
  );
  const asked = request({ agent: connections, host: 'bank.test', port: 80, ...signals() });
  asked.end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  await once(answer, 'end');
  t.false(await closed, 'it ends in order');
});

test('a POST after a pause longer than the bank and the proxy keep a connection goes through once', async (t) => {
  const posts: string[] = [];
  const bank = createServer((incoming, response) => {
    if (incoming.method === 'POST') posts.push(incoming.url ?? '');
    // A bank that does not say how long it waits, as nginx does not.
    response.setHeader('Connection', 'keep-alive');
    response.setHeader('Content-Type', 'text/html');
    incoming.resume().once('end', () => response.end(incoming.method === 'POST' ? '<h1>thanks</h1>' : FORM));
  });
  const atBank: Promise<unknown>[] = [];
  bank.on('connection', (socket) => atBank.push(once(socket, 'close')));
  bank.keepAliveTimeout = 1_000;
  const port = await serve(t, bank);
  const lane = await testLane(t, 'watch', { raw: { 'bank.test:80': port } }, { idle: 500, spare: 20 });
  const tap = await lane.tap('bank.test:80');
  const alice = (kept: number): Browser => {
    const { victim: settings } = ORDINARY;
    const [resolve, limits] = [(): Endpoint => tap, { kept }];
    const about = { lane: 'test', settings, home: 'http://bank.test/', trusted: [] };
    const browser = openBrowser({ ...about, resolve, limits, emit: lane.emit });
    t.teardown(() => browser.close());
    return browser;
  };
  const [patient, hers] = [alice(60_000), alice(20)];
  await patient.visit('/');
  await hers.visit('/');
  const direct = connect(port, '127.0.0.1');
  direct.write('GET / HTTP/1.1\r\nHost: bank.test\r\n\r\n');
  await once(direct, 'data');
  // The pause: the proxy and the bank have each hung up on somebody who waited as long.
  t.like(await lane.when('connection-closed', ({ connection }) => connection === 1), { by: 'attacker' });
  await once(direct.resume(), 'close');
  await Promise.all(atBank);
  t.like(await lane.when('connection-closed', ({ connection }) => connection === 2), { by: 'victim' });
  await hers.submit('transfer', {});
  t.deepEqual(posts, ['/transfer']);
  t.is(lane.of('page-shown').at(-1)?.text, 'thanks');
  t.deepEqual(lane.of('interception-failed'), []);
  t.is(lane.of('connection-opened').length, 3);
});

/** What a request carries beside Node's own options. */
function signals(): { readonly secure: false; readonly giveUp: AbortSignal } {
  return { secure: false, giveUp: new AbortController().signal };
}
