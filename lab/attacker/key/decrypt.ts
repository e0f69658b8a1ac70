import type { Emit, LaneId } from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import { cipherName } from '../../wire/tls/cipher-suites.ts';
import { readConversation } from '../../wire/tls/conversation.ts';
import { isTls13 } from '../../wire/tls/hello.ts';
import { CONTENT, MESSAGE } from '../../wire/tls/names.ts';
import type { InsideRecord } from '../../wire/tls/opening/direction-opener.ts';
import { suiteOf } from '../../wire/tls/opening/keys.ts';
import { isOpened, openStreams } from '../../wire/tls/opening/opener.ts';
import { looksLikeTls } from '../../wire/tls/records.ts';
import type { Recording } from '../tap/recorder.ts';
import { masterSecret } from './master-secret.ts';

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
  const { client, server } = read.hellos;
  if (client === undefined || server === undefined || server.malformed) return { reason: UNFINISHED };
  if (isTls13(server.version)) return { reason: TLS13 };
  const fromBank = read.toVictim.messages.filter(({ complete }) => complete);
  const fromVictim = read.toBank.messages.filter(({ complete }) => complete);
  if (fromBank.some(({ type }) => type === MESSAGE.serverKeyExchange)) return { reason: EPHEMERAL };
  const isSealed = read.toBank.records.some(({ guarded }) => guarded);
  const exchange = fromVictim.findIndex(({ type }) => type === MESSAGE.clientKeyExchange);
  if (exchange < 0) return { reason: isSealed ? RESUMED : UNFINISHED };
  const suite = suiteOf(server);
  if (typeof suite === 'string' || !cipherName(server.cipherSuite).startsWith('TLS_RSA_WITH_'))
    return { reason: unknownSuite(server.cipherSuite) };

  const master = masterSecret(bankKey, suite, {
    hellos: { client, server },
    fromVictim: fromVictim.slice(0, exchange + 1),
    fromBank,
  });
  if (master === undefined) return { reason: OTHER_KEY };
  const { inside } = openStreams(toBank, toVictim, {
    secret: (label, random) =>
      label === 'CLIENT_RANDOM' && Buffer.compare(random, client.random) === 0 ? master : undefined,
  });
  const asked = inside.filter(({ direction }) => direction === 'to-bank');
  const [first] = asked;
  if (first === undefined || !isOpened(first)) return { reason: isSealed ? OTHER_KEY : UNFINISHED };
  const answered = inside.filter(({ direction }) => direction === 'to-victim');
  return { toBank: dataIn(asked), toVictim: dataIn(answered) };
}

/** The application data of a direction, up to the first record that does not open. */
function dataIn(inside: readonly InsideRecord[]): Buffer {
  const end = inside.findIndex((record) => !isOpened(record));
  const opened = (end < 0 ? inside : inside.slice(0, end)).filter(isOpened);
  return Buffer.concat(
    opened.filter(({ type }) => type === CONTENT.applicationData).map(({ plaintext }) => plaintext),
  );
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
