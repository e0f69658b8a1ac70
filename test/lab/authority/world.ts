import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { Server } from 'node:net';
import { createServer as createTlsServer, createSecureContext } from 'node:tls';
import type { SecureContext, TLSSocket } from 'node:tls';

import type { ExecutionContext } from 'ava';

import type { CertificateOrder, ChallengeToAnswer } from '../../../lab/authority/acme-client.ts';
import type { AcmeServer } from '../../../lab/authority/dialing-agent.ts';
import { ACME_TLS, makeChallengeCertificate } from '../../../lab/authority/challenge-certificate.ts';
import { openPebble } from '../../../lab/authority/pebble.ts';
import type { Pebble } from '../../../lab/authority/pebble.ts';
import { openAuthority } from '../../../lab/certificates/authority.ts';
import { closeServer, listen, trackSockets } from '../../../lab/network.ts';

/** Lets a server listen until the test is over, and gives its port. */
export async function serveFor(t: ExecutionContext, server: Server): Promise<number> {
  const sockets = trackSockets(server);
  t.teardown(() => closeServer(server, sockets));
  return (await listen(server, [])).port;
}

/** Servers at the two ports that Pebble looks at, and how a challenge's answer is put there. */
export interface Site {
  readonly httpPort: number;
  readonly tlsPort: number;
  /** What was asked for in clear, and which protocols handshakes agreed on. */
  readonly asked: readonly string[];
  readonly respond: CertificateOrder['respond'];
}

/** Opens both: nothing is found there until `respond` was called. */
export async function openSite(t: ExecutionContext): Promise<Site> {
  const asked: string[] = [];
  const files = new Map<string, string>();
  const contexts = new Map<string, SecureContext>();
  const http = createHttpServer(({ url = '' }, response) => {
    asked.push(url);
    response.statusCode = files.has(url) ? 200 : 404;
    response.end(files.get(url));
  });
  const tls = createTlsServer(
    { ALPNProtocols: [ACME_TLS], SNICallback: (name, done) => done(null, contexts.get(name)) },
    (socket: TLSSocket) => {
      asked.push(String(socket.alpnProtocol));
      socket.on('error', () => undefined).end();
    },
  );
  tls.on('tlsClientError', () => undefined);
  const respond = async ({ type, token, keyAuthorization, name }: ChallengeToAnswer): Promise<void> => {
    if (type === 'http-01') {
      files.set(`/.well-known/acme-challenge/${token}`, keyAuthorization);
      return;
    }
    const { certificate, key } = await makeChallengeCertificate(name, keyAuthorization);
    contexts.set(name, createSecureContext({ cert: certificate, key }));
  };
  return { httpPort: await serveFor(t, http), tlsPort: await serveFor(t, tls), asked, respond };
}

/** Pebble in front of such a site, until the test is over. */
export async function openPebbleFor(
  t: ExecutionContext,
  hosts: readonly string[] = ['bank.test'],
): Promise<{ readonly site: Site; readonly pebble: Pebble }> {
  const site = await openSite(t);
  const pebble = await openPebble({ ...site, hosts });
  t.teardown(() => pebble.close());
  return { site, pebble };
}

/** Answers no challenge. */
export async function respondNever(): Promise<void> {
  // Nothing is set up.
}

/** What a made-up server answers. */
export interface MadeUpAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | object;
}

/** A made-up server of ACME, and what it was asked: method and path, and what was signed, as it came. */
export interface MadeUpServer {
  readonly directory: AcmeServer;
  readonly trusted: string;
  readonly asked: readonly { readonly what: string; readonly body: string }[];
}

/** Where the made-up server has a path of its own. */
export function madeUpAddress(path: string): string {
  return `https://acme.test${path}`;
}

/** A problem document of ACME. */
export function problemAnswer(kind: string, detail: string, status = 400): MadeUpAnswer {
  return {
    status,
    headers: { 'Content-Type': 'application/problem+json; charset=utf-8' },
    body: { type: `urn:ietf:params:acme:error:${kind}`, detail },
  };
}

/** What it answers where a test says nothing else: enough for an account and an order that is pending. */
const ORDINARY: Readonly<Record<string, MadeUpAnswer>> = {
  '/dir': {
    body: {
      newNonce: madeUpAddress('/nonce'),
      newAccount: madeUpAddress('/account'),
      newOrder: madeUpAddress('/order'),
    },
  },
  '/nonce': { status: 204 },
  '/account': { status: 201, headers: { Location: madeUpAddress('/account/1') }, body: {} },
  '/order': {
    status: 201,
    headers: { Location: madeUpAddress('/order/1') },
    body: {
      status: 'pending',
      authorizations: [madeUpAddress('/authorization/1')],
      finalize: madeUpAddress('/order/1/finalize'),
    },
  },
  '/authorization/1': {
    body: {
      status: 'pending',
      identifier: { type: 'dns', value: 'bank.test' },
      challenges: [{ type: 'http-01', url: madeUpAddress('/challenge/1'), token: 'A'.repeat(43) }],
    },
  },
  '/challenge/1': { body: {} },
};

/** Opens one. `answers` come first, each the answers of a path one after another; the last of them stays. */
export async function openMadeUp(
  t: ExecutionContext,
  answers: Readonly<Record<string, readonly MadeUpAnswer[]>> = {},
): Promise<MadeUpServer> {
  const authority = await openAuthority('Made-up');
  const { certificate, key } = await authority.issue({ names: ['acme.test'] });
  const asked: { what: string; body: string }[] = [];
  const left = new Map(Object.entries(answers).map(([path, list]) => [path, [...list]]));
  let nonces = 0;
  const server = createHttpsServer({ cert: certificate, key }, (request, response) => {
    const { method = '', url = '' } = request;
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.once('end', () => {
      asked.push({ what: `${method} ${url}`, body });
      const own = left.get(url);
      const answer = (own !== undefined && own.length > 1 ? own.shift() : own?.[0]) ?? ORDINARY[url];
      nonces += 1;
      response.writeHead(answer?.status ?? (answer === undefined ? 404 : 200), {
        'Replay-Nonce': `nonce-${nonces}`,
        ...answer?.headers,
      });
      const { body: said = '' } = answer ?? {};
      response.end(typeof said === 'string' ? said : JSON.stringify(said));
    });
  });
  server.on('tlsClientError', () => undefined);
  const port = await serveFor(t, server);
  const directory = { address: '127.0.0.1', port, host: 'acme.test', path: '/dir' };
  return { directory, trusted: authority.certificate, asked };
}
