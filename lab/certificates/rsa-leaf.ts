import 'reflect-metadata'; // @peculiar/x509 needs it to be there first
import { webcrypto } from 'node:crypto';
import { isIP } from 'node:net';

import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

import { certificatePem, keyPem, serialNumber } from './encoding.ts';
import type { LeafContent } from './leaf-content.ts';
import type { Issuer } from './leaf-content.ts';
import type { Leaf } from './leaf-content.ts';

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
/**
 * Makes an RSA leaf, with @peculiar/x509: selfsigned has no EC authority sign one. RSA key exchange asks
 * for keyEncipherment, which Chromium insists on (RFC 5246, section 7.4.2).
 */
export async function makeRsaLeaf(content: LeafContent, issuer?: Issuer): Promise<Leaf> {
  const { names, usage, notBefore, notAfter, commonName } = content;
  const keys = await webcrypto.subtle.generateKey(RSA, true, ['sign', 'verify']);
  const common = {
    serialNumber: serialNumber(),
    notBefore,
    notAfter,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature | KeyUsageFlags.keyEncipherment, true),
      new ExtendedKeyUsageExtension([
        usage === 'client' ? ExtendedKeyUsage.clientAuth : ExtendedKeyUsage.serverAuth,
      ]),
      new SubjectAlternativeNameExtension(
        names.map((value) => ({ type: isIP(value) ? 'ip' : 'dns', value })),
      ),
    ],
  };
  const subject = [{ CN: [commonName] }];
  const certificate = await (issuer === undefined
    ? X509CertificateGenerator.createSelfSigned({ ...common, name: subject, signingAlgorithm: RSA, keys })
    : X509CertificateGenerator.create({
        ...common,
        subject,
        issuer: [{ CN: [issuer.commonName] }],
        publicKey: keys.publicKey,
        signingKey: issuer.keys.privateKey,
        signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
      }));
  return { certificate: certificatePem(certificate), key: await keyPem(keys.privateKey) };
}
