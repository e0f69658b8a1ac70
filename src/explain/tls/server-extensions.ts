import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { EXTENSION, groupName, versionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { protocolSaid } from './client-offers.ts';
import type { Dissector } from './dissector.ts';
import { echConfirmation } from './encrypted-client-hello.ts';
import { groupSaid } from './explain.ts';
import { bytesSaid, fragmentLength, heartbeatMode, raw } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';
import { dissectShare } from './key-share.ts';

/** What a ServerHello's extensions say, by number. Some only TLS 1.2 has in clear. */
export const SERVER_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.serverName]: () => [
    'known',
    'The bank used the name that the victim asked for. It need not repeat it.',
    SOURCES.serverName,
  ],
  [EXTENSION.maxFragmentLength]: (body) => {
    const code = body.number(1, 'max fragment length', (value) => [
      fragmentLength(value),
      'The same as the victim asked for. From here on no record carries more.',
      SOURCES.fragmentLength,
    ]);
    return [
      `code ${code}`,
      'The bank keeps its records small, as asked. An onlooker sees smaller pieces.',
      SOURCES.fragmentLength,
    ];
  },
  [EXTENSION.statusRequest]: () => [
    'accepted',
    'The bank may bring proof that its certificate was not revoked. It would follow the certificate, in clear.',
    SOURCES.stapling,
  ],
  [EXTENSION.ecPointFormats]: (body) => {
    body.vector(1, 'formats', (list) => {
      list.rest('formats', (bytes) => [
        hexStart(bytes),
        '0 is a curve point written out in full. The others are short forms out of use.',
        SOURCES.pointFormats,
      ]);
      return [
        'how curve points are written',
        'Needed up to TLS 1.2 only. The list helps to tell servers apart.',
        SOURCES.chosenPointFormats,
      ];
    });
    return [
      'point formats',
      'How the bank can read curve points, up to TLS 1.2. It tells little but a trait of its software.',
      SOURCES.chosenPointFormats,
    ];
  },
  [EXTENSION.alpn]: (body) => {
    let name = '';
    body.vector(2, 'protocol name list', (list) => {
      list.vector(1, 'protocol', (inner) => {
        name = protocolSaid(inner.rest('name', protocolSaid))[0];
        return [
          name,
          `Both will speak ${name} inside. Up to TLS 1.2 an onlooker reads that here.`,
          SOURCES.alpnChoice,
        ];
      });
      return [name, 'Exactly one of those that the victim offered. The bank decides.', SOURCES.alpnChoice];
    });
    return [
      name,
      'The bank chooses the protocol to speak inside. Up to TLS 1.2 the choice is in clear.',
      SOURCES.alpnChoice,
    ];
  },
  [EXTENSION.signedCertificateTimestamp]: (body) => {
    const length = body.left;
    body.rest('timestamps', (bytes) => [
      hexStart(bytes),
      'Signed by the public logs that have the certificate. The victim can check it with their keys.',
      SOURCES.timestamps,
    ]);
    return [
      counted(length, 'byte'),
      'Proof that the certificate stands in public logs. A certificate in a log can be found by the owner of the name.',
      SOURCES.timestampExtension,
    ];
  },
  [EXTENSION.encryptThenMac]: () => [
    'accepted',
    'CBC suites will encrypt first and authenticate after. That closes the padding attacks.',
    SOURCES.encryptThenMac,
  ],
  [EXTENSION.extendedMasterSecret]: () => [
    'accepted',
    'The keys will be bound to this whole handshake. An attacker in the middle cannot make another connection share them.',
    SOURCES.extendedMainSecret,
  ],
  [EXTENSION.recordSizeLimit]: (body) => {
    const limit = body.number(2, 'record size limit', (value) => [
      bytesSaid(value),
      'The most plain bytes of one record to the bank. It says nothing of what is inside.',
      SOURCES.recordSizeLimit,
    ]);
    return [
      bytesSaid(limit),
      'The longest record that the bank is willing to take. The victim cuts what it sends to fit.',
      SOURCES.recordSizeLimit,
    ];
  },
  [EXTENSION.statusRequestV2]: (body) => [
    raw(body, 'data'),
    'The bank may bring proof that no certificate of the chain was revoked. For TLS 1.2 only: it is deprecated, and TLS 1.3 ignores it.',
    SOURCES.stapling2,
  ],
  [EXTENSION.heartbeat]: (body) => {
    const mode = body.number(1, 'mode', heartbeatMode);
    return [
      heartbeatMode(mode)[0],
      'Either side may ask whether the other is still there, by bytes that come back. The hole Heartbleed was in programs that answered with more than they got.',
      SOURCES.heartbeat,
    ];
  },
  [EXTENSION.useSrtp]: (body) => [
    raw(body, 'profile'),
    'The way of sealing sound and pictures that the bank chooses. It belongs to DTLS: over TCP it is out of place.',
    SOURCES.useSrtp,
  ],
  [EXTENSION.nextProtocolNegotiation]: (body) => {
    const protocols: string[] = [];
    body.list(() => {
      body.vector(1, 'protocol', (inner) => {
        const name = protocolSaid(inner.rest('name', protocolSaid))[0];
        protocols.push(name);
        return [name, `The bank can speak ${name} inside. The victim picks one, under seal.`, SOURCES.npn];
      });
    });
    return [
      protocols.join(', '),
      'The forerunner of ALPN: the bank lists its protocols in clear and the victim picks one. It never became an RFC.',
      SOURCES.npn,
    ];
  },
  [EXTENSION.sessionTicket]: () => [
    'will be sent',
    'The bank will send a ticket with which the victim can resume this session. It will be in clear, so its next use can be recognised.',
    SOURCES.sessionTicket,
  ],
  [EXTENSION.preSharedKey]: (body) => {
    const index = body.number(2, 'selected identity', (value) => [
      String(value),
      `Number ${value} of the keys on offer, counted from 0. What it stands for only the two sides know.`,
      SOURCES.preSharedKey,
    ]);
    return [
      `key ${index} accepted`,
      'The bank takes this key, mostly that of an earlier session. It proves who the bank is, so no certificate is sent this time.',
      SOURCES.preSharedKey,
    ];
  },
  [EXTENSION.supportedVersions]: (body) => {
    const version = body.number(2, 'selected version', (value) => [
      versionName(value),
      `Both will speak ${versionName(value)}. It is in clear, so an onlooker knows what will be sealed.`,
      SOURCES.supportedVersions,
    ]);
    return [
      versionName(version),
      `The bank chooses ${versionName(version)}. This is the true version; the older fields stay at TLS 1.2.`,
      SOURCES.supportedVersions,
    ];
  },
  [EXTENSION.keyShare]: (body) => {
    const group = dissectShare(body, 'server');
    return [
      groupName(group),
      'The bank’s public half of the key exchange. From here on both sides know a secret that the path does not.',
      SOURCES.keyShare,
    ];
  },
  [EXTENSION.renegotiationInfo]: (body) => {
    body.vector(1, 'renegotiated connection', (inner) => {
      const length = inner.left;
      if (length > 0)
        inner.rest('verify data', (bytes) => [
          hexStart(bytes),
          'The checks of the handshake before, from both sides. So nobody can join two strangers’ connections.',
          SOURCES.renegotiationInfo,
        ]);
      return [
        length === 0 ? 'empty' : counted(length, 'byte'),
        'Empty in a first handshake, which has nothing before it. In a later one it proves that both belong together.',
        SOURCES.renegotiationInfo,
      ];
    });
    return [
      'accepted',
      'The bank, too, renegotiates only in the safe way. An attacker cannot put words of his own before the victim’s.',
      SOURCES.safeServer,
    ];
  },
};

/** What a HelloRetryRequest's extensions say where they differ from a ServerHello's. */
export const RETRY_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  ...SERVER_EXTENSIONS,
  [EXTENSION.keyShare]: (body) => {
    const group = body.number(2, 'selected group', groupSaid);
    return [
      groupName(group),
      `The bank asks for a key share of ${groupName(group)}, which the victim knows but did not send. It costs one more round trip.`,
      SOURCES.keyShare,
    ];
  },
  [EXTENSION.cookie]: (body) => {
    body.vector(2, 'cookie', (inner) => [
      cookie(inner),
      'The bank’s own notes, to be brought back as they are. Only the bank understands them.',
      SOURCES.retryCookie,
    ]);
    return [
      'to be brought back',
      'The bank lets the victim carry its notes, so that it need not remember. Not an HTTP cookie.',
      SOURCES.retryCookie,
    ];
  },
  [EXTENSION.encryptedClientHello]: echConfirmation,
};

function cookie(inner: Dissector): string {
  const bytes = inner.rest('bytes', (value) => [
    hexStart(value),
    'Whatever the bank chose to remember this way. To onlookers it means nothing.',
    SOURCES.retryCookie,
  ]);
  return counted(bytes.length, 'byte');
}
