import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import { derElement, nameText } from '../../../lab/wire/tls/der.ts';
import { VERSION } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { certificateSource, dissectCertificate } from './certificate.ts';
import type { Dissector, Said } from './dissector.ts';
import { schemeSaid } from './explain.ts';
import { clientKeyExchange, serverKeyExchange, signature, versionOf } from './tls12-key-exchange.ts';

/** Takes the body of a handshake message apart; `owner` is who sent it. */
export type MessageExplainer = (body: Dissector, hellos: Hellos, owner: 'victim' | 'bank') => Said;

/** The handshake messages that travel in clear up to TLS 1.2, by number. RFC 5246 §7.4. */
export const TLS12_MESSAGES: Readonly<Record<number, MessageExplainer>> = {
  0: () => [
    'begin again',
    'The bank asks the victim to start a new handshake inside this connection. The message is empty.',
    SOURCES.helloRequest,
  ],
  4: newSessionTicket,
  11: (body, _talk, owner) => {
    let total = 0;
    const empty = body.left >= 3 && body.peek(3) === 0;
    body.vector(3, 'certificate list', (list) => {
      list.list((index) => {
        total += 1;
        list.vector(3, index === 0 ? 'leaf certificate' : 'chain certificate', (inner) =>
          dissectCertificate(inner, index, owner),
        );
      });
      return [
        counted(total, 'certificate'),
        'The leaf first, then each one’s issuer. The root may be left out, for the other side must have it anyway.',
        certificateSource(owner),
      ];
    });
    return [
      empty ? 'none' : total === 0 ? 'not to be read' : counted(total, 'certificate'),
      empty
        ? `The ${owner} has no certificate to show. The other side decides whether to go on without.`
        : `The ${owner} shows who it is. Up to TLS 1.2 this is in clear: anyone on the path reads the names.`,
      certificateSource(owner),
    ];
  },
  12: serverKeyExchange,
  13: (body, hellos) => {
    body.vector(1, 'certificate types', (list) => {
      list.list(() =>
        list.number(1, 'type', (value) => [
          CERTIFICATE_TYPES[value] ?? `unknown (${value})`,
          'A kind of key that the victim’s certificate may hold. It tells a little of what the bank’s customers use.',
          SOURCES.certificateTypes,
        ]),
      );
      return [
        'kinds of key',
        'Which kinds the bank can check. The victim picks a certificate that fits.',
        SOURCES.certificateRequest,
      ];
    });
    if (versionOf(hellos) >= VERSION.tls12) {
      body.vector(2, 'signature algorithms', (list) => {
        list.list(() => list.number(2, 'scheme', schemeSaid));
        return [
          'signatures',
          'How the victim may sign to prove that the certificate is its own. The bank likes the first best.',
          SOURCES.certificateRequest,
        ];
      });
    }
    body.vector(2, 'certificate authorities', (list) => {
      list.list(() => list.vector(2, 'authority', authority));
      return [
        'names',
        'Whom the bank trusts to name its customers. Empty means that any will do.',
        SOURCES.certificateRequest,
      ];
    });
    return [
      'asked for',
      'The bank asks the victim for a certificate of its own. An interceptor lacks the key of hers, so he cannot stand in for her.',
      SOURCES.certificateRequest,
    ];
  },
  14: () => [
    'done',
    'The bank has said its part and waits for the victim. The message is empty.',
    SOURCES.serverHelloDone,
  ],
  15: (body, hellos, owner) => {
    signature(
      body,
      hellos,
      'Made with the certificate’s private key over the whole handshake so far. An interceptor’s handshake is another one, so it would not fit there.',
      SOURCES.certificateVerify,
    );
    return [
      'signed',
      `The ${owner} proves that it holds the private key of its certificate. To have seen the certificate is not enough.`,
      SOURCES.certificateVerify,
    ];
  },
  16: clientKeyExchange,
  20: (body) => {
    body.rest('verify data', (bytes) => [
      hexStart(bytes),
      'A keyed checksum of the whole handshake. If anything was changed on the path, it does not fit.',
      SOURCES.finished,
    ]);
    return ['in clear', 'This message should be sealed: here it is not.', SOURCES.finished];
  },
  22: (body) => {
    const type = body.number(1, 'status type', (value) => [
      statusName(value),
      'The kind of proof: answers of the OCSP protocol are in common use. One serves the leaf, ocsp_multi the whole chain.',
      SOURCES.stapling,
    ]);
    body.vector(3, 'response', (inner) => {
      const length = inner.left;
      inner.rest('OCSP response', (bytes) => [
        hexStart(bytes),
        'Signed by the authority, not by the bank. So the bank cannot make one up.',
        SOURCES.ocspResponse,
      ]);
      return [
        counted(length, 'byte'),
        'The authority’s own word on this certificate. It holds for a while only.',
        SOURCES.stapling,
      ];
    });
    return [
      statusName(type),
      'Fresh word from the authority on whether the certificate is revoked, brought by the bank itself. So the authority need not learn who visits.',
      SOURCES.stapling,
    ];
  },
};

/** Kinds of keys that a client's certificate may hold. RFC 5246 §7.4.4, RFC 8422 §5.5. */
const CERTIFICATE_TYPES: Readonly<Record<number, string>> = {
  1: 'rsa_sign',
  2: 'dss_sign',
  3: 'rsa_fixed_dh',
  4: 'dss_fixed_dh',
  64: 'ecdsa_sign',
  65: 'rsa_fixed_ecdh',
  66: 'ecdsa_fixed_ecdh',
};

function statusName(type: number): string {
  return { 1: 'ocsp', 2: 'ocsp_multi' }[type] ?? `unknown (${type})`;
}

/** A ticket that the bank gives. It may be empty, and its lifetime may be left open by a 0. RFC 5077 §3.3. */
function newSessionTicket(body: Dissector): Said {
  const life = body.number(4, 'lifetime hint', (value) => [
    counted(value, 'second'),
    value === 0
      ? 'A 0 leaves open how long the bank will honour it: the victim decides when to forget it.'
      : `The bank means to honour it for ${counted(value, 'second')}. 0 would leave it open.`,
    SOURCES.newSessionTicket,
  ]);
  let length = 0;
  body.vector(2, 'ticket', (inner) => {
    length = inner.left;
    if (length > 0)
      inner.rest('bytes', (bytes) => [
        hexStart(bytes),
        'Sealed by the bank for itself: the victim cannot read it, nor can the path. Who steals the bank’s ticket key can.',
        SOURCES.ticketContent,
      ]);
    return [
      counted(length, 'byte'),
      length === 0
        ? 'No ticket after all: the bank has thought better of it.'
        : 'The session’s keys, sealed so that only the bank can open them. In clear on the path, so its next use can be recognised.',
      SOURCES.newSessionTicket,
    ];
  });
  if (length === 0) {
    return [
      'no ticket',
      'The bank had said that it would send a ticket, and sends none. Nothing here can be used later.',
      SOURCES.newSessionTicket,
    ];
  }
  return [
    life === 0 ? 'for a time that is left open' : `for ${counted(life, 'second')}`,
    'A ticket with which the victim can resume this session later. In clear, so an onlooker knows it again when it comes back.',
    SOURCES.newSessionTicket,
  ];
}

function authority(inner: Dissector): Said {
  const bytes = inner.look(inner.left);
  const element = derElement(bytes, 0);
  const name = element === undefined ? hexStart(bytes) : nameText(bytes, element);
  inner.rest('name', () => [
    name,
    `The name ${name}, as certificates write names. An onlooker reads whom the bank trusts.`,
    SOURCES.issuer,
  ]);
  return [
    name,
    'An authority that the bank trusts to name its customers. The victim shows a certificate that leads to it.',
    SOURCES.certificateRequest,
  ];
}
