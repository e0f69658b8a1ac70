import { randomBytes } from 'node:crypto';
import { request as send, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HeaderList } from '../facts/facts.ts';
import { portOf } from '../network.ts';
import { MessageSocket } from '../websocket/message-socket.ts';
import { acceptOf } from '../wire/websocket/write.ts';
import { asHttp, requestTarget } from './addresses.ts';
import { NetError, networkError } from './chromium-errors.ts';
import type { Connections } from './connections.ts';
import { USER_AGENT } from './headers.ts';

/** What a page's chat is opened with. */
export interface ChatOptions {
  /** `ws:` or `wss:`. */
  readonly url: URL;
  /** The page that it is on. */
  readonly page: URL;
  readonly cookie: string | undefined;
  readonly connections: Connections;
  readonly signal: AbortSignal;
}

/** A conversation that a page of the bank's has opened over WebSocket, as its script does in a browser. */
export class Chat {
  readonly #socket: MessageSocket;
  readonly #waiting = new Set<(text: string | undefined) => void>();

  private constructor(socket: Duplex, head: Uint8Array) {
    const settle = (text: string | undefined): void => {
      for (const answered of this.#waiting) answered(text);
      this.#waiting.clear();
    };
    this.#socket = new MessageSocket(socket, 'client', head, {
      message: settle,
      closed: () => settle(undefined),
    });
  }

  /** Opens it (RFC 6455, section 4.1), over HTTP/1.1 even where HTTP/2 could be had. Rejects with `NetError`. */
  static async open(options: ChatOptions): Promise<Chat> {
    const key = randomBytes(16).toString('base64');
    const [incoming, socket, head] = await handshake(options, key);
    if (incoming.headers['sec-websocket-accept'] !== acceptOf(key)) {
      socket.destroy();
      throw new NetError('ERR_INVALID_RESPONSE');
    }
    return new Chat(socket, head);
  }

  /** Whether something can still be said. */
  get open(): boolean {
    return this.#socket.open;
  }

  /** Says a text; resolves with what is heard next, or with nothing where the conversation ends before, or `signal` aborts. */
  say(text: string, signal: AbortSignal): Promise<string | undefined> {
    const { promise, resolve } = Promise.withResolvers<string | undefined>();
    this.#waiting.add(resolve);
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
    this.#socket.say(text);
    if (!this.#socket.open) resolve(undefined);
    return promise;
  }

  /** The page is left (RFC 6455, section 7.4.1). */
  leave(): void {
    this.#socket.close(1001);
  }
}

function handshake(
  { url, page, cookie, connections, signal }: ChatOptions,
  key: string,
): Promise<readonly [IncomingMessage, Duplex, Buffer]> {
  const { promise, resolve, reject } = Promise.withResolvers<readonly [IncomingMessage, Duplex, Buffer]>();
  const secure = url.protocol === 'wss:';
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['Host', url.host],
    ['User-Agent', USER_AGENT],
    ['Sec-WebSocket-Version', '13'],
    ['Origin', page.origin],
    ['Sec-WebSocket-Key', key],
    ['Connection', 'Upgrade'],
    ['Upgrade', 'websocket'],
    ['Cookie', cookie],
  ];
  const headers: HeaderList = fields.flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const route = {
    agent: connections,
    secure,
    http1: true,
    signal,
    giveUp: signal,
    host: url.hostname,
    port: portOf(asHttp(url)),
    path: requestTarget(url),
    headers: headers.flat(),
  };
  const outgoing = send(route);
  outgoing.on('error', (error) =>
    reject(error instanceof NetError ? error : new NetError(networkError(error, 'request'))),
  );
  outgoing.on('response', (incoming) => {
    incoming.resume();
    reject(new NetError('ERR_INVALID_RESPONSE'));
  });
  outgoing.on('upgrade', (incoming, socket, head) => resolve([incoming, socket, head]));
  outgoing.on('close', () => reject(new NetError('ERR_CONNECTION_CLOSED')));
  outgoing.end();
  return promise;
}
