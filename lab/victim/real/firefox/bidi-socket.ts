import { BrowserRefused, Conversation } from '../conversation.ts';
import type { BrowserEvent } from '../conversation.ts';

/** A conversation in WebDriver BiDi, and its end. */
export interface BidiSocket {
  readonly conversation: Conversation;
  close(): void;
}

/** WebDriver BiDi over a WebSocket of Node's own, on loopback. Rejects with `BrowserRefused` where Firefox does not take the connection. */
export async function openBidi(url: string, hear: (event: BrowserEvent) => void): Promise<BidiSocket> {
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
