import test from 'ava';
import type { ExecutionContext } from 'ava';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Followers } from '../../src/class/followers.ts';
import { until } from '../helpers/until.ts';

const FILLER = Buffer.alloc(1024 * 1024, 'x');

/** Followers of whom none reads: each stream waits with something that its device does not take. Gives the streams. */
async function stalled(
  t: ExecutionContext,
  followers: Followers<string>,
  count: number,
): Promise<readonly ServerResponse[]> {
  const responses: ServerResponse[] = [];
  const server = createServer((_request, response) => {
    responses.push(response);
    followers.add('Ann', response, {}, FILLER);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(() => server.close());
  t.teardown(() => followers.close());
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on an address and a port
  const { port } = server.address() as AddressInfo;
  for (let device = 0; device < count; device += 1) {
    const socket = connect(port, '127.0.0.1').pause();
    t.teardown(() => socket.destroy());
    socket.on('error', () => undefined);
    socket.write('GET / HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => responses.length === device + 1);
    const [response] = responses.slice(-1);
    for (let still = 0; still < 8; still += 1) {
      still = (response?.writableLength ?? 0) > 0 ? still : 0;
      if (response?.writableNeedDrain !== true) response?.write(FILLER);
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  return responses;
}

test('one more device than are allowed ends the oldest also where it does not read', async (t) => {
  const followers = new Followers<string>(2, () => undefined);
  const streams = await stalled(t, followers, 5);
  t.is(followers.count, 2);
  await until(() => streams.filter(({ destroyed }) => destroyed).length === 3);
});

test('who is shown out is gone at once, and their connection soon, also where it does not read', async (t) => {
  const followers = new Followers<string>(2, () => undefined);
  const [stream] = await stalled(t, followers, 1);
  followers.dismiss('Ann', Buffer.from('event: gone\n\n'));
  t.is(followers.count, 0);
  t.deepEqual([...followers.present], []);
  await until(() => stream?.destroyed === true);
});
