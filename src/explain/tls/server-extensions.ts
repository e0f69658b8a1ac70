import type { Explainer } from './extension-parts.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { ascii } from '../../../lab/text/ascii.ts';
import { counted } from '../../../lab/text/count.ts';
import type { Dissector, Said } from './dissector.ts';
import { groupSaid } from './explain.ts';
import { dissectShare } from './key-share.ts';
import { EXTENSION, groupName, versionName } from '../../../lab/wire/tls/names.ts';

/** What a ServerHello's extensions say, by number. Some only TLS 1.2 has in clear. */
export const SERVER_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.serverName]: () => [
    'known',
    'The bank used the name that the victim asked for. It need not repeat it.',
    'RFC 6066 §3',
  ],
  [EXTENSION.maxFragmentLength]: (body) => {
    const code = body.number(1, 'max fragment length', (value) => [
      value >= 1 && value <= 4 ? `${256 * 2 ** value} bytes` : `unknown (${value})`,
      'The same as the victim asked for. From here on no record carries more.',
      'RFC 6066 §4',
    ]);
    return [
      `code ${code}`,
      'The bank keeps its records small, as asked. An onlooker sees smaller pieces.',
      'RFC 6066 §4',
    ];
  },
  [EXTENSION.statusRequest]: () => [
    'accepted',
    'The bank will bring proof that its certificate was not revoked. It follows the certificate, in clear.',
    'RFC 6066 §8',
  ],
  [EXTENSION.ecPointFormats]: (body) => {
    body.vector(1, 'formats', (list) => {
      list.rest('formats', (bytes) => [
        hexStart(bytes),
        '0 is a curve point written out in full. The others are short forms out of use.',
        'RFC 8422 §5.1.2',
      ]);
      return [
        'how curve points are written',
        'Needed up to TLS 1.2 only. The list helps to tell servers apart.',
        'RFC 8422 §5.2',
      ];
    });
    return [
      'point formats',
      'How the bank can read curve points, up to TLS 1.2. It tells little but a trait of its software.',
      'RFC 8422 §5.2',
    ];
  },
  [EXTENSION.alpn]: (body) => {
    let name = '';
    body.vector(2, 'protocol name list', (list) => {
      list.vector(1, 'protocol', (inner) => {
        name = ascii(
          inner.rest('name', (text) => [
            ascii(text),
            `The name ${ascii(text)}, as registered with IANA. Plain letters on the wire.`,
            'RFC 7301 §6',
          ]),
        );
        return [
          name,
          `Both will speak ${name} inside. Up to TLS 1.2 an onlooker reads that here.`,
          'RFC 7301 §3.1',
        ];
      });
      return [name, 'Exactly one of those that the victim offered. The bank decides.', 'RFC 7301 §3.1'];
    });
    return [
      name,
      'The bank chooses the protocol to speak inside. Up to TLS 1.2 the choice is in clear.',
      'RFC 7301 §3.1',
    ];
  },
  [EXTENSION.signedCertificateTimestamp]: (body) => {
    const length = body.left;
    body.rest('timestamps', (bytes) => [
      hexStart(bytes),
      'Signed by the public logs that have the certificate. The victim can check it with their keys.',
      'RFC 6962 §3.3',
    ]);
    return [
      counted(length, 'byte'),
      'Proof that the certificate stands in public logs. A certificate in a log can be found by the owner of the name.',
      'RFC 6962 §3.3.1',
    ];
  },
  [EXTENSION.encryptThenMac]: () => [
    'accepted',
    'CBC suites will encrypt first and authenticate after. That closes the padding attacks.',
    'RFC 7366 §2',
  ],
  [EXTENSION.extendedMasterSecret]: () => [
    'accepted',
    'The keys will be bound to this whole handshake. An attacker in the middle cannot make another connection share them.',
    'RFC 7627 §5.1',
  ],
  [EXTENSION.recordSizeLimit]: (body) => {
    const limit = body.number(2, 'record size limit', (value) => [
      `${value} bytes`,
      'The most plain bytes of one record to the bank. It says nothing of what is inside.',
      'RFC 8449 §4',
    ]);
    return [
      `${limit} bytes`,
      'The longest record that the bank is willing to take. The victim cuts what it sends to fit.',
      'RFC 8449 §4',
    ];
  },
  [EXTENSION.sessionTicket]: () => [
    'will be sent',
    'The bank will send a ticket with which the victim can resume this session. It will be in clear, so its next use can be recognised.',
    'RFC 5077 §3.2',
  ],
  [EXTENSION.preSharedKey]: (body) => {
    const index = body.number(2, 'selected identity', (value) => [
      String(value),
      `Number ${value} of the keys on offer, counted from 0. Which session that was, only the two sides know.`,
      'RFC 8446 §4.2.11',
    ]);
    return [
      `key ${index} accepted`,
      'The bank resumes the earlier session: no certificate is sent this time.',
      'RFC 8446 §4.2.11',
    ];
  },
  [EXTENSION.supportedVersions]: (body) => {
    const version = body.number(2, 'selected version', (value) => [
      versionName(value),
      `Both will speak ${versionName(value)}. It is in clear, so an onlooker knows what will be sealed.`,
      'RFC 8446 §4.2.1',
    ]);
    return [
      versionName(version),
      `The bank chooses ${versionName(version)}. This is the true version; the older fields stay at TLS 1.2.`,
      'RFC 8446 §4.2.1',
    ];
  },
  [EXTENSION.keyShare]: (body) => {
    const group = dissectShare(body, 'server');
    return [
      groupName(group),
      'The bank’s public half of the key exchange. From here on both sides know a secret that the path does not.',
      'RFC 8446 §4.2.8',
    ];
  },
  [EXTENSION.renegotiationInfo]: (body) => {
    body.vector(1, 'renegotiated connection', (inner) => {
      const length = inner.left;
      if (length > 0)
        inner.rest('verify data', (bytes) => [
          hexStart(bytes),
          'The checks of the handshake before, from both sides. So nobody can join two strangers’ connections.',
          'RFC 5746 §3.2',
        ]);
      return [
        length === 0 ? 'empty' : counted(length, 'byte'),
        'Empty in a first handshake, which has nothing before it. In a later one it proves that both belong together.',
        'RFC 5746 §3.2',
      ];
    });
    return [
      'accepted',
      'The bank, too, renegotiates only in the safe way. An attacker cannot put words of his own before the victim’s.',
      'RFC 5746 §3.6',
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
      'RFC 8446 §4.2.8',
    ];
  },
  [EXTENSION.cookie]: (body) => {
    body.vector(2, 'cookie', (inner) => [
      cookie(inner)[0],
      'The bank’s own notes, to be brought back as they are. Only the bank understands them.',
      'RFC 8446 §4.2.2',
    ]);
    return [
      'to be brought back',
      'The bank lets the victim carry its notes, so that it need not remember. Not an HTTP cookie.',
      'RFC 8446 §4.2.2',
    ];
  },
  [EXTENSION.encryptedClientHello]: (body) => {
    body.rest('confirmation', (bytes) => [
      hexStart(bytes),
      'Eight bytes that only the victim can check. To anyone else they look random.',
      'RFC 9849 §7.2.1',
    ]);
    return [
      '8 bytes',
      'Says to the victim alone whether the bank could open the sealed ClientHello. From outside nobody can tell.',
      'RFC 9849 §7.2.1',
    ];
  },
};

function cookie(inner: Dissector): Said {
  const bytes = inner.rest('bytes', (value) => [
    hexStart(value),
    'Whatever the bank chose to remember this way. To onlookers it means nothing.',
    'RFC 8446 §4.2.2',
  ]);
  return [counted(bytes.length, 'byte'), '', ''];
}
