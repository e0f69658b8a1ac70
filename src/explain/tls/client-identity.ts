import { ascii } from '../../../lab/text/ascii.ts';
import type { ClientHello } from '../../../lab/wire/tls/hello.ts';
import { EXTENSION, schemeName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { offeredEch } from './encrypted-client-hello.ts';
import { schemeSaid } from './explain.ts';
import { listed, raw } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';

/** What a ClientHello says of who is asked for, and of proof that it is the one. */
export const IDENTITY_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.serverName]: (body, hello) => {
    let name = '';
    body.vector(2, 'server name list', (list) => {
      list.list(() => {
        const type = list.number(1, 'name type', (value) => [
          value === 0 ? 'host_name' : `unknown (${value})`,
          value === 0
            ? 'The only type there is: the DNS name of a host. Addresses are not sent this way.'
            : 'Not a type that there is: 0, the DNS name of a host, is the only one.',
          SOURCES.serverName,
        ]);
        list.vector(2, 'host name', (inner) => {
          const bytes = inner.rest('name', (text) => [
            ascii(text),
            `${ascii(text)}, as plain letters on the wire. ${pathWhy(hello)}`,
            SOURCES.serverName,
          ]);
          if (type === 0) name = ascii(bytes);
          return [
            ascii(bytes),
            'Who is asked for. Sent so that one address can serve many sites.',
            SOURCES.serverName,
          ];
        });
      });
      return [
        name,
        'A list, though it may hold one host name only. Anyone on the path reads it.',
        SOURCES.serverName,
      ];
    });
    return [name, siteWhy(name, hello), SOURCES.serverName];
  },
  [EXTENSION.encryptedClientHello]: offeredEch,
  [EXTENSION.statusRequest]: (body) => {
    const type = body.number(1, 'status type', (value) => [
      value === 1 ? 'ocsp' : `unknown (${value})`,
      value === 1
        ? 'The kind of proof that is wished for: an answer of the OCSP protocol. No other is in common use.'
        : 'Not a kind of proof that this lab knows. 1, an answer of the OCSP protocol, is the one in use.',
      SOURCES.stapling,
    ]);
    if (type === 1) {
      body.vector(2, 'responder id list', (list) => [
        raw(list, 'trusted responders'),
        'Which responders the victim trusts. Empty means that the bank knows by itself.',
        SOURCES.stapling,
      ]);
      body.vector(2, 'request extensions', (list) => [
        raw(list, 'extensions'),
        'More wishes for the responder. Mostly it is empty.',
        SOURCES.stapling,
      ]);
    } else raw(body, 'request');
    return [
      type === 1 ? 'ocsp' : `unknown (${type})`,
      'The victim asks the bank to bring proof that its certificate was not revoked. So it need not ask the authority, who would learn of the visit.',
      SOURCES.stapling,
    ];
  },
  [EXTENSION.statusRequestV2]: (body) => [
    raw(body, 'requests'),
    'The victim asks for proof that no certificate of the chain was revoked. For TLS 1.2 only: it is deprecated, and TLS 1.3 ignores it.',
    SOURCES.stapling2,
  ],
  [EXTENSION.signedCertificateTimestamp]: (body) => [
    raw(body, 'timestamps'),
    'The victim asks for proof that the certificate stands in the public logs (Certificate Transparency). A forged one that no log knows is then noticed.',
    SOURCES.timestampExtension,
  ],
  [EXTENSION.certificateAuthorities]: (body) => [
    raw(body, 'names'),
    'The authorities that the victim trusts, so that the bank can choose its certificate. The list is a trait of the program.',
    SOURCES.certificateAuthorities,
  ],
  [EXTENSION.trustAnchors]: (body) => [
    raw(body, 'authorities'),
    'Numbers of authorities that the victim trusts, so that the bank can choose its certificate. A draft that Chromium tries out.',
    SOURCES.trustAnchors,
  ],
  [EXTENSION.postHandshakeAuth]: () => [
    'offered',
    'The bank may ask for a certificate of the victim later, after the handshake. That it would answer is a trait of the program.',
    SOURCES.postHandshakeAuth,
  ],
  [EXTENSION.compressCertificate]: (body) => {
    body.vector(1, 'algorithms', (list) => {
      list.list(() => {
        list.number(2, 'algorithm', (value) => [
          [undefined, 'zlib', 'brotli', 'zstd'][value] ?? `unknown (${value})`,
          'A way of packing that the victim can undo. The certificate itself stays sealed in TLS 1.3.',
          SOURCES.compressionAlgorithms,
        ]);
      });
      return [
        'ways of packing',
        'The bank may use any of them. Which ones are offered helps to tell programs apart.',
        SOURCES.compressCertificate,
      ];
    });
    return [
      'offered',
      'The victim can take the certificate packed, which makes the handshake smaller. Not every program offers this, so it helps to tell which one she uses.',
      SOURCES.compressCertificate,
    ];
  },
  [EXTENSION.delegatedCredential]: (body) => {
    listed(body, 'schemes', schemeName, schemeSaid, SOURCES.delegatedCredential);
    return [
      'offered',
      'The victim accepts a short-lived key that the owner of a certificate has signed. So the certificate’s own key can stay in a safe place.',
      SOURCES.delegatedCredential,
    ];
  },
};

/** What an observer learns from the name in clear; beside ECH it may be the provider's. */
function siteWhy(name: string, hello: ClientHello | undefined): string {
  const said = name === '' ? 'none here' : name;
  return hello?.echOffered === true
    ? `A name in clear, ${said}: the site that the victim wants, or with a sealed ClientHello (ECH) its provider’s public name. Anyone on the path reads it.`
    : `The victim names the site it wants, ${said}, in clear. Anyone on the path reads it.`;
}

function pathWhy(hello: ClientHello | undefined): string {
  return hello?.echOffered === true
    ? 'Anyone on the path reads it, but it may be the provider’s name and not the site’s (ECH).'
    : 'Anyone on the path reads which site is visited, though no page of it.';
}
