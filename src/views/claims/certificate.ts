import { MESSAGE_HEADER } from '../../../lab/wire/tls/messages.ts';
import { MESSAGE } from '../../../lab/wire/tls/names.ts';
import type { EvidencePlace } from '../../../lab/facts/session.ts';
import { placeOfMessage, unfounded, verdict } from './kind.ts';
import type { ClaimKind } from './kind.ts';
import type { LaneView } from './lane-view.ts';

/** Whether an onlooker sees the certificate that was shown to the victim. */
export const CERTIFICATE_CLAIMS: readonly ClaimKind[] = [
  {
    sentence: 'attacker sees the certificate',
    holds: 'The message with the certificate stands in clear in the recorded handshake.',
    check: (view) => {
      const found = certificatesIn(view);
      const [first] = found;
      if (first === undefined) return verdict(false, none(view), { searched: view.recorded });
      const text = `a certificate of ${first.length - MESSAGE_HEADER} bytes in clear at byte ${first.offset} of connection ${first.connection}`;
      return verdict(true, text, { searched: view.recorded, ways: 1, found });
    },
  },
  {
    sentence: 'attacker does not see the certificate',
    holds:
      'At least one page came over TLS, so a certificate was shown, and no handshake recorded holds it in clear.',
    check: (view) => {
      if (!view.of('exchange-made').some(({ tls }) => tls !== undefined))
        return unfounded('no page came over TLS in this lane, so no certificate was to be seen');
      const found = certificatesIn(view);
      const [first] = found;
      const text = first === undefined ? none(view) : `it stands in clear at byte ${first.offset}`;
      return verdict(first === undefined && !view.isCut, text, { searched: view.recorded, ways: 1, found });
    },
  },
];

function certificatesIn(view: LaneView): readonly EvidencePlace[] {
  return view.tls.flatMap(({ connection, messages }) =>
    messages['to-victim']
      .filter(({ type, length, complete }) => type === MESSAGE.certificate && complete && length > 3)
      .map((message) =>
        placeOfMessage(message, { connection, direction: 'to-victim', way: 'in the handshake' }),
      ),
  );
}

function none({ tls }: LaneView): string {
  const handshakes = tls.length === 1 ? '1 handshake' : `${tls.length} handshakes`;
  return `${handshakes} recorded: no certificate in clear`;
}
