import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';

import { AcmeFault } from './acme-faults.ts';

const ONE = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/g;

/** Certificates that a chain may have; each must be the issuer of the one before it. */
const LONGEST = 10;

/**
 * The chain that a server gave, leaf first, as PEM and nothing else (RFC 8555, section 9.1). Throws an `AcmeFault`
 * where its leaf is not for this name and this key, or a certificate is not signed by the next.
 */
export function readChain(text: string, name: string, key: string): string {
  const found = text.match(ONE) ?? [];
  if (found.length === 0 || found.length > LONGEST || text.replaceAll(ONE, '').trim() !== '')
    throw new AcmeFault('the certificate is not a chain of PEM');
  const chain = found.map(parse);
  const [leaf] = chain;
  const ours = createPublicKey(createPrivateKey(key));
  if (leaf === undefined || !leaf.publicKey.equals(ours))
    throw new AcmeFault('the certificate is for another key');
  if (leaf.checkHost(name, { subject: 'never' }) === undefined)
    throw new AcmeFault(`the certificate is not for ${name}`);
  for (const [at, issuer] of chain.slice(1).entries())
    if (chain[at]?.verify(issuer.publicKey) !== true)
      throw new AcmeFault('the chain of the certificate is broken');
  return chain.map((certificate) => certificate.toString()).join('');
}

function parse(certificate: string): X509Certificate {
  try {
    return new X509Certificate(certificate);
  } catch {
    throw new AcmeFault('the certificate cannot be read');
  }
}
