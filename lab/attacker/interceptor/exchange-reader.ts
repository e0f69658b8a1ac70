import type { IncomingMessage } from 'node:http';

import type { RequestRead, ResponseRead } from '../../facts/facts.ts';
import { headerList, mayHaveBody } from '../../header-list.ts';
import { LIMITS } from '../../limits.ts';

type Read = (request: RequestRead, response: ResponseRead) => void;

/**
 * Reads one exchange while it passes: request from now, response once `response` is called. Listening on
 * the messages themselves leaves their framing alone; http-mitm-proxy's own onResponseData would send a
 * Content-Length answer on as chunked.
 */
export class ExchangeReader {
  readonly #request: IncomingMessage;
  readonly #url: string;
  readonly #requestBody: Body;
  #told = false;

  constructor(request: IncomingMessage, url: string) {
    this.#request = request;
    this.#url = url;
    this.#requestBody = new Body(mayHaveBody(request) ? request : undefined);
  }

  /** Calls `read` once, when the response is whole or cut off. */
  response(response: IncomingMessage, read: Read): void {
    const body = new Body(response);
    const tell = (): void => {
      const { statusCode: status = 0, rawHeaders } = response;
      this.#tell(read, { status, headers: headerList(rawHeaders), body: body.bytes() });
    };
    response.once('end', tell);
    response.once('close', tell);
  }

  /** Calls `read` where there will be no response: what was asked was read all the same. */
  unanswered(read: Read): void {
    this.#tell(read, { status: 0, headers: [], body: new Uint8Array(0) });
  }

  #tell(read: Read, response: ResponseRead): void {
    if (this.#told) return;
    this.#told = true;
    const { method = '', rawHeaders } = this.#request;
    const headers = headerList(rawHeaders);
    read({ method, url: this.#url, headers, body: this.#requestBody.bytes() }, response);
  }
}

const NOTHING = new Uint8Array(0);

/** A message's body, up to LIMITS.body bytes of it. */
class Body {
  readonly #chunks: Uint8Array[] = [];
  #room: number = LIMITS.body;

  /** Of a message that has none, nothing. */
  constructor(message: IncomingMessage | undefined) {
    message?.on('data', (chunk: Buffer) => {
      if (this.#room === 0) return;
      const kept = chunk.subarray(0, this.#room);
      this.#room -= kept.length;
      this.#chunks.push(kept);
    });
  }

  bytes(): Uint8Array {
    const [first = NOTHING, ...more] = this.#chunks;
    return more.length === 0 ? first : Buffer.concat(this.#chunks);
  }
}
