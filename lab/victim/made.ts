import type { RequestRead, ResponseRead } from '../facts/facts.ts';

/** A request with its response as the victim made it; times in ms. */
export interface Exchange {
  readonly request: RequestRead;
  readonly response: ResponseRead;
  readonly waited: number;
  readonly took: number;
  readonly tls?: string;
  /** What was agreed on by ALPN, where that is not HTTP/1.1: `h2`. */
  readonly protocol?: string;
  /** The certificate error that a person clicked through to get here. */
  readonly fault?: string;
  /** The response went on beyond the bound on bodies; what lay beyond was not read. */
  readonly cut: boolean;
}
