import { X509Certificate } from 'node:crypto';
import { ascii } from '../../../lab/text/ascii.ts';
import { counted } from '../../../lab/text/count.ts';
import { hex, hexStart } from '../../../lab/text/hex.ts';
import { derElement, derElements, nameText, oidText } from '../../../lab/wire/tls/der.ts';
import type { DerElement } from '../../../lab/wire/tls/der.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';

/** Where the rule for a Certificate message of this sender stands. */
export function certificateSource(owner: string): string {
  return owner === 'bank' ? SOURCES.certificateMessage : SOURCES.clientCertificate;
}

/** One certificate of a chain in clear, field by field. `index` 0 is the leaf. RFC 5280 §4.1. */
export function dissectCertificate(body: Dissector, index: number, owner: string): Said {
  const length = body.left;
  const bytes = body.look(length);
  const parsed = read(bytes);
  const parts = layout(bytes);
  if (parts === undefined) {
    body.rest('certificate', (raw) => [
      hexStart(raw),
      'Not a certificate that can be read.',
      SOURCES.certificate,
    ]);
    return [counted(length, 'byte'), 'These bytes stand where a certificate should.', SOURCES.certificate];
  }
  let at = 0;
  for (const part of parts) {
    const element = part.element;
    if (element.at > at) body.bytes(element.at - at, 'DER', framing);
    body.bytes(element.end - element.at, part.label, () => part.say(bytes, element, parsed));
    at = element.end;
  }
  if (body.left > 0) {
    body.rest('signature', (raw) => [
      `ends in ${hex(raw.subarray(-8))}`,
      'The issuer’s signature over all of this, with its algorithm. Only who holds the issuer’s private key can make it.',
      SOURCES.certificateSignature,
    ]);
  }
  const subject = parts.find((part) => part.label === 'subject');
  const name = subject === undefined ? '' : nameText(bytes, subject.element);
  return [
    name === '' ? counted(length, 'byte') : name,
    index === 0
      ? `The ${owner}’s own certificate. Up to TLS 1.2 it travels in clear: an onlooker reads every name in it.`
      : 'Sent along so that the other side finds its way to an authority which it trusts. Its key should have signed the certificate before it.',
    certificateSource(owner),
  ];
}

type Parsed = X509Certificate | undefined;
type Say = (bytes: Uint8Array, element: DerElement, parsed: Parsed) => Said;
interface Part {
  readonly label: string;
  readonly element: DerElement;
  readonly say: Say;
}

const framing = (raw: Uint8Array): Said => [
  hexStart(raw),
  'Tags and lengths of the certificate’s encoding (DER). They say where its parts begin and end.',
  SOURCES.der,
];

/** What the parts of the signed certificate say, in their order. RFC 5280 §4.1.2. */
const PARTS: readonly (readonly [label: string, say: Say])[] = [
  [
    'serial number',
    (bytes, element) => [
      hex(bytes.subarray(element.content, Math.min(element.end, element.content + 32))),
      'The issuer’s number for it. By it a certificate can be revoked.',
      SOURCES.serialNumber,
    ],
  ],
  [
    'signature algorithm',
    (bytes, element) => [
      algorithmText(bytes, element),
      'How the issuer signed. A weak way could be forged: whoever meets SHA-1 here is advised to hang up.',
      SOURCES.certificateAlgorithm,
    ],
  ],
  [
    'issuer',
    (bytes, element) => [
      nameText(bytes, element),
      'Who vouches for it. The other side has to trust this name’s key, or a chain to it.',
      SOURCES.issuer,
    ],
  ],
  [
    'validity',
    (_bytes, _element, parsed) => [
      parsed === undefined ? 'not readable' : ascii(`${parsed.validFrom} to ${parsed.validTo}`),
      'Before and after this time browsers refuse it. An onlooker learns how old it is.',
      SOURCES.validity,
    ],
  ],
  [
    'subject',
    (bytes, element) => [
      nameText(bytes, element),
      'Whose it is. Browsers look at the subject alternative names instead.',
      SOURCES.subject,
    ],
  ],
  [
    'public key',
    (_bytes, element, parsed) => [
      keyText(parsed) ?? counted(element.end - element.at, 'byte'),
      'The key that the certificate vouches for. Everyone may know it.',
      SOURCES.publicKey,
    ],
  ],
];

const EXTENSIONS: Say = (_bytes, element, parsed) => [
  parsed?.subjectAltName === undefined
    ? counted(element.end - element.at, 'byte')
    : ascii(parsed.subjectAltName),
  'Here stand the names that it holds for, and what its key may be used for, if it says so. A browser compares the name in its address bar with these.',
  SOURCES.certificateExtensions,
];

/** The algorithm's name, or its object identifier where it has none here. RFC 5280 §4.1.1.2. */
function algorithmText(bytes: Uint8Array, element: DerElement): string {
  const oid = derElement(bytes, element.content, element.end);
  if (oid === undefined) return hexStart(bytes.subarray(element.content, element.end));
  const text = oidText(bytes, oid);
  return ALGORITHMS[text] ?? text;
}

/** Signature algorithms of certificates by their object identifiers. RFC 8017, RFC 5758, RFC 8410, RFC 9881. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.1.4': 'md5WithRSAEncryption',
  '1.2.840.113549.1.1.5': 'sha1WithRSAEncryption',
  '1.2.840.113549.1.1.10': 'rsassaPss',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
  '1.2.840.10040.4.3': 'dsa-with-sha1',
  '1.2.840.10045.4.1': 'ecdsa-with-SHA1',
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.3.101.112': 'Ed25519',
  '1.3.101.113': 'Ed448',
  '2.16.840.1.101.3.4.3.17': 'ML-DSA-44',
  '2.16.840.1.101.3.4.3.18': 'ML-DSA-65',
  '2.16.840.1.101.3.4.3.19': 'ML-DSA-87',
};

/** Finds the parts of a certificate; undefined where the bytes are not one. */
function layout(bytes: Uint8Array): Part[] | undefined {
  const outer = derElement(bytes, 0);
  const signed = outer === undefined ? undefined : derElement(bytes, outer.content, outer.end);
  if (outer?.tag !== 0x30 || signed?.tag !== 0x30) return undefined;
  const [first, ...others] = derElements(bytes, signed.content, signed.end, 12);
  if (first === undefined) return undefined;
  // The version is tagged [0] and missing in version 1.
  const elements = first.tag === 0xa0 ? others : [first, ...others];
  if (elements.length < PARTS.length) return undefined;
  const parts = PARTS.flatMap(([label, say], index) => {
    const element = elements[index];
    return element === undefined ? [] : [{ label, element, say }];
  });
  const extensions = elements.find((element) => element.tag === 0xa3);
  return extensions === undefined
    ? parts
    : [...parts, { label: 'extensions', element: extensions, say: EXTENSIONS }];
}

/** Hostile bytes may be anything: what cannot be parsed is undefined. */
function read(bytes: Uint8Array): Parsed {
  try {
    return new X509Certificate(bytes);
  } catch {
    return undefined;
  }
}

function keyText(parsed: Parsed): string | undefined {
  try {
    const key = parsed?.publicKey;
    if (key?.asymmetricKeyType === undefined) return undefined;
    const details = key.asymmetricKeyDetails;
    const size =
      details?.namedCurve ?? (details?.modulusLength === undefined ? '' : `${details.modulusLength} bits`);
    return `${key.asymmetricKeyType} ${size}`.trim();
  } catch {
    return undefined;
  }
}
