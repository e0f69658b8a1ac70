import { ascii } from '../../../lab/text/ascii.ts';
import { schemeSaid } from './explain.ts';
import { listed, raw } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';
import { EXTENSION, schemeName } from '../../../lab/wire/tls/names.ts';

/** What a ClientHello says of who is asked for, and of proof that it is the one. */
export const IDENTITY_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.serverName]: (body) => {
    let name = '';
    body.vector(2, 'server name list', (list) => {
      list.list(() => {
        const type = list.number(1, 'name type', (value) => [
          value === 0 ? 'host_name' : `unknown (${value})`,
          'The only type there is: the DNS name of a host. Addresses are not sent this way.',
          'RFC 6066 §3',
        ]);
        list.vector(2, 'host name', (inner) => {
          const bytes = inner.rest('name', (text) => [
            ascii(text),
            `${ascii(text)}, as plain letters on the wire. Anyone on the path reads which site is visited, though no page of it.`,
            'RFC 6066 §3',
          ]);
          if (type === 0) name = ascii(bytes);
          return [
            ascii(bytes),
            'Who is asked for. Sent so that one address can serve many sites.',
            'RFC 6066 §3',
          ];
        });
      });
      return [
        name,
        'A list, though it may hold one host name only. The attacker needs no more to know the site.',
        'RFC 6066 §3',
      ];
    });
    return [
      name,
      `The victim names the site it wants, ${name === '' ? 'none here' : name}, in clear. Anyone on the path reads it.`,
      'RFC 6066 §3',
    ];
  },
  [EXTENSION.encryptedClientHello]: (body) => {
    const type = body.number(1, 'ECH type', (value) => [
      ['outer', 'inner'][value] ?? `unknown (${value})`,
      value === 0
        ? 'This ClientHello is the outer one: it carries a sealed inner one, or looks so. The name in its SNI is then the provider’s.'
        : 'This value belongs inside a sealed ClientHello. Seen from outside it is out of place.',
      'RFC 9849 §5',
    ]);
    if (type === 0) {
      body.number(2, 'HPKE KDF', (value) => [
        value === 1 ? 'HKDF-SHA256' : `${value}`,
        'How the key of the seal is derived. Random values would do as well: that is what GREASE ECH sends.',
        'RFC 9180 §7.2',
      ]);
      body.number(2, 'HPKE AEAD', (value) => [
        ['', 'AES-128-GCM', 'AES-256-GCM', 'ChaCha20Poly1305'][value] ?? `${value}`,
        'The cipher that seals the inner ClientHello. An onlooker learns nothing of what is inside.',
        'RFC 9180 §7.3',
      ]);
      body.number(1, 'config id', (value) => [
        String(value),
        `Number ${value}: which of the provider’s published keys was used. In GREASE ECH it is random.`,
        'RFC 9849 §5',
      ]);
      body.vector(2, 'enc', (inner) => [
        raw(inner, 'key'),
        'The victim’s one-time public key for the seal. Only who holds the provider’s private key can use it.',
        'RFC 9849 §5',
      ]);
      body.vector(2, 'payload', (inner) => [
        raw(inner, 'sealed'),
        'The sealed ClientHello with the true name, or random bytes of the same look. From outside nobody can tell.',
        'RFC 9849 §5',
      ]);
    }
    return [
      'sealed ClientHello, or GREASE',
      'Either a sealed ClientHello with the true site name, or random bytes that look like one (GREASE ECH). From outside nobody can tell.',
      'RFC 9849 §5, §6.2',
    ];
  },
  [EXTENSION.statusRequest]: (body) => {
    body.number(1, 'status type', (value) => [
      value === 1 ? 'ocsp' : `unknown (${value})`,
      'The kind of proof that is wished for: an answer of the OCSP protocol. No other is in common use.',
      'RFC 6066 §8',
    ]);
    body.vector(2, 'responder id list', (list) => [
      raw(list, 'trusted responders'),
      'Which responders the victim trusts. Empty means that the bank knows by itself.',
      'RFC 6066 §8',
    ]);
    body.vector(2, 'request extensions', (list) => [
      raw(list, 'extensions'),
      'More wishes for the responder. Mostly it is empty.',
      'RFC 6066 §8',
    ]);
    return [
      'ocsp',
      'The victim asks the bank to bring proof that its certificate was not revoked. So it need not ask the authority, who would learn of the visit.',
      'RFC 6066 §8',
    ];
  },
  [EXTENSION.signedCertificateTimestamp]: (body) => [
    raw(body, 'timestamps'),
    'The victim asks for proof that the certificate stands in the public logs (Certificate Transparency). A forged one that no log knows is then noticed.',
    'RFC 6962 §3.3.1',
  ],
  [EXTENSION.certificateAuthorities]: (body) => [
    raw(body, 'names'),
    'The authorities that the victim trusts, so that the bank can choose its certificate. The list is a trait of the program.',
    'RFC 8446 §4.2.4',
  ],
  [EXTENSION.trustAnchors]: (body) => [
    raw(body, 'authorities'),
    'Numbers of authorities that the victim trusts, so that the bank can choose its certificate. A draft that Chromium uses.',
    'draft-ietf-tls-trust-anchor-ids',
  ],
  [EXTENSION.postHandshakeAuth]: () => [
    'offered',
    'The bank may ask for a certificate of the victim later, after the handshake. That it would answer is a trait of the program.',
    'RFC 8446 §4.2.6',
  ],
  [EXTENSION.compressCertificate]: (body) => {
    body.vector(1, 'algorithms', (list) => {
      list.list(() => {
        list.number(2, 'algorithm', (value) => [
          [undefined, 'zlib', 'brotli', 'zstd'][value] ?? `unknown (${value})`,
          'A way of packing that the victim can undo. The certificate itself stays sealed in TLS 1.3.',
          'RFC 8879 §7.3',
        ]);
      });
      return [
        'ways of packing',
        'The bank may use any of them. Which ones are offered helps to tell programs apart.',
        'RFC 8879 §3',
      ];
    });
    return [
      'offered',
      'The victim can take the certificate packed, which makes the handshake smaller. Not every program offers this, so it helps to tell which one she uses.',
      'RFC 8879 §3',
    ];
  },
  [EXTENSION.delegatedCredential]: (body) => {
    listed(body, 'schemes', schemeName, schemeSaid, 'RFC 9345 §4.1.1');
    return [
      'offered',
      'The victim accepts a short-lived key that the owner of a certificate has signed. So the certificate’s own key can stay in a safe place.',
      'RFC 9345 §4.1.1',
    ];
  },
};
