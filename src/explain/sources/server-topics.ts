import { placesIn, type Cited } from './place.ts';

/** What lines of a server's configuration are about, and where the rule of each stands: in its own manual, or in an RFC. */
export const SERVER_TOPICS = {
  nginxPort: ['nginx, ngx_http_core_module'],
  nginxTls: ['nginx, ngx_http_ssl_module'],
  nginxProxy: ['nginx, ngx_http_proxy_module'],
  apachePort: ['Apache 2.4, mpm_common'],
  apacheTls: ['Apache 2.4, mod_ssl'],
  apacheProxy: ['Apache 2.4, mod_proxy'],
  httpChallenge: [placesIn('RFC 8555')('8.3', 'HTTP Challenge')],
  forwarded: [placesIn('RFC 7239')('4', 'Forwarded HTTP Header Field')],
} as const satisfies Readonly<Record<string, readonly Cited[]>>;
