import type { Hellos } from '../../../lab/wire/tls/stream.ts';
import type { Field } from '../field.ts';
import type { Said } from './dissector.ts';
import { Dissector } from './dissector.ts';
import { hexStart } from '../../../lab/text/hex.ts';
import { counted, grouped } from '../../../lab/text/count.ts';
import { MESSAGE_HEADER, messageName } from '../../../lab/wire/tls/messages.ts';
import type { HandshakeMessage } from '../../../lab/wire/tls/messages.ts';
import { clientHello } from './client-hello.ts';
import { serverHello } from './server-hello.ts';
import { handshakeName, MESSAGE } from '../../../lab/wire/tls/names.ts';
import { SOURCES } from '../sources/sources.ts';
import { TLS12_MESSAGES } from './tls12-messages.ts';
import { SEALED_TLS12_MESSAGES, TLS13_MESSAGES } from './tls13-messages.ts';
import { isTls13 } from '../../../lab/wire/tls/hello.ts';

/**
 * One handshake message as a tree of fields; `sealed` is one that travelled under keys, and was opened. Never throws.
 * RFC 9846 §4, RFC 5246 §7.4.
 */
export function dissectMessage(
  message: HandshakeMessage,
  hellos: Hellos,
  owner: 'victim' | 'bank',
  sealed = false,
): Field {
  const whole = new Dissector(message.gathered);
  whole.group(whole.left, messageName(message), (body) => {
    body.number(1, 'message type', (type) => [
      handshakeName(type),
      `${/^[aeiou]/i.test(handshakeName(type)) ? 'An' : 'A'} ${handshakeName(type)}. The number is in clear, so anyone on the path can follow the handshake step by step.`,
      SOURCES.handshake,
    ]);
    body.number(3, 'length', (length) => [
      counted(length, 'byte'),
      `Its body takes ${counted(length, 'byte')}. A long message goes on over several records.`,
      SOURCES.handshake,
    ]);
    if (!isKept(message)) return incomplete(message, body);
    return explain(message, body, { hellos, owner, sealed });
  });
  const [field] = whole.fields;
  return (
    field ?? { label: 'malformed', offset: 0, length: 0, value: '', why: 'The message is empty.', source: '' }
  );
}

interface Context {
  readonly hellos: Hellos;
  readonly owner: 'victim' | 'bank';
  readonly sealed: boolean;
}

function explain(message: HandshakeMessage, body: Dissector, { hellos, owner, sealed }: Context): Said {
  if (message.type === MESSAGE.clientHello) return clientHello(body);
  if (message.type === MESSAGE.serverHello) return serverHello(body, hellos);
  const tls13 = sealed && isTls13(hellos.server?.version);
  const own = tls13 ? TLS13_MESSAGES : { ...TLS12_MESSAGES, ...(sealed && SEALED_TLS12_MESSAGES) };
  const explainer = own[message.type];
  if (explainer !== undefined) return explainer(body, hellos, owner);
  const length = body.left;
  if (length > 0)
    body.rest('body', (bytes) => [
      hexStart(bytes),
      'This lab does not take this body apart: it is shown as it stands. It is in clear for anyone on the path.',
      SOURCES.handshake,
    ]);
  return [
    counted(length, 'byte'),
    'A message that does not travel in clear, or one that this lab does not take apart.',
    SOURCES.handshake,
  ];
}

/** Whether all of a message is here to be taken apart. */
function isKept({ complete, length, gathered }: HandshakeMessage): boolean {
  return complete && gathered.bytes.length >= MESSAGE_HEADER + length;
}

function incomplete(message: HandshakeMessage, body: Dissector): Said {
  const here = body.left;
  if (here > 0)
    body.rest('so far', (bytes) => [hexStart(bytes), 'The beginning of the body.', SOURCES.handshake]);
  return [
    `${grouped(here)} of ${counted(message.length, 'byte')}`,
    message.complete
      ? 'The message is longer than this lab takes apart: here is its beginning.'
      : 'The message is not whole: its end has not come, or it is longer than this lab takes apart.',
    SOURCES.handshake,
  ];
}
