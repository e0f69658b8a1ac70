import type { IncomingMessage, ServerResponse } from 'node:http';

import type { Socket } from 'node:net';

import type { LogicalAddress } from '../../facts/facts.ts';
import type { Patience } from '../../patience.ts';
import type { Glance, Hold, ToHold, HoldVerdict } from '../hold/hold.ts';
import { anew, collect, fromBeginning, messageOf } from '../hold/whole-message.ts';
import type { SocketMessage } from '../leash/websockets.ts';
import type { Arrival } from './arrivals.ts';

/** A request of the victim's on its way, or one that is answered. */
export interface HoldablePlace {
  readonly arrival: Arrival;
  readonly logical: LogicalAddress;
  readonly tls: boolean;
  /** What she waits for. */
  readonly response: ServerResponse;
}

/** A WebSocket that the victim has opened, by the request that did. */
interface SocketPlace {
  readonly arrival: Arrival;
  readonly logical: LogicalAddress;
  readonly tls: boolean;
  readonly request: IncomingMessage;
}

/** What goes on of a message that was stopped: nothing where it does not. */
export type Stopped = Promise<IncomingMessage | undefined> | undefined;

/** Stops HTTP in the hand of one lane's attacker. A message that is not to be held is not touched. */
export class Holding {
  readonly #hold: Hold;
  readonly #patience: Patience;

  constructor(hold: Hold, patience: Patience) {
    this.#hold = hold;
    this.#patience = patience;
  }

  /** Reads a request whole and holds it; `asked` is told what it was. Undefined where it passes at once. */
  request(
    request: IncomingMessage,
    place: HoldablePlace,
    began: () => void,
    asked: (glance: Glance) => void,
  ): Stopped {
    if (this.#hold.wants('request', glanceAt(request)) === false) return undefined;
    began();
    return this.#request(request, place, asked);
  }

  async #request(
    request: IncomingMessage,
    place: HoldablePlace,
    asked: (glance: Glance) => void,
  ): Promise<IncomingMessage | undefined> {
    const hold = this.#hold;
    const { connection } = place.arrival;
    const collected = await collect(request, hold.room);
    if (collected === undefined) return undefined;
    const glance = { ...glanceAt(request), body: collected.body };
    asked(glance);
    const wanted = hold.wants('request', glance) === true;
    if (wanted && !collected.whole) hold.tooLarge(connection);
    if (!wanted || !collected.whole) return fromBeginning(request, collected);
    const verdict = await this.#stop(
      { kind: 'request', answers: '', message: messageOf(request, collected.body) },
      place,
    );
    if (verdict.how === 'whole') return fromBeginning(request, collected);
    return verdict.how === 'edited' ? anew(request, verdict.message) : undefined;
  }

  /** Reads an answer whole and holds it. Undefined where it passes at once, as a stream does, which may never end. */
  answer(answer: IncomingMessage, place: HoldablePlace, asked: Glance): Stopped {
    if (this.#hold.wants('answer', asked) !== true) return undefined;
    if (/^text\/event-stream\b/i.test(answer.headers['content-type'] ?? '')) return undefined;
    return this.#answer(answer, place, asked);
  }

  async #answer(
    answer: IncomingMessage,
    place: HoldablePlace,
    asked: Glance,
  ): Promise<IncomingMessage | undefined> {
    const collected = await collect(answer, this.#hold.room);
    if (collected === undefined) return undefined;
    if (!collected.whole) {
      this.#hold.tooLarge(place.arrival.connection);
      return fromBeginning(answer, collected);
    }
    const { method, target } = asked;
    const verdict = await this.#stop(
      {
        kind: 'answer',
        answers: `${method} ${target}`,
        message: messageOf(answer, collected.body),
        bodiless: method === 'HEAD',
      },
      place,
    );
    if (verdict.how === 'whole') return fromBeginning(answer, collected);
    return verdict.how === 'edited' ? anew(answer, verdict.message) : undefined;
  }

  /** Sockets that carry a WebSocket: while one of its messages is held their idle clocks stand still. */
  know({ connection }: Arrival, ...sockets: readonly Socket[]): void {
    for (const socket of sockets) this.#patience.know(connection, socket);
  }

  /** Holds a message of a WebSocket until it is let go. Undefined where it passes at once. */
  message(
    { direction, binary, bytes }: SocketMessage,
    { arrival: { connection }, logical, tls, request }: SocketPlace,
    gone: AbortSignal,
  ): Promise<SocketMessage | undefined> | undefined {
    if (this.#hold.wants('message', glanceAt(request)) !== true) return undefined;
    if (bytes.length > this.#hold.room) {
      this.#hold.tooLarge(connection);
      return undefined;
    }
    const origin = originOf(logical, tls).replace(/^http/, 'ws');
    const message = { line: binary ? 'binary' : 'text', headers: [], body: Uint8Array.from(bytes) };
    return this.#hold
      .stop({ kind: 'message', connection, direction, origin, answers: '', message }, gone)
      .then((verdict) => {
        if (verdict.how === 'whole') return { direction, binary, bytes };
        if (verdict.how !== 'edited') return undefined;
        return { direction, binary: verdict.message.line === 'binary', bytes: verdict.message.body };
      });
  }

  async #stop(
    what: Pick<ToHold, 'kind' | 'answers' | 'message' | 'bodiless'>,
    { arrival: { connection }, logical, tls, response }: HoldablePlace,
  ): Promise<HoldVerdict> {
    const gone = new AbortController();
    const leave = (): void => gone.abort();
    const { socket } = response;
    // A browser that goes away ends its side first, and the socket closes only when something is written to it.
    response.once('close', leave);
    socket?.once('end', leave);
    if (response.destroyed || socket === null) leave();
    else this.#patience.know(connection, socket);
    const direction = what.kind === 'request' ? 'to-bank' : 'to-victim';
    const verdict = await this.#hold.stop(
      { ...what, connection, direction, origin: originOf(logical, tls) },
      gone.signal,
    );
    response.off('close', leave);
    socket?.off('end', leave);
    return verdict;
  }
}

/** What a condition looks at, of a request whose body was not read. */
export function glanceAt({ method = '', url = '' }: IncomingMessage): Glance {
  return { method, target: url };
}

/** Scheme and name of an address: `https://bank.test`. */
function originOf(logical: LogicalAddress, tls: boolean): string {
  return `${tls ? 'https' : 'http'}://${logical.replace(tls ? /:443$/ : /:80$/, '')}`;
}
