import type { Socket } from 'node:net';

import type { ClientParty } from './facts/facts.ts';
import { LIMITS } from './limits.ts';
import { farKey, nearKey } from './socket-ports.ts';

/**
 * Tells whose a connection is that a tap accepted. The lab's clients say which sockets are theirs; both ends
 * are known by both their ports, for a system may use a near port again towards another far one.
 */
export class ClientSockets {
  readonly #parties = new Map<string, ClientParty>();
  readonly #opening = new Set<Promise<void>>();
  readonly #others: ClientParty;

  /** `others` is what everybody is who did not say so. */
  constructor(others: ClientParty = 'stranger') {
    this.#others = others;
  }

  /** Says whose `socket` is. Call it in the turn in which it was made, before it connects; end it by `endOnceOpen`. */
  add(socket: Socket, party: ClientParty = 'victim'): void {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#opening.add(promise);
    const settled = (): void => {
      this.#opening.delete(promise);
      resolve();
    };
    socket.once('connect', () => {
      this.#parties.set(nearKey(socket), party);
      settled();
    });
    socket.once('close', settled);
  }

  /**
   * Whose the connection is; asked once for each. A tap may accept before the client has heard that it is
   * connected: then it waits for those that are connecting, at most LIMITS.connect.
   */
  async partyOf(accepted: Socket): Promise<ClientParty> {
    const key = farKey(accepted);
    if (!this.#parties.has(key) && this.#opening.size > 0) await this.#settled(key);
    const party = this.#parties.get(key);
    // The same two ports may be somebody else's when this connection is over.
    this.#parties.delete(key);
    return party ?? this.#others;
  }

  async #settled(key: string): Promise<void> {
    const { promise: tooLong, resolve: giveUp } = Promise.withResolvers<'too long'>();
    const timer = setTimeout(() => giveUp('too long'), LIMITS.connect);
    while (!this.#parties.has(key) && this.#opening.size > 0)
      if ((await Promise.race([...this.#opening, tooLong])) === 'too long') break;
    clearTimeout(timer);
  }
}

/**
 * Ends a client's socket at once, or where it is still connecting as soon as it is connected: what reached a
 * tap must be known as the victim's, and has no port before.
 */
export function endOnceOpen(socket: Socket): void {
  if (socket.connecting) socket.unref().once('connect', () => socket.destroy());
  else socket.destroy();
}
