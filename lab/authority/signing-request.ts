import 'reflect-metadata'; // @peculiar/x509 needs it to be there first
import { webcrypto } from 'node:crypto';

import { Pkcs10CertificateRequestGenerator, SubjectAlternativeNameExtension } from '@peculiar/x509';

import { keyPem } from '../certificates/encoding.ts';

/** A request for a certificate, and the key that it is for. */
export interface SigningRequest {
  /** Base64url of DER, as an order is finalized with it (RFC 8555, section 7.4). */
  readonly csr: string;
  /** PEM. */
  readonly key: string;
}

/** Makes a key (EC P-256) and the request for a certificate that says it is `name`'s (RFC 2986, section 4). */
export async function makeSigningRequest(name: string): Promise<SigningRequest> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const { rawData } = await Pkcs10CertificateRequestGenerator.create({
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [new SubjectAlternativeNameExtension([{ type: 'dns', value: name }])],
  });
  return { csr: Buffer.from(rawData).toString('base64url'), key: await keyPem(keys.privateKey) };
}
