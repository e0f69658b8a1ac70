import { X509Certificate } from 'node:crypto';
import { derElement, derElements, nameText } from '../../../lab/wire/tls/der.ts';
import type { DerElement } from '../../../lab/wire/tls/der.ts';
import type { Dissector, Said } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { hex } from '../../../lab/text/hex.ts';
import { ascii } from '../../../lab/text/ascii.ts';
import { counted } from '../../../lab/text/count.ts';

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
      'RFC 5280 §4.1',
    ]);
    return [counted(length, 'byte'), 'These bytes stand where a certificate should.', 'RFC 5280 §4.1'];
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
      'RFC 5280 §4.1.1.3',
    ]);
  }
  const subject = parts.find((part) => part.label === 'subject');
  const name = subject === undefined ? '' : nameText(bytes, subject.element);
  return [
    name === '' ? counted(length, 'byte') : name,
    index === 0
      ? `The ${owner}’s own certificate. In TLS 1.2 it travels in clear: an onlooker reads every name in it.`
      : 'A certificate of the chain that leads to an authority which the other side trusts. It has signed the one before it.',
    'RFC 5246 §7.4.2',
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
  'ITU-T X.690',
];

/** What the parts of the signed certificate say, in their order. RFC 5280 §4.1.2. */
const PARTS: readonly (readonly [label: string, say: Say])[] = [
  [
    'serial number',
    (bytes, element) => [
      hex(bytes.subarray(element.content, Math.min(element.end, element.content + 32))),
      'The issuer’s number for it. By it a certificate can be revoked.',
      'RFC 5280 §4.1.2.2',
    ],
  ],
  [
    'signature algorithm',
    (bytes, element) => [
      hexStart(bytes.subarray(element.content, element.end)),
      'How the issuer signed. A weak way could be forged: whoever meets SHA-1 here is advised to hang up.',
      'RFC 5280 §4.1.2.3, RFC 8446 §4.4.2.4',
    ],
  ],
  [
    'issuer',
    (bytes, element) => [
      nameText(bytes, element),
      'Who vouches for it. The other side has to trust this name’s key, or a chain to it.',
      'RFC 5280 §4.1.2.4',
    ],
  ],
  [
    'validity',
    (_bytes, _element, parsed) => [
      parsed === undefined ? 'not readable' : ascii(`${parsed.validFrom} to ${parsed.validTo}`),
      'Before and after this time browsers refuse it. An onlooker learns how old it is.',
      'RFC 5280 §4.1.2.5',
    ],
  ],
  [
    'subject',
    (bytes, element) => [
      nameText(bytes, element),
      'Whose it is. Browsers look at the subject alternative names instead.',
      'RFC 5280 §4.1.2.6',
    ],
  ],
  [
    'public key',
    (_bytes, element, parsed) => [
      keyText(parsed) ?? counted(element.end - element.at, 'byte'),
      'The key that the owner proves to hold. Everyone may know it.',
      'RFC 5280 §4.1.2.7',
    ],
  ],
];

const EXTENSIONS: Say = (_bytes, element, parsed) => [
  parsed?.subjectAltName === undefined
    ? counted(element.end - element.at, 'byte')
    : ascii(parsed.subjectAltName),
  'The names that it holds for, and what its key may be used for. A browser compares the name in its address bar with these.',
  'RFC 5280 §4.1.2.9, §4.2.1.6',
];

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
