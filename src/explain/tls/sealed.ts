import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import type { Said } from './dissector.ts';
import { counted } from '../../../lab/text/count.ts';
import { isTls13 } from '../../../lab/wire/tls/hello.ts';
import { CONTENT, VERSION } from '../../../lab/wire/tls/names.ts';

/** What can be said for sure of a sealed payload of `length` bytes: the most that its plain text can be. */
export function sealedSaid(length: number, type: number, hellos: Hellos): Said {
  const { server } = hellos;
  if (server === undefined) {
    return [
      counted(length, 'byte'),
      'Sealed. How many plain bytes are inside depends on what both sides agreed.',
      'RFC 8446 §5.2',
    ];
  }
  const suite = cipherName(server.cipherSuite);
  return isTls13(server.version) ? sealed13(length, suite) : sealed12(length, type, suite, server.version);
}

/** TLS 1.3 adds a tag, the true content type (one byte) and, if it likes, padding. */
function sealed13(length: number, suite: string): Said {
  const tag = suite.includes('CCM_8') ? 8 : 16;
  const most = Math.max(0, length - tag - 1);
  return [
    `at most ${counted(most, 'byte')} inside`,
    `Sealed. Of its ${length} bytes ${tag} are the tag that shows every change and 1 is the true type, so at most ${most} are content; padding may make it fewer.`,
    'RFC 8446 §5.2, §5.4',
  ];
}

function sealed12(length: number, type: number, suite: string, version: number): Said {
  const what =
    type === CONTENT.alert
      ? 'an alert, which one nobody on the path can tell'
      : type === CONTENT.handshake
        ? 'a handshake message'
        : 'data';
  if (suite.includes('_NULL_')) {
    return [
      'not encrypted',
      `This suite encrypts nothing: the ${what} stands here in clear, followed by a checksum.`,
      'RFC 5246 §6.2.3.1',
    ];
  }
  if (/GCM|CCM/.test(suite))
    return exactly(
      length,
      8 + (suite.includes('CCM_8') ? 8 : 16),
      what,
      '8 are a number used once and the rest the tag',
      'RFC 5288 §3',
    );
  if (suite.includes('CHACHA20')) return exactly(length, 16, what, 'all are the tag', 'RFC 7905 §2');
  if (suite.includes('_CBC_')) {
    const block = /3DES|_DES_/.test(suite) ? 8 : 16;
    const mac = suite.endsWith('SHA384')
      ? 48
      : suite.endsWith('SHA256')
        ? 32
        : suite.endsWith('MD5')
          ? 16
          : 20;
    // TLS 1.0 begins with the end of the record before instead of a block of its own. RFC 4346 §1.1.
    const start = version >= VERSION.tls11 ? block : 0;
    const most = Math.max(0, length - start - mac - 1);
    return [
      `at most ${counted(most, 'byte')} inside`,
      `Sealed: ${what}. ${start > 0 ? 'A starting block, a' : 'A'} checksum of ${mac} bytes and padding are in the ${length} bytes, so at most ${most} are content.`,
      'RFC 5246 §6.2.3.2',
    ];
  }
  return [counted(length, 'byte'), `Sealed: ${what}.`, 'RFC 5246 §6.2.3'];
}

function exactly(length: number, extra: number, what: string, parts: string, source: string): Said {
  const inside = Math.max(0, length - extra);
  return [
    `${counted(inside, 'byte')} inside`,
    `Sealed: ${what}. ${extra} of its ${length} bytes are added (${parts}), so exactly ${inside} are inside: the length is no secret.`,
    source,
  ];
}
