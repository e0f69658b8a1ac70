import type { IncomingHttpHeaders } from 'node:http2';
import type { HeaderList, RequestRead } from '../facts/facts.ts';
import { headerList } from '../header-list.ts';
import { NetError, networkError } from './chromium-errors.ts';
import type { Http2Session } from './connections.ts';
import { requestTarget } from './addresses.ts';
import { collectBody } from './bounded-body.ts';
import type { Exchange } from './made.ts';

/** The connection ended before an answer began. */
export class SessionGone extends NetError {}

/** Header fields that HTTP/2 has no place for (RFC 9113, section 8.2.2), and the one that its own takes the place of. */
const NOT_THERE: ReadonlySet<string> = new Set([
  'connection',
  'host',
  'keep-alive',
  'upgrade',
  'transfer-encoding',
]);

/** Sends one request on a stream of its own, and reads its whole response (RFC 9113, section 8.1). Rejects with `NetError`. */
export function http2Exchange(
  { method, url: text, headers, body }: RequestRead,
  { session, socket }: Http2Session,
  bodyLimit: number,
  signal: AbortSignal,
): Promise<Exchange> {
  const { promise, resolve, reject } = Promise.withResolvers<Exchange>();
  const began = performance.now();
  const url = new URL(text);
  const fields: (readonly [string, string])[] = [
    [':method', method],
    [':scheme', 'https'],
    [':authority', url.host],
    [':path', requestTarget(url)],
    ...headers
      .map(([name, value]) => [name.toLowerCase(), value] as const)
      .filter(([name]) => !NOT_THERE.has(name)),
  ];
  const stream = session.request(Object.fromEntries(fields), { endStream: body.length === 0, signal });
  let answered = false;
  const gone = (): NetError => new (answered ? NetError : SessionGone)('ERR_CONNECTION_CLOSED');
  stream.on('error', (error) => {
    const ended = session.destroyed && !answered;
    reject(ended ? gone() : new NetError(networkError(error, 'request')));
  });
  stream.on('close', () => reject(gone()));
  // Before Node 24 there is no third argument.
  stream.on('response', (answer, _flags: number, raw?: string[]) => {
    const { ':status': status = 0 } = answer;
    answered = true;
    const waited = performance.now() - began;
    const tls = socket.getProtocol() ?? '';
    const raws = (raw === undefined ? pairsOf(answer) : headerList(raw)).filter(
      ([name]) => !name.startsWith(':'),
    );
    const finish = (content: Buffer, cut: boolean): void => {
      const response = { status, headers: raws, body: content };
      const took = performance.now() - began;
      const request = { method, url: text, headers: fields, body };
      resolve({ request, response, waited, took, cut, tls, protocol: 'h2' });
    };
    collectBody(stream, bodyLimit, finish, () => stream.destroy());
  });
  if (body.length > 0) stream.end(body);
  return promise;
}

/** Header fields as pairs, those that stand more than once each by itself. */
function pairsOf(fields: IncomingHttpHeaders): HeaderList {
  return Object.entries(fields).flatMap(([name, value]) =>
    [value ?? []].flat().map((each) => [name, each] as const),
  );
}
