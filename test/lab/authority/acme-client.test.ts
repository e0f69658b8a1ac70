import { createPublicKey, verify } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import { obtainCertificate } from '../../../lab/authority/acme-client.ts';
import type { CertificateOrder } from '../../../lab/authority/acme-client.ts';
import { objectIn } from '../../../lab/authority/acme-answers.ts';
import { AcmeFault, AcmeProblem } from '../../../lab/authority/acme-faults.ts';
import { isRecord } from '../../../lab/facts/codec.ts';
import { LIMITS } from '../../../lab/limits.ts';
import { openAuthority } from '../../../lab/certificates/authority.ts';
import { madeUpAddress, openMadeUp, problemAnswer, respondNever } from './world.ts';
import type { MadeUpAnswer, MadeUpServer } from './world.ts';

type Answers = Readonly<Record<string, readonly MadeUpAnswer[]>>;

function orderAt({ directory, trusted }: MadeUpServer, more: Partial<CertificateOrder> = {}) {
  const ordinary = { name: 'bank.test', challenge: 'http-01', respond: respondNever } as const;
  return { directory, trusted, ...ordinary, signal: new AbortController().signal, ...more };
}

/** What becomes of an order at a server that answers so. */
async function fails(t: ExecutionContext, answers: Answers): Promise<Error> {
  const server = await openMadeUp(t, answers);
  return t.throwsAsync(obtainCertificate(orderAt(server)), { instanceOf: AcmeFault });
}

test('A nonce that is not taken costs another request, each with a nonce of its own', async (t) => {
  const refusal = problemAnswer('badNonce', 'Not that one.');
  const server = await openMadeUp(t, {
    '/account': [
      refusal,
      refusal,
      refusal,
      { status: 201, headers: { Location: madeUpAddress('/account/1') } },
    ],
    '/order': [problemAnswer('rejectedIdentifier', 'Not this name.')],
  });
  await t.throwsAsync(obtainCertificate(orderAt(server)), { message: /^Not this name\. / });
  t.deepEqual(
    server.asked.map(({ what }) => what),
    ['GET /dir', 'GET /nonce', ...Array<string>(4).fill('POST /account'), 'POST /order'],
  );
  const nonces = server.asked.slice(2).map(({ body }) => partOf(body, 'protected')['nonce']);
  // The server counts its answers, and each brings the next.
  t.deepEqual(nonces, ['nonce-2', 'nonce-3', 'nonce-4', 'nonce-5', 'nonce-6']);
});

test('A server that takes no nonce at all is left', async (t) => {
  const server = await openMadeUp(t, { '/account': [problemAnswer('badNonce', 'Never.')] });
  const error = await t.throwsAsync(obtainCertificate(orderAt(server)), { instanceOf: AcmeProblem });
  t.is(error.type, 'urn:ietf:params:acme:error:badNonce');
  t.is(server.asked.filter(({ what }) => what === 'POST /account').length, LIMITS.acmeNonces);
});

test('What is sent is signed with the key of the account, for its address and its nonce', async (t) => {
  const server = await openMadeUp(t, { '/order': [problemAnswer('rateLimited', 'Enough.', 429)] });
  const error = await t.throwsAsync(obtainCertificate(orderAt(server)), { instanceOf: AcmeProblem });
  t.is(error.status, 429);
  const [account, order] = server.asked.slice(2).map(({ body }) => body);
  const { jwk, ...first } = partOf(account ?? '', 'protected');
  t.deepEqual(first, { alg: 'ES256', nonce: 'nonce-2', url: madeUpAddress('/account') });
  t.deepEqual(partOf(order ?? '', 'protected'), {
    alg: 'ES256',
    nonce: 'nonce-3',
    url: madeUpAddress('/order'),
    kid: madeUpAddress('/account/1'),
  });
  t.deepEqual(partOf(order ?? '', 'payload'), { identifiers: [{ type: 'dns', value: 'bank.test' }] });
  if (!isRecord(jwk)) return t.fail();
  const key = createPublicKey({ key: jwk, format: 'jwk' });
  for (const body of [account, order]) {
    const { protected: header, payload, signature } = objectIn(body ?? '');
    const covered = Buffer.from(`${String(header)}.${String(payload)}`);
    const bytes = Buffer.from(String(signature), 'base64url');
    t.is(bytes.length, 64);
    t.true(verify('sha256', covered, { key, dsaEncoding: 'ieee-p1363' }, bytes));
  }
});

test('A challenge that the authority refuses is the problem that it names', async (t) => {
  const refused = {
    status: 'invalid',
    identifier: { type: 'dns', value: 'bank.test' },
    challenges: [
      {
        type: 'http-01',
        url: madeUpAddress('/challenge/1'),
        token: 'A'.repeat(43),
        error: { type: 'urn:ietf:params:acme:error:unauthorized', detail: 'It said 404.' },
      },
    ],
  };
  const pending = { ...refused, status: 'pending' };
  const error = await fails(t, { '/authorization/1': [{ body: pending }, { body: refused }] });
  t.is(error.message, 'It said 404. (urn:ietf:params:acme:error:unauthorized)');
});

test('An answer that is too large is not read to the end', async (t) => {
  const body = 'x'.repeat(LIMITS.acmeAnswer + 1);
  t.regex((await fails(t, { '/dir': [{ body }] })).message, /more than 65536 bytes/);
  t.regex((await fails(t, { '/account': [{ status: 500, body }] })).message, /more than 65536 bytes/);
});

test('Answers that are not what they must be are refused, each with its reason', async (t) => {
  const directory = { newNonce: madeUpAddress('/nonce'), newAccount: madeUpAddress('/account') };
  const order = { status: 'pending', authorizations: [], finalize: madeUpAddress('/f') };
  const located = { status: 201, headers: { Location: madeUpAddress('/order/1') } };
  const cases: readonly (readonly [Answers, RegExp])[] = [
    [{ '/dir': [{ body: '<html>' }] }, /not JSON/],
    [{ '/dir': [{ body: '[]' }] }, /no JSON object/],
    [{ '/dir': [{ body: directory }] }, /leads elsewhere/],
    [{ '/dir': [{ body: { ...directory, newOrder: 'http://acme.test/order' } }] }, /leads elsewhere/],
    [{ '/dir': [{ body: { ...directory, newOrder: 'https://10.0.0.1/order' } }] }, /leads elsewhere/],
    [{ '/dir': [{ body: { ...directory, newOrder: 'https://acme.test:22/' } }] }, /leads elsewhere/],
    [{ '/dir': [{ body: { ...directory, newOrder: 'https://me@acme.test/' } }] }, /leads elsewhere/],
    [{ '/dir': [{ status: 302, headers: { Location: 'https://acme.test/other' } }] }, /status 302/],
    [{ '/nonce': [{ status: 204, headers: { 'Replay-Nonce': 'no good one!' } }] }, /no nonce/],
    [{ '/account': [{ status: 201 }] }, /leads elsewhere/],
    [{ '/account': [{ status: 500, body: '{"detail":"?"}' }] }, /status 500/],
    [{ '/account': [{ ...problemAnswer('x', ''), body: '{"type":{}}' }] }, /status 400/],
    [{ '/order': [{ ...located, body: { ...order, status: 'excellent' } }] }, /status that nobody knows/],
    [{ '/order': [{ ...located, body: { ...order, authorizations: {} } }] }, /list its authorizations/],
    [{ '/order': [{ ...located, body: { ...order, authorizations: Array(11).fill('') } }] }, /list its/],
    [{ '/authorization/1': [{ body: { status: 'pending', challenges: [] } }] }, /names no host/],
    [
      { '/authorization/1': [authorization({ identifier: { type: 'dns', value: 'x.test' } })] },
      /another name/,
    ],
    [{ '/authorization/1': [authorization({ challenges: 7 })] }, /list its challenges/],
    [{ '/authorization/1': [authorization({ challenges: [null, 7, { type: 'dns-01' }] })] }, /no http-01/],
    [{ '/authorization/1': [challenge({ token: '../../etc/passwd-and-more' })] }, /no good token/],
    [{ '/authorization/1': [challenge({ token: ['A'.repeat(43)] })] }, /no good token/],
    [{ '/authorization/1': [challenge({ url: 'https://bank.test/' })] }, /leads elsewhere/],
    [{ '/authorization/1': [authorization({ status: 'revoked' })] }, /is revoked/],
  ];
  for (const [answers, reason] of cases)
    t.regex((await fails(t, answers)).message, reason, JSON.stringify(answers));
});

test('A problem with endless words is cut', async (t) => {
  const error = await fails(t, { '/account': [problemAnswer('x', 'y'.repeat(10_000))] });
  t.true(error instanceof AcmeProblem && error.detail.length === LIMITS.acmeProblem);
});

test('A certificate for another key is not taken', async (t) => {
  const authority = await openAuthority('Some');
  const { certificate } = await authority.issue({ names: ['bank.test'] });
  const done = {
    status: 'ready',
    authorizations: [],
    finalize: madeUpAddress('/finalize'),
    certificate: madeUpAddress('/certificate'),
  };
  const answers = {
    '/order': [{ status: 201, headers: { Location: madeUpAddress('/order/1') }, body: done }],
    '/order/1': [
      { body: done },
      { body: { ...done, status: 'processing' } },
      { body: { ...done, status: 'valid' } },
    ],
    '/finalize': [{ body: done }],
  };
  const taken = async (body: string) => fails(t, { ...answers, '/certificate': [{ body }] });
  t.regex((await taken(certificate)).message, /for another key/);
  t.regex((await taken('')).message, /not a chain of PEM/);
  t.regex((await taken(`${certificate}\n<script>`)).message, /not a chain of PEM/);
  t.regex((await taken(certificate.replaceAll(/\w{60}/g, 'A'.repeat(60)))).message, /cannot be read/);
});

test('An order that is aborted ends at once, with the reason', async (t) => {
  const server = await openMadeUp(t);
  const reason = new Error('enough');
  const early = AbortSignal.abort(reason);
  t.is(await t.throwsAsync(obtainCertificate(orderAt(server, { signal: early }))), reason);
  t.deepEqual(server.asked, []);

  const cases: readonly ((abort: () => void) => Partial<CertificateOrder>)[] = [
    // While the connection is made, while the answer is set up, and when all is asked and the order stays as it is.
    (abort) => ({ connect: () => (abort(), new Promise(() => undefined)) }),
    (abort) => ({ respond: () => (abort(), new Promise(() => undefined)) }),
    (abort) => ({ respond: async () => void setImmediate(abort) }),
  ];
  for (const make of cases) {
    const controller = new AbortController();
    const more = make(() => controller.abort(reason));
    const order = orderAt(server, { ...more, signal: controller.signal });
    t.is(await t.throwsAsync(obtainCertificate(order)), reason);
  }
});

test('A connection that comes when all is over is closed', async (t) => {
  const server = await openMadeUp(t);
  const controller = new AbortController();
  const opened = Promise.withResolvers<Socket>();
  const late: CertificateOrder['connect'] = async ({ address, port }) => {
    controller.abort();
    const socket = connect({ host: address, port });
    await once(socket, 'connect');
    opened.resolve(socket);
    return socket;
  };
  const order = orderAt(server, { connect: late, signal: controller.signal });
  await t.throwsAsync(obtainCertificate(order), { name: 'AbortError' });
  const socket = await opened.promise;
  if (!socket.destroyed) await once(socket, 'close');
  t.deepEqual(server.asked, []);
});

test('A connection that cannot be made is the reason', async (t) => {
  const server = await openMadeUp(t);
  const fault = new Error('no way there');
  const order = orderAt(server, { connect: () => Promise.reject(fault) });
  t.is(await t.throwsAsync(obtainCertificate(order)), fault);
});

test('A connection that ends between two answers is made anew', async (t) => {
  const server = await openMadeUp(t, {
    '/account': [{ status: 201, headers: { Location: madeUpAddress('/account/1'), Connection: 'close' } }],
    '/order': [problemAnswer('rejectedIdentifier', 'Not this name.')],
  });
  await t.throwsAsync(obtainCertificate(orderAt(server)), { instanceOf: AcmeProblem });
});

test('What answers a challenge may fail, and is the reason then', async (t) => {
  const server = await openMadeUp(t);
  const fault = new RangeError('no place for it');
  const respond = () => Promise.reject(fault);
  t.is(await t.throwsAsync(obtainCertificate(orderAt(server, { respond }))), fault);
});

test('A server that nobody trusts is not asked', async (t) => {
  const server = await openMadeUp(t);
  const { certificate: trusted } = await openAuthority('Made-up');
  await t.throwsAsync(obtainCertificate(orderAt(server, { trusted })), { message: /certificate/ });
  t.deepEqual(server.asked, []);
});

/** One part of a JWS, decoded. */
function partOf(jws: string, part: 'protected' | 'payload'): Record<string, unknown> {
  return objectIn(Buffer.from(String(objectIn(jws)[part]), 'base64url').toString());
}

function authorization(more: object): MadeUpAnswer {
  const identifier = { type: 'dns', value: 'bank.test' };
  return { body: { status: 'pending', identifier, challenges: [], ...more } };
}

function challenge(more: object): MadeUpAnswer {
  const good = { type: 'http-01', url: madeUpAddress('/challenge/1'), token: 'A'.repeat(43) };
  return authorization({ challenges: [{ ...good, ...more }] });
}
