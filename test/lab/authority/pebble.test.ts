import { X509Certificate } from 'node:crypto';
import { connect, createServer } from 'node:net';
import type { Socket } from 'node:net';
import { once } from 'node:events';

import { obtainCertificate } from '../../../lab/authority/acme-client.ts';
import type { ChallengeType } from '../../../lab/authority/acme-client.ts';
import { AcmeProblem } from '../../../lab/authority/acme-faults.ts';
import { freePorts } from '../../../lab/authority/free-ports.ts';
import { openPebble } from '../../../lab/authority/pebble.ts';
import { ProgramFault } from '../../../lab/programs/program-fault.ts';
import { needing } from '../../helpers/needing.ts';
import { openPebbleFor, openSite, respondNever, serveFor } from './world.ts';

const withPebble = needing('pebble');
const { signal } = new AbortController();
const DAY = 24 * 60 * 60 * 1000;

for (const challenge of ['http-01', 'tls-alpn-01'] satisfies ChallengeType[])
  withPebble(`A certificate is issued by Pebble, for an answer to ${challenge}`, async (t) => {
    const { site, pebble } = await openPebbleFor(t);
    const { respond } = site;
    const sockets: Socket[] = [];
    const { chain, key } = await obtainCertificate({
      ...pebble,
      name: 'bank.test',
      challenge,
      respond,
      signal,
      connect: async ({ address, port }) => {
        const socket = connect({ host: address, port });
        sockets.push(socket);
        await once(socket, 'connect');
        return socket;
      },
    });
    const [leaf, intermediate, ...more] = chain
      .split(/(?<=-----END CERTIFICATE-----\n)/)
      .map((each) => new X509Certificate(each));
    const root = new X509Certificate(pebble.root);
    t.deepEqual(more, []);
    t.is(leaf?.subjectAltName, 'DNS:bank.test');
    t.true(leaf?.checkIssued(intermediate ?? root));
    t.true(intermediate?.checkIssued(root));
    t.true(intermediate?.verify(root.publicKey));
    t.true(key.startsWith('-----BEGIN PRIVATE KEY-----\n'));
    const life = (leaf?.validToDate.getTime() ?? 0) - (leaf?.validFromDate.getTime() ?? 0);
    t.is(Math.round(life / DAY), 90);
    t.is(sockets.length, 1, 'all was asked over one connection, which the caller opened');
    t.true(sockets.every(({ destroyed }) => destroyed));
    const where = challenge === 'http-01' ? /^\/\.well-known\/acme-challenge\/[\w-]{43}$/ : /^acme-tls\/1$/;
    t.true(site.asked.length > 0 && site.asked.every((asked) => where.test(asked)));
  });

withPebble('Many orders come through, though Pebble takes no more than 95 of 100 good nonces', async (t) => {
  const { site, pebble } = await openPebbleFor(t);
  for (let i = 0; i < 12; i += 1) {
    const order = { ...pebble, name: 'bank.test', challenge: 'http-01', respond: site.respond } as const;
    t.true((await obtainCertificate({ ...order, signal })).chain.length > 0);
  }
});

withPebble('A challenge that nobody answers is a problem with its type and detail', async (t) => {
  const { pebble } = await openPebbleFor(t);
  for (const challenge of ['http-01', 'tls-alpn-01'] satisfies ChallengeType[]) {
    const error = await t.throwsAsync(
      obtainCertificate({ ...pebble, name: 'bank.test', challenge, respond: respondNever, signal }),
      { instanceOf: AcmeProblem },
    );
    t.regex(error.type, /^urn:ietf:params:acme:error:(unauthorized|tls|connection)$/, challenge);
    t.not(error.detail, '');
  }
});

withPebble('A name that is not among the hosts does not exist, and its order is refused', async (t) => {
  const { site, pebble } = await openPebbleFor(t);
  const order = { ...pebble, name: 'shop.test', challenge: 'http-01', respond: site.respond } as const;
  const error = await t.throwsAsync(obtainCertificate({ ...order, signal }), { instanceOf: AcmeProblem });
  t.regex(error.message, /shop\.test/);
  t.deepEqual(site.asked, []);
});

withPebble('Pebble that dies says how, and an order fails with what the network says', async (t) => {
  const { site, pebble } = await openPebbleFor(t);
  const order = { ...pebble, name: 'bank.test', challenge: 'http-01', signal } as const;
  const killed = obtainCertificate({
    ...order,
    respond: async () => {
      process.kill(pebble.pid, 'SIGKILL');
      await pebble.ended;
    },
  });
  const fault: NodeJS.ErrnoException | undefined = await t.throwsAsync(killed);
  t.regex(fault?.code ?? '', /^ECONN(REFUSED|RESET)$/);
  t.is(await pebble.ended, 'SIGKILL');
  await t.throwsAsync(obtainCertificate({ ...order, respond: site.respond }), { code: 'ECONNREFUSED' });
});

withPebble('Ports that others take are left to them', async (t) => {
  const site = await openSite(t);
  const taken = await serveFor(t, createServer());
  const [free = 0] = await freePorts(1);
  const choices = [
    [taken, free],
    [free, taken],
  ];
  const choosePorts = async () => choices.shift() ?? freePorts(2);
  const pebble = await openPebble({ ...site, hosts: ['bank.test'], choosePorts });
  t.teardown(() => pebble.close());
  t.deepEqual(choices, []);
  t.not(pebble.directory.port, taken);
});

withPebble('Where no port is left, Pebble does not start, and what it said is told', async (t) => {
  const site = await openSite(t);
  const taken = await serveFor(t, createServer());
  const choosePorts = async () => [taken, taken];
  const error = await t.throwsAsync(openPebble({ ...site, hosts: ['bank.test'], choosePorts }), {
    instanceOf: ProgramFault,
  });
  t.regex(error.message, /^Pebble did not start: .*bind: address already in use$/);
});

withPebble('Closing ends it, twice too', async (t) => {
  const { pebble } = await openPebbleFor(t);
  await Promise.all([pebble.close(), pebble.close()]);
  t.not(await pebble.ended, '');
  t.throws(() => process.kill(pebble.pid, 0), { code: 'ESRCH' });
});
