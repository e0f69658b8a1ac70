import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { BrowserRefused, Conversation } from '../conversation.ts';
import type { BrowserEvent } from '../conversation.ts';
import { numberAt, parsed, textAt } from '../json.ts';

/** How often is looked whether Firefox listens, in ms. */
const ROUND = 20;

/** A conversation in WebDriver BiDi, and its end. */
export interface BidiSocket {
  readonly conversation: Conversation;
  close(): void;
}

/** WebDriver BiDi with the Firefox that was started with a profile, once it takes connections. Rejects when `signal` aborts. */
export async function openBidiOf(
  profile: string,
  hear: (event: BrowserEvent) => void,
  signal: AbortSignal,
): Promise<BidiSocket> {
  const url = await listening(join(profile, 'WebDriverBiDiServer.json'), signal);
  for (;;) {
    try {
      return await openBidi(`${url}/session`, hear);
    } catch (error) {
      // It says where it listens before it does.
      if (!(error instanceof BrowserRefused)) throw error;
      await wait(ROUND, undefined, { signal });
    }
  }
}

/** Where Firefox listens for WebDriver BiDi, as it writes into its profile. */
async function listening(path: string, signal: AbortSignal): Promise<string> {
  for (;;) {
    const said = parsed(await readFile(path, 'utf8').catch(() => ''));
    const port = numberAt(said, 'ws_port');
    if (port > 0) return `ws://${textAt(said, 'ws_host') || '127.0.0.1'}:${port}`;
    await wait(ROUND, undefined, { signal });
  }
}

/** WebDriver BiDi over a WebSocket of Node's own, on loopback. Rejects with `BrowserRefused` where Firefox does not take the connection. */
async function openBidi(url: string, hear: (event: BrowserEvent) => void): Promise<BidiSocket> {
  const socket = new WebSocket(url);
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('error', () => reject(new BrowserRefused('it takes no connection')), {
      once: true,
    });
  });
  const conversation = new Conversation((text) => socket.send(text), hear);
  socket.addEventListener('message', ({ data }) => conversation.take(String(data)));
  socket.addEventListener('close', () => conversation.end(), { once: true });
  return { conversation, close: () => socket.close() };
}
