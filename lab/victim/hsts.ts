import { isIP } from 'node:net';
import { LIMITS } from '../limits.ts';
import { parseHsts } from './hsts-header.ts';

/** Why a host is reached over https only: it said so itself, or the browser came with it on its preload list. */
export type HstsReason = 'hsts' | 'preload';

interface Policy {
  /** ms since the epoch. */
  readonly until: number;
  readonly includeSubDomains: boolean;
}

/** The hosts that a browser reaches over https only (RFC 6797). What it learnt lasts as long as the browser. */
export class Hsts {
  readonly #known = new Map<string, Policy>();
  readonly #preloaded: ReadonlySet<string>;
  readonly #now: () => number;

  /** `preloaded` names count with their subdomains, and never expire. `now` is a clock in ms since the epoch. */
  constructor(preloaded: readonly string[] = [], now: () => number = Date.now) {
    this.#preloaded = new Set(preloaded.map(canonical));
    this.#now = now;
  }

  /**
   * Takes note of what a response from `url` says, where its connection was secure and without any
   * certificate error (section 8.1). Only the first header field counts; a malformed one does not.
   */
  note(url: URL, header: string | undefined): void {
    const host = canonical(url.hostname);
    const policy = url.protocol === 'https:' && !isAddress(host) ? parseHsts(header ?? '') : undefined;
    if (policy === undefined) return;
    this.#known.delete(host);
    if (policy.maxAge === 0) return;
    const { maxAge, includeSubDomains } = policy;
    this.#known.set(host, { until: this.#now() + maxAge * 1000, includeSubDomains });
    const oldest = this.#known.keys().next();
    if (this.#known.size > LIMITS.hsts && !oldest.done) this.#known.delete(oldest.value);
  }

  /** Why `hostname` is reached over https only, where it is: by its own policy, or by that of a domain above it (section 8.2). */
  reason(hostname: string): HstsReason | undefined {
    const host = canonical(hostname);
    if (isAddress(host)) return undefined;
    const labels = host.split('.');
    for (let i = 0; i < labels.length; i++) {
      const domain = labels.slice(i).join('.');
      if (this.#preloaded.has(domain)) return 'preload';
      const policy = this.#known.get(domain);
      if (policy === undefined) continue;
      if (policy.until <= this.#now()) this.#known.delete(domain);
      else if (i === 0 || policy.includeSubDomains) return 'hsts';
    }
    return undefined;
  }
}

/** The same address over https: port 80 becomes 443, any other stays (RFC 6797, section 8.3). */
export function overHttps(url: URL): URL {
  const secure = new URL(url);
  // An http URL has no port where it is 80, and an https URL none where it is 443.
  secure.protocol = 'https:';
  return secure;
}

function canonical(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '');
}

function isAddress(host: string): boolean {
  return isIP(host.replace(/^\[|\]$/g, '')) !== 0;
}
