import { createDecipheriv } from 'node:crypto';
import { RECORD_HEADER } from '../records.ts';
import type { OpenedSuite, RecordKeys } from './keys.ts';

/** Bytes of the tag behind a ciphertext, in every suite that is opened here. */
export const TAG = 16;

/** What was inside one record. */
export interface Unsealed {
  /** The true content type. In TLS 1.3 it stands inside. */
  readonly type: number;
  readonly plaintext: Uint8Array;
  /** Bytes between the record's first byte and the ciphertext: byte `i` of the plaintext is byte `i` of the ciphertext. */
  readonly at: number;
  /** Zeros behind the plaintext and its type. RFC 9846 §5.4. */
  readonly padding: number;
}

/** Why a record does not open: too short for a tag, a tag that does not fit, or no content type inside. */
export type RecordFault = 'short' | 'tag' | 'no-type';

/**
 * Opens a whole record, its header included. `sequence` counts the records under these keys from 0. Nothing of the plaintext
 * is looked at before its tag has been found right. Never throws. RFC 9846 §5.2, RFC 5246, section 6.2.3.3.
 */
export function openRecord(
  { suite, key, iv }: RecordKeys,
  sequence: number,
  record: Uint8Array,
): Unsealed | RecordFault {
  const at = RECORD_HEADER + suite.explicitNonce;
  const end = record.length - TAG;
  if (end < at) return 'short';
  const nonce =
    suite.explicitNonce > 0 ? joined(iv, record.subarray(RECORD_HEADER, at)) : exclusiveOr(iv, sequence);
  const header = record.subarray(0, RECORD_HEADER);
  const tls13 = suite.version === 'TLS 1.3';
  const plain = decrypted(suite.cipher, key, nonce, {
    data: tls13 ? header : additionalData(sequence, header, end - at),
    text: record.subarray(at, end),
    tag: record.subarray(end),
  });
  if (plain === undefined) return 'tag';
  if (!tls13) return { type: record[0] ?? 0, plaintext: plain, at, padding: 0 };
  let last = plain.length - 1;
  while (last >= 0 && plain[last] === 0) last -= 1;
  const type = plain[last];
  if (type === undefined) return 'no-type';
  return { type, plaintext: plain.subarray(0, last), at, padding: plain.length - 1 - last };
}

interface Sealed {
  readonly data: Uint8Array;
  readonly text: Uint8Array;
  readonly tag: Uint8Array;
}

function decrypted(
  cipher: OpenedSuite['cipher'],
  key: Uint8Array,
  nonce: Uint8Array,
  { data, text, tag }: Sealed,
): Uint8Array | undefined {
  const decipher =
    cipher === 'chacha20-poly1305'
      ? createDecipheriv(cipher, key, nonce, { authTagLength: TAG })
      : createDecipheriv(cipher, key, nonce, { authTagLength: TAG });
  decipher.setAAD(data, { plaintextLength: text.length });
  decipher.setAuthTag(tag);
  const plain = decipher.update(text);
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return plain;
}

function joined(iv: Uint8Array, explicit: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(iv.length + explicit.length);
  nonce.set(iv);
  nonce.set(explicit, iv.length);
  return nonce;
}

/** The nonce of a record that is counted: RFC 9846 §5.3, RFC 7905, section 2. */
function exclusiveOr(iv: Uint8Array, sequence: number): Uint8Array {
  const nonce = Uint8Array.from(iv);
  for (let place = nonce.length - 1, left = sequence; left > 0; place -= 1, left = Math.floor(left / 256))
    nonce[place] = (nonce[place] ?? 0) ^ (left & 0xff);
  return nonce;
}

/** Sequence number, type, version and length of the text (RFC 5246, section 6.2.3.3). */
function additionalData(sequence: number, header: Uint8Array, length: number): Uint8Array {
  const data = Buffer.alloc(13);
  data.writeUIntBE(sequence, 2, 6);
  data.set(header.subarray(0, 3), 8);
  data.writeUInt16BE(length, 11);
  return data;
}
