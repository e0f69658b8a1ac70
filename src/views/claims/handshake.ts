import { MESSAGE } from '../../../lab/wire/tls/names.ts';
import { placeOfMessage, verdict } from './kind.ts';
import type { ClaimKind } from './kind.ts';

/** What the first message of TLS tells an onlooker, beside the name that it asks for. */
export const HANDSHAKE: readonly ClaimKind[] = [
  {
    sentence: 'attacker sees the protocols on offer',
    holds:
      'A recorded ClientHello lists in clear which protocols the browser speaks inside TLS (ALPN), such as http/1.1.',
    check: (view) => {
      const offers = view.tls.flatMap(({ connection, messages, hellos }) => {
        const hello = messages['to-bank'].find(({ type }) => type === MESSAGE.clientHello);
        if (hello === undefined || hellos.client === undefined || hellos.client.alpn.length === 0) return [];
        const where = { connection, direction: 'to-bank', way: 'in the ClientHello' } as const;
        const place = placeOfMessage(hello, where);
        return [{ place, names: hellos.client.alpn.join(', ') }];
      });
      const [first] = offers;
      const proof = { searched: view.recorded, ways: 1, found: offers.map(({ place }) => place) };
      if (first === undefined) return verdict(false, 'no ClientHello with such a list was recorded', proof);
      const { names, place } = first;
      return verdict(
        true,
        `${names} offered in clear in the ClientHello of connection ${place.connection}`,
        proof,
      );
    },
  },
];
