import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import { groupName, VERSION } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import { groupSaid, schemeSaid } from './explain.ts';

const NAMED_CURVE = 3;

/** The bank’s half of a key exchange. RFC 5246 §7.4.3, RFC 8422 §5.4. */
export function serverKeyExchange(body: Dissector, hellos: Hellos): Said {
  const suite = cipherName(hellos.server?.cipherSuite ?? -1);
  if (suite.includes('PSK')) identityHint(body);
  const value = /_ECDHE?_/.test(suite)
    ? curveHalf(body)
    : /_DHE?_/.test(suite)
      ? finiteFieldHalf(body)
      : undefined;
  if (value === undefined) {
    if (suite.includes('PSK') && body.left === 0) {
      return [
        'hint',
        'The bank helps the victim to choose the secret that both share. It sends no key and signs nothing.',
        SOURCES.sharedSecretExchange,
      ];
    }
    body.rest('parameters', untaken);
    return [
      'key exchange',
      'The bank’s half of the key exchange, in clear. How it works depends on the suite.',
      SOURCES.serverKeyExchange,
    ];
  }
  if (/anon|PSK/.test(suite)) {
    return [
      value,
      'The bank’s half of the key exchange. It is not signed: the suite has no certificate.',
      SOURCES.serverKeyExchange,
    ];
  }
  signature(
    body,
    hellos,
    'Covers both randoms and the public key: nobody on the path can put in a key of its own.',
    SOURCES.serverKeyExchange,
  );
  return [
    value,
    'The bank’s half of a key exchange meant for this connection alone, signed with its certificate’s key. A key stolen later does not open this recording.',
    SOURCES.serverKeyExchange,
  ];
}

function identityHint(body: Dissector): void {
  body.vector(2, 'identity hint', (inner) => {
    const length = inner.left;
    if (length > 0)
      inner.rest('hint', (bytes) => [
        hexStart(bytes),
        'Says which secret is meant. In clear, though not the secret.',
        SOURCES.sharedSecretExchange,
      ]);
    return [
      length === 0 ? 'empty' : 'hint',
      length === 0
        ? 'No hint: the victim knows by itself which of its secrets is meant.'
        : 'Helps the victim to choose among its secrets. An onlooker learns what the bank calls it.',
      SOURCES.sharedSecretExchange,
    ];
  });
}

/** A curve and a point on it; the curve’s name, or undefined where it has none. */
function curveHalf(body: Dissector): string | undefined {
  const kind = body.number(1, 'curve type', (type) => [
    ['', 'explicit_prime', 'explicit_char2', 'named_curve'][type] || `unknown (${type})`,
    type === NAMED_CURVE
      ? 'The curve is given by its name, which follows. Other ways are out of use.'
      : 'The curve is not given by its name: that is out of use since RFC 8422.',
    SOURCES.serverCurve,
  ]);
  if (kind !== NAMED_CURVE) return undefined;
  const curve = groupName(body.number(2, 'named curve', groupSaid));
  publicValue(
    body,
    1,
    'public key',
    'The bank’s one-time public key on that curve. Anyone may see it: the private half is meant to be thrown away, so that no recording opens later.',
    SOURCES.serverCurve,
  );
  return curve;
}

function finiteFieldHalf(body: Dissector): string {
  publicValue(
    body,
    2,
    'prime p',
    'The prime number modulo which both compute. If it is short or known to be weak, an attacker can break the exchange.',
    SOURCES.serverKeyExchange,
  );
  publicValue(
    body,
    2,
    'generator g',
    'The number whose powers both compute. It is no secret.',
    SOURCES.serverKeyExchange,
  );
  publicValue(
    body,
    2,
    'public value Ys',
    'The bank’s one-time public value. Anyone may see it: from it nobody can compute the private half in practice.',
    SOURCES.serverKeyExchange,
  );
  return 'finite-field Diffie-Hellman';
}

/** The victim’s half of a key exchange. RFC 5246 §7.4.7, RFC 8422 §5.7. */
export function clientKeyExchange(body: Dissector, hellos: Hellos): Said {
  const suite = cipherName(hellos.server?.cipherSuite ?? -1);
  const shared = suite.includes('PSK');
  if (shared) {
    publicValue(
      body,
      2,
      'identity',
      'Which shared secret is used. The name is in clear, the secret is not sent.',
      SOURCES.sharedSecretExchange,
    );
  }
  const half = clientHalf(body, suite, versionOf(hellos));
  if (shared) {
    return [
      'shared secret',
      'The victim names the secret that both share. An onlooker reads the name, not the secret.',
      SOURCES.sharedSecretExchange,
    ];
  }
  if (half !== undefined) return half;
  body.rest('parameters', untaken);
  return [
    'key exchange',
    'The victim’s half of the key exchange, in clear. How it works depends on the suite.',
    SOURCES.clientKeyExchange,
  ];
}

/** The public value, or the encrypted secret, of a suite whose key exchange is known. */
function clientHalf(body: Dissector, suite: string, version: number): Said | undefined {
  if (/_ECDHE?_/.test(suite)) {
    publicValue(
      body,
      1,
      'public key',
      'The victim’s one-time public key. Anyone may see it: the private half never travels.',
      SOURCES.clientCurve,
    );
    return [
      'elliptic curve',
      'The victim’s half of the key exchange. Both sides now know a secret that the path does not.',
      SOURCES.clientCurve,
    ];
  }
  if (/_DHE?_/.test(suite)) {
    publicValue(
      body,
      2,
      'public value Yc',
      'The victim’s one-time public value. Anyone may see it: from it nobody can compute the private half in practice.',
      SOURCES.clientPublicValue,
    );
    return [
      'finite field',
      'The victim’s half of the key exchange. Both sides now know a secret that the path does not.',
      SOURCES.clientPublicValue,
    ];
  }
  if (!suite.startsWith('TLS_RSA_')) return undefined;
  const label = 'encrypted premaster secret';
  const why =
    'The secret itself, encrypted to the key in the bank’s certificate. Who has that certificate’s private key, now or later, can open it.';
  // SSL 3.0 as it was built has no length before it. RFC 5246 §7.4.7.1.
  if (version === VERSION.ssl30) body.rest(label, (bytes) => [hexStart(bytes), why, SOURCES.rsaKeyExchange]);
  else publicValue(body, 2, label, why, SOURCES.rsaKeyExchange);
  return [
    'RSA',
    'The victim sends the secret, encrypted to the bank’s key. Who steals that key later opens this recording.',
    SOURCES.rsaKeyExchange,
  ];
}

/** What is said of bytes that depend on a suite of which this lab does not know more. */
const untaken = (bytes: Uint8Array): Said => [
  hexStart(bytes),
  'This lab does not take apart what this cipher suite sends here. These bytes are shown as they stand.',
  SOURCES.serverKeyExchange,
];

/** The version that the bank chose; TLS 1.2 where it has not been heard yet. */
export function versionOf(hellos: Hellos): number {
  return hellos.server?.version ?? VERSION.tls12;
}

function publicValue(body: Dissector, width: number, label: string, why: string, source: string): void {
  body.vector(width, label, (inner) => {
    const length = inner.left;
    inner.rest('bytes', (bytes) => [hexStart(bytes), why, source]);
    return [counted(length, 'byte'), why, source];
  });
}

/** A signature with a length of two bytes before it, as one field, and from TLS 1.2 on its scheme. RFC 5246 §4.7. */
export function signature(body: Dissector, hellos: Hellos, why: string, source: string): void {
  if (versionOf(hellos) >= VERSION.tls12) body.number(2, 'scheme', schemeSaid);
  publicValue(body, 2, 'signature', why, source);
}
