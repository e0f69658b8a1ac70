import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import type { Said } from './dissector.ts';
import { groupName, hex16, isGrease, schemeName, versionName } from '../../../lab/wire/tls/names.ts';

/** Numbers of which one table remembers what is said of them; IANA has named fewer. */
const REMEMBERED = 1_024;

/** Says of a number what it said before: a handshake names the same ones again and again. */
function remembered(say: (value: number) => Said): (value: number) => Said {
  const known = new Map<number, Said>();
  return (value) => {
    const before = known.get(value);
    if (before !== undefined) return before;
    const said = say(value);
    if (known.size < REMEMBERED) known.set(value, said);
    return said;
  };
}

const GREASE_WHY =
  'A value that means nothing. Browsers put one in at random so that no server learns to choke on what it does not know.';

/** Says what GREASE is for. RFC 8701 §2. */
function greaseSaid(value: number): Said {
  return [`GREASE (${hex16(value)})`, GREASE_WHY, 'RFC 8701 §2'];
}

/** Explains one cipher suite by what its name says. */
export const cipherSaid = remembered((suite: number): Said => {
  if (isGrease(suite)) return greaseSaid(suite);
  const name = cipherName(suite);
  const rule = CIPHER_RULES.find(([pattern]) => pattern.test(name));
  return [name, rule?.[1] ?? 'A suite that this lab has no word on.', rule?.[2] ?? 'IANA TLS Cipher Suites'];
});

/** The first rule that fits says it; the broken ones come first. */
const CIPHER_RULES: readonly (readonly [pattern: RegExp, why: string, source: string])[] = [
  [
    /RENEGOTIATION_INFO_SCSV/,
    'Not a cipher: a signal that the victim knows safe renegotiation, put here so that old servers skip it.',
    'RFC 5746 §3.3',
  ],
  [
    /FALLBACK_SCSV/,
    'Not a cipher: a signal that the victim has tried a newer version before. A bank that knows the newer one refuses.',
    'RFC 7507 §3',
  ],
  [/NULL/, 'Encrypts nothing: everything can be read on the path.', 'IANA TLS Cipher Suites'],
  [/EXPORT|_DES_|DES40|RC4/, 'Broken: its cipher is too weak to protect anything today.', 'RFC 9325 §4.1'],
  [/anon/, 'No certificate at all: anyone on the path can pose as the bank.', 'RFC 5246 §A.5'],
  [
    /3DES/,
    'An old cipher with blocks of 64 bits: long connections leak (the Sweet32 attack).',
    'RFC 9325 §4.1',
  ],
  [
    /^TLS_(AES|CHACHA20|AEGIS)/,
    'A TLS 1.3 suite: it names the cipher and the hash only. Key exchange and signature are chosen apart.',
    'RFC 8446 §B.4',
  ],
  [
    /^TLS_(RSA)_WITH/,
    'No forward secrecy: who gets the private key of the certificate one day opens every recording made before.',
    'RFC 9325 §4.1',
  ],
  [
    /^TLS_(EC)?DHE_(ECDSA|RSA|DSS).*(GCM|CCM|CHACHA20)/,
    'A fresh key exchange for each connection, so a key stolen later opens no recording. The cipher detects every change.',
    'RFC 9325 §4.2',
  ],
  [
    /^TLS_(EC)?DHE_(ECDSA|RSA|DSS)/,
    'A fresh key exchange for each connection, so a key stolen later opens no recording. Its CBC mode needs great care and is gone in TLS 1.3.',
    'RFC 9325 §4.2',
  ],
  [/PSK|SRP/, 'Rests on a secret that both sides already share, such as a device key.', 'RFC 4279 §1'],
];

/** Explains a group for key exchange. */
export const groupSaid = remembered((group: number): Said => {
  if (isGrease(group)) return greaseSaid(group);
  const name = groupName(group);
  const rule = GROUP_RULES.find(([pattern]) => pattern.test(name));
  return [
    name,
    rule?.[1] ?? 'A group that this lab has no word on.',
    rule?.[2] ?? 'IANA TLS Supported Groups',
  ];
});

const GROUP_RULES: readonly (readonly [pattern: RegExp, why: string, source: string])[] = [
  [
    /MLKEM.*|Kyber.*/,
    'Made against quantum computers. Where it is joined with a curve, an attacker has to break both.',
    'draft-ietf-tls-ecdhe-mlkem, FIPS 203',
  ],
  [
    /^x(25519|448)$/,
    'Diffie-Hellman on a modern curve: fast, and hard to get wrong.',
    'RFC 8446 §4.2.7, RFC 7748',
  ],
  [
    /^secp(256|384|521)r1$/,
    'Diffie-Hellman on a NIST curve. Sound, and in use for longer than x25519.',
    'RFC 8446 §4.2.7',
  ],
  [
    /^ffdhe/,
    'Diffie-Hellman with whole numbers and a prime that everybody knows: slower, larger shares.',
    'RFC 7919',
  ],
  [/^(sect|secp|arbitrary)/, 'An old curve that TLS 1.3 no longer has.', 'RFC 8422 §5.1.1'],
  [/^brainpool/, 'A curve of the German Brainpool standard.', 'RFC 7027, RFC 8734'],
];

/** Explains a signature scheme. */
export const schemeSaid = remembered((scheme: number): Said => {
  if (isGrease(scheme)) return greaseSaid(scheme);
  const name = schemeName(scheme);
  return [name, schemeWhy(name), 'RFC 8446 §4.2.3'];
});

function schemeWhy(name: string): string {
  if (/sha1|md5/.test(name)) return 'SHA-1 and MD5 can be forged; kept for old certificates only.';
  if (/sha224|dsa$/.test(name) && !/ecdsa/.test(name))
    return 'For TLS 1.2 and old servers only. TLS 1.3 has no such signature.';
  if (/mldsa/.test(name))
    return 'A signature made against quantum computers. That it is offered tells of new software.';
  if (/pss_rsae/.test(name))
    return 'An RSA key, signing with the modern padding PSS. TLS 1.3 has no other way for ordinary RSA keys.';
  if (/pss_pss/.test(name))
    return 'An RSA key that may be used for PSS signatures alone. The key in the certificate says so itself.';
  if (/rsa_pkcs1/.test(name))
    return 'RSA with the old padding: in TLS 1.3 for certificates only, never for the handshake.';
  if (name.startsWith('ed'))
    return 'A signature on an Edwards curve (RFC 8032). The curve fixes the hash as well.';
  if (/ecdsa/.test(name)) return 'A signature with an elliptic-curve key. It is shorter than one with RSA.';
  return 'A scheme that this lab has no word on.';
}

/** Explains a version that one side offers. */
export function versionSaid(version: number): Said {
  if (isGrease(version)) return greaseSaid(version);
  return [
    versionName(version),
    VERSION_WHY[version] ?? 'Not a version that this lab knows.',
    'RFC 8446 §4.2.1',
  ];
}

const VERSION_WHY: Readonly<Record<number, string>> = {
  0x0304: 'The newest version: everything after the hellos is sealed, certificates too.',
  0x0303: 'Still sound with the right suites. But the certificates travel in clear.',
  0x0302: 'Out of use since RFC 8996: too old to be safe.',
  0x0301: 'Out of use since RFC 8996: too old to be safe.',
  0x0300: 'Broken, and forbidden since RFC 7568.',
};
