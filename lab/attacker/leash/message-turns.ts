import type { Direction } from '../../wire/direction.ts';
import type { LibrarySocket, SocketMessage, WebSocketRoute } from './websockets.ts';

/** What waits of one WebSocket, and what says that its victim has left. */
interface Waiting {
  readonly gone: AbortController;
  readonly last: Map<Direction, Promise<void>>;
}

/** Messages of WebSockets that wait, each behind those before it: what comes later must not arrive earlier. */
export class MessageTurns {
  readonly #sockets = new WeakMap<LibrarySocket, Waiting>();

  /**
   * Lets a message pass when it is its turn, as it came or as another, or not at all. It passes at once where nothing is
   * held. `broken` is told what went wrong with one that waited.
   */
  take(
    victim: LibrarySocket,
    route: Pick<WebSocketRoute, 'stop'>,
    message: SocketMessage,
    pass: (message: SocketMessage) => void,
    broken: (error: unknown) => void,
  ): void {
    const { gone, last } = this.#waitingOf(victim);
    const { direction } = message;
    const stopped = route.stop(message, gone.signal);
    const before = last.get(direction);
    if (stopped === undefined && before === undefined) {
      pass(message);
      return;
    }
    const goOn = async (): Promise<void> => {
      await before;
      const going = stopped === undefined ? message : await stopped;
      if (going !== undefined && !gone.signal.aborted) pass(going);
      if (last.get(direction) === turn) last.delete(direction);
    };
    const turn = goOn().catch(broken);
    last.set(direction, turn);
  }

  #waitingOf(victim: LibrarySocket): Waiting {
    const known = this.#sockets.get(victim);
    if (known !== undefined) return known;
    const made: Waiting = { gone: new AbortController(), last: new Map() };
    victim.once('close', () => made.gone.abort());
    this.#sockets.set(victim, made);
    return made;
  }
}
