import type { Dissector, Said } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import { IDENTITY_EXTENSIONS } from './client-identity.ts';
import { OFFER_EXTENSIONS } from './client-offers.ts';
import { RESUMPTION_EXTENSIONS } from './client-resumption.ts';
import { raw } from './extension-parts.ts';
import type { Explainer } from './extension-parts.ts';
import { EXTENSION, extensionName, isGrease } from '../../../lab/wire/tls/names.ts';

/** What a ClientHello's extensions say, by number. */
export const CLIENT_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  ...IDENTITY_EXTENSIONS,
  ...OFFER_EXTENSIONS,
  ...RESUMPTION_EXTENSIONS,
  [EXTENSION.maxFragmentLength]: (body) => {
    const code = body.number(1, 'max fragment length', (value) => [
      value >= 1 && value <= 4 ? `${256 * 2 ** value} bytes` : `unknown (${value})`,
      'The most plain bytes that one record may carry. Small devices with little memory ask for less than 16,384.',
      'RFC 6066 §4',
    ]);
    return [`code ${code}`, 'The victim asks for small records, as small devices do.', 'RFC 6066 §4'];
  },
  [EXTENSION.padding]: (body) => {
    const length = body.left;
    body.rest('padding', (bytes) => [
      bytes.every((byte) => byte === 0) ? `${bytes.length} zeros` : `${bytes.length} bytes, not all zero`,
      `${bytes.length} bytes that carry nothing. They are there for their number alone.`,
      'RFC 7685 §3',
    ]);
    return [
      counted(length, 'byte'),
      'Fills the ClientHello to a length that old servers can bear, or hides its true length. It tells an onlooker nothing more.',
      'RFC 7685 §3',
    ];
  },
  [EXTENSION.encryptThenMac]: () => [
    'offered',
    'For the CBC suites of TLS 1.2: encrypt first, authenticate after. It closes the padding attacks.',
    'RFC 7366 §2',
  ],
  [EXTENSION.extendedMasterSecret]: () => [
    'offered',
    'Binds the keys of TLS 1.2 to the whole handshake. So an attacker in the middle cannot make two connections share their keys.',
    'RFC 7627 §5.1',
  ],
  [EXTENSION.recordSizeLimit]: (body) => {
    const limit = body.number(2, 'record size limit', (value) => [
      `${value} bytes`,
      'The most plain bytes of one sealed record; in TLS 1.3 with the byte for the inner type.',
      'RFC 8449 §4',
    ]);
    return [`${limit} bytes`, 'The longest record that the victim is willing to take.', 'RFC 8449 §4'];
  },
  [EXTENSION.renegotiationInfo]: (body) => {
    body.vector(1, 'renegotiated connection', (inner) => [
      raw(inner, 'verify data'),
      'Empty in a first handshake, which has nothing before it. In a later one it proves that both belong together.',
      'RFC 5746 §3.2',
    ]);
    return [
      'offered',
      'The victim renegotiates only in the safe way. That closes an old hole by which an attacker could put words of his own before the victim’s.',
      'RFC 5746 §3.4',
    ];
  },
};

/** What an extension says that this lab does not take apart. */
export function unknownExtension(type: number, body: Dissector): Said {
  const length = body.left;
  if (length > 0) {
    body.rest('data', (bytes) => [
      hexStart(bytes),
      'This lab does not take it apart: it is shown as it stands. It travels in clear like the rest.',
      'RFC 8446 §4.2',
    ]);
  }
  if (isGrease(type)) {
    return [
      extensionName(type),
      'An extension that means nothing, put in at random. So no server learns to choke on what it does not know.',
      'RFC 8701 §3.1',
    ];
  }
  return [
    counted(length, 'byte'),
    'This lab does not take this extension apart. It travels in clear like the rest.',
    'IANA TLS ExtensionType Values',
  ];
}
