import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { EXTENSION, isGreaseMode } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Said } from './dissector.ts';
import { greaseSaid } from './explain.ts';
import type { Explainer } from './extension-parts.ts';

/** What a ClientHello says to resume an earlier session. */
export const RESUMPTION_EXTENSIONS: Readonly<Record<number, Explainer>> = {
  [EXTENSION.sessionTicket]: (body, hello) => {
    const length = body.left;
    if (length > 0) {
      body.rest('ticket', (bytes) => [
        hexStart(bytes),
        'Sealed by the bank for itself. Sent in clear, so an onlooker can tie this connection to the one that gave it.',
        SOURCES.sessionTicket,
      ]);
    }
    return [
      length === 0 ? 'empty' : `a ticket of ${counted(length, 'byte')}`,
      length > 0
        ? 'The victim brings the ticket of an earlier TLS 1.2 session and asks to resume it. It is in clear, so an onlooker ties the two together.'
        : hello?.pskOffered === true
          ? 'The victim brings no ticket of TLS 1.2 and would take one. Whether it resumes a session of TLS 1.3 stands in pre_shared_key, in this same hello.'
          : 'The victim brings no ticket and would take one, to resume TLS 1.2 quickly next time. This extension ties the connection to no earlier one.',
      SOURCES.sessionTicket,
    ];
  },
  [EXTENSION.preSharedKey]: (body, hello) => {
    const ech = hello?.echOffered === true;
    let identities = 0;
    body.vector(2, 'identities', (list) => {
      list.list(() => {
        identities += 1;
        list.vector(2, 'identity', (inner) => {
          const bytes = inner.rest('ticket', (ticket) => [
            hexStart(ticket),
            'Mostly a ticket that the bank gave the victim before, under seal. It may also be the name of a key that both were given otherwise.',
            SOURCES.preSharedKey,
          ]);
          return [
            counted(bytes.length, 'byte'),
            'The name of a key that both sides hold. Whoever saw it used before knows the same victim again, so a client should use a ticket once.',
            SOURCES.ticketOnce,
          ];
        });
        list.number(4, 'obfuscated ticket age', (age) => [
          String(age),
          'How old the ticket is in ms, plus a number that only the two sides know; 0 for a key that is no ticket. So an onlooker cannot tell when it was given.',
          SOURCES.ticketAge,
        ]);
      });
      return [
        counted(identities, 'identity'),
        'The keys on offer, each by its name. The bank takes one of them or none.',
        SOURCES.preSharedKey,
      ];
    });
    body.vector(2, 'binders', (list) => {
      list.list(() => {
        list.vector(1, 'binder', (inner) => {
          inner.rest('HMAC', (bytes) => [
            hexStart(bytes),
            'A checksum of this ClientHello up to the binders, made with the shared key. Without that key nobody can make it.',
            SOURCES.pskBinder,
          ]);
          return [
            'binder',
            'Proves that the victim holds the key. And if somebody on the path had changed this ClientHello, it would not fit.',
            SOURCES.pskBinder,
          ];
        });
      });
      return [
        'one for each identity',
        'A proof for each key on offer. They come last because they cover everything before them.',
        SOURCES.pskBinder,
      ];
    });
    return [
      `${counted(identities, 'key')} offered`,
      ech
        ? 'The victim asks to use a key that both sides already hold, or sends random bytes that look so: beside a sealed ClientHello (ECH) they would be (GREASE PSK).'
        : 'The victim asks to use a key that both sides already hold, mostly to resume a session. An onlooker learns that the two have met before.',
      ech ? SOURCES.greasePsk : SOURCES.preSharedKey,
    ];
  },
  [EXTENSION.pskKeyExchangeModes]: (body) => {
    body.vector(1, 'modes', (list) => {
      list.list(() => {
        list.number(1, 'mode', modeSaid);
      });
      return [
        'modes',
        'The bank resumes in one of these ways only. With psk_dhe_ke alone every session keeps fresh keys.',
        SOURCES.pskModes,
      ];
    });
    return [
      'how to resume',
      'How the victim is willing to resume a session, now or later. It is sent even where nothing is resumed.',
      SOURCES.pskModes,
    ];
  },
  [EXTENSION.earlyData]: () => [
    'offered',
    'The victim sends data at once, before the bank has answered (0-RTT). An attacker cannot read it, but can send it again.',
    SOURCES.earlyData,
  ],
  [EXTENSION.cookie]: (body) => {
    body.vector(2, 'cookie', (inner) => [
      hexStart(
        inner.rest('bytes', (bytes) => [
          hexStart(bytes),
          'Whatever the bank chose to remember this way. To the victim and to onlookers it means nothing.',
          SOURCES.retryCookie,
        ]),
      ),
      'The same bytes that the bank sent. That they come back shows that the victim is where it says.',
      SOURCES.retryCookie,
    ]);
    return [
      'brought back',
      'The victim hands back what the HelloRetryRequest gave it. Not an HTTP cookie.',
      SOURCES.retryCookie,
    ];
  },
};

function modeSaid(mode: number): Said {
  if (isGreaseMode(mode)) return greaseSaid(`0x${mode.toString(16).toUpperCase().padStart(2, '0')}`);
  const [name, why] = MODES[mode] ?? [
    `unknown (${mode})`,
    'Not a way that this lab knows. The bank passes it over if it does not know it either.',
  ];
  return [name, why, SOURCES.pskModes];
}

const MODES: readonly (readonly [name: string, why: string])[] = [
  ['psk_ke', 'Resume with the old key alone: no forward secrecy for that session.'],
  ['psk_dhe_ke', 'Resume with a fresh key exchange as well: keeps forward secrecy.'],
];
