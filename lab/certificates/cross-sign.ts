import 'reflect-metadata'; // @peculiar/x509 needs it to be there first
import { X509Certificate as NodeCertificate } from 'node:crypto';

import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from '@peculiar/x509';

import { certificatePem, serialNumber } from './encoding.ts';
import type { Issuer } from './leaf-content.ts';
import { DAY, LIFETIME } from './validity.ts';

/**
 * Signs another authority's root anew (RFC 5280, section 3.2, calls it a cross-certificate): the same subject, key and key
 * identifier, so that its chains lead to `issuer` too. `depth` is how many authorities may follow it. Throws a
 * `RangeError` where the issuer has no such depth, and a `TypeError` where the root is none.
 */
export async function crossSign(root: string, issuer: Issuer, depth: number): Promise<string> {
  if (depth < 0) throw new RangeError(`${issuer.commonName} signs leaves only`);
  const given = new NodeCertificate(root);
  if (!given.ca || !given.verify(given.publicKey)) throw new TypeError('not the root of an authority');
  const theirs = new X509Certificate(root);
  const ours = new X509Certificate(issuer.certificate);
  // The certificates below name their issuer's key by these, and a chain is put together by them.
  const keyIds = [theirs, ours].map((each) => each.getExtension(SubjectKeyIdentifierExtension)?.keyId);
  const [subjectKey, issuerKey] = keyIds;
  const start = Date.now() - DAY;
  const made = await X509CertificateGenerator.create({
    serialNumber: serialNumber(),
    subject: theirs.subjectName,
    issuer: ours.subjectName,
    notBefore: new Date(start),
    notAfter: new Date(start + LIFETIME),
    publicKey: theirs.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    extensions: [
      new BasicConstraintsExtension(true, depth, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      ...(subjectKey === undefined ? [] : [new SubjectKeyIdentifierExtension(subjectKey)]),
      ...(issuerKey === undefined ? [] : [new AuthorityKeyIdentifierExtension(issuerKey)]),
    ],
  });
  return certificatePem(made);
}
