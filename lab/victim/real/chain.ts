import { X509Certificate } from 'node:crypto';

import { CERTIFICATE_LIMITS } from '../../facts/shown-certificate.ts';
import type { ShownCertificate } from '../peer-certificate.ts';

/** Characters of one name that are kept. */
const LONGEST = 200;

/** A certificate chain that a browser was shown for `host`, in a person's terms. `chain` is base64 of DER, the leaf first; undefined where that cannot be read. */
export function chainShown(
  host: string,
  chain: readonly string[],
  fault: string | undefined,
): ShownCertificate | undefined {
  try {
    const read = chain.slice(0, CERTIFICATE_LIMITS.chain).map(certificateOf);
    const [leaf] = read;
    if (leaf === undefined) return undefined;
    return {
      host,
      names: (leaf.subjectAltName ?? '')
        .split(', ')
        .filter((name) => name.startsWith('DNS:'))
        .slice(0, CERTIFICATE_LIMITS.names)
        .map((name) => name.slice('DNS:'.length, LONGEST)),
      issuer: calledBy(leaf.issuer),
      from: leaf.validFromDate.toISOString(),
      until: leaf.validToDate.toISOString(),
      chain: read.map(({ subject }) => calledBy(subject)),
      ...(fault !== undefined && { fault }),
    };
  } catch {
    return undefined;
  }
}

/** Whether an authority, PEM, has signed a certificate of this chain: whoever trusts one of them has no reason to call the chain's authority unknown. */
export function isSignedByOneOf(chain: readonly string[], trusted: readonly string[]): boolean {
  try {
    const read = chain.slice(0, CERTIFICATE_LIMITS.chain).map(certificateOf);
    const roots = trusted.map((authority) => new X509Certificate(authority));
    return roots.some((root) =>
      read.some(
        (each) =>
          each.checkIssued(root) &&
          each.verify(root.publicKey) &&
          each.fingerprint256 !== root.fingerprint256,
      ),
    );
  } catch {
    return false;
  }
}

function certificateOf(der: string): X509Certificate {
  return new X509Certificate(Buffer.from(der, 'base64'));
}

/** What a distinguished name calls somebody: the common name, else the organisation. */
function calledBy(name: string | undefined): string {
  const [, called = ''] = /^CN=(.*)$/m.exec(name ?? '') ?? /^O=(.*)$/m.exec(name ?? '') ?? [];
  return called.slice(0, LONGEST);
}
