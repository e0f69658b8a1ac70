import { TLS_LIMITS } from './limits.ts';
import { MESSAGE_HEADER, readFlight, scanStream } from './gather.ts';
import type { Flight, HandshakeMessage } from './gather.ts';
import { isTls13, readClientHello, readServerHello } from './hello.ts';
import type { ClientHello, ServerHello } from './hello.ts';
import { MESSAGE } from './names.ts';

/** The hellos of both sides, as far as they have come. */
export interface Hellos {
  readonly client?: ClientHello;
  readonly server?: ServerHello;
}

/** Both directions read together, because what the one means depends on the other. */
export interface Conversation {
  readonly toBank: Flight;
  readonly toVictim: Flight;
  /** The first ClientHello and the ServerHello that counts; each is missing while it has not come. */
  readonly hellos: Hellos;
  readonly helloRetry: boolean;
}

/** Reads both directions' streams into records, hellos and the handshake messages in clear. Never throws. */
export function readConversation(toBank: Uint8Array, toVictim: Uint8Array): Conversation {
  // The first hello of each side always stands before any change_cipher_spec.
  const fromVictim = scanStream(toBank);
  const fromBank = scanStream(toVictim);
  const client = helloOf(readFlight(toBank, fromVictim, true).messages, MESSAGE.clientHello, readClientHello);
  const first = helloOf(readFlight(toVictim, fromBank, true).messages, MESSAGE.serverHello, readServerHello);
  const tls13 =
    first === undefined ? isTls13(Math.max(...(client?.versions ?? [0]))) : isTls13(first.version);
  const flight = readFlight(toVictim, fromBank, !tls13);
  const hellos = flight.messages
    .filter(isWhole(MESSAGE.serverHello))
    .map((message) => readServerHello(bodyOf(message)));
  const server: ServerHello | undefined = hellos.find((hello) => !hello.helloRetryRequest) ?? hellos[0];
  return {
    toBank: readFlight(toBank, fromVictim, !tls13),
    toVictim: flight,
    hellos: { ...(client === undefined ? {} : { client }), ...(server === undefined ? {} : { server }) },
    helloRetry: hellos.some((hello) => hello.helloRetryRequest),
  };
}

/** The body of a handshake message, without its header. */
export function bodyOf(message: HandshakeMessage): Uint8Array {
  return message.gathered.bytes.subarray(MESSAGE_HEADER);
}

/** Whether a message is of this type, whole, and short enough to be read. */
export function isWhole(type: number): (message: HandshakeMessage) => boolean {
  return (message) =>
    message.type === type && message.complete && message.length <= TLS_LIMITS.message - MESSAGE_HEADER;
}

function helloOf<T extends ClientHello | ServerHello>(
  messages: readonly HandshakeMessage[],
  type: number,
  read: (body: Uint8Array) => T,
): T | undefined {
  const message = messages.find(isWhole(type));
  return message === undefined ? undefined : read(bodyOf(message));
}
