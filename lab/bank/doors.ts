import type { BankSettings } from '../settings.ts';
import type { Scheme } from './site.ts';

/** What stands behind a port of the bank's, whichever server answers there. */
export interface Door {
  /** The logical port. */
  readonly port: 80 | 443;
  /** `https` is one that speaks TLS. */
  readonly scheme: Scheme;
  /** Whether it gives pages, or sends everybody to the same page on port 443. */
  readonly does: 'serve' | 'redirect';
}

const DOORS_80: Record<BankSettings['http'], Omit<Door, 'port'> | undefined> = {
  serve: { scheme: 'http', does: 'serve' },
  redirect: { scheme: 'http', does: 'redirect' },
  tls: { scheme: 'https', does: 'serve' },
  closed: undefined,
};

const DOORS_443: Record<BankSettings['https'], Omit<Door, 'port'> | undefined> = {
  serve: { scheme: 'https', does: 'serve' },
  plain: { scheme: 'http', does: 'serve' },
  closed: undefined,
};

/** The doors that a bank's settings open. */
export function doorsOf({ http, https }: Pick<BankSettings, 'http' | 'https'>): readonly Door[] {
  const [at80, at443] = [DOORS_80[http], DOORS_443[https]];
  return [
    ...(at80 ? [{ port: 80, ...at80 } as const] : []),
    ...(at443 ? [{ port: 443, ...at443 } as const] : []),
  ];
}

/** What HSTS says where it is said: for a year, and for all subdomains (RFC 6797, section 6.1). */
export const HSTS_POLICY = 'max-age=31536000; includeSubDomains';

/** How a redirect keeps the request's method (RFC 9110, section 15.4.9). */
export const REDIRECT_STATUS = 308;
