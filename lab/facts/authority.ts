import { oneOf } from './codec.ts';
import type { FactKind, FactOf } from './kind.ts';
import { anyText, laneId, shortText } from './values.ts';
import type { LaneId } from './values.ts';

/** How an authority sees that a name is the asker's: by a file on port 80 (RFC 8555, section 8.3), or in a handshake on port 443 (RFC 8737, section 3). */
export const CHALLENGES = ['http-01', 'tls-alpn-01'] as const;

/** One of them. */
export type ChallengeWord = (typeof CHALLENGES)[number];

/** Who asked an authority for a certificate, and how it is to look. */
interface OfOrder {
  readonly lane: LaneId;
  readonly to: 'bank' | 'attacker';
  readonly challenge: ChallengeWord;
  /** The host name that the certificate is to be for. */
  readonly name: string;
}

const ofOrder = {
  lane: laneId,
  to: oneOf('bank', 'attacker'),
  challenge: oneOf(...CHALLENGES),
  name: shortText,
};

/** The authority said what it wants to find at the name, and will look for it now. */
export interface ChallengeGiven extends OfOrder {
  readonly type: 'challenge-given';
  readonly token: string;
}

const challengeGiven: FactKind<ChallengeGiven> = {
  type: 'challenge-given',
  fields: { ...ofOrder, token: shortText },
  often: 'bounded',
  by: 'authority',
  sentence: ({ to, challenge, name, token }) =>
    challenge === 'http-01'
      ? `asks the ${to} for ${challenge}: show this at http://${name}/.well-known/acme-challenge/${token}`
      : `asks the ${to} for ${challenge}: show the certificate for it when acme-tls/1 is asked for on port 443`,
  brief: ({ to, challenge }) => `gave the ${to} a challenge, ${challenge}`,
};

/** The authority saw what it wanted, and issued a certificate. */
export interface CertificateIssued extends OfOrder {
  readonly type: 'certificate-issued';
  readonly issuer: string;
  /** The last moment at which it is good, ISO 8601. */
  readonly until: string;
}

const certificateIssued: FactKind<CertificateIssued> = {
  type: 'certificate-issued',
  fields: { ...ofOrder, issuer: anyText, until: shortText },
  often: 'bounded',
  by: 'authority',
  sentence: ({ to, name, issuer, until }) =>
    `issues a certificate for ${name} to the ${to}: from ${issuer}, good until ${until.slice(0, 10)}`,
  brief: ({ to, name }) => `issued a certificate for ${name} to the ${to}`,
};

/** The authority did not issue one. */
export interface IssuanceRefused extends OfOrder {
  readonly type: 'issuance-refused';
  /** What it said, hostile text. */
  readonly why: string;
}

const issuanceRefused: FactKind<IssuanceRefused> = {
  type: 'issuance-refused',
  fields: { ...ofOrder, why: anyText },
  often: 'bounded',
  by: 'authority',
  sentence: ({ to, name, why }) => `issues no certificate for ${name} to the ${to}: ${why}`,
  brief: ({ to }) => `issued no certificate to the ${to}`,
};

/** What a certificate authority says of itself. */
export const AUTHORITY_FACTS = [challengeGiven, certificateIssued, issuanceRefused] as const;

/** A fact of that family. */
export type AuthorityFact = FactOf<(typeof AUTHORITY_FACTS)[number]>;
