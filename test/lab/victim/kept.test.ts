import test from 'ava';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { LIMITS } from '../../../lab/limits.ts';
import { Connections } from '../../../lab/victim/connections.ts';

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

/** What a request carries beside Node's own options. */
function signals(): { readonly secure: false; readonly giveUp: AbortSignal } {
  return { secure: false, giveUp: new AbortController().signal };
}
