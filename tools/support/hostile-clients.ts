import { once } from 'node:events';
import net from 'node:net';

/** How many clients come: hostile ones, how many of those at most at once, and good ones beside them. ms: how long hostile ones hold on, and good ones wait for their page. */
export interface ClientCounts {
  readonly hostile: number;
  readonly atOnce: number;
  readonly good: number;
  readonly hold: number;
  readonly patience: number;
}

/** What became of the good ones: how many got their whole page, and the longest that one took, in ms. */
export interface Served {
  readonly served: number;
  readonly refused: number;
  readonly slowest: number;
}

/** What one hostile client does on its connection; over when the returned promise settles. */
type Hostility = (socket: net.Socket, hold: number, index: number) => Promise<void>;

const PAGE = 'GET /login HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n';
const BETWEEN_BYTES = 100;

/** The ways to be hostile: every one comes equally often. */
const HOSTILITIES: Readonly<Record<string, Hostility>> = {
  resets: async (socket, hold, index) => {
    socket.write(PAGE);
    if (index % 2 === 0) await answered(socket, hold);
    socket.resetAndDestroy();
  },
  stalls: async (socket, hold, index) => {
    if (index % 2 === 0) socket.write(PAGE.slice(0, 20));
    await gone(socket, hold);
  },
  'half-closes': async (socket, hold, index) => {
    socket.end(index % 2 === 0 ? PAGE : PAGE.slice(0, 20));
    await gone(socket, hold);
  },
  'is slow': async (socket, hold) => {
    let at = 0;
    const timer = setInterval(() => socket.write(PAGE.charAt(at++ % (PAGE.length - 4))), BETWEEN_BYTES);
    await gone(socket, hold);
    clearInterval(timer);
  },
  garbage: async (socket, hold, index) => {
    const kinds = [
      [22, 3, 1, 2, 0, 1],
      [0, 0, 0, 0],
      [71, 69, 84, 32, 13, 10, 13, 10],
      [255, 128],
    ];
    socket.write(Buffer.from(Array.from({ length: 200 }, () => kinds[index % kinds.length] ?? []).flat()));
    await gone(socket, hold);
  },
};

/** Sends hostile clients to `port` of loopback, and good ones spread evenly among them. Resolves when all have ended. */
export async function sendClients(port: number, counts: ClientCounts): Promise<Served> {
  const { hostile, atOnce, good, hold, patience } = counts;
  const ways = Object.values(HOSTILITIES);
  const pages: Promise<number | undefined>[] = [];
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < hostile) {
      const index = begun++;
      while (pages.length < ((index + 1) * good) / hostile) pages.push(page(port, patience));
      await hostility(port, ways[index % ways.length], hold, Math.floor(index / ways.length));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  const times = (await Promise.all(pages)).filter((time) => time !== undefined);
  return { served: times.length, refused: good - times.length, slowest: Math.max(0, ...times) };
}

async function hostility(
  port: number,
  way: Hostility | undefined,
  hold: number,
  index: number,
): Promise<void> {
  const socket = net.connect({ host: '127.0.0.1', port, allowHalfOpen: true });
  const ended = new Promise((resolve) => socket.once('close', resolve));
  socket.on('error', () => socket.destroy());
  await Promise.race([once(socket, 'connect'), ended]).catch(() => undefined);
  if (!socket.destroyed) await Promise.race([way?.(socket, hold, index), ended]);
  socket.destroy();
  await ended;
}

/** Resolves when the other side has said something, or time is up. */
async function answered(socket: net.Socket, hold: number): Promise<void> {
  const signal = AbortSignal.timeout(hold);
  await once(socket, 'data', { signal }).catch(() => undefined);
}

/** Resolves when the other side has ended `socket`, or time is up. */
async function gone(socket: net.Socket, hold: number): Promise<void> {
  socket.resume();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, hold);
    const over = (): void => {
      clearTimeout(timer);
      resolve();
    };
    socket.once('end', over).once('close', over);
  });
}

/** ms that a good client takes for the whole login page; undefined where it does not get it. */
async function page(port: number, patience: number): Promise<number | undefined> {
  const began = performance.now();
  const socket = net.connect({ host: '127.0.0.1', port });
  socket.write(PAGE);
  const timer = setTimeout(() => socket.destroy(), patience);
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk);
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
  const text = Buffer.concat(chunks).toString();
  const whole = text.startsWith('HTTP/1.1 200 ') && text.trimEnd().endsWith('</html>');
  return whole ? performance.now() - began : undefined;
}
