import { hexStart } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import type { Explainer } from './extension-parts.ts';
import { EXTENSION } from '../../../lab/wire/tls/names.ts';

/** What a ClientHello says to resume an earlier session. */
export const RESUMPTION_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.sessionTicket]: (body) => {
    const length = body.left;
    if (length > 0) {
      body.rest('ticket', (bytes) => [
        hexStart(bytes),
        'Sealed by the bank for itself. Sent in clear, so an onlooker can tie this connection to the one that gave it.',
        'RFC 5077 §3.2',
      ]);
    }
    return [
      length === 0 ? 'empty' : `a ticket of ${counted(length, 'byte')}`,
      length === 0
        ? 'The victim holds no ticket yet and would take one, to resume TLS 1.2 quickly next time. Nothing ties this connection to an earlier one.'
        : 'The victim brings the ticket of an earlier TLS 1.2 session and asks to resume it. It is in clear, so an onlooker ties the two together.',
      'RFC 5077 §3.2',
    ];
  },
  [EXTENSION.preSharedKey]: (body) => {
    let identities = 0;
    body.vector(2, 'identities', (list) => {
      list.list(() => {
        identities += 1;
        list.vector(2, 'identity', (inner) => {
          const bytes = inner.rest('ticket', (ticket) => [
            hexStart(ticket),
            'What the bank gave the victim before, under seal. It means something to the bank alone.',
            'RFC 8446 §4.2.11',
          ]);
          return [
            counted(bytes.length, 'byte'),
            'The name of a key that both sides hold. Whoever saw it used before knows the same victim again, so a client should use a ticket once.',
            'RFC 8446 §4.2.11, §C.4',
          ];
        });
        list.number(4, 'obfuscated ticket age', (age) => [
          String(age),
          'How old the ticket is in ms, plus a number that only the two sides know. So an onlooker cannot tell when it was given.',
          'RFC 8446 §4.2.11.1',
        ]);
      });
      return [
        counted(identities, 'identity').replace('ys', 'ies'),
        'The keys on offer, each by its name. The bank takes one of them or none.',
        'RFC 8446 §4.2.11',
      ];
    });
    body.vector(2, 'binders', (list) => {
      list.list(() => {
        list.vector(1, 'binder', (inner) => {
          inner.rest('HMAC', (bytes) => [
            hexStart(bytes),
            'A checksum of this ClientHello up to the binders, made with the shared key. Without that key nobody can make it.',
            'RFC 8446 §4.2.11.2',
          ]);
          return [
            'binder',
            'Proves that the victim holds the key. And if somebody on the path had changed this ClientHello, it would not fit.',
            'RFC 8446 §4.2.11.2',
          ];
        });
      });
      return [
        'one for each identity',
        'A proof for each key on offer. They come last because they cover everything before them.',
        'RFC 8446 §4.2.11.2',
      ];
    });
    return [
      counted(identities, 'key') + ' offered',
      'The victim asks to resume an earlier session with a key that both sides already hold. An onlooker learns that it was here before.',
      'RFC 8446 §4.2.11',
    ];
  },
  [EXTENSION.pskKeyExchangeModes]: (body) => {
    body.vector(1, 'modes', (list) => {
      list.list(() => {
        list.number(1, 'mode', (value) => [
          ['psk_ke', 'psk_dhe_ke'][value] ?? `unknown (${value})`,
          value === 1
            ? 'Resume with a fresh key exchange as well: keeps forward secrecy.'
            : 'Resume with the old key alone: no forward secrecy for that session.',
          'RFC 8446 §4.2.9',
        ]);
      });
      return [
        'modes',
        'The bank resumes in one of these ways only. With psk_dhe_ke alone every session keeps fresh keys.',
        'RFC 8446 §4.2.9',
      ];
    });
    return [
      'how to resume',
      'How the victim is willing to resume a session, now or later. It is sent even where nothing is resumed.',
      'RFC 8446 §4.2.9',
    ];
  },
  [EXTENSION.earlyData]: () => [
    'offered',
    'The victim sends data at once, before the bank has answered (0-RTT). An attacker cannot read it, but can send it again.',
    'RFC 8446 §4.2.10, §8',
  ],
  [EXTENSION.cookie]: (body) => {
    body.vector(2, 'cookie', (inner) => [
      hexStart(
        inner.rest('bytes', (bytes) => [
          hexStart(bytes),
          'Whatever the bank chose to remember this way. To the victim and to onlookers it means nothing.',
          'RFC 8446 §4.2.2',
        ]),
      ),
      'The same bytes that the bank sent. That they come back shows that the victim is where it says.',
      'RFC 8446 §4.2.2',
    ]);
    return [
      'brought back',
      'The victim hands back what the HelloRetryRequest gave it. Not an HTTP cookie.',
      'RFC 8446 §4.2.2',
    ];
  },
};
