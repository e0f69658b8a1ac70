import { listOf, optional, truth } from './codec.ts';
import type { FactKind } from './kind.ts';
import { anyText, laneId, shortText } from './values.ts';
import type { LaneId } from './values.ts';

/** Names that are kept of one certificate, and certificates of one chain. */
export const CERTIFICATE_LIMITS = { names: 20, chain: 10 } as const;

/** The victim's browser was shown a certificate, on each connection over TLS, and has judged it. */
export interface CertificateShown {
  readonly type: 'certificate-shown';
  readonly lane: LaneId;
  /** The name that the browser wanted to reach. */
  readonly host: string;
  /** The names that it is for: its subjectAltName. */
  readonly names: readonly string[];
  /** Who signed it. */
  readonly issuer: string;
  /** ISO 8601; empty where it cannot be read. */
  readonly from: string;
  readonly until: string;
  /** Whom it is about, then whom its issuer's certificate is about, and so on, as far as the browser knows. */
  readonly chain: readonly string[];
  /** What is wrong with it, as Chromium spells it. */
  readonly fault?: string;
  /** Set where its days had not begun yet. */
  readonly early?: boolean;
}

/** Its kind. */
export const certificateShown: FactKind<CertificateShown> = {
  type: 'certificate-shown',
  fields: {
    lane: laneId,
    host: anyText,
    names: listOf(anyText, CERTIFICATE_LIMITS.names),
    issuer: anyText,
    from: shortText,
    until: shortText,
    chain: listOf(anyText, CERTIFICATE_LIMITS.chain),
    fault: optional(shortText),
    early: optional(truth),
  },
  often: 'any',
  by: 'victim',
  sentence: 'untold',
  brief: 'untold',
};
