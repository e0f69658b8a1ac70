import net from 'node:net';
import { once } from 'node:events';
import { Recorder } from '../lab/attacker/tap/recorder.ts';
import { openTap } from '../lab/attacker/tap/tap.ts';
import { Session } from '../src/session/session.ts';

// A relay in a process of its own: `relay.js tap PORT` records into a session, `relay.js pipe PORT` only pipes.
const [kind, origin] = process.argv.slice(2);
const upstream = Number(origin);

process.send?.(kind === 'tap' ? await tap() : await pipe());
process.on('message', () => process.send?.(process.resourceUsage().maxRSS * 1024));

async function tap(): Promise<number> {
  const session = new Session();
  let connections = 0;
  const { port } = await openTap({
    lane: 'plain',
    logical: 'bank.test:80',
    preferredPorts: [],
    recorder: new Recorder('plain', session.append),
    nextConnection: () => ++connections,
    route: async () => {
      const socket = net.connect({ host: '127.0.0.1', port: upstream, allowHalfOpen: true, noDelay: true });
      await once(socket, 'connect');
      return socket;
    },
    emit: session.append,
  });
  return port;
}

async function pipe(): Promise<number> {
  const server = net.createServer({ noDelay: true }, (near) => {
    const far = net.connect({ host: '127.0.0.1', port: upstream, noDelay: true });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  return typeof bound === 'object' && bound !== null ? bound.port : 0;
}
