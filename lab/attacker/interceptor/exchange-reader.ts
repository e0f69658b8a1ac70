import type { IncomingMessage, OutgoingMessage } from 'node:http';

import type { IContext } from 'http-mitm-proxy';

import type { RequestRead, ResponseRead } from '../../facts/facts.ts';
import { headerList } from '../../header-list.ts';
import { LIMITS } from '../../limits.ts';

/** Header lines of one message, in the order and the case in which they came; a repeated name has a list. */
export type RawHeaders = Record<string, string | string[]>;

/** Headers as an object that Node writes out as they came. Lines of one name come to stand together. */
export function asTheyCame(raw: readonly string[]): RawHeaders {
  const headers: RawHeaders = Object.create(null);
  const spelled = new Map<string, string>();
  for (const [name, value] of headerList(raw)) {
    const first = spelled.get(name.toLowerCase()) ?? name;
    spelled.set(name.toLowerCase(), first);
    const earlier = headers[first];
    headers[first] = earlier === undefined ? value : [earlier, value].flat();
  }
  return headers;
}

/** Whether `headers` have `name`, in lower case here, however it is spelled there. */
export function hasHeader(headers: RawHeaders, name: string): boolean {
  return Object.keys(headers).some((key) => key.toLowerCase() === name);
}

/** Removes `name`, in lower case here, from `headers`, however it is spelled. */
export function dropHeader(headers: Record<string, unknown>, name: string): void {
  for (const key of Object.keys(headers)) if (key.toLowerCase() === name) delete headers[key];
}

type Read = (request: RequestRead, response: ResponseRead) => void;

/**
 * Reads one exchange while it passes: request from now, response once `response` is called. Listening on
 * the messages themselves leaves their framing alone; http-mitm-proxy's own onResponseData would send a
 * Content-Length answer on as chunked.
 */
export class ExchangeReader {
  readonly #exchange: IContext;
  readonly #url: string;
  readonly #requestBody: Body;
  #told = false;

  constructor(exchange: IContext, url: string) {
    this.#exchange = exchange;
    this.#url = url;
    this.#requestBody = new Body(exchange.clientToProxyRequest);
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
    const { method = '', rawHeaders } = this.#exchange.clientToProxyRequest;
    const headers = headerList(rawHeaders);
    read({ method, url: this.#url, headers, body: this.#requestBody.bytes() }, response);
  }
}

/** A message's body, up to LIMITS.body bytes of it. */
class Body {
  readonly #chunks: Uint8Array[] = [];
  #room: number = LIMITS.body;

  constructor(message: IncomingMessage) {
    message.on('data', (chunk: Buffer) => {
      if (this.#room === 0) return;
      const kept = chunk.subarray(0, this.#room);
      this.#room -= kept.length;
      this.#chunks.push(kept);
    });
  }

  bytes(): Uint8Array {
    return Buffer.concat(this.#chunks);
  }
}

/** Stops `from` while `to` cannot take more: http-mitm-proxy would pile it up in memory. */
export function holdBack(from: IncomingMessage, to: () => OutgoingMessage | undefined): void {
  from.on('data', () => {
    const sink = to();
    if (sink?.writableNeedDrain !== true) return;
    from.pause();
    sink.once('drain', () => from.resume());
  });
}
