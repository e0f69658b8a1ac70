import 'reflect-metadata'; // @peculiar/x509 needs it to be there first
import { createHash, webcrypto } from 'node:crypto';

import { Extension, SubjectAlternativeNameExtension, X509CertificateGenerator } from '@peculiar/x509';

import { certificatePem, der, keyPem, serialNumber } from '../certificates/encoding.ts';
import type { Leaf } from '../certificates/leaf-content.ts';
import { DAY } from '../certificates/validity.ts';

/** The protocol of ALPN in which a challenge is answered, and nothing else is said (RFC 8737, section 4). */
export const ACME_TLS = 'acme-tls/1';

/** id-pe-acmeIdentifier (RFC 8737, section 6.1). */
const ACME_IDENTIFIER = '1.3.6.1.5.5.7.1.31';

/** Makes the certificate that answers a tls-alpn-01 challenge: self-signed, and critically with the digest of the key authorization (RFC 8737, section 3). */
export async function makeChallengeCertificate(name: string, keyAuthorization: string): Promise<Leaf> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const digest = createHash('sha256').update(keyAuthorization).digest();
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    notBefore: new Date(Date.now() - DAY),
    notAfter: new Date(Date.now() + DAY),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [
      new SubjectAlternativeNameExtension([{ type: 'dns', value: name }]),
      new Extension(ACME_IDENTIFIER, true, der(0x04, digest)),
    ],
  });
  return { certificate: certificatePem(made), key: await keyPem(keys.privateKey) };
}
