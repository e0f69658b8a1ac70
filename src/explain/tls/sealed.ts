import { counted } from '../../../lab/text/count.ts';
import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import { extensionBody, isTls13 } from '../../../lab/wire/tls/hello.ts';
import { encryptsNothing } from '../../../lab/wire/tls/stream.ts';
import type { ServerHello } from '../../../lab/wire/tls/hello.ts';
import { CONTENT, EXTENSION, VERSION } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Said } from './dissector.ts';

/** What can be said for sure of a sealed payload of `length` bytes: the most that its plain text can be. */
export function sealedSaid(length: number, type: number, hellos: Hellos): Said {
  const { server } = hellos;
  if (server === undefined) {
    return [
      counted(length, 'byte'),
      'Sealed. How many plain bytes are inside depends on what both sides agreed.',
      SOURCES.sealedRecord,
    ];
  }
  if (encryptsNothing(hellos)) {
    return [
      'not encrypted',
      'This suite encrypts nothing: what was sent stands here in clear, followed by a checksum.',
      isTls13(server.version) ? SOURCES.integrityOnly : SOURCES.nullCipher,
    ];
  }
  return isTls13(server.version) ? sealed13(length, server) : sealed12(length, type, server);
}

/** TLS 1.3 adds a tag, the true content type (one byte) and, if it likes, padding. */
function sealed13(length: number, { cipherSuite }: ServerHello): Said {
  const tag = cipherName(cipherSuite).includes('CCM_8') ? 8 : 16;
  const most = length - tag - 1;
  if (most < 0) return tooShort(length, tag + 1, SOURCES.sealedRecord);
  return [
    `at most ${counted(most, 'byte')} inside`,
    `Sealed. Of its ${counted(length, 'byte')} ${tag} are the tag that shows every change and 1 is the true type, so at most ${counted(most, 'is', 'are')} content; padding may make it fewer.`,
    SOURCES.sealedLength,
  ];
}

function sealed12(length: number, type: number, server: ServerHello): Said {
  const suite = cipherName(server.cipherSuite);
  const what =
    type === CONTENT.alert
      ? 'an alert, which one nobody on the path can tell'
      : type === CONTENT.handshake
        ? 'a handshake message'
        : 'data';
  if (/GCM|CCM/.test(suite)) {
    const parts = '8 are a number used once and the rest the tag';
    const source = suite.includes('CCM') ? SOURCES.ccmRecord : SOURCES.gcmRecord;
    return exactly(length, 8 + (suite.includes('CCM_8') ? 8 : 16), what, parts, source);
  }
  if (suite.includes('CHACHA20')) return exactly(length, 16, what, 'all are the tag', SOURCES.chachaRecord);
  if (suite.includes('_CBC_')) return blocks(length, what, suite, server);
  return [counted(length, 'byte'), `Sealed: ${what}.`, SOURCES.sealedRecord12];
}

/** A record under a cipher that works in blocks. Its padding has at least one byte. */
function blocks(length: number, what: string, suite: string, server: ServerHello): Said {
  const block = /3DES|_DES_/.test(suite) ? 8 : 16;
  const mac = macLength(suite, server);
  // TLS 1.0 begins with the end of the record before instead of a block of its own. RFC 4346 §1.1.
  const start = server.version >= VERSION.tls11 ? block : 0;
  const most = length - start - mac - 1;
  if (most < 0) return tooShort(length, start + mac + 1, SOURCES.cbcRecord);
  return [
    `at most ${counted(most, 'byte')} inside`,
    `Sealed: ${what}. ${start > 0 ? 'A starting block, a' : 'A'} checksum of ${mac} bytes and padding are in the ${counted(length, 'byte')}, so at most ${counted(most, 'is', 'are')} content.`,
    SOURCES.cbcRecord,
  ];
}

/** Bytes of the checksum of a suite in CBC mode. A bank may agree to cut it to 10. RFC 6066 §7. */
function macLength(suite: string, { extensions }: ServerHello): number {
  if (extensionBody(extensions, EXTENSION.truncatedHmac) !== undefined) return 10;
  if (suite.endsWith('SHA384')) return 48;
  if (suite.endsWith('SHA256')) return 32;
  return suite.endsWith('MD5') ? 16 : 20;
}

function exactly(length: number, extra: number, what: string, parts: string, source: string): Said {
  const inside = length - extra;
  if (inside < 0) return tooShort(length, extra, source);
  return [
    `${counted(inside, 'byte')} inside`,
    `Sealed: ${what}. ${extra} of its ${counted(length, 'byte')} are added (${parts}), so exactly ${counted(inside, 'is', 'are')} inside: the length is no secret.`,
    source,
  ];
}

const tooShort = (length: number, least: number, source: string): Said => [
  counted(length, 'byte'),
  `Too short to be sealed: with the suite that both agreed on a record has at least ${counted(least, 'byte')}.`,
  source,
];
