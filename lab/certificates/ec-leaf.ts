import { isIP } from 'node:net';

import { generate } from 'selfsigned';

import type { LeafContent } from './leaf-content.ts';
import type { Issuer } from './leaf-content.ts';
import type { Leaf } from './leaf-content.ts';

/** Makes an EC leaf (P-256), with selfsigned. */
export async function makeEcLeaf(content: LeafContent, issuer?: Issuer): Promise<Leaf> {
  const { names, usage, notBefore, notAfter, commonName } = content;
  const made = await generate([{ name: 'commonName', value: escapeName(commonName) }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notBeforeDate: notBefore,
    notAfterDate: notAfter,
    extensions: [
      { name: 'basicConstraints', cA: false, critical: true },
      { name: 'keyUsage', digitalSignature: true, critical: true },
      { name: 'extKeyUsage', ...(usage === 'client' ? { clientAuth: true } : { serverAuth: true }) },
      { name: 'subjectAltName', altNames: names.map(alternativeName) },
    ],
    ...(issuer && { ca: { cert: issuer.certificate, key: issuer.key } }),
  });
  return { certificate: `${made.cert.trimEnd()}\n`, key: made.private };
}

/** selfsigned's numbers for a name's kind: 2 is a DNS name, 7 an IP address (RFC 5280, section 4.2.1.6). */
function alternativeName(name: string) {
  return isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name };
}

/** selfsigned joins the name's parts to a string, in which these stand for themselves only when escaped (RFC 4514, section 2.4). */
function escapeName(text: string): string {
  return text.replaceAll(/[,+"\\<>;=#]/g, String.raw`\$&`);
}
