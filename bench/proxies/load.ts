import { once } from 'node:events';
import net from 'node:net';
import tls from 'node:tls';

/** How many connections ask at once. */
const CONNECTIONS = 32;

/** ms after which a run of requests, which takes seconds, is given up. */
const LATE = 60_000;

/** What is asked of whom. */
export interface Load {
  readonly port: number;
  /** The value of Host. */
  readonly host: string;
  /** The name that TLS asks for; without one it is plain HTTP. */
  readonly servername?: string;
  /** What CONNECT asks a proxy for, before TLS. */
  readonly through?: string;
}

/** A connection that asks again as soon as it has its answer, for as long as `next` says so. */
interface Asking {
  readonly socket: net.Socket;
  run(next: () => boolean): Promise<void>;
}

/** Requests that CONNECTIONS connections get answered, opened before and kept open. */
export class Client {
  readonly #asking: readonly Asking[];

  private constructor(asking: readonly Asking[]) {
    this.#asking = asking;
  }

  /** Opens the connections and asks once on each: who makes a certificate, or loads a module, has done so. */
  static async open(load: Load): Promise<Client> {
    const client = new Client(await Promise.all(Array.from({ length: CONNECTIONS }, () => opened(load))));
    await client.count(CONNECTIONS);
    return client;
  }

  /** Requests a second, over `ms`. */
  async rate(ms: number): Promise<number> {
    const began = performance.now();
    let answered = 0;
    await this.#run(() => {
      answered += 1;
      return performance.now() - began < ms;
    });
    return answered / ((performance.now() - began) / 1000);
  }

  /** Makes so many requests. */
  async count(requests: number): Promise<void> {
    let left = requests - this.#asking.length;
    await this.#run(() => left-- > 0);
  }

  close(): void {
    for (const { socket } of this.#asking) socket.destroy();
  }

  async #run(next: () => boolean): Promise<void> {
    await Promise.all(this.#asking.map((asking) => asking.run(next)));
  }
}

async function opened({ port, host, servername, through }: Load): Promise<Asking> {
  let socket: net.Socket = net.connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  if (through !== undefined) {
    socket.write(`CONNECT ${through} HTTP/1.1\r\nHost: ${through}\r\n\r\n`);
    // http-mitm-proxy writes its answer in two pieces.
    for (let head = ''; !head.endsWith('\r\n\r\n');) head += String((await once(socket, 'data'))[0]);
  }
  if (servername !== undefined) {
    socket = tls.connect({ socket, servername, rejectUnauthorized: false, ALPNProtocols: ['http/1.1'] });
    await once(socket, 'secureConnect');
  }
  // What goes wrong is followed by its close.
  socket.on('error', () => undefined);
  const request = Buffer.from(
    `GET /account HTTP/1.1\r\nHost: ${host}\r\nUser-Agent: Mozilla/5.0 (X11; Linux x86_64)\r\nAccept: text/html,*/*;q=0.8\r\n` +
      'Accept-Language: en\r\nCookie: session=0123456789abcdef0123456789abcdef\r\nConnection: keep-alive\r\n\r\n',
  );
  const run = async (next: () => boolean): Promise<void> => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    let left = -1;
    const cut = (): void => reject(new Error(`port ${port} closed a connection that was asking`));
    const read = (bytes: Buffer): void => {
      left = left < 0 ? lengthOf(bytes) - bytes.length : left - bytes.length;
      if (left > 0) return;
      left = -1;
      if (next()) socket.write(request);
      else resolve();
    };
    socket.on('data', read).once('close', cut);
    const late = setTimeout(() => reject(new Error(`port ${port} does not answer`)), LATE);
    socket.write(request);
    await promise;
    clearTimeout(late);
    socket.off('data', read).off('close', cut);
  };
  return { socket, run };
}

/** Bytes of the answer that begins here, by its Content-Length or its last chunk; throws where it is no good answer. */
function lengthOf(bytes: Buffer): number {
  const end = bytes.indexOf('\r\n\r\n') + 4;
  const head = bytes.toString('latin1', 0, end);
  if (end < 4 || !head.startsWith('HTTP/1.1 200')) throw new Error(`no good answer: ${head.slice(0, 200)}`);
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error(`an answer of no length: ${head.slice(0, 200)}`);
  return end + Number(length);
}
