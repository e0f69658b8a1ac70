import type { PeerCertificate, DetailedPeerCertificate, TLSSocket } from 'node:tls';
import { CERTIFICATE_LIMITS } from '../facts/shown-certificate.ts';
import type { CertificateShown } from '../facts/shown-certificate.ts';

/** What a browser can say of a certificate that it was shown. */
export type ShownCertificate = Omit<CertificateShown, 'type' | 'lane'>;

/** Characters of one name that are kept. */
const LONGEST = 200;

/** The certificate that a server showed for `host`, in a person's terms; undefined where it showed none. */
export function shownCertificate(
  host: string,
  socket: TLSSocket,
  fault: string | undefined,
): ShownCertificate | undefined {
  const certificate: Partial<DetailedPeerCertificate> = socket.getPeerCertificate(true);
  if (certificate.subject === undefined) return undefined;
  const from = dateOf(certificate.valid_from);
  const names = (certificate.subjectaltname ?? '').split(', ').filter((name) => name.startsWith('DNS:'));
  return {
    host,
    names: names.slice(0, CERTIFICATE_LIMITS.names).map((name) => name.slice('DNS:'.length, LONGEST)),
    issuer: nameOf(certificate.issuer),
    from,
    until: dateOf(certificate.valid_to),
    chain: chainOf(certificate),
    ...(fault !== undefined && { fault }),
    ...(Date.parse(from) > Date.now() && { early: true }),
  };
}

function chainOf(leaf: Partial<DetailedPeerCertificate>): readonly string[] {
  const chain: string[] = [];
  const seen = new Set<unknown>();
  for (
    let each: Partial<DetailedPeerCertificate> | undefined = leaf;
    each !== undefined && !seen.has(each.fingerprint256) && chain.length < CERTIFICATE_LIMITS.chain;
    each = each.issuerCertificate
  ) {
    seen.add(each.fingerprint256);
    chain.push(nameOf(each.subject));
  }
  return chain;
}

/** What a subject or an issuer is called: its common name, else its organisation. Node gives a list of several. */
function nameOf(name: PeerCertificate['subject'] | undefined): string {
  const [called = ''] = [name?.CN ?? name?.O ?? ''].flat();
  return called.slice(0, LONGEST);
}

function dateOf(text: string | undefined): string {
  const date = new Date(text ?? '');
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}
