import { latin1 } from '../../../lab/wire/bytes.ts';
import { MESSAGE } from '../../../lab/wire/tls/names.ts';
import type { EvidencePlace } from '../../../lab/facts/session.ts';
import { placeOfOffer, unfounded, verdict } from './kind.ts';
import type { ClaimKind } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** How a request for the file of http-01 begins (RFC 8555, section 8.3). */
const FILE_ASKED = /^GET \/\.well-known\/acme-challenge\/\S+/;

/** What ALPN says in tls-alpn-01 (RFC 8737, section 4). */
const HANDSHAKE_ASKED = 'acme-tls/1';

const PLACES: Readonly<Record<string, (authority: LaneView) => readonly EvidencePlace[]>> = {
  'http-01': (authority) =>
    authority.connectionsTo(80).flatMap((connection) => {
      const [asked] =
        FILE_ASKED.exec(latin1(authority.bytesOf(connection, 'to-bank').subarray(0, 500))) ?? [];
      const way = 'as the request for the file';
      return asked === undefined
        ? []
        : [{ connection, direction: 'to-bank', offset: 0, length: asked.length, way }];
    }),
  'tls-alpn-01': (authority) =>
    authority.tls.flatMap(({ connection, hellos, messages }) => {
      const hello = messages['to-bank'].find(({ type }) => type === MESSAGE.clientHello);
      const { client } = hellos;
      if (hello === undefined || client?.alpn.includes(HANDSHAKE_ASKED) !== true) return [];
      return [placeOfOffer(hello, client, { connection, direction: 'to-bank', way: 'in the ClientHello' })];
    }),
};

/** How a certificate authority looked at the bank. */
export const AUTHORITY: readonly ClaimKind[] = [
  {
    sentence: 'authority looked over <challenge>',
    values: Object.keys(PLACES),
    holds:
      'The authority came through the tap, and the recording has its question: http-01 asks in clear for a file on port 80, tls-alpn-01 offers acme-tls/1 in a handshake.',
    check: ({ authority }, challenge) => {
      if (authority.of('connection-opened').length === 0)
        return unfounded('no certificate authority came to this lane');
      const found = PLACES[challenge]?.(authority) ?? [];
      const [first] = found;
      const proof = { searched: authority.recorded, ways: 1, found };
      if (first === undefined)
        return verdict(false, `the authority came, but not to ask over ${challenge}`, proof);
      return verdict(true, `asked on connection ${first.connection}, ${first.way}`, proof);
    },
  },
];
