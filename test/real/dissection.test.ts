import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';

import type { ExecutionContext } from 'ava';

import { concat } from '../../lab/wire/bytes.ts';
import { differences, readByTshark, readByUs } from '../explain/tls/tshark-reading.ts';
import type { TlsRecording } from '../../tools/support/recordings.ts';
import { openChromium } from '../helpers/chromium.ts';
import { needing } from '../helpers/needing.ts';
import { tapPort } from '../helpers/taps.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';
import type { Unlike } from '../helpers/whole-lab.ts';

const PAGE = 'https://bank.test/login';
const LANES: readonly (Unlike & { readonly title: string })[] = [
  { title: 'TLS 1.3', bank: { tls: '1.3' } },
  { title: 'TLS 1.2', bank: { tls: '1.2' } },
  { title: 'a forged certificate', attacker: { does: 'forge' } },
  { title: 'an expired certificate', bank: { tls: '1.2', certificate: 'expired' } },
];

/** Our victim, Chromium, curl and OpenSSL visit the bank through the lab, one after the other. */
async function visits(t: ExecutionContext, unlike: Unlike): Promise<TlsRecording[]> {
  const lane = await wholeLane(t, { visit: PAGE, ...unlike });
  const port = tapPort(lane, 443);
  await signIn(lane);
  const chromium = await openChromium(t, new Map([[443, port]]), lane.authority);
  await chromium.visit(PAGE);
  await chromium.close();
  const door = ['--noproxy', '*', '--connect-to', `bank.test:443:127.0.0.1:${port}`];
  await once(execFile('curl', ['-q', '-sk', '--max-time', '20', ...door, PAGE]), 'close');
  await once(execFile('curl', ['-q', '-s', '--max-time', '20', ...door, PAGE]), 'close');
  const client = spawn('openssl', ['s_client', '-connect', `127.0.0.1:${port}`, '-servername', 'bank.test'], {
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  client.stdin.end(`GET /login HTTP/1.1\r\nHost: bank.test\r\nConnection: close\r\n\r\n`);
  await once(client, 'close');
  return lane
    .of('connection-opened')
    .map(({ connection }) => {
      const chunks = lane
        .of('segment-captured')
        .filter((segment) => segment.connection === connection)
        .flatMap(({ direction, bytes }) => cut(direction === 'to-bank' ? 'bank' : 'victim', bytes));
      const side = (to: 'bank' | 'victim'): Uint8Array =>
        concat(chunks.filter((chunk) => chunk.to === to).map(({ bytes }) => bytes));
      return { name: `connection ${connection}`, chunks, toBank: side('bank'), toVictim: side('victim') };
    })
    .filter(({ toBank }) => toBank.length > 0);
}

/** Pieces that fit into IP packets. */
function cut(to: 'bank' | 'victim', bytes: Uint8Array): TlsRecording['chunks'] {
  return Array.from({ length: Math.ceil(bytes.length / 16_384) }, (_, index) => ({
    to,
    bytes: bytes.subarray(index * 16_384, (index + 1) * 16_384),
  }));
}

const withAll = needing(['tshark', 'chromium', 'curl', 'openssl']);

for (const { title, ...unlike } of LANES) {
  withAll(
    `what our victim, Chromium, curl and OpenSSL say through the lab is read as tshark reads it: ${title}`,
    async (t) => {
      t.timeout(120_000);
      const recordings = await visits(t, unlike);
      t.true(recordings.length >= 4);
      const theirs = readByTshark(recordings);
      for (const [index, recording] of recordings.entries()) {
        t.deepEqual(differences(readByUs(recording), theirs[index]), [], recording.name);
      }
      t.log(`${recordings.length} handshakes, no difference`);
    },
  );
}
