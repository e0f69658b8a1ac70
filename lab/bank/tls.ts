import type { TlsOptions } from 'node:tls';
import type { Leaf } from '../certificates/leaf-content.ts';
import { LIMITS } from '../limits.ts';
import type { BankSettings } from '../settings.ts';

/** TLS 1.2 suites whose key exchange is the bank's RSA key, so that nothing is forward secret (RFC 5288, section 3). */
export const RSA_KEY_EXCHANGE = 'AES128-GCM-SHA256';

const VERSIONS = {
  both: { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' },
  '1.2': { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' },
  '1.3': { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
} as const satisfies Record<BankSettings['tls'], TlsOptions>;

/**
 * How the bank's doors speak TLS. RSA key exchange means TLS 1.2: later versions have none (RFC 9846,
 * section 1.3). `customers` is the PEM authority of client certificates; where one is asked for and does
 * not come, OpenSSL ends the handshake with an alert: certificate_required in TLS 1.3 (RFC 9846, section
 * 4.5.1.3), handshake_failure in 1.2. One from elsewhere is hung up on without.
 */
export function tlsOptions(
  settings: BankSettings,
  { certificate, key }: Leaf,
  customers: string | undefined,
): TlsOptions {
  const rsa = settings.keyExchange === 'rsa';
  return {
    cert: certificate,
    key,
    ...VERSIONS[rsa ? '1.2' : settings.tls],
    ...(rsa && { ciphers: RSA_KEY_EXCHANGE }),
    ...(settings.clientCertificate && {
      requestCert: true,
      rejectUnauthorized: true,
      // An empty list would mean the system's authorities.
      ca: [customers ?? certificate],
    }),
    ALPNProtocols: ['http/1.1'],
    handshakeTimeout: LIMITS.connect,
  };
}
