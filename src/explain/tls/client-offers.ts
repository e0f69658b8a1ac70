import { ascii } from '../../../lab/text/ascii.ts';
import { counted } from '../../../lab/text/count.ts';
import { hex } from '../../../lab/text/hex.ts';
import { EXTENSION, groupName, isGrease, schemeName, versionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import { greaseSaid, groupSaid, schemeSaid, versionSaid } from './explain.ts';
import { listed, names, raw } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';
import { dissectShare } from './key-share.ts';

/** What a ClientHello offers for the keys, the version and the protocol inside. */
export const OFFER_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.supportedVersions]: (body) => {
    const versions: number[] = [];
    body.vector(1, 'versions', (list) => {
      list.list(() => versions.push(list.number(2, 'version', versionSaid)));
      return [
        names(versions, versionName),
        'The victim likes the first best. The bank takes one that it knows too, mostly the newest, and names it in its ServerHello.',
        SOURCES.supportedVersions,
      ];
    });
    return [
      names(versions, versionName),
      'The versions that the victim really speaks. The field at the top of the ClientHello stays at TLS 1.2, because many servers refused a higher number there.',
      SOURCES.supportedVersions,
    ];
  },
  [EXTENSION.supportedGroups]: (body) => {
    const groups = listed(body, 'named group list', groupName, groupSaid, SOURCES.supportedGroups);
    return [
      names(groups, groupName),
      `The ways of agreeing on a key that the victim knows, in its order of liking: ${counted(groups.length, 'group')}.`,
      SOURCES.supportedGroups,
    ];
  },
  [EXTENSION.keyShare]: (body) => {
    const groups: number[] = [];
    body.vector(2, 'client shares', (list) => {
      list.list(() => groups.push(dissectShare(list, 'client')));
      return [
        names(groups, groupName),
        'One for each group that the victim bets on. If the bank wants another, it asks to try again.',
        SOURCES.keyShare,
      ];
    });
    return [
      groups.length === 0 ? 'no share' : names(groups, groupName),
      groups.some((group) => !isGrease(group))
        ? 'The victim’s public half of the key exchange. Anyone may see it; without the private half it opens nothing.'
        : 'The victim sends no public key and asks the bank to choose a group first, at the price of a round trip. Nothing secret is here.',
      SOURCES.keyShare,
    ];
  },
  [EXTENSION.ecPointFormats]: (body) => {
    body.vector(1, 'formats', (list) => {
      list.list(() => {
        list.number(1, 'format', (value) => [
          POINT_FORMATS[value] ?? `unknown (${value})`,
          formatWhy(value),
          SOURCES.pointFormats,
        ]);
      });
      return [
        'how curve points are written',
        'Needed up to TLS 1.2 only. The list helps to tell programs apart.',
        SOURCES.pointFormats,
      ];
    });
    return [
      'point formats',
      'How the victim can read curve points, for TLS 1.2. TLS 1.3 ignores it.',
      SOURCES.pointFormats,
    ];
  },
  [EXTENSION.signatureAlgorithms]: (body) => {
    const schemes = listed(body, 'schemes', schemeName, schemeSaid, SOURCES.signatureAlgorithms);
    return [
      counted(schemes.length, 'scheme'),
      `${counted(schemes.length, 'scheme')} by which the bank may prove that it owns its certificate. The list with its order helps to tell programs apart.`,
      SOURCES.signatureAlgorithms,
    ];
  },
  [EXTENSION.signatureAlgorithmsCert]: (body) => {
    const schemes = listed(body, 'schemes', schemeName, schemeSaid, SOURCES.signatureAlgorithms);
    return [
      counted(schemes.length, 'scheme'),
      `${counted(schemes.length, 'scheme')} that may stand inside certificates. It is there because what signs a handshake need not sign certificates.`,
      SOURCES.signatureAlgorithms,
    ];
  },
  [EXTENSION.alpn]: (body) => {
    const protocols: string[] = [];
    body.vector(2, 'protocol name list', (list) => {
      list.list(() => {
        list.vector(1, 'protocol', (inner) => {
          const bytes = inner.rest('name', protocolSaid);
          const [name, why, source] = protocolOffered(bytes);
          if (greaseNumber(bytes) === undefined) protocols.push(name);
          return [name, why, source];
        });
      });
      return [
        protocols.join(', '),
        'The victim likes the first best. The bank takes one of them, ends with no_application_protocol, or passes the list over.',
        SOURCES.alpnChoice,
      ];
    });
    return [
      protocols.join(', '),
      'What the victim would like to speak inside: the offer is in clear. In TLS 1.3 the answer is sealed.',
      SOURCES.alpn,
    ];
  },
  [EXTENSION.nextProtocolNegotiation]: (body) => [
    raw(body, 'data'),
    'The forerunner of ALPN: the bank lists its protocols and the victim picks one, later and under seal. It never became an RFC, and ALPN has replaced it.',
    SOURCES.npn,
  ],
  [EXTENSION.alps]: alps,
  [EXTENSION.alpsOld]: alps,
};

const POINT_FORMATS = ['uncompressed', 'ansiX962_compressed_prime', 'ansiX962_compressed_char2'];

function formatWhy(format: number): string {
  if (format === 0)
    return 'A curve point written out in full: the only form in use. It gives an onlooker nothing but a trait of the program.';
  return POINT_FORMATS[format] === undefined
    ? 'Not a form that this lab knows. That it is offered is a trait of the program.'
    : 'A short form that is out of use since RFC 8422. That it is offered is a trait of the program.';
}

/** The number that a protocol's name of two bytes is, where it is one of those that mean nothing. RFC 8701 §2. */
function greaseNumber(name: Uint8Array): number | undefined {
  const [high = 0, low = 0] = name;
  const number = (high << 8) | low;
  return name.length === 2 && isGrease(number) ? number : undefined;
}

/** Explains the bytes of a protocol's name. */
export function protocolSaid(name: Uint8Array): Said {
  if (greaseNumber(name) !== undefined) return greaseSaid(`0x${hex(name).toUpperCase()}`);
  const plain = name.every((byte) => byte > 0x20 && byte < 0x7f);
  return [
    ascii(name),
    plain
      ? `The name ${ascii(name)} as it stands on the wire: plain letters. Nothing hides it.`
      : `The name as it stands on the wire, with what is no plain letter as its number: ${ascii(name)}. Nothing hides it.`,
    SOURCES.alpnNames,
  ];
}

function protocolOffered(bytes: Uint8Array): Said {
  if (greaseNumber(bytes) !== undefined) return protocolSaid(bytes);
  const name = ascii(bytes);
  const why =
    PROTOCOLS[name] ?? `The victim could speak ${name} inside TLS. In clear: an onlooker reads the offer.`;
  return [name, why, SOURCES.alpn];
}

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
        protocolSaid(inner.rest('name', protocolSaid))[0],
        'A protocol whose settings the victim would send inside the handshake. The settings themselves are sealed.',
        SOURCES.alps,
      ]);
    });
    return [
      'protocols',
      'Each by its ALPN name. Chromium sends this list, which helps to know it.',
      SOURCES.alps,
    ];
  });
  return [
    'offered',
    'Settings of HTTP/2 may travel inside the handshake. A draft that Chromium uses.',
    SOURCES.alps,
  ];
}
