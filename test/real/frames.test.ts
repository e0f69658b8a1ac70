import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { ExecutionContext } from 'ava';

import { toPcapng } from '../../src/export/pcapng.ts';
import type { Notebook } from '../helpers/attacker.ts';
import { openChromium } from '../helpers/chromium.ts';
import type { ChromiumBeside } from '../helpers/chromium.ts';
import {
  dissected,
  followed,
  HTTP2_FIELDS,
  streamsOf,
  http2ByUs,
  WEBSOCKET_FIELDS,
  webSocketByUs,
} from '../helpers/frames-by-tshark.ts';
import type { FieldValues } from '../helpers/frames-by-tshark.ts';
import { OPENED, timed } from '../helpers/happenings.ts';
import { needing } from '../helpers/needing.ts';
import { tapPort } from '../helpers/taps.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';
import type { WholeLane } from '../helpers/whole-lab.ts';

const withAll = needing(['tshark', 'chromium', 'curl']);

/** A folder of the test's own, for key logs. */
function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-frames-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function chromiumIn(t: ExecutionContext, lane: WholeLane): Promise<ChromiumBeside> {
  return openChromium(t, new Map([80, 443].map((port) => [port, tapPort(lane, port)])), lane.authority);
}

/** Every TLS secret of these browsers, and of curl, in one file; its name. */
function secretsIn(folder: string, ...clients: readonly Notebook[]): string {
  const own = clients.flatMap((client) => client.of('tls-secret-logged').map(({ line }) => `${line}\n`));
  const curls = join(folder, 'curl.keys');
  const file = join(folder, 'all.keys');
  writeFileSync(file, [...own, existsSync(curls) ? readFileSync(curls, 'utf8') : ''].join(''));
  return file;
}

/** The fields in which two readings of one direction differ, in words. */
function differences(ours: FieldValues, theirs: FieldValues): string[] {
  return Object.keys(ours).flatMap((name) => {
    const [one, other] = [ours[name] ?? [], theirs[name] ?? []];
    const at = Array.from({ length: Math.max(one.length, other.length) }).findIndex(
      (_, index) => one[index] !== other[index],
    );
    return at === -1 ? [] : [`${name}, value ${at + 1}: ${one[at]}, by tshark ${other[at]}`];
  });
}

const WAYS = ['to-bank', 'to-victim'] as const;

withAll(
  'frames and fields of HTTP/2 of our victim, Chromium and curl are read as tshark reads them',
  async (t) => {
    t.timeout(150_000);
    const folder = folderOf(t);
    const lane = await wholeLane(t, {
      visit: 'https://bank.test/login',
      bank: { http2: true },
      victim: { http2: true },
    });
    await signIn(lane);
    const chromium = await chromiumIn(t, lane);
    await chromium.visit('https://bank.test/login');
    await chromium.submit('login', { user: 'alice', password: lane.secrets['password'] ?? '' });
    t.true(lane.of('bank-booked').some(({ party }) => party === 'stranger'));
    await chromium.visit('https://bank.test/help');
    await chromium.close();
    writeFileSync(join(folder, 'ca.pem'), lane.authority);
    const door = ['--noproxy', '*', '--connect-to', `bank.test:443:127.0.0.1:${tapPort(lane, 443)}`];
    const asked = ['-q', '-s', '--http2', '--max-time', '20', '--cacert', join(folder, 'ca.pem'), ...door];
    const env = { ...process.env, SSLKEYLOGFILE: join(folder, 'curl.keys') };
    const sent = ['-d', 'user=alice&password=wrong', 'https://bank.test/login', 'https://bank.test/'];
    await once(execFile('curl', [...asked, ...sent], { env }), 'close');

    const keys = secretsIn(folder, lane, chromium);
    const capture = Buffer.concat([...toPcapng(timed(OPENED, ...lane.facts))]);
    let [compared, frames, spoke] = [0, 0, 0];
    for (const index of streamsOf(capture, 'http2', keys)) {
      const bytes = followed(capture, index, 'tls', keys);
      const ours = WAYS.map((way) => http2ByUs(way, bytes[way]));
      spoke += 1;
      const theirs = dissected(capture, index, HTTP2_FIELDS, keys);
      for (const [at, way] of WAYS.entries()) {
        const own = ours[at] ?? {};
        t.deepEqual(differences(own, theirs[way]), [], `connection ${index + 1}, ${way}`);
        compared += Object.values(own).reduce((sum, { length }) => sum + length, 0);
        frames += own['http2.type']?.length ?? 0;
      }
    }
    t.true(spoke >= 3, `${spoke} connections of HTTP/2`);
    t.log(`${spoke} connections, ${frames} frames, ${compared} values compared: no difference`);
  },
);

withAll(
  'frames of a chat of our victim and Chromium, over ws and wss, are read as tshark reads them',
  async (t) => {
    t.timeout(150_000);
    let [compared, frames] = [0, 0];
    for (const scheme of ['http', 'https'] as const) {
      const folder = folderOf(t);
      const lane = await wholeLane(t, { visit: `${scheme}://bank.test/help` });
      await lane.victim.visit('/help');
      await lane.victim.chat('My card is lost');
      await lane.victim.chat('x'.repeat(300));
      await lane.victim.visit('/');
      const chromium = await chromiumIn(t, lane);
      await chromium.visit(`${scheme}://bank.test/help`);
      await chromium.chat('My card is lost');
      t.regex(chromium.of('chat-answered')[0]?.text ?? '', /^Good day/);
      await chromium.visit(`${scheme}://bank.test/`);
      await chromium.close();

      const keys = secretsIn(folder, lane, chromium);
      const capture = Buffer.concat([...toPcapng(timed(OPENED, ...lane.facts))]);
      let chats = 0;
      for (const index of streamsOf(capture, 'websocket', keys)) {
        const bytes = followed(capture, index, scheme === 'https' ? 'tls' : 'tcp', keys);
        const theirs = dissected(capture, index, WEBSOCKET_FIELDS, keys);
        chats += 1;
        for (const way of WAYS) {
          const ours = webSocketByUs(
            way,
            bytes[way].subarray(
              bytes[way].lastIndexOf(way === 'to-bank' ? 'GET /help/chat' : 'HTTP/1.1 101'),
            ),
          );
          t.deepEqual(differences(ours, theirs[way]), [], `${scheme}, connection ${index + 1}, ${way}`);
          compared += Object.values(ours).reduce((sum, { length }) => sum + length, 0);
          frames += ours['websocket.opcode']?.length ?? 0;
        }
      }
      t.is(chats, 2, `chats over ${scheme}`);
    }
    t.log(`4 chats, ${frames} frames, ${compared} values compared: no difference`);
  },
);
