import { createDecipheriv } from 'node:crypto';

import { CONTENT } from '../../wire/tls/names.ts';
import { RECORD_HEADER } from '../../wire/tls/records.ts';
import type { TlsRecord } from '../../wire/tls/records.ts';
import type { Suite, WriteKeys } from './tls12-keys.ts';

/** Bytes of the nonce that travel with each record, and of the tag behind it. */
const NONCE = 8;
const TAG = 16;

/**
 * Opens sealed records of `stream`, the first of which is the first under these keys, with AES-GCM
 * (RFC 5288, section 3). Gives the application data in them, up to the first record that does not open
 * or that changes the keys; nothing where not even the first opens.
 */
export function openRecords(
  stream: Buffer,
  records: readonly TlsRecord[],
  { cipher }: Suite,
  { key, salt }: WriteKeys,
): Buffer | undefined {
  const opened: Buffer[] = [];
  let sequence = 0;
  for (const { offset, length, type } of records) {
    if (type === CONTENT.changeCipherSpec || length < NONCE + TAG) break;
    const header = stream.subarray(offset, offset + RECORD_HEADER);
    const payload = stream.subarray(offset + RECORD_HEADER, offset + RECORD_HEADER + length);
    const text = payload.subarray(NONCE, -TAG);
    const decipher = createDecipheriv(cipher, key, Buffer.concat([salt, payload.subarray(0, NONCE)]));
    decipher.setAAD(additionalData(sequence, header, text.length));
    decipher.setAuthTag(payload.subarray(-TAG));
    const plain = decipher.update(text);
    try {
      decipher.final();
    } catch {
      break;
    }
    if (type === CONTENT.applicationData) opened.push(plain);
    sequence += 1;
  }
  return sequence === 0 ? undefined : Buffer.concat(opened);
}

/** Sequence number, type, version and length of the text (RFC 5246, section 6.2.3.3). */
function additionalData(sequence: number, header: Buffer, length: number): Buffer {
  const data = Buffer.alloc(13);
  data.writeBigUInt64BE(BigInt(sequence));
  header.copy(data, 8, 0, 3);
  data.writeUInt16BE(length, 11);
  return data;
}
