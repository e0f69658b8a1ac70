import type { HeaderList, RequestRead, ResponseRead } from '../../../facts/facts.ts';
import { LIMITS } from '../../../limits.ts';
import type { ExchangeSeen } from '../controls.ts';
import { at, listAt, numberAt, textAt, textsAt } from '../json.ts';
import type { Json } from '../json.ts';

/** Requests that are held at once. */
const MOST = 500;

/** One request and what came of it; of a redirect there are several with one id. */
interface Hop {
  readonly request: Json;
  /** In s, by Chromium's clock. */
  readonly began: number;
  answered?: number;
  response?: unknown;
  /** Whether more of it is told apart from it: what really went over the wire. */
  wired: boolean;
}

interface Held {
  readonly hops: Hop[];
  readonly sent: unknown[];
  readonly came: unknown[];
}

/**
 * Puts together what Chromium tells of its requests in parts (CDP, Network domain): each request with its answer, as it
 * went over the wire. What came from its cache, or from itself, is none.
 */
export class ChromiumExchanges {
  readonly #held = new Map<string, Held>();

  /** Takes note of an event of the Network domain. */
  take(method: string, params: Json): void {
    const id = textAt(params, 'requestId');
    if (method === 'Network.requestWillBeSent') this.#begins(id, params);
    else if (method === 'Network.requestWillBeSentExtraInfo') this.#of(id).sent.push(params);
    else if (method === 'Network.responseReceivedExtraInfo') this.#of(id).came.push(params);
    else if (method === 'Network.responseReceived') {
      const hop = this.#held.get(id)?.hops.at(-1);
      if (hop !== undefined) answer(hop, at(params, 'response'), params, at(params, 'hasExtraInfo') === true);
    } else if (method === 'Network.requestServedFromCache') this.#held.delete(id);
  }

  /** The last answer's document: its status, 0 where there is none. */
  status(id: string): number {
    return numberAt(this.#held.get(id)?.hops.at(-1)?.response, 'status');
  }

  /** All that came of a request, once it is over; `body` is the last answer's. It is forgotten then. */
  over(id: string, body: Uint8Array, ended: number): readonly ExchangeSeen[] {
    const held = this.#held.get(id);
    this.#held.delete(id);
    if (held === undefined) return [];
    return held.hops.flatMap((hop, index) => {
      const [sent, came] = hop.wired ? [held.sent.shift(), held.came.shift()] : [undefined, undefined];
      const last = index === held.hops.length - 1;
      const seen = exchangeOf(hop, sent, came, last ? body : new Uint8Array(), last ? ended : hop.answered);
      return seen === undefined ? [] : [seen];
    });
  }

  #begins(id: string, params: Json): void {
    const held = this.#of(id);
    const redirected = at(params, 'redirectResponse');
    const before = held.hops.at(-1);
    if (redirected !== undefined && before !== undefined)
      answer(before, redirected, params, at(params, 'redirectHasExtraInfo') === true);
    const request = at(params, 'request');
    held.hops.push({
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- any object is a record of unknown values
      request: (typeof request === 'object' && request !== null ? request : {}) as Json,
      began: numberAt(params, 'timestamp'),
      wired: false,
    });
  }

  #of(id: string): Held {
    const known = this.#held.get(id);
    if (known !== undefined) return known;
    const held: Held = { hops: [], sent: [], came: [] };
    this.#held.set(id, held);
    const oldest = this.#held.keys().next();
    if (this.#held.size > MOST && !oldest.done) this.#held.delete(oldest.value);
    return held;
  }
}

function answer(hop: Hop, response: unknown, params: Json, wired: boolean): void {
  hop.response = response;
  hop.answered = numberAt(params, 'timestamp');
  hop.wired = wired;
}

function exchangeOf(
  hop: Hop,
  sent: unknown,
  came: unknown,
  body: Uint8Array,
  ended = hop.began,
): ExchangeSeen | undefined {
  const { response, request } = hop;
  const url = textAt(request, 'url');
  if (response === undefined || !/^https?:/.test(url)) return undefined;
  // Its own redirects, and what it had kept.
  if (at(response, 'fromDiskCache') === true || !hop.wired) return undefined;
  const made: RequestRead = {
    method: textAt(request, 'method'),
    url: url.replace(/#.*$/s, ''),
    headers: headersOf(textsAt(sent, 'headers'), textsAt(request, 'headers')),
    body: bodyOf(request),
  };
  const answered: ResponseRead = {
    status: numberAt(came, 'statusCode') || numberAt(response, 'status'),
    headers: headersOf(textsAt(came, 'headers'), textsAt(response, 'headers')),
    body: body.subarray(0, LIMITS.body),
  };
  const tls = textAt(response, 'securityDetails', 'protocol').replace(/^TLS /, 'TLSv');
  const waited = Math.max(0, ((hop.answered ?? hop.began) - hop.began) * 1000);
  return {
    request: made,
    response: answered,
    waited,
    // The answer is told a little after it came: its end may stand before that.
    took: Math.max(waited, (ended - hop.began) * 1000),
    ...(tls !== '' && { tls, protocol: textAt(response, 'protocol') }),
  };
}

/** What went over the wire, where that is told, else what was to. A header that stood more than once is told in lines. */
function headersOf(
  wire: readonly (readonly [string, string])[],
  meant: readonly (readonly [string, string])[],
): HeaderList {
  return (wire.length > 0 ? wire : meant).flatMap(([name, value]) =>
    value.split('\n').map((each): [string, string] => [name, each]),
  );
}

function bodyOf(request: Json): Uint8Array {
  const parts = listAt(request, 'postDataEntries').map((entry) =>
    Buffer.from(textAt(entry, 'bytes'), 'base64'),
  );
  const body = parts.length > 0 ? Buffer.concat(parts) : Buffer.from(textAt(request, 'postData'));
  return body.subarray(0, LIMITS.body);
}
