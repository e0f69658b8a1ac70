import type { CertificateShown } from '../../lab/facts/facts.ts';

/** One line of what a browser was shown: what it is, its value, and why the browser found it wrong where it did. */
export interface CertificateLine {
  readonly label: string;
  readonly value: string;
  readonly wrong?: string;
}

/** What is said of a certificate, in the order in which a browser's own view says it, with the wrong line marked. */
export function certificateLines({
  host,
  names,
  issuer,
  from,
  until,
  chain,
  fault,
  early = false,
}: Omit<CertificateShown, 'type' | 'lane'>): readonly CertificateLine[] {
  const wrong = (code: string, why: string): Pick<CertificateLine, 'wrong'> =>
    fault === code ? { wrong: why } : {};
  return [
    {
      label: 'for the name',
      value: names.length === 0 ? 'none' : names.join(', '),
      ...wrong('ERR_CERT_COMMON_NAME_INVALID', `she wants ${host}`),
    },
    {
      label: 'issued by',
      value: issuer === '' ? 'nobody' : issuer,
      ...wrong('ERR_CERT_AUTHORITY_INVALID', 'nobody whom her browser trusts vouches for it'),
    },
    {
      label: 'valid from',
      value: dayOf(from),
      ...(early && wrong('ERR_CERT_DATE_INVALID', 'its days have not begun')),
    },
    {
      label: 'valid until',
      value: dayOf(until),
      ...(!early && wrong('ERR_CERT_DATE_INVALID', 'its days are over')),
    },
    { label: 'chain', value: chain.join(' ← ') },
  ];
}

/** The verdict of her browser in one sentence. */
export function certificateVerdict({ fault }: Pick<CertificateShown, 'fault'>): string {
  return fault === undefined ? '✓ her browser finds nothing wrong' : `✗ her browser says ${fault}`;
}

function dayOf(time: string): string {
  return time === '' ? 'unknown' : time.slice(0, 10);
}
