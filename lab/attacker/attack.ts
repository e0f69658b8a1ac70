import type { IContext } from 'http-mitm-proxy';

/**
 * What the attacker does with what it could read. One file each in this folder; the interceptor does
 * the rest. The hooks get http-mitm-proxy's context of one exchange, whose headers are named and
 * ordered as they travelled, and may change what goes on: headers in `proxyToServerRequestOptions` and
 * `serverToProxyResponse`, bodies with `addRequestFilter` and `addResponseFilter` (streams). A hook
 * that throws ends its exchange with a 502, no more.
 */
export interface Attack {
  /** What becomes of TLS: `tunnel` passes it on sealed, `end` answers it with a leaf of the attacker's own. */
  readonly tls: 'tunnel' | 'end';
  /** Before a request goes on to the bank. */
  readonly request?: (exchange: IContext) => void;
  /** Before a response goes on to the victim. */
  readonly response?: (exchange: IContext) => void;
}
