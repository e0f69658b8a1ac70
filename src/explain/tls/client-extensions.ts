import { counted } from '../../../lab/text/count.ts';
import { EXTENSION } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { IDENTITY_EXTENSIONS } from './client-identity.ts';
import { OFFER_EXTENSIONS } from './client-offers.ts';
import { RESUMPTION_EXTENSIONS } from './client-resumption.ts';
import { bytesSaid, fragmentLength, heartbeatMode, raw } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';

/** What a ClientHello's extensions say, by number. */
export const CLIENT_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  ...IDENTITY_EXTENSIONS,
  ...OFFER_EXTENSIONS,
  ...RESUMPTION_EXTENSIONS,
  [EXTENSION.maxFragmentLength]: (body) => {
    const code = body.number(1, 'max fragment length', (value) => [
      fragmentLength(value),
      'The most plain bytes that one record may carry. Small devices with little memory ask for less than 16,384.',
      SOURCES.fragmentLength,
    ]);
    return [
      `code ${code}`,
      'The victim asks for small records, as small devices do.',
      SOURCES.fragmentLength,
    ];
  },
  [EXTENSION.padding]: (body) => {
    const length = body.left;
    body.rest('padding', (bytes) => [
      bytes.every((byte) => byte === 0)
        ? counted(length, 'zero')
        : `${counted(length, 'byte')}, not all zero`,
      `${counted(length, 'byte that carries', 'bytes that carry')} nothing: only the number counts.`,
      SOURCES.padding,
    ]);
    return [
      counted(length, 'byte'),
      'Fills the ClientHello to a length that old servers can bear, or hides its true length. It tells an onlooker nothing more.',
      SOURCES.padding,
    ];
  },
  [EXTENSION.encryptThenMac]: () => [
    'offered',
    'For the CBC suites of TLS 1.2: encrypt first, authenticate after. It closes the padding attacks.',
    SOURCES.encryptThenMac,
  ],
  [EXTENSION.extendedMasterSecret]: () => [
    'offered',
    'Binds the keys of TLS 1.2 to the whole handshake. So an attacker in the middle cannot make two connections share their keys. RFC 9846 names it extended_main_secret.',
    SOURCES.extendedMainSecret,
  ],
  [EXTENSION.recordSizeLimit]: (body) => {
    const limit = body.number(2, 'record size limit', (value) => [
      bytesSaid(value),
      'The most plain bytes of one sealed record; in TLS 1.3 with the byte for the inner type.',
      SOURCES.recordSizeLimit,
    ]);
    return [
      bytesSaid(limit),
      'The longest record that the victim is willing to take.',
      SOURCES.recordSizeLimit,
    ];
  },
  [EXTENSION.heartbeat]: (body) => {
    const mode = body.number(1, 'mode', heartbeatMode);
    return [
      heartbeatMode(mode)[0],
      'Either side may ask whether the other is still there, by bytes that come back. The hole Heartbleed was in programs that answered with more than they got.',
      SOURCES.heartbeat,
    ];
  },
  [EXTENSION.useSrtp]: (body) => [
    raw(body, 'profiles'),
    'Ways of sealing sound and pictures with keys from this handshake, as calls in browsers do. It belongs to DTLS: over TCP it is out of place.',
    SOURCES.useSrtp,
  ],
  [EXTENSION.renegotiationInfo]: (body) => {
    body.vector(1, 'renegotiated connection', (inner) => [
      raw(inner, 'verify data'),
      'Empty in a first handshake, which has nothing before it. In a later one it proves that both belong together.',
      SOURCES.renegotiationInfo,
    ]);
    return [
      'offered',
      'The victim renegotiates only in the safe way. That closes an old hole by which an attacker could put words of his own before the victim’s.',
      SOURCES.safeClient,
    ];
  },
};
