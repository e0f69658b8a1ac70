import { counted } from '../../../lab/text/count.ts';
import { hex, hexStart } from '../../../lab/text/hex.ts';
import { cipherName } from '../../../lab/wire/tls/cipher-suites.ts';
import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import { isTls13, readServerHello, RETRY_RANDOM } from '../../../lab/wire/tls/hello.ts';
import type { ClientHello } from '../../../lab/wire/tls/hello.ts';
import { VERSION, versionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import type { Dissector, Said } from './dissector.ts';
import { cipherSaid } from './explain.ts';
import { dissectExtensions } from './hello-extensions.ts';
import { RETRY_EXTENSIONS, SERVER_EXTENSIONS } from './server-extensions.ts';

/** The body of a ServerHello or HelloRetryRequest, field by field. RFC 9846 §4.2.3, §4.2.4. */
export function serverHello(body: Dissector, hellos: Hellos): Said {
  const retry = isRetry(body);
  const version13 = isTls13(hellos.server?.version);
  const share = readServerHello(body.look(body.left)).group !== undefined;
  body.number(2, 'legacy version', (version) => [
    versionName(version),
    version13
      ? 'Frozen at TLS 1.2 for old devices on the path. The extension supported_versions tells the truth.'
      : chosenWhy(version),
    SOURCES.serverHello,
  ]);
  body.bytes(32, 'random', randomSaid);
  body.vector(1, 'legacy session id', (id) => {
    const bytes =
      id.left === 0
        ? new Uint8Array()
        : id.rest('id', (value) => [
            hexStart(value),
            'The id itself. Compare it with the one in the ClientHello.',
            SOURCES.serverHello,
          ]);
    return [
      bytes.length === 0 ? 'empty' : counted(bytes.length, 'byte'),
      sessionWhy(bytes, hellos.client, version13),
      SOURCES.serverHello,
    ];
  });
  const suite = body.number(2, 'cipher suite', cipherSaid);
  body.number(1, 'legacy compression method', (value) => [
    value === 0 ? 'null' : `${value}`,
    value === 0
      ? 'No compression: nothing else is left to choose. What is compressed together with secrets gives them away.'
      : `Method ${value}: compression inside TLS leaks what is compressed. TLS 1.3 forbids it.`,
    SOURCES.serverHello,
  ]);
  dissectExtensions(body, retry ? RETRY_EXTENSIONS : SERVER_EXTENSIONS);
  if (retry) {
    return [
      'try again',
      'The bank can do with the offer but not with the key share, or wants proof of the victim’s address. The victim sends a second ClientHello.',
      SOURCES.helloRetryRequest,
    ];
  }
  return [
    cipherName(suite),
    version13
      ? `The bank chooses${share ? ' and sends its half of the key exchange' : ''}. From here on the bank’s messages are sealed.`
      : 'The bank chooses version and cipher suite. Its certificate, if the suite has one, follows in clear unless a session resumes.',
    SOURCES.serverHello,
  ];
}

/** What is said of the version that a bank chose without an extension. The one place that says what became of TLS 1.2's document. */
function chosenWhy(version: number): string {
  const chosen = `The bank chose ${versionName(version)}. In clear: an onlooker knows which rules hold from here on.`;
  return version === VERSION.tls12
    ? `${chosen} They stand in RFC 5246, which is obsolete: RFC 9846 describes TLS 1.3.`
    : chosen;
}

/** Whether the body that follows is a HelloRetryRequest's. */
function isRetry(body: Dissector): boolean {
  let random = '';
  for (let at = 2; at < 34; at += 4) random += body.peek(4, at).toString(16).padStart(8, '0');
  return random === RETRY_RANDOM;
}

/** The last eight bytes of a random by which a bank that knows more says that it was talked down. RFC 9846 §4.2.3. */
const DOWNGRADES: Readonly<Record<string, string>> = {
  '444f574e47524401':
    'It ends in the letters DOWNGRD and 1: this bank speaks TLS 1.3 and was asked for 1.2. A victim that offered 1.3 must break off here.',
  '444f574e47524400':
    'It ends in the letters DOWNGRD and 0: this bank speaks more than TLS 1.1 and was asked for that. A victim that offered more should break off here.',
};

function randomSaid(bytes: Uint8Array): Said {
  if (hex(bytes) === RETRY_RANDOM) {
    return [
      'HelloRetryRequest',
      'Not random: the SHA-256 of “HelloRetryRequest”. This value alone marks the message as a retry.',
      SOURCES.serverHello,
    ];
  }
  const downgrade = DOWNGRADES[hex(bytes.subarray(24))];
  return [
    hexStart(bytes),
    downgrade ?? '32 random bytes of the bank. They make this handshake unlike any other.',
    SOURCES.serverHello,
  ];
}

function sessionWhy(bytes: Uint8Array, client: ClientHello | undefined, version13: boolean): string {
  const echoed = client !== undefined && hex(bytes) === hex(client.sessionId);
  if (version13) {
    if (client !== undefined && !echoed)
      return 'Not what the victim sent, though it has to be sent back as it came. The victim breaks off here.';
    return bytes.length === 0
      ? 'Sent back as it came: empty. It names no session.'
      : 'Sent back as it came, to look like TLS 1.2 to old devices on the path. It names no session.';
  }
  if (bytes.length === 0)
    return 'The bank names no session. If one is to be resumed later, it will be by a ticket.';
  if (client === undefined)
    return 'The name of this session, new or resumed: the ClientHello tells which. An onlooker could recognise it later.';
  return echoed
    ? 'The same that the victim sent: the bank resumes that session, and no certificate is needed.'
    : 'A new name under which this session could be resumed. An onlooker could recognise it then.';
}
