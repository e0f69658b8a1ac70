import type { Dissector, Said } from './dissector.ts';
import { ascii } from '../../../lab/text/ascii.ts';
import { counted } from '../../../lab/text/count.ts';
import { groupSaid, schemeSaid, versionSaid } from './explain.ts';
import { listed, names } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';
import { dissectShare } from './key-share.ts';
import { EXTENSION, groupName, schemeName, versionName } from '../../../lab/wire/tls/names.ts';

/** What a ClientHello offers for the keys, the version and the protocol inside. */
export const OFFER_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.supportedVersions]: (body) => {
    const versions: number[] = [];
    body.vector(1, 'versions', (list) => {
      list.list(() => versions.push(list.number(2, 'version', versionSaid)));
      return [
        names(versions, versionName),
        'The victim likes the first best. The bank takes the newest that it knows too, and names it in its ServerHello.',
        'RFC 8446 §4.2.1',
      ];
    });
    return [
      names(versions, versionName),
      'The versions that the victim really speaks. The field at the top of the ClientHello is kept at TLS 1.2 for old devices on the path.',
      'RFC 8446 §4.2.1',
    ];
  },
  [EXTENSION.supportedGroups]: (body) => {
    const groups = listed(body, 'named group list', groupName, groupSaid, 'RFC 8446 §4.2.7');
    return [
      names(groups, groupName),
      `The ways of agreeing on a key that the victim knows, in its order of liking: ${counted(groups.length, 'group')}.`,
      'RFC 8446 §4.2.7',
    ];
  },
  [EXTENSION.keyShare]: (body) => {
    const groups: number[] = [];
    body.vector(2, 'client shares', (list) => {
      list.list(() => groups.push(dissectShare(list, 'client')));
      return [
        names(groups, groupName),
        'One for each group that the victim bets on. If the bank wants another, it asks to try again.',
        'RFC 8446 §4.2.8',
      ];
    });
    return [
      groups.length === 0 ? 'no share' : names(groups, groupName),
      groups.length === 0
        ? 'The victim sends no public key and asks the bank to choose a group first, at the price of a round trip.'
        : 'The victim’s public half of the key exchange. Anyone may see it; without the private half it opens nothing.',
      'RFC 8446 §4.2.8',
    ];
  },
  [EXTENSION.ecPointFormats]: (body) => {
    body.vector(1, 'formats', (list) => {
      list.list(() => {
        list.number(1, 'format', (value) => [
          ['uncompressed', 'ansiX962_compressed_prime', 'ansiX962_compressed_char2'][value] ??
            `unknown (${value})`,
          value === 0
            ? 'A curve point written out in full: the only form in use. It gives an onlooker nothing but a trait of the program.'
            : 'A short form that is out of use since RFC 8422. That it is offered is a trait of the program.',
          'RFC 8422 §5.1.2',
        ]);
      });
      return [
        'how curve points are written',
        'Needed up to TLS 1.2 only. The list helps to tell programs apart.',
        'RFC 8422 §5.1.2',
      ];
    });
    return [
      'point formats',
      'How the victim can read curve points, for TLS 1.2. TLS 1.3 ignores it.',
      'RFC 8422 §5.1.2',
    ];
  },
  [EXTENSION.signatureAlgorithms]: (body) => {
    const schemes = listed(body, 'schemes', schemeName, schemeSaid, 'RFC 8446 §4.2.3');
    return [
      counted(schemes.length, 'scheme'),
      `${counted(schemes.length, 'scheme')} by which the bank may prove that it owns its certificate. The list with its order helps to tell programs apart.`,
      'RFC 8446 §4.2.3',
    ];
  },
  [EXTENSION.signatureAlgorithmsCert]: (body) => {
    const schemes = listed(body, 'schemes', schemeName, schemeSaid, 'RFC 8446 §4.2.3');
    return [
      counted(schemes.length, 'scheme'),
      `${counted(schemes.length, 'scheme')} that may stand inside certificates. It is there because what signs a handshake need not sign certificates.`,
      'RFC 8446 §4.2.3',
    ];
  },
  [EXTENSION.alpn]: (body) => {
    const protocols: string[] = [];
    body.vector(2, 'protocol name list', (list) => {
      list.list(() => {
        list.vector(1, 'protocol', (inner) => {
          const name = ascii(
            inner.rest('name', (text) => [
              ascii(text),
              `The name ${ascii(text)}, as registered with IANA. Plain letters on the wire.`,
              'RFC 7301 §3.1',
            ]),
          );
          protocols.push(name);
          return [
            name,
            PROTOCOLS[name] ??
              `The victim could speak ${name} inside TLS. In clear: an onlooker reads the offer.`,
            'RFC 7301 §6',
          ];
        });
      });
      return [
        protocols.join(', '),
        'The victim likes the first best. The bank takes one of them, or ends with no_application_protocol.',
        'RFC 7301 §3.1',
      ];
    });
    return [
      protocols.join(', '),
      'What the victim would like to speak inside: the offer is in clear. In TLS 1.3 the answer is sealed.',
      'RFC 7301 §3.1',
    ];
  },
  [EXTENSION.alps]: alps,
  [EXTENSION.alpsOld]: alps,
};

const PROTOCOLS: Readonly<Record<string, string>> = {
  h2: 'The victim could speak HTTP/2 inside. Browsers offer it, simple programs mostly do not.',
  'http/1.1': 'The victim could speak HTTP/1.1 inside. Almost every program on the web can.',
  'http/1.0': 'The victim could speak HTTP/1.0 inside. Few programs still offer it.',
  h3: 'HTTP/3, which runs over QUIC. Over TCP it is out of place.',
};

function alps(body: Dissector): Said {
  body.vector(2, 'protocols', (list) => {
    list.list(() => {
      list.vector(1, 'protocol', (inner) => [
        ascii(
          inner.rest('name', (text) => [
            ascii(text),
            `The name ${ascii(text)}, as in the ALPN offer. Plain letters on the wire.`,
            'RFC 7301 §6',
          ]),
        ),
        'A protocol whose settings the victim would send inside the handshake. The settings themselves are sealed.',
        'draft-vvv-tls-alps',
      ]);
    });
    return [
      'protocols',
      'Each by its ALPN name. Chromium sends this list, which helps to know it.',
      'draft-vvv-tls-alps',
    ];
  });
  return [
    'offered',
    'Settings of HTTP/2 may travel inside the handshake. A draft that Chromium uses.',
    'draft-vvv-tls-alps',
  ];
}
