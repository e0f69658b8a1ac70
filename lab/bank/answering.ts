import type { IncomingMessage, RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { RequestOrigin } from '../request-origins.ts';
import { forTheBankOnly } from './bank-name.ts';

/** How a request is answered, given whose it is. */
export type Answer = (request: Request, origin: RequestOrigin) => Response | Promise<Response>;

/** A request's first line, as far as there was one. */
type RequestLine = Pick<IncomingMessage, 'method' | 'url'>;

/** Answers requests, and says so each time, before the answer leaves where that can be. */
export function answerWith(
  answer: Answer,
  originOf: (incoming: IncomingMessage) => RequestOrigin,
  answered: (line: RequestLine, status: number, origin: RequestOrigin) => void,
): RequestListener {
  const said = new WeakSet<object>();
  const came = new WeakMap<object, RequestOrigin>();
  const listener = getRequestListener(
    async (request, { incoming }) => {
      const origin = came.get(incoming) ?? {};
      const response = await answer(request, origin);
      said.add(incoming);
      answered(incoming, response.status, origin);
      return response;
    },
    { overrideGlobalObjects: false, errorHandler: () => new Response(null, { status: 400 }) },
  );
  const forTheBank = forTheBankOnly((incoming, outgoing) => void listener(incoming, outgoing));
  return (incoming, outgoing) => {
    // Now: once it is answered, the connection may carry somebody else's next request.
    const origin = originOf(incoming);
    came.set(incoming, origin);
    // A request for another name, or too odd for the adapter (its target makes no URL), never reaches `answer`.
    outgoing.once('finish', () => {
      if (!said.has(incoming)) answered(incoming, outgoing.statusCode, origin);
    });
    forTheBank(incoming, outgoing);
  };
}
