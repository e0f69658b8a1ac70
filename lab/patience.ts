import type { Socket } from 'node:net';

import type { ConnectionId } from './facts/facts.ts';

interface Timer {
  readonly act: () => void;
  left: number;
  began: number;
  handle: NodeJS.Timeout | undefined;
}

/** Sockets of a connection whose idle clocks stand still while something of it is held, with the ms that they had. */
interface Still {
  readonly sockets: Map<Socket, number>;
  held: number;
}

/**
 * The patience of those who wait in one lane: while the attacker holds something, her clocks stand still, and so does the
 * idle clock of the connection that it is on. Nothing that is held times out.
 */
export class Patience {
  readonly #connections = new Map<ConnectionId, Still>();
  readonly #timers = new Set<Timer>();
  readonly #now: () => number;
  #held = 0;
  #since = 0;
  #stood = 0;

  /** `now` gives ms; ordinarily the system's. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** ms on a clock that stands still while anything is held. */
  get time(): number {
    return (this.#held > 0 ? this.#since : this.#now()) - this.#stood;
  }

  /** Of how many connections something is held. */
  get holding(): number {
    return [...this.#connections.values()].filter(({ held }) => held > 0).length;
  }

  /** Whether something of this connection is held. */
  holds(connection: ConnectionId): boolean {
    return (this.#connections.get(connection)?.held ?? 0) > 0;
  }

  /** `socket` carries this connection: its idle clock is to stand still with it. */
  know(connection: ConnectionId, socket: Socket): void {
    if (socket.destroyed) return;
    const known = this.#connections.get(connection) ?? { sockets: new Map<Socket, number>(), held: 0 };
    this.#connections.set(connection, known);
    if (known.sockets.has(socket)) return;
    known.sockets.set(socket, 0);
    if (known.held > 0) stop(known, socket);
    socket.once('close', () => {
      known.sockets.delete(socket);
      if (known.sockets.size === 0 && known.held === 0) this.#connections.delete(connection);
    });
  }

  /** Something of this connection is held from now on; returns what ends that. */
  hold(connection: ConnectionId): () => void {
    const known = this.#connections.get(connection) ?? { sockets: new Map<Socket, number>(), held: 0 };
    this.#connections.set(connection, known);
    known.held += 1;
    if (known.held === 1) for (const socket of known.sockets.keys()) stop(known, socket);
    this.#held += 1;
    if (this.#held === 1) this.#stop();
    let over = false;
    return () => {
      if (over) return;
      over = true;
      known.held -= 1;
      if (known.held === 0) for (const [socket, idle] of known.sockets) socket.setTimeout(idle);
      if (known.sockets.size === 0 && known.held === 0) this.#connections.delete(connection);
      this.#held -= 1;
      if (this.#held === 0) this.#goOn();
    };
  }

  /** Calls `act` after so many ms in which nothing was held; returns what takes that back. */
  readonly after = (ms: number, act: () => void): (() => void) => {
    const timer: Timer = { act, left: ms, began: 0, handle: undefined };
    this.#timers.add(timer);
    if (this.#held === 0) this.#start(timer);
    return () => {
      clearTimeout(timer.handle);
      this.#timers.delete(timer);
    };
  };

  #start(timer: Timer): void {
    timer.began = this.#now();
    timer.handle = setTimeout(() => {
      this.#timers.delete(timer);
      timer.act();
    }, timer.left);
  }

  #stop(): void {
    this.#since = this.#now();
    for (const timer of this.#timers) {
      clearTimeout(timer.handle);
      timer.left = Math.max(1, timer.left - (this.#since - timer.began));
    }
  }

  #goOn(): void {
    this.#stood += this.#now() - this.#since;
    for (const timer of this.#timers) this.#start(timer);
  }
}

function stop({ sockets }: Still, socket: Socket): void {
  sockets.set(socket, socket.timeout ?? 0);
  socket.setTimeout(0);
}
