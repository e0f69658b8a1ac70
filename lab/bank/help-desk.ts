import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';

import { LIMITS } from '../limits.ts';
import type { RequestOrigin } from '../request-origins.ts';
import { isBank } from './bank-name.ts';
import { BANK_HOST } from '../settings.ts';
import { MessageSocket } from '../websocket/message-socket.ts';
import { acceptOf } from '../wire/websocket/write.ts';

/** Where the help desk's page has its chat, and its script. */
export const CHAT_PATH = '/help/chat';
export const CHAT_SCRIPT_PATH = '/help/chat.js';

/** What the help desk answers, one thing after another, and from its beginning again. */
const ANSWERS = [
  'Good day. Thank you for writing to us. We look into it at once.',
  'It is done. We never ask for your password, here or anywhere.',
  'Is there anything else that we can do for you?',
] as const;

/** What the bank's log says of the chat. */
interface HelpDeskLog {
  /** The handshake was answered with this status. */
  readonly answered: (incoming: IncomingMessage, status: number) => void;
  /** A customer said something. */
  readonly heard: (text: string) => void;
}

/** The help desk: people who chat over WebSocket, and get polite answers. */
export class HelpDesk {
  #chats = 0;

  /** Answers a request for a WebSocket, whose socket HTTP has let go (RFC 6455, section 4.2.2). */
  upgrade(
    incoming: IncomingMessage,
    socket: Duplex,
    head: Uint8Array,
    { answered, heard }: HelpDeskLog,
  ): void {
    const { 'sec-websocket-key': key = '' } = incoming.headers;
    const status = this.#chats >= LIMITS.chats ? 503 : statusFor(incoming);
    answered(incoming, status);
    socket.on('error', () => socket.destroy());
    if (status !== 101) {
      socket.end(`HTTP/1.1 ${status} Not done\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`, () =>
        socket.destroy(),
      );
      return;
    }
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${acceptOf(key)}\r\n\r\n`,
    );
    this.#chats += 1;
    let said = 0;
    void new MessageSocket(socket, 'server', head, {
      // A first message may come along with the handshake, while this is being made.
      message: (text, chat) => {
        heard(text);
        chat.say(ANSWERS[said % ANSWERS.length] ?? '');
        said += 1;
        if (said >= LIMITS.chatMessages) chat.close(1000);
      },
      closed: () => (this.#chats -= 1),
    });
  }
}

/** How a handshake is to be answered. Pages of other sites get no chat in a customer's name (RFC 6455, section 10.2). */
function statusFor({ method, url = '', headers }: IncomingMessage): 101 | 400 | 403 | 404 | 421 {
  const { origin, 'sec-websocket-key': key = '', 'sec-websocket-version': version } = headers;
  const [path] = url.split('?', 1);
  if (!isBank(headers.host)) return 421;
  if (path !== CHAT_PATH) return 404;
  if (method !== 'GET' || version !== '13' || Buffer.from(key, 'base64').length !== 16) return 400;
  return origin === undefined || URL.parse(origin)?.hostname === BANK_HOST ? 101 : 403;
}

/** Whose a chat is, and who writes it into the bank's log. */
export type ChatListener = (
  incoming: IncomingMessage,
  socket: Duplex,
  head: Uint8Array,
  origin: RequestOrigin,
) => void;
