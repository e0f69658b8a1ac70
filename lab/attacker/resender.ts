import http from 'node:http';
import type { IncomingMessage } from 'node:http';
import https from 'node:https';

import type { Emit, HeldMessage, LaneId, LogicalAddress, ResponseRead } from '../facts/facts.ts';
import { headerList } from '../header-list.ts';
import { LIMITS } from '../limits.ts';
import { portOf } from '../network.ts';
import type { Endpoint } from '../network.ts';
import type { RequestOrigins } from '../request-origins.ts';
import type { BankDoor } from './interceptor/lane-attack.ts';
import { changedParts, faultOf, requestParts, sized } from '../wire/http/edited.ts';

/** A request that was read, and what is to be sent in its place where that is another. */
export interface ResendOrder {
  /** Scheme and name that it was for: `http://bank.test`. */
  readonly origin: string;
  readonly before: HeldMessage;
  readonly after?: HeldMessage;
}

/** What one lane's attacker sends requests once more with. */
export interface ResenderOptions {
  readonly lane: LaneId;
  readonly host: string;
  /** The lab's door for an address, as the present attack leads there: another door than that of the address is spoken to over TLS. */
  readonly door: (logical: LogicalAddress) => BankDoor | undefined;
  /** PEM: whom he believes to be the bank. */
  readonly bankAuthority: string;
  readonly origins?: RequestOrigins | undefined;
  readonly emit: Emit;
}

const NO_ANSWER: ResponseRead = { status: 0, headers: [], body: new Uint8Array(0) };

/** Sends requests that the attacker has read once more, each on a connection of his own. How it went is a fact. */
export class Resender {
  readonly #options: ResenderOptions;
  readonly #leaving = new AbortController();
  #underWay = 0;

  constructor(options: ResenderOptions) {
    this.#options = options;
  }

  /** Sends it. Gives why not, where it cannot be sent like that; else resolves when the answer is here. Never rejects. */
  async send({ origin, before, after: edited }: ResendOrder): Promise<string | undefined> {
    const { lane, door, emit } = this.#options;
    const url = URL.parse(origin);
    const logical = url === null ? '' : `${url.hostname}:${portOf(url)}`;
    const found = door(logical);
    if (url === null || found === undefined) return 'It was for an address that is not there now.';
    const fault = faultOf('request', edited ?? before);
    if (fault !== undefined) return fault;
    if (this.#underWay >= LIMITS.resends) return `${LIMITS.resends} requests are under way already.`;
    const { message, length } = sized('request', edited ?? before);
    const changed = changedParts(before, message);
    this.#underWay += 1;
    const secure = url.protocol === 'https:' || found.fetched !== logical;
    const response = await this.#exchange(message, found.endpoint, secure).catch(() => NO_ANSWER);
    this.#underWay -= 1;
    if (this.#leaving.signal.aborted) return undefined;
    emit({
      type: 'request-resent',
      lane,
      origin,
      before,
      ...(changed.length > 0 && { after: message, changed }),
      ...(length !== undefined && { length }),
      response,
    });
    return undefined;
  }

  /** Ends what is under way, without a word. */
  close(): void {
    this.#leaving.abort();
  }

  async #exchange(
    { line, headers, body }: HeldMessage,
    { address, port }: Endpoint,
    secure: boolean,
  ): Promise<ResponseRead> {
    const { host, bankAuthority, origins } = this.#options;
    const signal = AbortSignal.any([this.#leaving.signal, AbortSignal.timeout(LIMITS.request)]);
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const { method = 'GET', target = '/' } = requestParts(line) ?? {};
    const options = {
      host: address,
      port,
      method,
      path: target,
      agent: false,
      signal,
      insecureHTTPParser: true,
      // As a flat list Node sends them in this order and adds none. What waits for "100 Continue" would wait here as well.
      headers: headers.filter(([name]) => name.toLowerCase() !== 'expect').flat(),
    };
    const request = secure
      ? https.request({ ...options, servername: host, ca: bankAuthority }, resolve)
      : http.request(options, resolve);
    request.once('socket', (socket) => origins?.set(socket, { party: 'attacker' }));
    request.on('error', reject).end(body);
    const response = await promise;
    const chunks: Buffer[] = [];
    let room: number = LIMITS.body;
    for await (const chunk of response) {
      chunks.push(chunk.subarray(0, room));
      room -= chunk.length;
      if (room <= 0) break;
    }
    request.destroy();
    const { statusCode: status = 0, rawHeaders } = response;
    return { status, headers: headerList(rawHeaders), body: Buffer.concat(chunks) };
  }
}
