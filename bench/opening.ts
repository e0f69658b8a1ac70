import { createDecipheriv } from 'node:crypto';
import { grouped } from '../lab/text/count.ts';
import { readKeyLog } from '../lab/wire/tls/opening/key-log.ts';
import { isOpened, openStreams } from '../lab/wire/tls/opening/opener.ts';
import { Random } from '../tools/support/fuzz.ts';
import { sealedTalk } from '../tools/support/models/sealed-model.ts';
import { MB, median, report } from './measure.ts';

/** The data of one record, nearly as many bytes as one may hold (RFC 9846 §5.1), and how many records there are. */
const DATA = Buffer.alloc(16_000, 'tulip ');
const RECORDS = 2_048;
const ROUNDS = 7;
const HEADER = 5;
const TAG = 16;

/** Opening TLS with a key log, on one core, beside the same records merely decrypted by node:crypto, in turn. */
export function benchOpening(): void {
  for (const cipher of ['aes-128-gcm', 'aes-256-gcm', 'chacha20-poly1305'] as const) {
    const said = Array.from({ length: RECORDS }, () => ({ direction: 'to-victim' as const, bytes: DATA }));
    const { streams, keyLog, pieces, keys } = sealedTalk(new Random(1), cipher, said);
    const { key = DATA, iv = DATA } = keys['to-victim'] ?? {};
    const log = readKeyLog(keyLog.join('\n'));
    const stream = streams['to-victim'];
    const records = pieces
      .slice(-RECORDS)
      .map(({ record }, sequence) => sealed(stream, record, iv, sequence));
    const open = (): void => {
      const { inside } = openStreams(streams['to-bank'], stream, log);
      if (inside.filter(isOpened).length !== pieces.length) throw new Error('not all was opened');
    };
    const decrypt = (): void => {
      for (const { nonce, header, text, tag } of records) {
        const decipher =
          cipher === 'chacha20-poly1305'
            ? createDecipheriv(cipher, key, nonce, { authTagLength: TAG })
            : createDecipheriv(cipher, key, nonce, { authTagLength: TAG });
        decipher.setAAD(header, { plaintextLength: text.length });
        decipher.setAuthTag(tag);
        decipher.update(text);
        decipher.final();
      }
    };
    const pairs = Array.from({ length: ROUNDS + 2 }, () => [timed(open), timed(decrypt)] as const).slice(2);
    const seconds = median(pairs.map(([first]) => first));
    const ratio = median(pairs.map(([first, second]) => second / first));
    const rate = stream.length / MB / seconds;
    report(
      `opening TLS 1.3, ${cipher}`,
      `${grouped(Math.round(rate))} MB/s, ${ratio.toFixed(2)} × node:crypto alone`,
      'at least 300 MB/s',
      rate >= 300,
    );
  }
}

/** One record as node:crypto takes it. */
function sealed(stream: Buffer, record: number, iv: Buffer, sequence: number) {
  const header = stream.subarray(record, record + HEADER);
  const end = record + HEADER + header.readUInt16BE(3);
  const nonce = Buffer.from(iv);
  nonce.writeUInt32BE((nonce.readUInt32BE(8) ^ sequence) >>> 0, 8);
  return {
    header,
    nonce,
    text: stream.subarray(record + HEADER, end - TAG),
    tag: stream.subarray(end - TAG, end),
  };
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}
