import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';

import type { Emit, ExchangeRead, LabFact, LaneId, LogicalAddress } from '../facts/facts.ts';
import { LIMITS } from '../limits.ts';
import { portOf } from '../network.ts';
import type { Endpoint } from '../network.ts';
import type { RequestOrigins } from '../request-origins.ts';
import { readPage } from '../victim/page.ts';

/** What a thief works with. */
export interface CookieThiefOptions {
  readonly lane: LaneId;
  /** The bank's name, and the lab's listeners: the thief goes to the bank by itself, not through the victim's path. */
  readonly host: string;
  readonly destinations: (logical: LogicalAddress) => Endpoint | undefined;
  /** PEM: whom the thief believes to be the bank. */
  readonly bankAuthority: string;
  /** Told that the thief's connections to the bank are the attacker's own. */
  readonly origins?: RequestOrigins | undefined;
  readonly emit: Emit;
}

/** What a page of the bank said. */
interface Answer {
  readonly status: number;
  readonly html: string;
}

const PAGE = '/account';

/** Keeps the last Cookie header that the attacker read in clear, and can be somebody else with it. */
export class CookieThief {
  readonly #options: CookieThiefOptions;
  readonly #leaving = new AbortController();
  #stolen: { cookie: string; from: ExchangeRead } | undefined;

  constructor(options: CookieThiefOptions) {
    this.#options = options;
  }

  /** Looks into what the interceptor read. A stranger's cookie opens nothing of hers. */
  see(fact: LabFact): void {
    if (fact.type !== 'exchange-read' || fact.party === 'stranger') return;
    const [, cookie = ''] = fact.request.headers.find(([name]) => name.toLowerCase() === 'cookie') ?? [];
    if (cookie !== '') this.#stolen = { cookie, from: fact };
  }

  /** Opens the account's page with the cookie, and says how it went. Never rejects. */
  async use(): Promise<void> {
    const { lane, emit } = this.#options;
    const fail = (status: number, reason: string): void => {
      const cookieRead = this.#stolen !== undefined;
      emit({ type: 'hijacking-failed', lane, cookieRead, status, reason });
    };
    const stolen = this.#stolen;
    if (stolen === undefined) {
      fail(0, 'No cookie was read in clear.');
      return;
    }
    const doors = this.#doors(stolen.from);
    for (const { url, endpoint } of doors) {
      const answer = await this.#get(url, endpoint, stolen.cookie).catch(() => undefined);
      if (this.#leaving.signal.aborted) return;
      if (answer === undefined) continue;
      const { status, html } = answer;
      if (status !== 200) {
        fail(status, `The bank answered ${status}: this cookie opens no account.`);
        return;
      }
      const { title, text } = readPage(html, url.href);
      const { cookie, from } = stolen;
      emit({
        type: 'session-hijacked',
        lane,
        cookie,
        connection: from.connection,
        url: url.href,
        status,
        title,
        text,
      });
      return;
    }
    fail(0, doors.length === 0 ? 'The bank is closed.' : 'The bank did not answer.');
  }

  /** Ends what is under way, without a word. */
  close(): Promise<void> {
    this.#leaving.abort();
    return Promise.resolve();
  }

  /** Where the bank may be asked: over TLS, else where the victim was heard, else in clear. */
  #doors({ request }: ExchangeRead): { url: URL; endpoint: Endpoint }[] {
    const { host, destinations } = this.#options;
    const heard = URL.parse(request.url)?.origin ?? '';
    return [...new Set([`https://${host}`, heard, `http://${host}`])].flatMap((origin) => {
      const url = URL.parse(PAGE, origin);
      if (url === null) return [];
      const endpoint = destinations(`${url.hostname}:${portOf(url)}`);
      return endpoint === undefined ? [] : [{ url, endpoint }];
    });
  }

  async #get(url: URL, { address, port }: Endpoint, cookie: string): Promise<Answer> {
    const { host, bankAuthority, origins } = this.#options;
    const signal = AbortSignal.any([this.#leaving.signal, AbortSignal.timeout(LIMITS.request)]);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const options = {
      host: address,
      port,
      path: url.pathname,
      // A connection of the thief's own, for this one question.
      agent: false,
      signal,
      headers: { Host: host, Cookie: cookie, Connection: 'close' },
    };
    const request =
      url.protocol === 'https:'
        ? https.request({ ...options, servername: host, ca: bankAuthority }, resolve)
        : http.request(options, resolve);
    request.once('socket', (socket) => origins?.set(socket, { party: 'attacker' }));
    request.once('error', reject).end();
    const response = await promise;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of response) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > LIMITS.body) break;
    }
    return { status: response.statusCode ?? 0, html: Buffer.concat(chunks).toString() };
  }
}
