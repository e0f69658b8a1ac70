import type { RawHeaders } from '../leash/raw-headers.ts';

/**
 * What becomes of a body. One character stands for one byte (latin1), so that text in any encoding comes
 * through. What it throws ends the exchange.
 */
export type ChangeBody = (text: string) => string;

/**
 * One request with its response on their way through the attacker's proxy, as an attack sees and changes
 * them. Headers are named and ordered as they travelled, and go on as they stand here.
 */
export interface InterceptedExchange {
  readonly method: string;
  /** What the victim wrote behind the method: a path with its query (RFC 9112, section 3.2). */
  readonly target: string;
  /** What goes on to the bank; to be changed before it does. */
  readonly requestHeaders: RawHeaders;
  /** The response's status; 0 before it came. */
  readonly status: number;
  /** What goes on to the victim; none before the response came. */
  readonly responseHeaders: RawHeaders;
  /**
   * Collects the request's body and sends on what `change` makes of it, with the right length. A body
   * beyond LIMITS.body passes as it came. Only before the request goes on.
   */
  rewriteRequestBody(change: ChangeBody): void;
  /** The same of the response's body; `tooLarge` is called, once, in place of `change`. Only before the response goes on. */
  rewriteResponseBody(change: ChangeBody, tooLarge?: () => void): void;
}
