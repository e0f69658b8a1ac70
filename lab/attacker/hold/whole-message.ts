import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';

import type { HeldMessage } from '../../facts/facts.ts';
import { headerList } from '../../header-list.ts';
import { requestParts, statusParts } from '../../wire/http/edited.ts';

/** The body of a message as far as it was read. */
export interface Collected {
  readonly body: Buffer;
  /** Whether that is all of it: else more is to come, and the message is paused. */
  readonly whole: boolean;
}

/** Reads a body, or what of it goes a little beyond `most` bytes. Gives undefined where it breaks off. */
export function collect(message: IncomingMessage, most: number): Promise<Collected | undefined> {
  const { promise, resolve } = Promise.withResolvers<Collected | undefined>();
  const chunks: Buffer[] = [];
  let size = 0;
  const settle = (collected: Collected | undefined): void => {
    message.off('data', take).off('end', end).off('close', close);
    resolve(collected);
  };
  const take = (chunk: Buffer): void => {
    chunks.push(chunk);
    size += chunk.length;
    if (size <= most) return;
    message.pause();
    settle({ body: Buffer.concat(chunks), whole: false });
  };
  const end = (): void => settle({ body: Buffer.concat(chunks), whole: true });
  const close = (): void => settle(undefined);
  message.on('data', take).once('end', end).once('close', close);
  message.resume();
  return promise;
}

/** `original` with this head and body in place of its own, which was read, as if it had just come. */
export function anew(original: IncomingMessage, { line, headers, body }: HeldMessage): IncomingMessage {
  const message = like(original, headers.flat());
  const request = requestParts(line);
  const status = statusParts(line);
  if (request !== undefined) Object.assign(message, { method: request.method, url: request.target });
  if (status !== undefined)
    Object.assign(message, { statusCode: status.status, statusMessage: status.reason });
  // What comes after a body in chunks stands in trailers.
  if (message.headers['transfer-encoding'] !== undefined) message.rawTrailers = original.rawTrailers;
  if (body.length > 0) message.push(body);
  message.push(null);
  message.complete = true;
  return message;
}

/** `original`, of whose body `begun` was read, from its beginning. */
export function fromBeginning(original: IncomingMessage, { body, whole }: Collected): IncomingMessage {
  const message = like(original, original.rawHeaders);
  if (body.length > 0) message.push(body);
  const end = (): void => {
    message.rawTrailers = original.rawTrailers;
    message.complete = true;
    message.push(null);
  };
  if (whole) {
    end();
    return message;
  }
  message._read = () => void original.resume();
  original.on('data', (chunk: Buffer) => {
    if (!message.push(chunk)) original.pause();
  });
  original.once('end', end);
  original.once('close', () => {
    if (!message.complete) message.destroy(new Error('it broke off'));
  });
  return message;
}

/** The message as it travelled, for whoever holds it. */
export function messageOf(original: IncomingMessage, body: Uint8Array): HeldMessage {
  const { method, url, httpVersion, statusCode, statusMessage } = original;
  const line =
    statusCode === undefined || statusCode === null
      ? `${method} ${url} HTTP/${httpVersion}`
      : `HTTP/${httpVersion} ${statusCode} ${statusMessage ?? ''}`.trimEnd();
  return { line, headers: headerList(original.rawHeaders), body };
}

function like(original: IncomingMessage, rawHeaders: string[]): IncomingMessage {
  // An answer's socket may serve somebody else by now.
  const isAnswer = (original.statusCode ?? null) !== null;
  const message = new IncomingMessage(isAnswer ? new Socket() : original.socket);
  const { method, url, httpVersion, httpVersionMajor, httpVersionMinor, statusCode, statusMessage } =
    original;
  Object.assign(message, { rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor });
  if (isAnswer) Object.assign(message, { statusCode, statusMessage });
  else Object.assign(message, { method, url });
  return message;
}
