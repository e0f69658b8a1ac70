import { once } from 'node:events';
import { createServer as createHttp, type RequestListener } from 'node:http';
import { createServer as createHttps, type ServerOptions } from 'node:https';
import { createServer as createTcp, type Server, type Socket } from 'node:net';
import type { ExecutionContext } from 'ava';
import { generate } from 'selfsigned';
import type { LabFact, PageShown } from '../../../lab/facts/facts.ts';
import type { Endpoint } from '../../../lab/network.ts';
import { ORDINARY } from '../../../lab/settings.ts';
import { openBrowser, type Browser, type BrowserOptions } from '../../../lab/victim/browser.ts';

/** A certificate with its key, both PEM. */
export interface Pair {
  readonly key: string;
  readonly cert: string;
}

/** Makes an authority, or with `issuer` a leaf for `bank.test` that differs from a good one as `unlike` says; a leaf that is its own issuer is `selfSigned`. */
export async function certificate(
  issuer?: Pair,
  unlike: {
    cn?: string;
    selfSigned?: boolean;
    names?: readonly string[];
    notBeforeDate?: Date;
    notAfterDate?: Date;
  } = {},
): Promise<Pair> {
  const {
    cn = issuer === undefined ? 'Test authority' : 'bank.test',
    selfSigned = false,
    names = ['bank.test'],
    ...dates
  } = unlike;
  const made = await generate([{ name: 'commonName', value: cn }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notAfterDate: new Date(Date.now() + 86_400_000),
    ...dates,
    ...(issuer === undefined ? {} : { ca: issuer }),
    extensions:
      issuer === undefined && !selfSigned
        ? [
            { name: 'basicConstraints', cA: true, critical: true },
            { name: 'keyUsage', keyCertSign: true, critical: true },
          ]
        : [
            { name: 'basicConstraints', cA: false },
            { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) },
          ],
  });
  return { key: made.private, cert: made.cert };
}

/** A small world of listeners, and browsers that record what they say. Everything ends with the test. */
export class World {
  readonly facts: LabFact[] = [];
  readonly resolved: string[] = [];
  readonly #t: ExecutionContext;
  readonly #names = new Map<string, Endpoint>();

  constructor(t: ExecutionContext) {
    this.#t = t;
  }

  http(logical: string, answer: RequestListener): Promise<Server> {
    return this.#listen(logical, createHttp(answer));
  }

  https(logical: string, options: ServerOptions, answer: RequestListener): Promise<Server> {
    return this.#listen(logical, createHttps(options, answer));
  }

  tcp(logical: string, answer: (socket: Socket) => void): Promise<Server> {
    const server = createTcp((socket) => {
      socket.on('error', () => {});
      answer(socket);
    });
    return this.#listen(logical, server);
  }

  /** A name whose port refuses connections. */
  async closed(logical: string): Promise<void> {
    const server = await this.#listen(logical, createTcp());
    server.close();
    await once(server, 'close');
  }

  browser(options: Partial<BrowserOptions> = {}): Browser {
    const browser = openBrowser({
      lane: 'lane',
      settings: ORDINARY.victim,
      home: 'http://bank.test/',
      trusted: [],
      resolve: (logical) => {
        this.resolved.push(logical);
        return this.#names.get(logical);
      },
      emit: (fact) => this.facts.push(fact),
      ...options,
    });
    this.#t.teardown(() => browser.close());
    return browser;
  }

  of<T extends LabFact['type']>(type: T): Extract<LabFact, { type: T }>[] {
    return this.facts.filter((fact): fact is Extract<LabFact, { type: T }> => fact.type === type);
  }

  /** The only page that was shown, or the last with `which` -1. */
  page(which = 0): PageShown {
    const page = this.of('page-shown').at(which);
    if (page === undefined) throw new Error('no page was shown');
    return page;
  }

  async #listen(logical: string, server: Server): Promise<Server> {
    const sockets = new Set<Socket>();
    server.on('connection', (socket: Socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#t.teardown(async () => {
      for (const socket of sockets) socket.destroy();
      if (!server.listening) return;
      server.close();
      await once(server, 'close');
    });
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    this.#names.set(logical, { address: address.address, port: address.port });
    return server;
  }
}

/** The error of the page that `url` shows, with its security. */
export async function errorAt(
  world: World,
  url: string,
  options: Partial<BrowserOptions> = {},
): Promise<string> {
  await world.browser(options).visit(url);
  const { security, error } = world.page(-1);
  return `${security} ${error ?? ''}`.trim();
}
