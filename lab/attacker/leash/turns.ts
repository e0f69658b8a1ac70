import type { ServerResponse } from 'node:http';
import type net from 'node:net';

import { LIMITS } from '../../limits.ts';

/** A request whose turn has not come, and what is to be done with it then. One without a response is the last. */
interface Waiting {
  readonly response?: ServerResponse;
  readonly act: () => void;
}

/**
 * Lets the requests of one connection come one after another, each when the one before it is answered, as
 * whoever wrote them in this order may expect (RFC 9112, section 9.3.2). However many are pipelined, each
 * connection asks one thing of the bank at a time, and holds few more requests than LIMITS.pipelined.
 */
export class Turns {
  /** The first of each queue is under way. */
  readonly #queues = new WeakMap<net.Socket, Waiting[]>();

  /** Calls `act` when the turn of `response` comes: now, or when the one before it on `socket` is over. Never where the connection ends first. */
  take(socket: net.Socket, response: ServerResponse, act: () => void): void {
    this.#add(socket, { response, act });
  }

  /** Calls `act` when everything on `socket` is answered: it has left HTTP. */
  after(socket: net.Socket, act: () => void): void {
    this.#add(socket, { act });
  }

  #add(socket: net.Socket, waiting: Waiting): void {
    const queue = this.#queues.get(socket) ?? this.#open(socket);
    queue.push(waiting);
    if (queue.length === 1) begin(socket, queue);
    else if (queue.length > LIMITS.pipelined) socket.pause();
  }

  #open(socket: net.Socket): Waiting[] {
    const queue: Waiting[] = [];
    this.#queues.set(socket, queue);
    socket.once('close', () => queue.splice(0));
    // Node reads on whenever it has got an answer off: not as long as too many wait.
    socket.on('resume', () => {
      if (queue.length > LIMITS.pipelined) socket.pause();
    });
    return queue;
  }
}

function begin(socket: net.Socket, queue: Waiting[]): void {
  const [first] = queue;
  if (first === undefined) return;
  const { response, act } = first;
  if (response === undefined) {
    queue.shift();
    act();
    return;
  }
  response.once('close', () => {
    queue.shift();
    if (queue.length === LIMITS.pipelined) socket.resume();
    // An answer that closes the connection is the last: what was asked after it goes unheard (RFC 9112, section 9.6).
    if (socket.writableEnded) queue.splice(0);
    begin(socket, queue);
  });
  act();
}
