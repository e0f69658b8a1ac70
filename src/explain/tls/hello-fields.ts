import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import { CLIENT_EXTENSIONS, unknownExtension } from './client-extensions.ts';
import type { Explainer } from './extension-parts.ts';
import { cipherSaid } from './explain.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import type { Dissector, Said } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { hex } from '../../../lab/text/hex.ts';
import { counted } from '../../../lab/text/count.ts';
import { extensionBody, isTls13, readClientHello, RETRY_RANDOM } from '../../../lab/wire/tls/hello.ts';
import { EXTENSION, extensionName, versionName } from '../../../lab/wire/tls/names.ts';
import { RETRY_EXTENSIONS, SERVER_EXTENSIONS } from './server-extensions.ts';

/** The body of a ClientHello, field by field. RFC 8446 §4.1.2. */
export function clientHello(body: Dissector): Said {
  const hello = readClientHello(body.look(body.left));
  const newer = extensionBody(hello.extensions, EXTENSION.supportedVersions) !== undefined;
  body.number(2, 'legacy version', (version) => [
    versionName(version),
    newer
      ? 'Frozen at TLS 1.2 by everyone who speaks 1.3, because old devices on the path drop what they do not know. The extension supported_versions tells the truth.'
      : `The newest version that the victim offers is ${versionName(version)}. An onlooker learns how old its software may be.`,
    'RFC 8446 §4.1.2',
  ]);
  body.bytes(32, 'random', (bytes) => [
    hexStart(bytes),
    '32 random bytes of the victim. They make this handshake unlike any other, so that it cannot be played again.',
    'RFC 8446 §4.1.2',
  ]);
  body.vector(1, 'legacy session id', (id) => {
    const length = id.left;
    if (length > 0)
      id.rest('id', (bytes) => [
        hexStart(bytes),
        newer
          ? 'Mostly random when the victim speaks TLS 1.3. It names nothing then, and the bank sends it back.'
          : 'The name of the session, or a mark of the victim’s own. Who saw it before knows the victim again.',
        'RFC 8446 §4.1.2',
      ]);
    return [
      length === 0 ? 'empty' : counted(length, 'byte'),
      length === 0
        ? 'No older session is named here. An onlooker learns that nothing is resumed by a session id.'
        : newer
          ? 'Mostly a made-up value: old devices on the path take the handshake for a resumed TLS 1.2 one. It may also name a session of TLS 1.2.'
          : 'The session to resume, or a mark that goes with a ticket. It is in clear: who saw it before ties the two connections together.',
      'RFC 8446 §4.1.2, §D.4',
    ];
  });
  let suites = 0;
  body.vector(2, 'cipher suites', (list) => {
    suites = list.left >> 1;
    list.list(() => list.number(2, 'cipher suite', cipherSaid));
    return [
      counted(suites, 'suite'),
      'The ciphers that the victim knows, in its order of liking. The list with its order tells programs apart (a fingerprint).',
      'RFC 8446 §4.1.2',
    ];
  });
  body.vector(1, 'legacy compression methods', (list) => {
    list.list(() =>
      list.number(1, 'method', (value) => [
        value === 0 ? 'null' : `${value}`,
        value === 0
          ? 'No compression, as it should be. Lengths then give away nothing about repeated text.'
          : `Method ${value}: compression inside TLS leaks what is compressed (the CRIME attack). TLS 1.3 forbids it.`,
        'RFC 8446 §4.1.2',
      ]),
    );
    return [
      'compression',
      'Only “none” is left: compressing secrets together with an attacker’s text gives them away.',
      'RFC 8446 §4.1.2',
    ];
  });
  extensions(body, CLIENT_EXTENSIONS);
  return [
    counted(suites, 'cipher suite'),
    'The victim opens the conversation: what it speaks, whom it wants, and its half of the key exchange. All of it is in clear.',
    'RFC 8446 §4.1.2',
  ];
}

/** The body of a ServerHello or HelloRetryRequest, field by field. RFC 8446 §4.1.3, §4.1.4. */
export function serverHello(body: Dissector, hellos: Hellos): Said {
  const retry = isRetry(body);
  const version13 = isTls13(hellos.server?.version);
  body.number(2, 'legacy version', (version) => [
    versionName(version),
    version13
      ? 'Frozen at TLS 1.2 for old devices on the path. The extension supported_versions tells the truth.'
      : `The bank chose ${versionName(version)}. In clear: an onlooker knows which rules hold from here on.`,
    'RFC 8446 §4.1.3',
  ]);
  body.bytes(32, 'random', randomSaid);
  body.vector(1, 'legacy session id', (id) => {
    const bytes =
      id.left === 0
        ? new Uint8Array()
        : id.rest('id', (value) => [
            hexStart(value),
            'The id itself. Compare it with the one in the ClientHello.',
            'RFC 8446 §4.1.3',
          ]);
    const echoed = bytes.length > 0 && hex(bytes) === hex(hellos.client?.sessionId ?? []);
    return [
      bytes.length === 0 ? 'empty' : counted(bytes.length, 'byte'),
      sessionWhy(bytes.length, echoed, version13),
      'RFC 8446 §4.1.3',
    ];
  });
  const suite = body.number(2, 'cipher suite', cipherSaid);
  body.number(1, 'legacy compression method', (value) => [
    value === 0 ? 'null' : `${value}`,
    value === 0
      ? 'No compression: nothing else is left to choose. What is compressed together with secrets gives them away.'
      : `Method ${value}: compression inside TLS leaks what is compressed. TLS 1.3 forbids it.`,
    'RFC 8446 §4.1.3',
  ]);
  extensions(body, retry ? RETRY_EXTENSIONS : SERVER_EXTENSIONS);
  if (retry) {
    return [
      'try again',
      'The bank can do with the offer but not with the key share, or wants proof of the victim’s address. The victim sends a second ClientHello.',
      'RFC 8446 §4.1.4',
    ];
  }
  return [
    cipherName(suite),
    version13
      ? 'The bank chooses and sends its half of the key exchange. From here on the bank’s messages are sealed.'
      : 'The bank chooses version and cipher suite. Its certificate follows in clear unless a session resumes.',
    'RFC 8446 §4.1.3',
  ];
}

/** Whether the body that follows is a HelloRetryRequest's. */
export function isRetry(body: Dissector): boolean {
  let random = '';
  for (let at = 2; at < 34; at += 4) random += body.peek(4, at).toString(16).padStart(8, '0');
  return random === RETRY_RANDOM;
}

/** The last eight bytes of a random by which a bank that knows more says that it was talked down. RFC 8446 §4.1.3. */
const DOWNGRADES: Readonly<Record<string, string>> = {
  '444f574e47524401':
    'It ends in the letters DOWNGRD and 1: this bank speaks TLS 1.3 and was asked for 1.2. A victim that offered 1.3 must break off here.',
  '444f574e47524400':
    'It ends in the letters DOWNGRD and 0: this bank speaks more than TLS 1.1 and was asked for that. A victim that offered more must break off here.',
};

function randomSaid(bytes: Uint8Array): Said {
  if (hex(bytes) === RETRY_RANDOM) {
    return [
      'HelloRetryRequest',
      'Not random: the SHA-256 of “HelloRetryRequest”. This value alone marks the message as a retry.',
      'RFC 8446 §4.1.3',
    ];
  }
  const downgrade = DOWNGRADES[hex(bytes.subarray(24))];
  return [
    hexStart(bytes),
    downgrade ?? '32 random bytes of the bank. They make this handshake unlike any other.',
    'RFC 8446 §4.1.3',
  ];
}

function sessionWhy(length: number, echoed: boolean, version13: boolean): string {
  if (length === 0)
    return 'The bank names no session. If one is to be resumed later, it will be by a ticket.';
  if (version13)
    return 'Sent back as it came, to look like TLS 1.2 to old devices on the path. It names no session.';
  return echoed
    ? 'The same that the victim sent: the bank resumes that session, and no certificate is needed.'
    : 'A new name under which this session could be resumed. An onlooker could recognise it then.';
}

/** The extensions at the end of a hello; up to TLS 1.2 they may be missing. RFC 8446 §4.2. */
function extensions(body: Dissector, table: Readonly<Record<number, Explainer>>): void {
  if (body.left === 0) return;
  body.vector(2, 'extensions', (list) => {
    let total = 0;
    list.list(() => {
      total += 1;
      extension(list, table);
    });
    return [
      counted(total, 'extension'),
      `${counted(total, 'extension')}: most of what TLS learned after its first version is offered or answered here. In clear, and which ones there are in which order tells programs apart.`,
      'RFC 8446 §4.2',
    ];
  });
}

function extension(list: Dissector, table: Readonly<Record<number, Explainer>>): void {
  const type = list.peek(2);
  list.group(4 + list.peek(2, 2), extensionName(type), (inner) => {
    inner.number(2, 'extension type', (value) => [
      extensionName(value),
      `Number ${value} means ${extensionName(value)}. Which extensions there are helps an onlooker to tell one program from another.`,
      'RFC 8446 §4.2',
    ]);
    inner.number(2, 'length', (value) => [
      counted(value, 'byte'),
      `The body of ${extensionName(type)} takes ${counted(value, 'byte')}. Who does not know the extension skips so many.`,
      'RFC 8446 §4.2',
    ]);
    const explain = table[type];
    return explain === undefined ? unknownExtension(type, inner) : explain(inner);
  });
}
