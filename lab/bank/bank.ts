import type { Server } from 'node:net';
import type { ChallengeToAnswer } from '../authority/acme-client.ts';
import { makeChallengeCertificate } from '../authority/challenge-certificate.ts';
import type { Leaf } from '../certificates/leaf-content.ts';
import type { Emit, LaneId } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import { closeServer, type Endpoint, listen, trackSockets } from '../network.ts';
import type { RequestOrigins } from '../request-origins.ts';
import type { Seeded } from '../seed.ts';
import { BANK_HOST } from '../settings.ts';
import type { BankSettings } from '../settings.ts';
import { Accounts } from './accounts.ts';
import { answerWith, type Answer } from './answering.ts';
import { type Door, doorsOf, REDIRECT_STATUS } from './doors.ts';
import { HelpDesk } from './help-desk.ts';
import { formatCents } from './money.ts';
import { createMysqlGreeter } from './mysql.ts';
import type { BankServerOptions } from './servers/bank-server.ts';
import { BANK_SERVERS } from './servers/servers.ts';
import { Sessions } from './sessions.ts';
import { CHALLENGE_PATH, openSite } from './site.ts';
import type { SiteOptions } from './site.ts';

/** What a bank is opened with. Alice's password is `password`; everything else on her account comes from `seed`. */
export interface BankOptions extends Pick<BankServerOptions, 'leaf' | 'customers' | 'origins' | 'certified'> {
  readonly lane: LaneId;
  readonly settings: BankSettings;
  readonly seed: Seeded;
  /** A number for Alice's account page; ordinarily there is none. */
  readonly receipt?: string;
  readonly password: string;
  /** Its accounts and who is signed in, where other lanes lead to the same bank. */
  readonly books?: BankBooks;
  /** Told of what people typed into its forms that is theirs: each value, each time. */
  readonly typed?: (name: string, value: string) => void;
  readonly emit: Emit;
}

/** What a bank keeps: one for all doors that lead to it. */
export interface BankBooks {
  readonly accounts: Accounts;
  readonly sessions: Sessions;
}

/** The books of a bank on which nobody has signed in. Alice's password is `password`. */
export function openBooks(
  seed: Seeded,
  password: string,
  customers: Readonly<Record<string, string>>,
  receipt?: string,
): BankBooks {
  return { accounts: new Accounts(seed, password, customers, receipt), sessions: new Sessions() };
}

/** A bank that is open: where it really listens for logical ports 80, 443 and 3306, and what is on Alice's account now. */
export interface Bank {
  readonly http?: Endpoint;
  readonly https?: Endpoint;
  readonly mysql?: Endpoint;
  /** As the account's page writes it: `2,940.17`. */
  readonly balance: string;
  /** Sets up what a certificate authority is to find at its name. Rejects where its server cannot. */
  answerChallenge(challenge: ChallengeToAnswer): Promise<void>;
  /** The authority has looked: nothing is answered any more. Where it issued a certificate, that is shown from now on. */
  certified(leaf: Leaf | undefined): Promise<void>;
  /** Rejects when its server dies by itself; none where it cannot. */
  readonly broken?: Promise<never>;
  /** Ends every connection and stops listening, in bounded time. May be called twice. */
  close(): Promise<void>;
}

/** Opens the bank on free loopback ports, as its settings say. Throws where the system gives it none. */
export async function openBank(options: BankOptions): Promise<Bank> {
  const { lane, settings, seed, password, receipt, emit } = options;
  const books = options.books ?? openBooks(seed, password, settings.customers, receipt);
  const { accounts } = books;
  const opened = (port: keyof typeof ROLES, endpoint: Endpoint): void =>
    emit({ type: 'listener-opened', lane, role: ROLES[port], ...endpoint, logical: `${BANK_HOST}:${port}` });
  const challenges = new Map<string, string>();
  const app = appOf({ ...books, challenges }, options);
  const server = await BANK_SERVERS[settings.server]({
    ...options,
    doors: doorsOf(settings),
    app,
    chat: chatOf(options),
  });
  try {
    const { endpoints, broken } = server;
    for (const [port, endpoint] of endpoints) opened(port, endpoint);
    const [http, https] = [endpoints.get(80), endpoints.get(443)];
    const greeter = settings.mysql ? await openMysql(options.origins) : undefined;
    const mysql = greeter?.endpoint;
    if (mysql) opened(3306, mysql);
    return {
      ...(http && { http }),
      ...(https && { https }),
      ...(mysql && { mysql }),
      get balance() {
        return formatCents(accounts.get('alice')?.balance ?? 0);
      },
      answerChallenge: async ({ type, token, keyAuthorization, name }) => {
        if (type === 'http-01') challenges.set(token, keyAuthorization);
        else if (server.answerHandshakes === undefined)
          throw new Error(`${settings.server} does not answer ${type}`);
        else server.answerHandshakes(await makeChallengeCertificate(name, keyAuthorization));
      },
      certified: async (leaf) => {
        challenges.clear();
        server.answerHandshakes?.(undefined);
        if (leaf !== undefined) await server.use(leaf);
      },
      ...(broken && { broken }),
      close: async () => {
        await Promise.all([server.close(), greeter?.close()]);
      },
    };
  } catch (error) {
    await server.close();
    throw error;
  }
}

const ROLES = { 80: 'bank-http', 443: 'bank-https', 3306: 'bank-mysql' } as const;

/** The bank's app: what it answers behind a door, each time with a line of its log. */
function appOf(
  { accounts, sessions, challenges }: Pick<SiteOptions, 'accounts' | 'sessions' | 'challenges'>,
  { lane, settings, typed, emit }: BankOptions,
): BankServerOptions['app'] {
  const site = openSite({
    accounts,
    challenges,
    sessions,
    secureCookie: settings.secureCookie,
    signUp: settings.signUp,
    typed: (name, value) => typed?.(name, value),
    booked: (line) => emit({ type: 'bank-booked', lane, ...line }),
    sessionBegun: (value, { party }) => {
      // Only hers is looked for.
      if (party === undefined) emit({ type: 'secret-planted', lane, name: 'session cookie', value });
    },
  });
  const answers: Record<Door['does'], (door: Door) => Answer> = {
    serve:
      ({ scheme }) =>
      (request, origin) =>
        site.fetch(request, { scheme, origin }),
    redirect:
      ({ scheme }) =>
      (request, origin) =>
        // An authority that looks for a file must find it here (RFC 8555, section 8.3).
        new URL(request.url).pathname.startsWith(CHALLENGE_PATH)
          ? site.fetch(request, { scheme, origin })
          : redirectToHttps(request),
  };
  return (door, originOf) =>
    answerWith(answers[door.does](door), originOf, ({ method = '', url: path = '' }, status, origin) => {
      emit({ type: 'bank-answered', lane, scheme: door.scheme, method, path, status, ...origin });
    });
}

/** The help desk's chat behind a door, each time with lines of the bank's log. */
function chatOf({ lane, emit }: BankOptions): BankServerOptions['chat'] {
  const desk = new HelpDesk();
  return ({ scheme }) =>
    (incoming, socket, head, origin) =>
      desk.upgrade(incoming, socket, head, {
        answered: ({ method = '', url: path = '' }, status) =>
          emit({ type: 'bank-answered', lane, scheme, method, path, status, ...origin }),
        heard: (text) =>
          emit({ type: 'help-desk-heard', lane, scheme, text: text.slice(0, LIMITS.message), ...origin }),
      });
}

/** Sends a request to the same page on port 443. */
function redirectToHttps(request: Request): Response {
  const { pathname, search } = new URL(request.url);
  const headers = { Location: `https://${BANK_HOST}${pathname}${search}`, 'Content-Length': '0' };
  return new Response(null, { status: REDIRECT_STATUS, headers });
}

/** The MySQL server on a free port of loopback. */
async function openMysql(
  origins?: RequestOrigins,
): Promise<{ readonly endpoint: Endpoint; readonly close: () => Promise<void> }> {
  const server: Server = await createMysqlGreeter();
  const sockets = trackSockets(server);
  origins?.follow(server);
  server.maxConnections = LIMITS.bankConnections;
  return { endpoint: await listen(server, []), close: () => closeServer(server, sockets) };
}
