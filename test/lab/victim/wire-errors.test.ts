import { createHash } from 'node:crypto';
import test from 'ava';
import { certificate, errorAt, World } from './world.ts';

const authority = await certificate();
const leaf = await certificate(authority);
const trusted = [authority.cert];
const DAY = 86_400_000;

/** What is wrong with the bank's certificate, what the victim trusts, and what its browser says. */
const bad = {
  'an unknown authority': [
    leaf,
    [(await certificate(undefined, { cn: 'Other authority' })).cert],
    'ERR_CERT_AUTHORITY_INVALID',
  ],
  'an unknown authority of the same name': [leaf, [(await certificate()).cert], 'ERR_CERT_AUTHORITY_INVALID'],
  'an empty trust store': [leaf, [], 'ERR_CERT_AUTHORITY_INVALID'],
  'a certificate signed by itself': [
    await certificate(undefined, { cn: 'bank.test', selfSigned: true }),
    trusted,
    'ERR_CERT_AUTHORITY_INVALID',
  ],
  'another name': [
    await certificate(authority, { names: ['other.test'] }),
    trusted,
    'ERR_CERT_COMMON_NAME_INVALID',
  ],
  'the name as common name only': [
    await certificate(authority, { names: [] }),
    trusted,
    'ERR_CERT_COMMON_NAME_INVALID',
  ],
  'a certificate of yesterday': [
    await certificate(authority, {
      notBeforeDate: new Date(Date.now() - 2 * DAY),
      notAfterDate: new Date(Date.now() - DAY),
    }),
    trusted,
    'ERR_CERT_DATE_INVALID',
  ],
  'a certificate of tomorrow': [
    await certificate(authority, {
      notBeforeDate: new Date(Date.now() + DAY),
      notAfterDate: new Date(Date.now() + 2 * DAY),
    }),
    trusted,
    'ERR_CERT_DATE_INVALID',
  ],
} as const;

test('a closed port is refused, and a name that nobody knows is not resolved', async (t) => {
  const world = new World(t);
  await world.closed('bank.test:80');
  t.is(await errorAt(world, 'http://bank.test/'), 'unreachable ERR_CONNECTION_REFUSED');
  t.is(await errorAt(world, 'http://nobody.test/'), 'unreachable ERR_NAME_NOT_RESOLVED');
  t.is(world.of('exchange-made').length, 0);
});

test('a connection that is reset in the middle of a request is named so', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:80', (socket) => socket.once('data', () => socket.resetAndDestroy()));
  t.is(await errorAt(world, '/'), 'unreachable ERR_CONNECTION_RESET');
});

test('a server that ends without a word gives an empty response', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:80', (socket) => socket.once('data', () => socket.end()));
  t.is(await errorAt(world, '/'), 'unreachable ERR_EMPTY_RESPONSE');
});

test('a server that never answers is waited for no longer than the bound', async (t) => {
  const world = new World(t);
  const limits = { request: 50 };
  await world.tcp('bank.test:80', () => {});
  await world.tcp('bank.test:443', () => {});
  t.is(await errorAt(world, 'http://bank.test/', { limits }), 'unreachable ERR_TIMED_OUT');
  t.is(await errorAt(world, 'https://bank.test/', { limits }), 'unreachable ERR_TIMED_OUT');
});

test('a server that drips its body for ever is bounded in whole', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (_request, response) => {
    const timer = setInterval(() => response.write('x'), 5);
    response.once('close', () => clearInterval(timer));
  });
  t.is(await errorAt(world, '/', { limits: { request: 80 } }), 'unreachable ERR_TIMED_OUT');
});

test('a resolver that never settles is bounded too', async (t) => {
  const world = new World(t);
  const never = Promise.withResolvers<undefined>();
  const options = { resolve: () => never.promise, limits: { request: 30 } };
  t.is(await errorAt(world, '/', options), 'unreachable ERR_TIMED_OUT');
});

test('garbage is no HTTP response', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:80', (socket) =>
    socket.once('data', () => socket.end('\x00\xffgarbage\r\n\r\n')),
  );
  t.is(await errorAt(world, '/'), 'unreachable ERR_INVALID_HTTP_RESPONSE');
});

test('header fields without end are cut off', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:80', (socket) =>
    socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`)),
  );
  t.is(await errorAt(world, '/'), 'unreachable ERR_RESPONSE_HEADERS_TOO_BIG');
});

test('a body shorter than its length, and chunks that break off, are no page', async (t) => {
  const world = new World(t);
  const replies = ['Content-Length: 100\r\n\r\nshort', 'Transfer-Encoding: chunked\r\n\r\n5\r\nshort\r\n'];
  await world.tcp('bank.test:80', (socket) =>
    socket.once('data', () => socket.end(`HTTP/1.1 200 OK\r\n${replies.shift() ?? ''}`)),
  );
  t.is(await errorAt(world, '/'), 'unreachable ERR_CONTENT_LENGTH_MISMATCH');
  t.is(await errorAt(world, '/'), 'unreachable ERR_INCOMPLETE_CHUNKED_ENCODING');
});

test('plain HTTP to a TLS port shows no page', async (t) => {
  const world = new World(t);
  await world.https('bank.test:80', leaf, (_request, response) => response.end('never'));
  t.regex(
    await errorAt(world, 'http://bank.test/'),
    /^unreachable ERR_(EMPTY_RESPONSE|INVALID_HTTP_RESPONSE|CONNECTION_RESET)$/,
  );
});

test('TLS to a plain port is a TLS error, and no certificate error', async (t) => {
  const world = new World(t);
  await world.http('bank.test:443', (_request, response) => response.end('never'));
  t.is(await errorAt(world, 'https://bank.test/', { trusted }), 'unreachable ERR_SSL_PROTOCOL_ERROR');
});

test('a server that hangs up or resets during the handshake is told apart', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:443', (socket) => socket.once('data', () => socket.end()));
  t.is(await errorAt(world, 'https://bank.test/'), 'unreachable ERR_CONNECTION_CLOSED');
  await world.tcp('bank.test:443', (socket) => socket.once('data', () => socket.resetAndDestroy()));
  t.is(await errorAt(world, 'https://bank.test/'), 'unreachable ERR_CONNECTION_RESET');
});

test('no common TLS version or cipher is named so', async (t) => {
  const world = new World(t);
  const old = {
    ...leaf,
    maxVersion: 'TLSv1.1' as const,
    minVersion: 'TLSv1' as const,
    ciphers: 'DEFAULT@SECLEVEL=0',
  };
  await world.https('bank.test:443', old, (_request, response) => response.end('never'));
  t.is(
    await errorAt(world, 'https://bank.test/', { trusted }),
    'unreachable ERR_SSL_VERSION_OR_CIPHER_MISMATCH',
  );
});

for (const [title, [pair, roots, error]] of Object.entries(bad)) {
  test(`${title} is a certificate error, and no byte of HTTP is sent`, async (t) => {
    const world = new World(t);
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    let received = 0;
    let requests = 0;
    const server = await world.https('bank.test:443', pair, () => requests++);
    server.on('secureConnection', (socket) => {
      socket.on('data', (bytes: Uint8Array) => (received += bytes.length));
      socket.on('close', end);
    });
    server.on('tlsClientError', () => end());
    t.is(await errorAt(world, 'https://bank.test/', { trusted: roots }), `certificate-error ${error}`);
    await ended;
    t.is(received, 0);
    t.is(requests, 0);
    t.is(world.of('exchange-made').length, 0);
    t.is(world.page().title, 'Privacy error');
  });
}

test('a leaf outside its root’s name constraint is an invalid certificate', async (t) => {
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  // NameConstraints ::= { permittedSubtrees [0] { { base [2] "shop.test" } } }, RFC 5280, section 4.2.1.10
  const name = Buffer.from('shop.test');
  const base = Buffer.concat([Buffer.from([0x82, name.length]), name]);
  const subtree = Buffer.concat([Buffer.from([0x30, base.length]), base]);
  const permitted = Buffer.concat([Buffer.from([0xa0, subtree.length]), subtree]);
  const constraint = Buffer.concat([Buffer.from([0x30, permitted.length]), permitted]);
  const root = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=Constrained',
    keys,
    signingAlgorithm: algorithm,
    notAfter: new Date(Date.now() + DAY),
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.Extension('2.5.29.30', true, constraint),
    ],
  });
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
  const issuer = {
    cert: root.toString('pem'),
    key: `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`,
  };
  const world = new World(t);
  await world.https('bank.test:443', await certificate(issuer), (_request, response) =>
    response.end('never'),
  );
  t.is(
    await errorAt(world, 'https://bank.test/', { trusted: [issuer.cert] }),
    'certificate-error ERR_CERT_INVALID',
  );
});

test('a body beyond the bound is not read on, and what was kept is whole up to it', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (_request, response) => {
    const more = (): void => {
      while (!response.destroyed && response.write('x'.repeat(1000)));
    };
    response.on('drain', more);
    more();
  });
  t.is(await errorAt(world, '/', { limits: { body: 2500 } }), 'unreachable ERR_INSUFFICIENT_RESOURCES');
  const body = world.of('exchange-made')[0]?.response.body ?? new Uint8Array();
  t.is(
    createHash('sha256').update(body).digest('hex'),
    createHash('sha256').update('x'.repeat(2500)).digest('hex'),
  );
});

test('an address that is none, or of a scheme that this browser has not, asks nobody', async (t) => {
  const world = new World(t);
  t.is(await errorAt(world, 'http://['), 'unreachable ERR_INVALID_URL');
  t.is(await errorAt(world, 'ftp://bank.test/'), 'unreachable ERR_UNKNOWN_URL_SCHEME');
  t.deepEqual(world.resolved, []);
});

test('an upgrade that nobody asked for is no page', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:80', (socket) =>
    socket.once('data', () =>
      socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n'),
    ),
  );
  t.regex(await errorAt(world, '/'), /^unreachable ERR_/);
});
