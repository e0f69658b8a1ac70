import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import type { Dissector, Said } from './dissector.ts';
import { groupSaid, schemeSaid } from './explain.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import { groupName, VERSION } from '../../../lab/wire/tls/names.ts';

/** The bank’s half of a key exchange. RFC 5246 §7.4.3, RFC 8422 §5.4. */
export function serverKeyExchange(body: Dissector, hellos: Hellos): Said {
  const suite = cipherName(hellos.server?.cipherSuite ?? -1);
  if (/PSK/.test(suite)) {
    body.vector(2, 'identity hint', (inner) => {
      inner.rest('hint', (bytes) => [
        hexStart(bytes),
        'Says which secret is meant. In clear, though not the secret.',
        'RFC 4279 §2',
      ]);
      return [
        'hint',
        'Helps the victim to choose among its secrets. An onlooker learns what the bank calls it.',
        'RFC 4279 §2',
      ];
    });
  }
  let value = '';
  if (/_ECDHE?_/.test(suite)) {
    const kind = body.number(1, 'curve type', (type) => [
      type === 3 ? 'named_curve' : `unknown (${type})`,
      'The curve is given by its name, which follows. Other ways are out of use.',
      'RFC 8422 §5.4',
    ]);
    if (kind === 3) value = groupName(body.number(2, 'named curve', groupSaid));
    publicValue(
      body,
      1,
      'public key',
      'The bank’s one-time public key on that curve. Anyone may see it: the private half is meant to be thrown away, so that no recording opens later.',
      'RFC 8422 §5.4',
    );
  } else if (/_DHE?_/.test(suite)) {
    publicValue(
      body,
      2,
      'prime p',
      'The prime number modulo which both compute. If it is short or known to be weak, an attacker can break the exchange.',
      'RFC 5246 §7.4.3',
    );
    publicValue(
      body,
      2,
      'generator g',
      'The number whose powers both compute. It is no secret.',
      'RFC 5246 §7.4.3',
    );
    publicValue(
      body,
      2,
      'public value Ys',
      'The bank’s one-time public value. Anyone may see it: from it nobody can compute the private half in practice.',
      'RFC 5246 §7.4.3',
    );
    value = 'finite-field Diffie-Hellman';
  } else {
    body.rest('parameters', (bytes) => [
      hexStart(bytes),
      'The cipher suite is not known here. These bytes are shown as they stand.',
      'RFC 5246 §7.4.3',
    ]);
    return [
      'key exchange',
      'The bank’s half of the key exchange, in clear. How it works depends on the suite.',
      'RFC 5246 §7.4.3',
    ];
  }
  if (/anon|PSK/.test(suite)) {
    return [
      value,
      'The bank’s half of the key exchange. It is not signed: the suite has no certificate.',
      'RFC 5246 §7.4.3',
    ];
  }
  if (versionOf(hellos) >= VERSION.tls12) body.number(2, 'scheme', schemeSaid);
  signature(
    body,
    'Covers both randoms and the public key: nobody on the path can put in a key of its own.',
    'RFC 5246 §7.4.3',
  );
  return [
    value,
    'The bank’s half of a key exchange made for this connection alone, signed with its certificate’s key. A key stolen later does not open this recording.',
    'RFC 5246 §7.4.3',
  ];
}

/** The victim’s half of a key exchange. RFC 5246 §7.4.7, RFC 8422 §5.7. */
export function clientKeyExchange(body: Dissector, hellos: Hellos): Said {
  const suite = cipherName(hellos.server?.cipherSuite ?? -1);
  if (/PSK|SRP/.test(suite)) {
    body.rest('parameters', (bytes) => [
      hexStart(bytes),
      'Which shared secret is used. The name is in clear, the secret is not sent.',
      'RFC 4279 §2',
    ]);
    return [
      'shared secret',
      'The victim names the secret that both share. An onlooker reads the name, not the secret.',
      'RFC 4279 §2',
    ];
  }
  if (/_ECDHE?_/.test(suite)) {
    publicValue(
      body,
      1,
      'public key',
      'The victim’s one-time public key. Anyone may see it: the private half never travels.',
      'RFC 8422 §5.7',
    );
    return [
      'elliptic curve',
      'The victim’s half of the key exchange. Both sides now know a secret that the path does not.',
      'RFC 8422 §5.7',
    ];
  }
  if (/_DHE?_/.test(suite)) {
    publicValue(
      body,
      2,
      'public value Yc',
      'The victim’s one-time public value. Anyone may see it: from it nobody can compute the private half in practice.',
      'RFC 5246 §7.4.7.2',
    );
    return [
      'finite field',
      'The victim’s half of the key exchange. Both sides now know a secret that the path does not.',
      'RFC 5246 §7.4.7.2',
    ];
  }
  if (suite.startsWith('TLS_RSA_')) {
    publicValue(
      body,
      2,
      'encrypted premaster secret',
      'The secret itself, encrypted to the key in the bank’s certificate. Who has that certificate’s private key, now or later, can open it.',
      'RFC 5246 §7.4.7.1',
    );
    return [
      'RSA',
      'The victim sends the secret, encrypted to the bank’s key. Who steals that key later opens this recording.',
      'RFC 5246 §7.4.7.1',
    ];
  }
  body.rest('parameters', (bytes) => [
    hexStart(bytes),
    'The cipher suite is not known here. These bytes are shown as they stand.',
    'RFC 5246 §7.4.7',
  ]);
  return [
    'key exchange',
    'The victim’s half of the key exchange, in clear. How it works depends on the suite.',
    'RFC 5246 §7.4.7',
  ];
}

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

/** A signature with a length of two bytes before it, as one field. RFC 5246 §4.7. */
export function signature(body: Dissector, why: string, source: string): void {
  publicValue(body, 2, 'signature', why, source);
}
