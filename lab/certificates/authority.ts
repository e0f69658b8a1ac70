import 'reflect-metadata'; // @peculiar/x509 needs it to be there first
import { createHash, webcrypto } from 'node:crypto';

import {
  BasicConstraintsExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

import { crossSign } from './cross-sign.ts';
import { certificatePem, der, keyPem, octets, sequence, serialNumber } from './encoding.ts';
import { makeLeaf } from './leaf.ts';
import type { Leaf } from './leaf-content.ts';
import type { LeafRequest } from './leaf-content.ts';
import { DAY, LIFETIME } from './validity.ts';

/** An authority of the lab's world. Its key stays in memory. */
export interface Authority {
  readonly name: string;
  /** PEM. */
  readonly certificate: string;
  issue(request: LeafRequest): Promise<Leaf>;
}

/** An authority whose key is here. */
export interface OpenedAuthority extends Authority {
  /** Signs another authority's root (PEM) anew, so that who trusts this one follows its chains, for names under `.test` only. */
  crossSign(root: string): Promise<string>;
}

/** What an authority may be beside its name. */
export interface AuthorityOptions {
  /** How many other authorities may stand between it and a leaf (RFC 5280, section 4.2.1.9): none, where it is left out. */
  readonly depth?: number;
}

/**
 * NameConstraints in DER (RFC 5280, section 4.2.1.10): permitted are DNS names under `test`, excluded are
 * all IP addresses, which the first alone would leave free.
 */
const NAME_CONSTRAINTS = sequence(
  der(0xa0, sequence(der(0x82, Buffer.from('test')))),
  der(0xa1, sequence(der(0x87, Buffer.alloc(8))), sequence(der(0x87, Buffer.alloc(32)))),
);

/** Makes an authority (EC P-256, SHA-256) whose leaves are good for names under `.test` only: it says so itself, in a critical name constraint. */
export async function openAuthority(
  commonName: string,
  { depth = 0 }: AuthorityOptions = {},
): Promise<OpenedAuthority> {
  const keys = await webcrypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const start = Date.now() - DAY;
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [commonName] }],
    notBefore: new Date(start),
    notAfter: new Date(start + LIFETIME),
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    keys,
    extensions: [
      new BasicConstraintsExtension(true, depth, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign, true),
      new Extension('2.5.29.30', true, NAME_CONSTRAINTS),
      new Extension('2.5.29.14', false, await keyIdentifier(keys.publicKey)),
    ],
  });
  const certificate = certificatePem(made);
  const issuer = { commonName, certificate, key: await keyPem(keys.privateKey), keys };
  return {
    name: commonName,
    certificate,
    issue: (request) => makeLeaf(request, issuer),
    crossSign: (root) => crossSign(root, issuer, depth - 1),
  };
}

/** SubjectKeyIdentifier in DER (RFC 5280, section 4.2.1.2); the library's own way to make it costs 4 ms. */
async function keyIdentifier(key: webcrypto.CryptoKey): Promise<Buffer> {
  const point = Buffer.from(await webcrypto.subtle.exportKey('raw', key));
  return octets(createHash('sha1').update(point).digest());
}
