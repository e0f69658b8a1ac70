import { LIMITS } from '../../limits.ts';
import { at, numberAt, parsed, textAt } from './json.ts';
import type { Json } from './json.ts';

/** A browser said no to a command, or was gone before it had answered. */
export class BrowserRefused extends Error {
  override readonly name = 'BrowserRefused';
}

/** Something that a browser tells unasked. */
export interface BrowserEvent {
  readonly method: string;
  readonly params: Json;
  /** The page that it is of, where the protocol numbers its sessions. */
  readonly session: string;
}

/**
 * Commands and their answers, and events, as both CDP and WebDriver BiDi have them: JSON with an `id` in a command and
 * its answer, and a `method` in an event.
 */
export class Conversation {
  readonly #write: (text: string) => void;
  readonly #hear: (event: BrowserEvent) => void;
  readonly #waiting = new Map<number, PromiseWithResolvers<Json>>();
  #last = 0;
  #over = false;

  /** `write` sends one message; `hear` is told of events in their order. */
  constructor(write: (text: string) => void, hear: (event: BrowserEvent) => void) {
    this.#write = write;
    this.#hear = hear;
  }

  /** Asks for something, and gives the answer. Rejects with `BrowserRefused`, also where none comes in LIMITS.browserAnswer. */
  async call(method: string, params: Json = {}, session?: string): Promise<Json> {
    if (this.#over) throw new BrowserRefused(`${method}: the browser is gone`);
    this.#last += 1;
    const id = this.#last;
    const answer = Promise.withResolvers<Json>();
    this.#waiting.set(id, answer);
    const late = setTimeout(
      () => answer.reject(new BrowserRefused(`${method}: no answer`)),
      LIMITS.browserAnswer,
    );
    this.#write(JSON.stringify({ id, method, params, ...(session !== undefined && { sessionId: session }) }));
    try {
      return await answer.promise;
    } finally {
      clearTimeout(late);
      this.#waiting.delete(id);
    }
  }

  /** Takes one message of the browser's. */
  take(text: string): void {
    const message = parsed(text);
    const id = numberAt(message, 'id');
    if (id === 0) {
      const params = at(message, 'params');
      this.#hear({
        method: textAt(message, 'method'),
        // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object is a record of unknown values
        params: typeof params === 'object' && params !== null ? (params as Json) : {},
        session: textAt(message, 'sessionId'),
      });
      return;
    }
    const answer = this.#waiting.get(id);
    const fault = at(message, 'error');
    if (fault !== undefined)
      answer?.reject(
        new BrowserRefused(
          textAt(fault, 'message') || textAt(message, 'message') || textAt(message, 'error'),
        ),
      );
    else {
      const result = at(message, 'result');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object is a record of unknown values
      answer?.resolve(typeof result === 'object' && result !== null ? (result as Json) : {});
    }
  }

  /** The browser is gone: whoever waits is told. */
  end(): void {
    this.#over = true;
    for (const { reject } of this.#waiting.values()) reject(new BrowserRefused('the browser is gone'));
  }
}
