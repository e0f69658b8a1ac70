import { counted } from '../../../lab/text/count.ts';
import { hex, hexStart } from '../../../lab/text/hex.ts';
import { versionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import { cipherSaid } from './explain.ts';

/** Ciphers of SSLv2 itself, which TLS has no number for. */
const SSLV2_CIPHERS: Readonly<Record<number, string>> = {
  0x010080: 'SSL_CK_RC4_128_WITH_MD5',
  0x020080: 'SSL_CK_RC4_128_EXPORT40_WITH_MD5',
  0x030080: 'SSL_CK_RC2_128_CBC_WITH_MD5',
  0x040080: 'SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5',
  0x050080: 'SSL_CK_IDEA_128_CBC_WITH_MD5',
  0x060040: 'SSL_CK_DES_64_CBC_WITH_MD5',
  0x0700c0: 'SSL_CK_DES_192_EDE3_CBC_WITH_MD5',
};

/** A CLIENT-HELLO in SSLv2's format, field by field: the whole of it, its length first. RFC 5246 §E.2. */
export function sslv2Hello(body: Dissector): void {
  const source = SOURCES.sslv2Hello;
  body.number(2, 'SSLv2 length', (value) => [
    counted(value & 0x7fff, 'byte'),
    `${counted(value & 0x7fff, 'byte follows', 'bytes follow')}. The highest bit is set: so SSL 2.0 began, and no record of TLS does.`,
    source,
  ]);
  body.number(1, 'message type', (type) => [
    'CLIENT-HELLO',
    `Number ${type} means CLIENT-HELLO. It is in clear, as in every later version.`,
    source,
  ]);
  body.number(2, 'version', (version) => [
    versionName(version),
    `The newest version that the victim offers is ${versionName(version)}. An onlooker learns how old its software may be.`,
    source,
  ]);
  const lengths = ['cipher specs', 'session id', 'challenge'].map((what) =>
    body.number(2, `length of the ${what}`, (value) => [
      counted(value, 'byte'),
      `How much the ${what} further on will take: ${counted(value, 'byte')}.`,
      source,
    ]),
  );
  const [specs = 0, id = 0, challenge = 0] = lengths;
  body.group(specs, 'cipher specs', (list) => {
    list.list(() => list.number(3, 'cipher spec', cipherSpec));
    return [
      counted(Math.floor(specs / 3), 'cipher spec'),
      'The ciphers that the victim offers. Those of TLS have a 0 before their number; the others are SSL 2.0’s own.',
      source,
    ];
  });
  if (id > 0)
    body.bytes(id, 'session id', (bytes) => [
      hexStart(bytes),
      'A session of SSL 2.0 to resume. A victim that offers more must leave it empty.',
      source,
    ]);
  body.bytes(challenge, 'challenge', (bytes) => [
    hexStart(bytes),
    'Random bytes of the victim: in TLS they stand for the random of its ClientHello.',
    source,
  ]);
}

function cipherSpec(kind: number): Said {
  if (kind <= 0xffff) return cipherSaid(kind);
  return [
    SSLV2_CIPHERS[kind] ?? `unknown (0x${hex([kind >> 16, (kind >> 8) & 0xff, kind & 0xff])})`,
    'A cipher of SSL 2.0, which is broken and forbidden. A bank that speaks TLS passes it over.',
    SOURCES.sslv2Hello,
  ];
}
