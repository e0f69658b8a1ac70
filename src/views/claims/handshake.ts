import { alertName, MESSAGE } from '../../../lab/wire/tls/names.ts';
import { placeOfOffer, unfounded, verdict } from './kind.ts';
import type { ClaimKind, Verdict } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** Names of protocols that a browser offers inside TLS (RFC 7301, section 6). */
const PROTOCOLS_ON_OFFER = ['h2', 'http/1.1'] as const;

/** What handshakes tell an onlooker, beside the name that is asked for, and what came of them. */
export const HANDSHAKE: readonly ClaimKind[] = [
  {
    sentence: 'attacker sees the protocols on offer',
    holds:
      'A recorded ClientHello lists in clear which protocols the browser speaks inside TLS (ALPN), such as http/1.1.',
    check: (view) => offers(view, () => true, 'such a list'),
  },
  {
    sentence: 'attacker sees <protocol> on offer',
    values: PROTOCOLS_ON_OFFER,
    holds: 'The list of such protocols (ALPN) in a recorded ClientHello names this one, in clear.',
    check: (view, protocol) => offers(view, (alpn) => alpn.includes(protocol), `${protocol} in such a list`),
  },
  {
    sentence: 'victim speaks <protocol>',
    values: PROTOCOLS_ON_OFFER,
    holds:
      'This is what the browser, which offered HTTP/2, agreed on with whoever answered its handshake last.',
    check: (view, protocol) => {
      const agreed = view.last('protocol-agreed');
      if (agreed === undefined) return unfounded('no browser of this lane offered HTTP/2 and was answered');
      const { offered, chosen, host } = agreed;
      return verdict(chosen === protocol, `${chosen} with ${host}, out of ${offered.join(', ')}`);
    },
  },
  {
    sentence: 'bank answers with alert <name>',
    values: ['protocol_version', 'handshake_failure'],
    holds:
      'The first thing that came back in answer to a recorded ClientHello is this alert of TLS, in clear.',
    check: (view, name) => {
      const back = view.tls.map(({ connection }) =>
        view.traffic.units.find((unit) => unit.connection === connection && unit.direction === 'to-victim'),
      );
      const alerts = back.flatMap((unit) => (unit?.kind === 'alert' ? [unit] : []));
      const found = alerts.filter(({ tls }) => alertName(tls?.payload?.[1] ?? -1) === name);
      const [first] = found;
      const proof = {
        searched: view.recorded,
        ways: 1,
        found: found.map(({ connection, direction, offset, length }) => ({
          connection,
          direction,
          offset,
          length,
          way: 'as it is',
        })),
      };
      if (first !== undefined) return verdict(true, `alert ${name} on connection ${first.connection}`, proof);
      const others = alerts.map((unit) => unit.name).join(', ');
      return verdict(false, others === '' ? 'no ClientHello was answered with an alert' : others, proof);
    },
  },
];

/** The ClientHellos whose list of protocols is such a one. */
function offers(view: LaneView, fits: (alpn: readonly string[]) => boolean, what: string): Verdict {
  const found = view.tls.flatMap(({ connection, messages, hellos: { client } }) => {
    const hello = messages['to-bank'].find(({ type }) => type === MESSAGE.clientHello);
    if (hello === undefined || client === undefined || client.alpn.length === 0 || !fits(client.alpn))
      return [];
    const where = { connection, direction: 'to-bank', way: 'in the ClientHello' } as const;
    return [{ place: placeOfOffer(hello, client, where), names: client.alpn.join(', ') }];
  });
  const [first] = found;
  const proof = { searched: view.recorded, ways: 1, found: found.map(({ place }) => place) };
  if (first === undefined) return verdict(false, `no ClientHello with ${what} was recorded`, proof);
  const { names, place } = first;
  const text = `${names} offered in clear in the ClientHello of connection ${place.connection}`;
  return verdict(true, text, proof);
}
