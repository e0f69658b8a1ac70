import { counted } from '../../../lab/text/count.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { extensionBody, readClientHello } from '../../../lab/wire/tls/hello.ts';
import type { ClientHello } from '../../../lab/wire/tls/hello.ts';
import { EXTENSION, VERSION, versionName } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { CLIENT_EXTENSIONS } from './client-extensions.ts';
import type { Dissector, Said } from './dissector.ts';
import { cipherSaid } from './explain.ts';
import { dissectExtensions } from './hello-extensions.ts';

/** The body of a ClientHello, field by field. RFC 9846 §4.2.2. */
export function clientHello(body: Dissector): Said {
  const hello = readClientHello(body.look(body.left));
  const newer = extensionBody(hello.extensions, EXTENSION.supportedVersions) !== undefined;
  body.number(2, 'legacy version', (version) => [
    versionName(version),
    newer ? frozenWhy(version) : newestWhy(version),
    SOURCES.clientHello,
  ]);
  body.bytes(32, 'random', (bytes) => [
    hexStart(bytes),
    '32 random bytes of the victim. They make this handshake unlike any other, so that it cannot be played again.',
    SOURCES.clientHello,
  ]);
  offeredSession(body, newer);
  let suites: number | undefined;
  body.vector(2, 'cipher suites', (list) => {
    const count = list.left >> 1;
    suites = count;
    list.list(() => list.number(2, 'cipher suite', cipherSaid));
    return [
      counted(count, 'suite'),
      'The ciphers that the victim offers, in its order of liking. The list with its order tells programs apart (a fingerprint).',
      SOURCES.clientHello,
    ];
  });
  compressionMethods(body);
  dissectExtensions(body, CLIENT_EXTENSIONS, hello);
  const offers = suites === undefined ? 'cut off before its suites' : counted(suites, 'cipher suite');
  return [offers, helloWhy(hello), SOURCES.clientHello];
}

/** What a ClientHello tells, by what it holds. */
function helloWhy(hello: ClientHello): string {
  const said = [
    'what it speaks',
    ...(hello.sni === undefined ? [] : ['which name it asks for']),
    ...(hello.keyShareGroups.length === 0 ? [] : ['its half of the key exchange']),
  ];
  const told = said.length === 1 ? said.join('') : `${said.slice(0, -1).join(', ')} and ${said.at(-1) ?? ''}`;
  return hello.echOffered
    ? `The victim says ${told}. In clear, but for a second ClientHello that may be sealed inside (ECH).`
    : `The victim says ${told}. All of it is in clear.`;
}

/** A version at the top of a ClientHello that names its versions in an extension as well. RFC 9846 §4.2.2. */
function frozenWhy(version: number): string {
  return version === VERSION.tls12
    ? 'Frozen at TLS 1.2, because many servers refused a ClientHello with a higher number. The extension supported_versions tells the truth.'
    : 'Not what counts: the extension supported_versions does. Beside it this should be TLS 1.2.';
}

function newestWhy(version: number): string {
  return `The newest version that the victim offers is ${versionName(version)}. An onlooker learns how old its software may be.`;
}

function offeredSession(body: Dissector, newer: boolean): void {
  body.vector(1, 'legacy session id', (id) => {
    const length = id.left;
    if (length > 0)
      id.rest('id', (bytes) => [
        hexStart(bytes),
        newer
          ? 'Mostly random when the victim speaks TLS 1.3. It names nothing then, and the bank sends it back.'
          : 'The name of the session, or a mark of the victim’s own. Who saw it before knows the victim again.',
        SOURCES.clientHello,
      ]);
    return [
      length === 0 ? 'empty' : counted(length, 'byte'),
      length === 0
        ? 'No older session is named here. An onlooker learns that nothing is resumed by a session id.'
        : newer
          ? 'Mostly a made-up value: old devices on the path take the handshake for a resumed TLS 1.2 one. It may also name a session of TLS 1.2.'
          : 'The session to resume, or a mark that goes with a ticket. It is in clear: who saw it before ties the two connections together.',
      SOURCES.sessionId,
    ];
  });
}

function compressionMethods(body: Dissector): void {
  body.vector(1, 'legacy compression methods', (list) => {
    let packs = false;
    const empty = list.left === 0;
    list.list(() =>
      list.number(1, 'method', (value) => {
        packs ||= value !== 0;
        return [
          value === 0 ? 'null' : `${value}`,
          value === 0
            ? 'No compression, as it should be. Lengths then give away nothing about repeated text.'
            : `Method ${value}: compression inside TLS leaks what is compressed (the CRIME attack). TLS 1.3 forbids it.`,
          SOURCES.clientHello,
        ];
      }),
    );
    return [
      'compression',
      empty
        ? 'No method at all, not even “none”, which every victim must offer: a bank refuses this.'
        : packs
          ? 'More than “none” is offered. Compressing secrets together with an attacker’s text gives them away.'
          : 'Only “none” is left: compressing secrets together with an attacker’s text gives them away.',
      SOURCES.clientHello,
    ];
  });
}
