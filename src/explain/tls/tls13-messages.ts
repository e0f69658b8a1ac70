import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { extensionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { dissectCertificate } from './certificate.ts';
import type { Dissector } from './dissector.ts';
import { schemeSaid } from './explain.ts';
import type { MessageExplainer } from './tls12-messages.ts';

/** The handshake messages of TLS 1.3 that travel sealed, by number. RFC 9846 §4. */
export const TLS13_MESSAGES: Readonly<Record<number, MessageExplainer>> = {
  4: (body) => {
    body.number(4, 'lifetime', (seconds) => [
      counted(seconds, 'second'),
      'How long the ticket may be used.',
      SOURCES.ticket13,
    ]);
    body.bytes(4, 'age add', (bytes) => [
      hexStart(bytes),
      'Added to the ticket’s age when it is used, so that the age gives nothing away.',
      SOURCES.ticket13,
    ]);
    opaque(body, 1, 'nonce', 'Makes the key of each ticket another one.', SOURCES.ticket13);
    opaque(body, 2, 'ticket', 'Shown by the victim when she comes back.', SOURCES.ticket13);
    extensions(body, SOURCES.ticket13);
    return [
      'ticket',
      'With it the victim can resume: the next connection begins from a secret of this one.',
      SOURCES.ticket13,
    ];
  },
  5: () => ['end of early data', 'What follows is under the keys of the handshake.', SOURCES.endOfEarlyData],
  8: (body) => {
    extensions(body, SOURCES.encryptedExtensions);
    return [
      'the bank’s choices',
      'What the bank answers to the victim’s offers and nobody else needs to see, such as the protocol inside.',
      SOURCES.encryptedExtensions,
    ];
  },
  11: (body, _talk, owner) => {
    let total = 0;
    opaque(body, 1, 'request context', 'Empty but after a request for a certificate.', SOURCES.certificate13);
    body.vector(3, 'certificate list', (list) => {
      list.list((index) => {
        total += 1;
        list.vector(3, index === 0 ? 'leaf certificate' : 'chain certificate', (inner) =>
          dissectCertificate(inner, index, owner),
        );
        extensions(list, SOURCES.certificate13);
      });
      return [
        counted(total, 'certificate'),
        'The leaf first, then each one’s issuer.',
        SOURCES.certificate13,
      ];
    });
    return [counted(total, 'certificate'), `The ${owner} shows who it is.`, SOURCES.certificate13];
  },
  13: (body) => {
    opaque(body, 1, 'request context', 'Comes back with the certificate.', SOURCES.certificateRequest13);
    extensions(body, SOURCES.certificateRequest13);
    return ['asked', 'The bank asks for the victim’s own certificate.', SOURCES.certificateRequest13];
  },
  15: (body, _talk, owner) => {
    body.number(2, 'algorithm', (scheme) => schemeSaid(scheme));
    opaque(
      body,
      2,
      'signature',
      'Made with the certificate’s private key over the whole handshake so far. An interceptor’s handshake is another one, so it would not fit there.',
      SOURCES.certificateVerify13,
    );
    return [
      'signed',
      `The ${owner} proves that it holds the private key of its certificate.`,
      SOURCES.certificateVerify13,
    ];
  },
  20: (body, _talk, owner) => {
    finished(body, SOURCES.finished13);
    return ['checked', `The ${owner} has seen the same handshake as the other side.`, SOURCES.finished13];
  },
  24: (body) => {
    body.number(1, 'request update', (value) => [
      value === 1 ? 'requested' : value === 0 ? 'not requested' : `unknown (${value})`,
      'Whether the other side is to change its keys too.',
      SOURCES.keyUpdate,
    ]);
    return [
      'new keys',
      'From the next record on this side uses new keys, which grow from the old ones.',
      SOURCES.keyUpdate,
    ];
  },
};

/** The one message that travels sealed in every handshake of TLS 1.2. */
export const SEALED_TLS12_MESSAGES: Readonly<Record<number, MessageExplainer>> = {
  20: (body, _talk, owner) => {
    finished(body, SOURCES.finished);
    return ['checked', `The ${owner} has seen the same handshake as the other side.`, SOURCES.finished];
  },
};

function finished(body: Dissector, source: string): void {
  if (body.left === 0) return;
  body.rest('verify data', (bytes) => [
    hexStart(bytes),
    'A keyed checksum of the whole handshake. If anything had been changed, it would not fit.',
    source,
  ]);
}

function opaque(body: Dissector, width: number, label: string, why: string, source: string): void {
  body.vector(width, label, (inner) => {
    const length = inner.left;
    if (length > 0) inner.rest('bytes', (bytes) => [hexStart(bytes), why, source]);
    return [counted(length, 'byte'), why, source];
  });
}

/** Extensions by name, each with its bytes. */
function extensions(body: Dissector, source: string): void {
  let total = 0;
  body.vector(2, 'extensions', (list) => {
    list.list(() => {
      total += 1;
      const name = extensionName(list.peek(2));
      list.group(Math.min(list.left, 4 + list.peek(2, 2)), name, (inner) => {
        inner.number(2, 'type', (type) => [
          extensionName(type),
          'Which extension this is.',
          SOURCES.extensions,
        ]);
        opaque(inner, 2, 'body', 'What it says.', source);
        return [counted(list.peek(2, 2), 'byte'), 'An extension of this message.', source];
      });
    });
    return [counted(total, 'extension'), 'What this message says beside its own fields.', SOURCES.extensions];
  });
}
