import type { Step } from '../navigation.ts';
import type { Filled } from './fill.ts';
import { urlEncoded } from './urlencoded.ts';

/** The request that a filled form makes, whose fields stand in the body or, for GET, in place of its address's query. */
export function submission({ action, method, fields, encoding }: Filled, initiator: URL): Step {
  const url = new URL(action);
  const encoded = urlEncoded(fields, encoding);
  if (method === 'POST') return { url, method, body: new TextEncoder().encode(encoded), initiator };
  // The "?" stands there also where no field does, which `URL.search` would say only with it.
  url.search = `?${encoded}`;
  return { url, method: 'GET', initiator };
}
