import { dissectCertificate } from './certificate.ts';
import { derElement, nameText } from '../../../lab/wire/tls/der.ts';
import { schemeSaid } from './explain.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import type { Dissector, Said } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import { VERSION } from '../../../lab/wire/tls/names.ts';
import { clientKeyExchange, serverKeyExchange, signature, versionOf } from './tls12-key-exchange.ts';

/** Takes the body of a handshake message apart; `owner` is who sent it. */
export type MessageExplainer = (body: Dissector, hellos: Hellos, owner: 'victim' | 'bank') => Said;

/** The handshake messages that travel in clear up to TLS 1.2, by number. RFC 5246 §7.4. */
export const TLS12_MESSAGES: Readonly<Record<number, MessageExplainer>> = {
  0: () => [
    'begin again',
    'The bank asks the victim to start a new handshake inside this connection. The message is empty.',
    'RFC 5246 §7.4.1.1',
  ],
  4: (body) => {
    const life = body.number(4, 'lifetime hint', (value) => [
      counted(value, 'second'),
      `The bank means to honour it for ${counted(value, 'second')}. 0 would leave it open.`,
      'RFC 5077 §3.3',
    ]);
    body.vector(2, 'ticket', (inner) => {
      const length = inner.left;
      if (length > 0)
        inner.rest('bytes', (bytes) => [
          hexStart(bytes),
          'Sealed by the bank for itself: the victim cannot read it, nor can the path. Who steals the bank’s ticket key can.',
          'RFC 5077 §4',
        ]);
      return [
        counted(length, 'byte'),
        'The session’s keys, sealed so that only the bank can open them. In clear on the path, so its next use can be recognised.',
        'RFC 5077 §3.3',
      ];
    });
    return [
      `for ${counted(life, 'second')}`,
      'A ticket with which the victim can resume this session later. In clear, so an onlooker knows it again when it comes back.',
      'RFC 5077 §3.3',
    ];
  },
  11: (body, _talk, owner) => {
    let total = 0;
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
        'RFC 5246 §7.4.2',
      ];
    });
    return [
      total === 0 ? 'none' : counted(total, 'certificate'),
      total === 0
        ? `The ${owner} has no certificate to show. The other side decides whether to go on without.`
        : `The ${owner} shows who it is. Up to TLS 1.2 this is in clear: anyone on the path reads the names.`,
      'RFC 5246 §7.4.2',
    ];
  },
  12: serverKeyExchange,
  13: (body, hellos) => {
    body.vector(1, 'certificate types', (list) => {
      list.list(() =>
        list.number(1, 'type', (value) => [
          { 1: 'rsa_sign', 2: 'dss_sign', 64: 'ecdsa_sign' }[value] ?? `unknown (${value})`,
          'A kind of key that the victim’s certificate may hold. It tells a little of what the bank’s customers use.',
          'RFC 5246 §7.4.4, RFC 8422 §5.5',
        ]),
      );
      return [
        'kinds of key',
        'Which kinds the bank can check. The victim picks a certificate that fits.',
        'RFC 5246 §7.4.4',
      ];
    });
    if (versionOf(hellos) >= VERSION.tls12) {
      body.vector(2, 'signature algorithms', (list) => {
        list.list(() => list.number(2, 'scheme', schemeSaid));
        return [
          'signatures',
          'How the victim may sign to prove that the certificate is its own. The bank likes the first best.',
          'RFC 5246 §7.4.4',
        ];
      });
    }
    body.vector(2, 'certificate authorities', (list) => {
      list.list(() => list.vector(2, 'authority', authority));
      return [
        'names',
        'Whom the bank trusts to name its customers. Empty means that any will do.',
        'RFC 5246 §7.4.4',
      ];
    });
    return [
      'asked for',
      'The bank asks the victim for a certificate of its own. An interceptor has none to show, so he cannot stand in for the victim.',
      'RFC 5246 §7.4.4',
    ];
  },
  14: () => [
    'done',
    'The bank has said its part and waits for the victim. The message is empty.',
    'RFC 5246 §7.4.5',
  ],
  15: (body, hellos, owner) => {
    if (versionOf(hellos) >= VERSION.tls12) body.number(2, 'scheme', schemeSaid);
    signature(
      body,
      'Made with the certificate’s private key over the whole handshake so far. An interceptor’s handshake is another one, so it would not fit there.',
      'RFC 5246 §7.4.8',
    );
    return [
      'signed',
      `The ${owner} proves that it holds the private key of its certificate. To have seen the certificate is not enough.`,
      'RFC 5246 §7.4.8',
    ];
  },
  16: clientKeyExchange,
  20: (body) => {
    body.rest('verify data', (bytes) => [
      hexStart(bytes),
      'A keyed checksum of the whole handshake. If anything was changed on the path, it does not fit.',
      'RFC 5246 §7.4.9',
    ]);
    return ['in clear', 'This message should be sealed: here it is not.', 'RFC 5246 §7.4.9'];
  },
  22: (body) => {
    body.number(1, 'status type', (value) => [
      value === 1 ? 'ocsp' : `unknown (${value})`,
      'The kind of proof: an answer of the OCSP protocol. No other is in common use.',
      'RFC 6066 §8',
    ]);
    body.vector(3, 'response', (inner) => {
      const length = inner.left;
      inner.rest('OCSP response', (bytes) => [
        hexStart(bytes),
        'Signed by the authority, not by the bank. So the bank cannot make one up.',
        'RFC 6960 §4.2',
      ]);
      return [
        counted(length, 'byte'),
        'The authority’s own word on this certificate. It holds for a while only.',
        'RFC 6066 §8',
      ];
    });
    return [
      'ocsp',
      'Fresh word from the authority on whether the certificate is revoked, brought by the bank itself. The authority does not learn who visits.',
      'RFC 6066 §8',
    ];
  },
};

function authority(inner: Dissector): Said {
  const bytes = inner.look(inner.left);
  const element = derElement(bytes, 0);
  const name = element === undefined ? hexStart(bytes) : nameText(bytes, element);
  inner.rest('name', () => [
    name,
    `The name ${name}, as certificates write names. An onlooker reads whom the bank trusts.`,
    'RFC 5280 §4.1.2.4',
  ]);
  return [
    name,
    'An authority that the bank trusts to name its customers. The victim shows a certificate that leads to it.',
    'RFC 5246 §7.4.4',
  ];
}
