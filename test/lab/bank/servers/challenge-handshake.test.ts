import { once } from 'node:events';
import { createServer } from 'node:https';
import { connect as connectTcp } from 'node:net';
import type { Socket } from 'node:net';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { connect } from 'node:tls';
import type { TLSSocket } from 'node:tls';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { beforeTls } from '../../../../lab/bank/servers/challenge-handshake.ts';
import { openAuthority } from '../../../../lab/certificates/authority.ts';
import type { Leaf } from '../../../../lab/certificates/leaf-content.ts';
import { listen } from '../../../../lab/network.ts';

const authority = await openAuthority('Test Authority');
const [ordinary, special] = await Promise.all(
  ['bank.test', 'challenge.test'].map((name) => authority.issue({ names: [name] })),
);

/** A door, and what it shows while a challenge is under way. */
async function door(t: ExecutionContext, challenge: () => Leaf | undefined): Promise<number> {
  const tls = createServer(
    { cert: ordinary?.certificate, key: ordinary?.key, ALPNProtocols: ['http/1.1'] },
    (_request, response) => response.end('a page'),
  );
  const server = beforeTls(tls, challenge);
  const { port } = await listen(server, []);
  t.teardown(() => server.close());
  return port;
}

async function shown(port: number, protocols: string[], socket?: Socket): Promise<string> {
  const secure: TLSSocket = connect({
    ...(socket === undefined ? { host: '127.0.0.1', port } : { socket }),
    servername: 'bank.test',
    ALPNProtocols: protocols,
    rejectUnauthorized: false,
  });
  await once(secure, 'secureConnect');
  const name = secure.getPeerX509Certificate()?.subjectAltName ?? '';
  const said = `${name} ${String(secure.alpnProtocol)}`;
  secure.destroy();
  return said;
}

test('only a handshake for acme-tls/1 is answered with the challenge, and only while there is one', async (t) => {
  let under: Leaf | undefined = special;
  const port = await door(t, () => under);
  t.is(await shown(port, ['acme-tls/1']), 'DNS:challenge.test acme-tls/1');
  t.is(await shown(port, ['http/1.1']), 'DNS:bank.test http/1.1');
  under = undefined;
  await t.throwsAsync(shown(port, ['acme-tls/1']), { message: /no.application.protocol/i });
});

test('a handshake that comes byte by byte is served as any other', async (t) => {
  const port = await door(t, () => special);
  const socket = connectTcp({ host: '127.0.0.1', port, noDelay: true });
  const write = socket.write.bind(socket);
  let last = Promise.resolve();
  socket.write = (bytes: Uint8Array | string): boolean => {
    const before = last;
    last = (async () => {
      await before;
      for (const byte of Buffer.from(bytes)) {
        write(Buffer.of(byte));
        await nextTurn();
      }
    })();
    return true;
  };
  t.is(await shown(port, ['http/1.1'], socket), 'DNS:bank.test http/1.1');
});

test('what is no TLS goes to the server of TLS, which refuses it as ever', async (t) => {
  const port = await door(t, () => special);
  const socket = connectTcp({ host: '127.0.0.1', port }).on('error', () => undefined);
  socket.end('GET / HTTP/1.1\r\nHost: bank.test\r\n\r\n');
  const chunks: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  await once(socket, 'close');
  t.notRegex(Buffer.concat(chunks).toString('latin1'), /a page/);
});
