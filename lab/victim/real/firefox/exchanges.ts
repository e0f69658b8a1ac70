import type { HeaderList } from '../../../facts/facts.ts';
import { LIMITS } from '../../../limits.ts';
import type { ExchangeSeen } from '../controls.ts';
import { listAt, numberAt, textAt } from '../json.ts';
import type { Json } from '../json.ts';

/** What Firefox tells of an answered request (WebDriver BiDi, `network.responseCompleted`), with both bodies, as an exchange; undefined where it is none of the web's. */
export function firefoxExchange(
  params: Json,
  bodies: { readonly request: Uint8Array; readonly response: Uint8Array },
  tls: string,
): ExchangeSeen | undefined {
  const url = textAt(params, 'request', 'url');
  if (!/^https?:/.test(url)) return undefined;
  const timings = (name: string): number => numberAt(params, 'request', 'timings', name);
  const began = timings('requestTime') || timings('requestStart');
  const since = (name: string): number => Math.max(0, timings(name) - began);
  return {
    request: {
      method: textAt(params, 'request', 'method'),
      url: url.replace(/#.*$/s, ''),
      headers: headersOf(params, 'request'),
      body: bodies.request.subarray(0, LIMITS.body),
    },
    response: {
      status: numberAt(params, 'response', 'status'),
      headers: headersOf(params, 'response'),
      body: bodies.response.subarray(0, LIMITS.body),
    },
    waited: since('responseStart'),
    took: Math.max(since('responseStart'), since('responseEnd')),
    ...(tls !== '' && { tls, protocol: textAt(params, 'response', 'protocol') }),
  };
}

function headersOf(params: Json, of: 'request' | 'response'): HeaderList {
  return listAt(params, of, 'headers').flatMap((header) =>
    // One that stood more than once comes in lines.
    valueOf(header)
      .split('\n')
      .map((value): [string, string] => [textAt(header, 'name'), value]),
  );
}

function valueOf(header: unknown): string {
  const text = textAt(header, 'value', 'value');
  return textAt(header, 'value', 'type') === 'base64' ? Buffer.from(text, 'base64').toString('latin1') : text;
}
