import { constants, createHash, privateDecrypt } from 'node:crypto';

import { EXTENSION, MESSAGE } from '../../wire/tls/names.ts';
import type { HandshakeMessage } from '../../wire/tls/messages.ts';
import type { Hellos } from '../../wire/tls/stream.ts';
import { prf } from '../../wire/tls/opening/keys.ts';
import type { OpenedSuite } from '../../wire/tls/opening/keys.ts';

/** Bytes of a ClientKeyExchange before the encrypted secret: the message's header, and the secret's length (RFC 5246, section 7.4.7.1). */
const BEFORE_SECRET = 4 + 2;

/** The messages in clear of a handshake with RSA key exchange, in order: the victim's up to its ClientKeyExchange, and the bank's. */
export interface RsaHandshake {
  readonly hellos: Required<Hellos>;
  readonly fromVictim: readonly HandshakeMessage[];
  readonly fromBank: readonly HandshakeMessage[];
}

/** The master secret of a connection (RFC 5246, section 8.1; RFC 7627, section 4), or nothing where `key` (PEM) is not the one that it used. */
export function masterSecret(
  key: string,
  { hash }: OpenedSuite,
  handshake: RsaHandshake,
): Uint8Array | undefined {
  const { hellos, fromVictim } = handshake;
  const exchange = fromVictim.at(-1);
  const premaster = exchange && decryptPremaster(key, exchange.gathered.bytes.subarray(BEFORE_SECRET));
  if (premaster === undefined) return undefined;
  const extended = hellos.server.extensions.some(({ type }) => type === EXTENSION.extendedMasterSecret);
  return extended
    ? prf(hash, premaster, 'extended master secret', [sessionHash(hash, handshake)], 48)
    : prf(hash, premaster, 'master secret', [hellos.client.random, hellos.server.random], 48);
}

/** The hash of every message up to ClientKeyExchange (RFC 7627, section 3). What the bank says after its hello's flight came later. */
function sessionHash(
  hash: string,
  { fromBank, fromVictim: [clientHello, ...rest] }: RsaHandshake,
): Uint8Array {
  const digest = createHash(hash);
  const done = fromBank.findIndex(({ type }) => type === MESSAGE.serverHelloDone);
  const messages = [...fromBank.slice(0, done + 1), ...rest];
  for (const { gathered } of clientHello === undefined ? messages : [clientHello, ...messages])
    digest.update(gathered.bytes);
  return digest.digest();
}

/**
 * The premaster secret that the victim sent under the bank's public key (RFC 5246, section 7.4.7.1), or
 * nothing where `key` (PEM) does not open it. The padding (RFC 8017, section 7.2.2) is taken off here,
 * since Node's own way of doing it differs with the OpenSSL beneath; nobody times this attacker.
 */
function decryptPremaster(key: string, encrypted: Uint8Array): Uint8Array | undefined {
  let block: Buffer;
  try {
    block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, encrypted);
  } catch {
    return undefined;
  }
  const start = block.length - 48;
  const padded = block[0] === 0 && block[1] === 2 && block.indexOf(0, 2) === start - 1;
  return padded && start >= 11 ? block.subarray(start) : undefined;
}
