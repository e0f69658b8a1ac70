import { randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';

import { LIMITS } from '../limits.ts';
import { concat, NO_BYTES } from '../wire/bytes.ts';
import type { Chain } from '../wire/chain.ts';
import { closeCode, messageBytes, OPCODE } from '../wire/websocket/frame.ts';
import type { Frame, Piece } from '../wire/websocket/frame.ts';
import { feedWebSocket, openFrame, startWebSocket, takeFrames } from '../wire/websocket/parser.ts';
import type { WebSocketState } from '../wire/websocket/parser.ts';
import { writeFrame } from '../wire/websocket/write.ts';

/** What is heard of the other side. */
export interface Heard {
  /** A message of text, on `socket`. Bytes that are no UTF-8 are read as U+FFFD. */
  readonly message: (text: string, socket: MessageSocket) => void;
  /** The conversation is over, with the other side's code; 1006 where it just ended (RFC 6455, section 7.4.1). */
  readonly closed: (code: number) => void;
}

/**
 * A WebSocket whose handshake is done, on a socket of its own (RFC 6455). It says and hears text, answers pings and
 * closing, and takes messages of LIMITS.message bytes at most.
 */
export class MessageSocket {
  readonly #socket: Duplex;
  readonly #client: boolean;
  readonly #heard: Heard;
  #state: WebSocketState;
  /** Bytes that may still be needed, from `#from` on. */
  #bytes: Uint8Array = NO_BYTES;
  #from = 0;
  #closing = false;
  #over = false;

  /** `head` is what came along with the handshake. */
  constructor(socket: Duplex, side: 'client' | 'server', head: Uint8Array, heard: Heard) {
    this.#socket = socket;
    this.#client = side === 'client';
    this.#heard = heard;
    this.#state = startWebSocket(this.#client ? 'to-victim' : 'to-bank');
    socket.on('error', () => socket.destroy());
    socket.once('close', () => this.#end(1006));
    socket.once('end', () => socket.end());
    socket.on('data', (bytes: Uint8Array) => this.#take(bytes));
    if (head.length > 0) this.#take(head);
    socket.resume();
  }

  /** Whether something can still be said. */
  get open(): boolean {
    return !this.#closing && !this.#over && this.#socket.writable;
  }

  /** Says a text, where the conversation is not over. */
  say(text: string): void {
    if (this.open) this.#write(OPCODE.text, Buffer.from(text));
  }

  /** Ends the conversation in order, with a code. The socket is let go when the other side has answered, or soon. */
  close(code: number): void {
    if (!this.open) return;
    this.#closing = true;
    this.#write(OPCODE.close, Buffer.of(code >> 8, code & 0xff));
    setTimeout(() => this.#socket.destroy(), LIMITS.close).unref();
  }

  #write(opcode: number, payload: Uint8Array): void {
    const key = this.#client ? { key: new Uint8Array(randomBytes(4)) } : {};
    this.#socket.write(writeFrame({ opcode, payload, ...key }));
  }

  #take(bytes: Uint8Array): void {
    if (this.#over) return;
    this.#bytes = concat([this.#bytes, bytes]);
    const [state, frames] = takeFrames(feedWebSocket(this.#state, bytes));
    this.#state = state;
    const broken = frames.findIndex(({ problem }) => problem !== undefined);
    const faulty = state.ended !== undefined || broken !== -1;
    // What comes with a fault is not heard, and nothing behind it.
    for (const frame of broken === -1 ? frames : frames.slice(0, broken)) this.#frame(frame);
    const kept = Math.min(
      openFrame(state)?.offset ?? state.position - state.head.length,
      firstPlace(state.message?.pieces) ?? Infinity,
    );
    this.#bytes = this.#bytes.subarray(kept - this.#from);
    this.#from = kept;
    if (faulty) this.#fail(1002);
    else if (this.#bytes.length > LIMITS.message || (openFrame(state)?.payload.length ?? 0) > LIMITS.message)
      this.#fail(1009);
  }

  /** The other side broke the rules: it is told, and what it still sends is read no more (RFC 6455, section 7.1.7). */
  #fail(code: number): void {
    this.close(code);
    this.#bytes = NO_BYTES;
    this.#end(code);
  }

  #frame(frame: Frame): void {
    const { opcode, begin, message } = frame;
    if (opcode === OPCODE.ping && this.open) this.#write(OPCODE.pong, begin);
    if (opcode === OPCODE.close) {
      const code = closeCode(frame) ?? 1005;
      if (this.open) this.#write(OPCODE.close, begin.subarray(0, 2));
      this.#closing = true;
      this.#socket.end();
      this.#end(code);
    }
    // Whoever has closed listens for the other side's closing only.
    if (message === undefined || this.#over || this.#closing) return;
    const length = message.pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (message.truncated || length > LIMITS.message) {
      this.#fail(1009);
      return;
    }
    if (message.opcode !== OPCODE.text || message.packed) return;
    const text = Buffer.from(messageBytes(message, this.#from, this.#bytes)).toString();
    this.#heard.message(text, this);
  }

  #end(code: number): void {
    if (this.#over) return;
    this.#over = true;
    this.#heard.closed(code);
  }
}

/** Where the first piece of a message lies. */
function firstPlace(pieces: Chain<Piece>): number | undefined {
  let link = pieces;
  while (link?.before !== undefined) link = link.before;
  return link?.last.offset;
}
