import { openAuthority } from '../certificates/authority.ts';

/** What Pebble's own API is called; the lab's authorities sign names under `.test` only. */
export const ACME_HOST = 'acme.test';

/** Where Pebble listens, and where it looks for the answers to challenges. */
export interface PebblePorts {
  readonly api: number;
  /** Of the interface that tells its root. */
  readonly management: number;
  /** For http-01 and for tls-alpn-01. */
  readonly http: number;
  readonly tls: number;
}

/** The name of the file that Pebble is started with. */
export const PEBBLE_CONFIG = 'pebble.json';

const API_CERTIFICATE = 'api-certificate.pem';
const API_KEY = 'api-key.pem';

/** How long a certificate of Pebble's is good, in seconds: 90 days. Chromium refuses those of 200 days and more. */
const VALIDITY = 90 * 24 * 3600;

/** Seconds that newer versions tell a client to wait before it asks again; by themselves they say 3 and 5. */
const RETRY_AFTER = { authz: 1, order: 1 };

/** The certificate of Pebble's API, signed by an authority that is made for it and then thrown away. */
export interface ApiCertificate {
  /** Files by their names. */
  readonly files: Readonly<Record<string, string>>;
  /** PEM: the authority. */
  readonly trusted: string;
}

/** Makes one for `ACME_HOST`. */
export async function makeApiCertificate(): Promise<ApiCertificate> {
  const authority = await openAuthority('ACME API');
  const { certificate, key } = await authority.issue({ names: [ACME_HOST] });
  return { files: { [API_CERTIFICATE]: certificate, [API_KEY]: key }, trusted: authority.certificate };
}

/** The text of `PEBBLE_CONFIG`. */
export function pebbleConfig({ api, management, http, tls }: PebblePorts): string {
  const pebble = {
    listenAddress: `127.0.0.1:${api}`,
    managementListenAddress: `127.0.0.1:${management}`,
    certificate: API_CERTIFICATE,
    privateKey: API_KEY,
    httpPort: http,
    tlsPort: tls,
    ocspResponderURL: '',
    externalAccountBindingRequired: false,
    certificateValidityPeriod: VALIDITY,
    retryAfter: RETRY_AFTER,
  };
  return JSON.stringify({ pebble });
}
