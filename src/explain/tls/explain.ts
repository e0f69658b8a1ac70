import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import { groupName, hex16, isGrease, schemeName, versionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Said } from './dissector.ts';

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
  'A value that means nothing. Some programs, browsers above all, put one in at random so that no server learns to choke on what it does not know.';

/** Says what GREASE is for, of a value that is shown as `shown`. RFC 8701 §2. */
export function greaseSaid(shown: string): Said {
  return [`GREASE (${shown})`, GREASE_WHY, SOURCES.greaseValues];
}

type Rule = readonly [pattern: RegExp, why: string, source: string];

/** Says of a name what the first rule says that fits it. */
function ruled(name: string, rules: readonly Rule[], otherwise: string, registry: string): Said {
  const rule = rules.find(([pattern]) => pattern.test(name));
  return [name, rule?.[1] ?? otherwise, rule?.[2] ?? registry];
}

/** Explains one cipher suite by what its name says. */
export const cipherSaid = remembered((suite: number): Said => {
  if (isGrease(suite)) return greaseSaid(hex16(suite));
  const otherwise = 'A suite that this lab has no word on.';
  return ruled(cipherName(suite), CIPHER_RULES, otherwise, SOURCES.suiteRegistry);
});

/** The first rule that fits says it; the broken ones come first. */
const CIPHER_RULES: readonly Rule[] = [
  [
    /RENEGOTIATION_INFO_SCSV/,
    'Not a cipher: a signal that the victim knows safe renegotiation, put here so that old servers skip it.',
    SOURCES.safeRenegotiationSignal,
  ],
  [
    /FALLBACK_SCSV/,
    'Not a cipher: a signal that the victim has tried a newer version before. A bank that knows the newer one refuses.',
    SOURCES.fallbackSignal,
  ],
  [/NULL/, 'Encrypts nothing: everything can be read on the path.', SOURCES.badSuites],
  [
    /^TLS_SHA(256|384)_/,
    'Encrypts nothing: it only shows changes. Made for machines; everything can be read on the path.',
    SOURCES.integrityOnly,
  ],
  [/EXPORT|_DES_|DES40|RC4/, 'Broken: its cipher is too weak to protect anything today.', SOURCES.badSuites],
  [/anon/, 'No certificate at all: anyone on the path can pose as the bank.', SOURCES.anonymous],
  [
    /3DES/,
    'An old cipher with blocks of 64 bits: long connections leak (the Sweet32 attack).',
    SOURCES.badSuites,
  ],
  [
    /^TLS_SM4/,
    'A TLS 1.3 suite with the Chinese cipher SM4 and hash SM3. Key exchange and signature are chosen apart.',
    SOURCES.sm2,
  ],
  [
    /^TLS_(AES|CHACHA20|AEGIS)/,
    'A TLS 1.3 suite: it names the cipher and the hash only. Key exchange and signature are chosen apart.',
    SOURCES.suites13,
  ],
  [
    /^TLS_(RSA)_WITH/,
    'No forward secrecy: who gets the private key of the certificate one day opens every recording made before.',
    SOURCES.badSuites,
  ],
  [
    /^TLS_(EC)?DHE_(ECDSA|RSA|DSS).*(GCM|CCM|CHACHA20)/,
    'A fresh key exchange for each connection, so a certificate’s key stolen later opens no recording. The cipher detects every change.',
    SOURCES.goodSuites,
  ],
  [
    /^TLS_(EC)?DHE_(ECDSA|RSA|DSS)/,
    'A fresh key exchange for each connection, so a certificate’s key stolen later opens no recording. Its CBC mode needs great care and is gone in TLS 1.3.',
    SOURCES.goodSuites,
  ],
  [
    /SRP/,
    'Rests on a password that the bank can check: the password itself never travels.',
    SOURCES.password,
  ],
  [
    /PSK/,
    'Rests on a secret that both sides already share, such as a device key. The secret itself never travels.',
    SOURCES.sharedSecret,
  ],
];

/** Explains a group for key exchange. */
export const groupSaid = remembered((group: number): Said => {
  if (isGrease(group)) return greaseSaid(hex16(group));
  const otherwise = 'A group that this lab has no word on.';
  return ruled(groupName(group), GROUP_RULES, otherwise, SOURCES.groupRegistry);
});

const GROUP_RULES: readonly Rule[] = [
  [
    /^curveSM2MLKEM/,
    'The Chinese curve SM2 joined with ML-KEM, which is made against quantum computers: an attacker has to break both.',
    SOURCES.groupRegistry,
  ],
  [
    /.MLKEM/,
    'A curve joined with ML-KEM, which is made against quantum computers: an attacker has to break both.',
    SOURCES.hybridGroups,
  ],
  [
    /^MLKEM/,
    'ML-KEM alone: made against quantum computers, and with no curve beside it should it fail.',
    SOURCES.kemGroups,
  ],
  [
    /Kyber/,
    'An early trial of a curve joined with what became ML-KEM. Newer programs have replaced it.',
    SOURCES.kyberGroups,
  ],
  [/^x(25519|448)$/, 'Diffie-Hellman on a modern curve: fast, and hard to get wrong.', SOURCES.modernCurves],
  [
    /^secp(256|384|521)r1$/,
    'Diffie-Hellman on a NIST curve. Sound, and in use for longer than x25519.',
    SOURCES.supportedGroups,
  ],
  [
    /^ffdhe/,
    'Diffie-Hellman with whole numbers and a prime that everybody knows: slower, larger shares.',
    SOURCES.finiteFields,
  ],
  [/^arbitrary/, 'A curve that the bank may make up: TLS 1.3 no longer has that.', SOURCES.oldCurves],
  [/^(sect|secp)/, 'An old curve: TLS 1.3 no longer has it.', SOURCES.oldCurves],
  [
    /^brainpool.*tls13$/,
    'A curve of the German Brainpool standard: its number for TLS 1.3.',
    SOURCES.brainpool,
  ],
  [/^brainpool/, 'A curve of the German Brainpool standard: its number up to TLS 1.2.', SOURCES.brainpool12],
  [/^GC\d/, 'A curve of the Russian GOST standards: used where they are required.', SOURCES.gost],
  [/^curveSM2$/, 'The curve of the Chinese standard SM2: used where it is required.', SOURCES.sm2],
];

/** Explains a signature scheme. */
export const schemeSaid = remembered((scheme: number): Said => {
  if (isGrease(scheme)) return greaseSaid(hex16(scheme));
  const otherwise = 'A scheme that this lab has no word on.';
  return ruled(schemeName(scheme), SCHEME_RULES, otherwise, SOURCES.signatureAlgorithms);
});

const SCHEME_RULES: readonly Rule[] = [
  [
    /sha1|md5/,
    'SHA-1 and MD5 can be forged: kept for old certificates and old servers only.',
    SOURCES.signatureAlgorithms,
  ],
  [
    /sha224| dsa$/,
    'For TLS 1.2 and old servers only: RFC 9846 forbids to offer it.',
    SOURCES.signatureAlgorithms,
  ],
  [
    /mldsa/,
    'A signature made against quantum computers. That it is offered tells of new software.',
    SOURCES.mlDsa,
  ],
  [
    /pss_rsae/,
    'An RSA key, signing with the modern padding PSS. In TLS 1.3 a bank with an ordinary RSA key has no other way to sign the handshake.',
    SOURCES.signatureAlgorithms,
  ],
  [
    /pss_pss/,
    'An RSA key that may be used for PSS signatures alone. The key in the certificate says so itself.',
    SOURCES.signatureAlgorithms,
  ],
  [
    /^rsa_pkcs1_.*_legacy/,
    'RSA with the old padding, for a client’s certificate in TLS 1.3 whose key can do no better. Only a bank may offer it, never a ClientHello.',
    SOURCES.legacyRsa,
  ],
  [
    /rsa_pkcs1/,
    'RSA with the old padding: it signs handshakes up to TLS 1.2. In TLS 1.3 it stands for signatures inside certificates only.',
    SOURCES.signatureAlgorithms,
  ],
  [/^ed/, 'A signature on an Edwards curve. The curve fixes the hash as well.', SOURCES.edwards],
  [/brainpool/, 'A signature with a key on a Brainpool curve: its number for TLS 1.3.', SOURCES.brainpool],
  [/sm2/, 'A signature by the Chinese standards SM2 and SM3: used where they are required.', SOURCES.sm2],
  [
    /ecdsa/,
    'A signature with an elliptic-curve key. It is shorter than one with RSA.',
    SOURCES.signatureAlgorithms,
  ],
];

/** Explains a version that one side offers. */
export function versionSaid(version: number): Said {
  if (isGrease(version)) return greaseSaid(hex16(version));
  return [versionName(version), ...(VERSION_WHY[version] ?? UNKNOWN_VERSION)];
}

const UNKNOWN_VERSION = ['Not a version that this lab knows.', SOURCES.supportedVersions] as const;
const TOO_OLD = ['Out of use since RFC 8996: too old to be safe.', SOURCES.oldVersions] as const;

const VERSION_WHY: Readonly<Record<number, readonly [why: string, source: string]>> = {
  0x0304: [
    'The newest version: after the hellos the handshake is sealed, certificates too.',
    SOURCES.supportedVersions,
  ],
  0x0303: [
    'Still sound with the right suites. But the certificates travel in clear.',
    SOURCES.supportedVersions,
  ],
  0x0302: TOO_OLD,
  0x0301: TOO_OLD,
  0x0300: ['Broken: forbidden since RFC 7568.', SOURCES.ssl3],
};
