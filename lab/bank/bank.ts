import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
} from 'node:http';
import type { Server as TcpServer, Socket } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Leaf } from '../certificates/leaf-content.ts';
import type { Emit, LaneId } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import { closeServer, type Endpoint, hearToTheEnd, listen, trackSockets } from '../network.ts';
import type { RequestOrigin, RequestOrigins } from '../request-origins.ts';
import type { Seeded } from '../seed.ts';
import { BANK_HOST } from '../settings.ts';
import type { BankSettings } from '../settings.ts';
import { Accounts } from './accounts.ts';
import { createBankTlsServer, forTheBankOnly } from './bank-name.ts';
import { formatCents } from './money.ts';
import { createMysqlGreeter } from './mysql.ts';
import { Sessions } from './sessions.ts';
import { openSite, type Scheme } from './site.ts';
import { tlsOptions } from './tls.ts';

/** What a bank is opened with. Alice's password is `password`; everything else on her account comes from `seed`. */
export interface BankOptions {
  readonly lane: LaneId;
  readonly settings: BankSettings;
  readonly seed: Seeded;
  readonly password: string;
  /** For the doors that speak TLS. */
  readonly leaf: Leaf;
  /** PEM: the authority whose client certificates let customers in, where the settings ask for one. */
  readonly customers?: string;
  /** Who knows whose request came on which connection. Without it every request is the victim's. */
  readonly origins?: RequestOrigins;
  readonly emit: Emit;
}

/** A bank that is open: where it really listens for logical ports 80, 443 and 3306, and what is on Alice's account now. */
export interface Bank {
  readonly http?: Endpoint;
  readonly https?: Endpoint;
  readonly mysql?: Endpoint;
  /** As the account's page writes it: `2,940.17`. */
  readonly balance: string;
  /** Ends every connection and stops listening, within `LIMITS.close`. May be called twice. */
  close(): Promise<void>;
}

type Answer = (request: Request, scheme: Scheme, origin: RequestOrigin) => Response | Promise<Response>;

/** What stands behind a port: whether it speaks TLS, and who answers. */
interface Door {
  readonly scheme: Scheme;
  readonly answer: Answer;
}

/** A request's first line, as far as there was one. */
type RequestLine = Pick<IncomingMessage, 'method' | 'url'>;

/** Opens the bank on free loopback ports, as its settings say. Throws where the system gives it none. */
export async function openBank(options: BankOptions): Promise<Bank> {
  const { lane, settings, seed, password, leaf, customers, origins, emit } = options;
  const accounts = new Accounts(seed, password);
  const site = openSite({
    accounts,
    sessions: new Sessions(),
    secureCookie: settings.secureCookie,
    booked: (line) => emit({ type: 'bank-booked', lane, ...line }),
    sessionBegun: (value, { party }) => {
      // Only hers is looked for.
      if (party === undefined) emit({ type: 'secret-planted', lane, name: 'session cookie', value });
    },
  });
  const serve: Answer = (request, scheme, origin) => site.fetch(request, { scheme, origin });
  const doors80: Record<BankSettings['http'], Door | undefined> = {
    serve: { scheme: 'http', answer: serve },
    redirect: { scheme: 'http', answer: redirectToHttps },
    tls: { scheme: 'https', answer: serve },
    closed: undefined,
  };
  const doors443: Record<BankSettings['https'], Door | undefined> = {
    serve: { scheme: 'https', answer: serve },
    plain: { scheme: 'http', answer: serve },
    closed: undefined,
  };
  const closers: (() => Promise<void>)[] = [];
  const close = async () => {
    await Promise.all(closers.map((closer) => closer()));
  };

  const originOf = (socket: Socket): RequestOrigin => origins?.of(socket) ?? {};
  const open = async (logicalPort: 80 | 443, door: Door | undefined): Promise<Endpoint | undefined> => {
    if (!door) return undefined;
    const { scheme } = door;
    const answering = answerWith(door, originOf, ({ method = '', url: path = '' }, status, origin) => {
      emit({ type: 'bank-answered', lane, scheme, method, path, status, ...origin });
    });
    const listener = scheme === 'https' && settings.hsts ? withHsts(answering) : answering;
    const server =
      scheme === 'https'
        ? createBankTlsServer(tlsOptions(settings, leaf, customers), listener)
        : createHttpServer(listener);
    setTimeouts(server);
    hearToTheEnd(server);
    return start(server, logicalPort);
  };

  const start = async (server: TcpServer, logicalPort: keyof typeof ROLES): Promise<Endpoint> => {
    const sockets = trackSockets(server);
    origins?.follow(server);
    closers.push(() => closeServer(server, sockets));
    server.maxConnections = LIMITS.bankConnections;
    const endpoint = await listen(server, []);
    const logical = `${BANK_HOST}:${logicalPort}`;
    emit({ type: 'listener-opened', lane, role: ROLES[logicalPort], ...endpoint, logical });
    return endpoint;
  };

  try {
    const http = await open(80, doors80[settings.http]);
    const https = await open(443, doors443[settings.https]);
    const mysql = settings.mysql ? await start(await createMysqlGreeter(), 3306) : undefined;
    return {
      ...(http && { http }),
      ...(https && { https }),
      ...(mysql && { mysql }),
      get balance() {
        return formatCents(accounts.get('alice')?.balance ?? 0);
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Sends every request to the same page on port 443; 308 keeps its method (RFC 9110, section 15.4.9). */
const redirectToHttps: Answer = (request) => {
  const { pathname, search } = new URL(request.url);
  const headers = { Location: `https://${BANK_HOST}${pathname}${search}`, 'Content-Length': '0' };
  return new Response(null, { status: 308, headers });
};

const ROLES = { 80: 'bank-http', 443: 'bank-https', 3306: 'bank-mysql' } as const;

/** Puts Strict-Transport-Security on every answer (RFC 6797, section 7.1). Only for doors that speak TLS. */
function withHsts(listener: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    outgoing.setHeader('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
    listener(incoming, outgoing);
  };
}

function setTimeouts(server: Server): void {
  server.headersTimeout = LIMITS.request;
  server.requestTimeout = LIMITS.idle;
  server.keepAliveTimeout = LIMITS.idle;
  server.setTimeout(LIMITS.idle);
}

/** Answers requests as the door does, and says so each time, before the answer leaves where that can be. */
function answerWith(
  { scheme, answer }: Door,
  originOf: (socket: Socket) => RequestOrigin,
  answered: (line: RequestLine, status: number, origin: RequestOrigin) => void,
): RequestListener {
  const said = new WeakSet<object>();
  const came = new WeakMap<object, RequestOrigin>();
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const origin = came.get(incoming) ?? {};
      const response = await answer(request, scheme, origin);
      said.add(incoming);
      answered(incoming, response.status, origin);
      return response;
    },
    { overrideGlobalObjects: false, errorHandler: () => new Response(null, { status: 400 }) },
  );
  const forTheBank = forTheBankOnly((incoming, outgoing) => void listener(incoming, outgoing));
  return (incoming, outgoing) => {
    // Now: once it is answered, the connection may carry somebody else's next request.
    const origin = originOf(incoming.socket);
    came.set(incoming, origin);
    // A request for another name, or too odd for the adapter (its target makes no URL), never reaches `answer`.
    outgoing.once('finish', () => {
      if (!said.has(incoming)) answered(incoming, outgoing.statusCode, origin);
    });
    forTheBank(incoming, outgoing);
  };
}
