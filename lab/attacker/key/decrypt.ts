import { createHash } from 'node:crypto';

import type { Emit, LaneId } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Recording } from '../tap/recorder.ts';
import { RSA_SUITES, decryptPremaster, writeKeys } from './tls12-keys.ts';
import * as tls12 from './tls12-reading.ts';

/** What a recording is opened with. `bankKey` is the bank's private key, PEM. */
export interface DecryptOptions {
  readonly lane: LaneId;
  readonly recording: Recording;
  readonly bankKey: string;
  readonly emit: Emit;
}

/** Both directions in clear, or why not, for a person. */
export type Opening = { readonly toBank: Buffer; readonly toVictim: Buffer } | { readonly reason: string };

/**
 * Recorded today, key stolen tomorrow: tries the bank's private key on every recorded TLS connection and
 * says of each what was read, or why it stays sealed. What is not TLS is passed over.
 */
export function decryptRecording({ lane, recording, bankKey, emit }: DecryptOptions): void {
  for (const [connection, { 'to-bank': bank, 'to-victim': victim }] of recording) {
    const toBank = Buffer.concat(bank);
    if (toBank[0] !== tls12.RECORD.handshake || toBank[1] !== 3) continue;
    const opening = openConnection(toBank, Buffer.concat(victim), bankKey);
    if ('reason' in opening) {
      emit({ type: 'recording-stays-sealed', lane, connection, reason: opening.reason });
      continue;
    }
    const sides = [
      ['to-bank', opening.toBank],
      ['to-victim', opening.toVictim],
    ] as const;
    for (const [direction, bytes] of sides)
      emit({
        type: 'recording-decrypted',
        lane,
        connection,
        direction,
        length: bytes.length,
        bytes: bytes.subarray(0, LIMITS.decrypted),
      });
  }
}

/**
 * Opens one recorded connection: TLS 1.2 with RSA key exchange and AES-GCM, with and without the extended
 * master secret (RFC 7627). Takes any bytes and throws nothing.
 */
export function openConnection(toBank: Buffer, toVictim: Buffer, bankKey: string): Opening {
  const [client, server] = [tls12.readSide(toBank), tls12.readSide(toVictim)];
  const [clientHello, serverHello] = [client.messages[0], server.messages[0]];
  if (clientHello?.type !== tls12.MESSAGE.clientHello || serverHello?.type !== tls12.MESSAGE.serverHello)
    return { reason: UNFINISHED };
  const hello = tls12.readServerHello(serverHello.body);
  if (hello === undefined) return { reason: UNFINISHED };
  if (hello.tls13) return { reason: TLS13 };
  if (server.messages.some(({ type }) => type === tls12.MESSAGE.serverKeyExchange))
    return { reason: EPHEMERAL };
  const exchange = client.messages.findIndex(({ type }) => type === tls12.MESSAGE.clientKeyExchange);
  if (exchange < 0) return { reason: client.sealed.length > 0 ? RESUMED : UNFINISHED };
  const suite = RSA_SUITES.get(hello.suite);
  if (suite === undefined) return { reason: unknownSuite(hello.suite) };

  const premaster = decryptPremaster(bankKey, client.messages[exchange]?.body.subarray(2) ?? toBank);
  if (premaster === undefined) return { reason: OTHER_KEY };
  const { client: toBankKeys, server: toVictimKeys } = writeKeys(suite, {
    premaster,
    clientRandom: clientHello.body.subarray(2, 34),
    serverRandom: hello.random,
    ...(hello.extendedMasterSecret && {
      sessionHash: sessionHash(
        suite.hash,
        clientHello,
        server.messages,
        client.messages.slice(1, exchange + 1),
      ),
    }),
  });
  const opened = tls12.openSide(client.sealed, suite, toBankKeys);
  if (opened === undefined) return { reason: client.sealed.length > 0 ? OTHER_KEY : UNFINISHED };
  return {
    toBank: opened,
    toVictim: tls12.openSide(server.sealed, suite, toVictimKeys) ?? Buffer.alloc(0),
  };
}

/** The hash of every message up to ClientKeyExchange (RFC 7627, section 3). What the bank says after its hello's flight came later. */
function sessionHash(
  hash: string,
  clientHello: tls12.Message,
  bank: readonly tls12.Message[],
  client: readonly tls12.Message[],
): Buffer {
  const digest = createHash(hash).update(clientHello.whole);
  const done = bank.findIndex(({ type }) => type === tls12.MESSAGE.serverHelloDone);
  for (const { whole } of bank.slice(0, done + 1)) digest.update(whole);
  for (const { whole } of client) digest.update(whole);
  return digest.digest();
}

const UNFINISHED = 'The handshake was not recorded to its end: there is nothing to open.';
const TLS13 =
  'TLS 1.3 makes fresh keys for each connection and throws them away. The bank’s key only signs, so it opens nothing.';
const EPHEMERAL =
  'This connection’s keys were agreed on with a fresh Diffie-Hellman exchange and thrown away. The bank’s key only signed it, so it opens nothing.';
const RESUMED =
  'This connection resumed an earlier one: its keys grew from a secret that did not travel on it.';
const OTHER_KEY = 'The key that was stolen is not the one that this connection used.';

function unknownSuite(number: number): string {
  return `This lab does not open cipher suite 0x${number.toString(16).padStart(4, '0')}, which the bank chose.`;
}
