import { createHash } from 'node:crypto';

import type { Emit, LaneId } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { readConversation } from '../../wire/tls/conversation.ts';
import type { TlsFlight } from '../../wire/tls/conversation.ts';
import { isTls13 } from '../../wire/tls/hello.ts';
import { EXTENSION, MESSAGE } from '../../wire/tls/names.ts';
import { looksLikeTls } from '../../wire/tls/records.ts';
import type { TlsRecord } from '../../wire/tls/records.ts';
import { openRecords } from './open-records.ts';
import type { Recording } from '../tap/recorder.ts';
import { RSA_SUITES, decryptPremaster, writeKeys } from './tls12-keys.ts';

/** What a recording is opened with. `bankKey` is the bank's private key, PEM. */
export interface DecryptOptions {
  readonly lane: LaneId;
  readonly recording: Recording;
  readonly bankKey: string;
  readonly emit: Emit;
}

/** Both directions in clear, or why not, for a person. */
export type Opening = { readonly toBank: Buffer; readonly toVictim: Buffer } | { readonly reason: string };

type Messages = TlsFlight['messages'];

/** Bytes of a ClientKeyExchange before the encrypted secret: the message's header, and the secret's length (RFC 5246, section 7.4.7.1). */
const BEFORE_SECRET = 4 + 2;

/**
 * Recorded today, key stolen tomorrow: tries the bank's private key on every recorded TLS connection and
 * says of each what was read, or why it stays sealed. What is not TLS is passed over.
 */
export function decryptRecording({ lane, recording, bankKey, emit }: DecryptOptions): void {
  for (const [connection, { 'to-bank': bank, 'to-victim': victim }] of recording) {
    const toBank = Buffer.concat(bank);
    if (!looksLikeTls(toBank)) continue;
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
 * master secret (RFC 7627, section 4). Takes any bytes and throws nothing.
 */
export function openConnection(toBank: Buffer, toVictim: Buffer, bankKey: string): Opening {
  const read = readConversation(toBank, toVictim);
  const { client: clientHello, server: serverHello } = read.hellos;
  if (clientHello === undefined || serverHello === undefined || serverHello.malformed)
    return { reason: UNFINISHED };
  if (isTls13(serverHello.version)) return { reason: TLS13 };
  const fromBank = read.toVictim.messages.filter(({ complete }) => complete);
  const fromVictim = read.toBank.messages.filter(({ complete }) => complete);
  if (fromBank.some(({ type }) => type === MESSAGE.serverKeyExchange)) return { reason: EPHEMERAL };
  const sealed = sealedIn(read.toBank);
  const exchange = fromVictim.findIndex(({ type }) => type === MESSAGE.clientKeyExchange);
  if (exchange < 0) return { reason: sealed.length > 0 ? RESUMED : UNFINISHED };
  const suite = RSA_SUITES.get(serverHello.cipherSuite);
  if (suite === undefined) return { reason: unknownSuite(serverHello.cipherSuite) };

  const encrypted = fromVictim[exchange]?.gathered.bytes.subarray(BEFORE_SECRET) ?? toBank;
  const premaster = decryptPremaster(bankKey, encrypted);
  if (premaster === undefined) return { reason: OTHER_KEY };
  const keys = writeKeys(suite, {
    premaster,
    clientRandom: clientHello.random,
    serverRandom: serverHello.random,
    ...(serverHello.extensions.some(({ type }) => type === EXTENSION.extendedMasterSecret) && {
      sessionHash: sessionHash(suite.hash, fromBank, fromVictim.slice(0, exchange + 1)),
    }),
  });
  const opened = openRecords(toBank, sealed, suite, keys.client);
  if (opened === undefined) return { reason: sealed.length > 0 ? OTHER_KEY : UNFINISHED };
  const answers = sealedIn(read.toVictim);
  return {
    toBank: opened,
    toVictim: openRecords(toVictim, answers, suite, keys.server) ?? Buffer.alloc(0),
  };
}

/** The records of a direction from the first that is under its keys. */
function sealedIn({ records }: TlsFlight): readonly TlsRecord[] {
  const first = records.findIndex(({ guarded }) => guarded);
  return first < 0 ? [] : records.slice(first).map(({ record }) => record);
}

/** The hash of every message up to ClientKeyExchange (RFC 7627, section 3). What the bank says after its hello's flight came later. */
function sessionHash(hash: string, fromBank: Messages, [clientHello, ...fromVictim]: Messages): Buffer {
  const digest = createHash(hash);
  const done = fromBank.findIndex(({ type }) => type === MESSAGE.serverHelloDone);
  const messages = [...fromBank.slice(0, done + 1), ...fromVictim];
  for (const { gathered } of clientHello === undefined ? messages : [clientHello, ...messages])
    digest.update(gathered.bytes);
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
