import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { Fact } from '../../lab/facts/session.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { listCatalogue } from '../../src/script/catalogue/catalogue.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { openChromium } from '../helpers/chromium.ts';
import { OPENED, timed } from '../helpers/happenings.ts';
import { needing } from '../helpers/needing.ts';
import { followedByTshark, openedTls } from '../helpers/opened.ts';
import { playThrough } from '../helpers/play-through.ts';
import { neededBy } from '../helpers/scenario-needs.ts';
import { tapPort } from '../helpers/taps.ts';
import { signIn, wholeLane } from '../helpers/whole-lab.ts';

/** That tshark makes the same bytes of every TLS connection of the session’s own capture; gives how many bytes they are. */
function asTshark(t: ExecutionContext, facts: readonly Fact[]): { connections: number; bytes: number } {
  const opened = openedTls(facts);
  const all = facts.filter(({ type }) => type === 'connection-opened').length;
  const theirs = followedByTshark(Buffer.concat([...toPcapng(facts)]), all);
  let bytes = 0;
  for (const { lane, connection, index, data } of opened)
    for (const direction of ['to-bank', 'to-victim'] as const) {
      const said = theirs.get(index)?.[direction].toString('latin1') ?? '';
      t.is(said, data[direction].toString('latin1'), `${lane}, connection ${connection}, ${direction}`);
      bytes += data[direction].length;
    }
  return { connections: opened.length, bytes };
}

for (const scenario of await Promise.all((await listCatalogue()).map(({ file }) => readScenario(file)))) {
  needing(['tshark', ...neededBy(scenario)], test.serial)(
    `what is inside TLS in ${scenario.id} is what tshark says, with the same secrets`,
    async (t) => {
      t.timeout(120_000);
      const { facts } = await playThrough(scenario);
      const { connections, bytes } = asTshark(t, facts);
      t.log(`${connections} connections over TLS, ${bytes} bytes inside`);
      t.pass();
    },
  );
}

for (const tls of ['1.2', '1.3'] as const) {
  needing(['tshark', 'chromium', 'curl'])(
    `what Chromium and curl say inside TLS ${tls} opens with the secrets that they log, as tshark does`,
    async (t) => {
      t.timeout(120_000);
      const page = 'https://bank.test/login';
      const lane = await wholeLane(t, { visit: page, bank: { tls } });
      await signIn(lane);
      const folder = mkdtempSync(join(tmpdir(), 'plainsight-'));
      t.teardown(() => rmSync(folder, { recursive: true }));
      const log = join(folder, 'keys.txt');
      const port = tapPort(lane, 443);
      const chromium = await openChromium(t, new Map([[443, port]]), lane.authority);
      await chromium.visit(page);
      await chromium.close();
      const door = ['--noproxy', '*', '--connect-to', `bank.test:443:127.0.0.1:${port}`];
      const env = { ...process.env, SSLKEYLOGFILE: log };
      await once(execFile('curl', ['-q', '-sk', '--max-time', '20', ...door, page], { env }), 'close');
      const lines = [
        ...chromium.of('tls-secret-logged').map(({ line }) => line),
        ...readFileSync(log, 'latin1')
          .split('\n')
          .filter((line) => line !== ''),
      ];
      const facts = timed(
        { ...OPENED, lanes: [{ id: 'lane', title: 'a lane', url: page }] },
        ...lane.facts,
        ...lines.map((line) => ({ type: 'tls-secret-logged', lane: 'lane', line }) as const),
      );
      const all = openedTls(facts);
      const requests = all.flatMap(
        ({ data }) => /User-Agent: ([^\r]*)/i.exec(data['to-bank'].toString('latin1'))?.[1] ?? [],
      );
      t.true(
        requests.some((agent) => agent.includes('Chrome')),
        requests.join(),
      );
      t.true(
        requests.some((agent) => agent.startsWith('curl')),
        requests.join(),
      );
      t.deepEqual(
        all.flatMap(({ shut }) => shut),
        [],
      );
      asTshark(t, facts);
    },
  );
}
