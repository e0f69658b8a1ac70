import type { ServerResponse } from 'node:http';
import { CLASS_LIMITS } from './limits.ts';

/** An event of a stream as it goes over the wire (HTML, server-sent events). JSON has no line ends. */
export function eventOf(name: string, data: unknown): Buffer {
  return Buffer.from(`event: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
}

const ALIVE = Buffer.from(':\n\n');

/** What a stream is told that ends because its owner has opened others: it would come back by itself, and end one of those. */
const ELSEWHERE = eventOf('elsewhere', {});

/** Streams that stay open, each somebody's. One that does not take what it is sent is cut off. */
export class Followers<Who> {
  readonly #streams = new Map<ServerResponse, Who>();
  readonly #each: number;
  readonly #changed: () => void;
  readonly #alive: NodeJS.Timeout;

  /** `each` is how many one may have: with one more the oldest ends. `changed` hears of everybody who comes or goes. */
  constructor(each: number, changed: () => void) {
    this.#each = each;
    this.#changed = changed;
    this.#alive = setInterval(() => this.send(ALIVE), CLASS_LIMITS.alive);
    this.#alive.unref();
  }

  /** How many there are. */
  get count(): number {
    return this.#streams.size;
  }

  /** Whose streams are open. */
  get present(): ReadonlySet<Who> {
    return new Set(this.#streams.values());
  }

  /** Begins a stream with what it is told first. */
  add(who: Who, response: ServerResponse, headers: Readonly<Record<string, string>>, first: Buffer): void {
    const own = [...this.#streams].filter(([, whose]) => whose === who);
    for (const [oldest] of own.slice(0, Math.max(0, own.length - this.#each + 1)))
      this.#part(oldest, ELSEWHERE);
    response.writeHead(200, {
      ...headers,
      'content-type': 'text/event-stream',
      // For nginx, which would hold back what comes.
      'x-accel-buffering': 'no',
    });
    response.once('close', () => {
      if (this.#streams.delete(response)) this.#changed();
    });
    response.on('error', () => undefined);
    this.#streams.set(response, who);
    this.#write(response, first);
    this.#changed();
  }

  /** Sends one thing to all, or to those of one. */
  send(bytes: Buffer, to?: Who): void {
    for (const [response, who] of this.#streams)
      if (to === undefined || who === to) this.#write(response, bytes);
  }

  /** Ends the streams of one, with what they are told last. */
  dismiss(who: Who, last: Buffer): void {
    for (const [response, whose] of this.#streams) if (whose === who) this.#part(response, last);
  }

  /** Ends all. */
  close(): void {
    clearInterval(this.#alive);
    for (const response of this.#streams.keys()) response.destroy();
  }

  /** One that ends counts no more, and is cut off where it does not take what it is told last. */
  #part(response: ServerResponse, last?: Buffer): void {
    this.#streams.delete(response);
    response.end(last);
    setTimeout(() => response.destroy(), CLASS_LIMITS.parting).unref();
    this.#changed();
  }

  #write(response: ServerResponse, bytes: Buffer): void {
    if (response.writableLength > CLASS_LIMITS.behind) response.destroy();
    else response.write(bytes);
  }
}
