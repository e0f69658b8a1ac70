import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import { raw } from './extension-parts.ts';

const KDFS = ['', 'HKDF-SHA256', 'HKDF-SHA384', 'HKDF-SHA512'];
const AEADS = ['', 'AES-128-GCM', 'AES-256-GCM', 'ChaCha20Poly1305'];
const [OUTER, INNER] = [0, 1];

/** A ClientHello's `encrypted_client_hello`: a sealed one, or GREASE of the same look. RFC 9849 §5, §6.2. */
export function offeredEch(body: Dissector): Said {
  const type = body.number(1, 'ECH type', (value) => [
    ['outer', 'inner'][value] ?? `unknown (${value})`,
    typeWhy(value),
    value === OUTER ? SOURCES.greaseEch : SOURCES.encryptedClientHello,
  ]);
  if (type !== OUTER) {
    return [
      type === INNER ? 'inner' : `unknown (${type})`,
      'Nothing is sealed here. A ClientHello that is seen from outside should carry the outer kind only.',
      SOURCES.encryptedClientHello,
    ];
  }
  body.number(2, 'HPKE KDF', (value) => [
    KDFS[value] || `${value}`,
    'How the key of the seal is derived. GREASE ECH names a way that the victim supports as well.',
    SOURCES.hpkeKdf,
  ]);
  body.number(2, 'HPKE AEAD', (value) => [
    AEADS[value] || `${value}`,
    'The cipher that seals the inner ClientHello. GREASE ECH names one that the victim supports as well.',
    SOURCES.hpkeAead,
  ]);
  body.number(1, 'config id', (value) => [
    String(value),
    `Number ${value}: which of the provider’s published keys was used. In GREASE ECH it is random.`,
    SOURCES.greaseEch,
  ]);
  body.vector(2, 'enc', (inner) => [
    raw(inner, 'key'),
    inner.left === 0 && inner.fields.length === 0
      ? 'Empty: this is a second ClientHello, after a HelloRetryRequest, and the key of the first one still serves.'
      : 'The victim’s one-time public key for the seal, or a random one in GREASE ECH. Only who holds the provider’s private key can use it.',
    SOURCES.greaseEch,
  ]);
  body.vector(2, 'payload', (inner) => [
    raw(inner, 'sealed'),
    'The sealed ClientHello with the true name, or random bytes of the same look. From outside nobody can tell.',
    SOURCES.greaseEch,
  ]);
  return [
    'sealed ClientHello, or GREASE',
    'Either a sealed ClientHello with the true site name, or random bytes that look like one (GREASE ECH). From outside nobody can tell, unless the bank answers with a HelloRetryRequest: GREASE is then sent again unchanged.',
    SOURCES.greaseEch,
  ];
}

function typeWhy(type: number): string {
  if (type === OUTER)
    return 'This ClientHello is the outer one. If an inner one is sealed in it, the name in its SNI is the provider’s; if this is GREASE, the SNI is the true name.';
  return type === INNER
    ? 'This value belongs inside a sealed ClientHello. Seen from outside it is out of place.'
    : 'Not a kind that there is: 0 is the outer and 1 the inner one.';
}

/** A HelloRetryRequest's `encrypted_client_hello`. RFC 9849 §7.2.1. */
export function echConfirmation(body: Dissector): Said {
  const bytes = body.rest('confirmation', (value) => [
    hexStart(value),
    'Bytes that only the victim can check. To anyone else they look random.',
    SOURCES.echRetry,
  ]);
  return [
    counted(bytes.length, 'byte'),
    'Says to the victim alone whether the bank could open the sealed ClientHello. From outside nobody can tell.',
    SOURCES.echRetry,
  ];
}
