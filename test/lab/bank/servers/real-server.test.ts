import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import test from 'ava';
import type { ExecutionContext } from 'ava';

import type { BankServerOptions } from '../../../../lab/bank/servers/bank-server.ts';
import { doorsOf } from '../../../../lab/bank/doors.ts';
import { APACHE } from '../../../../lab/bank/servers/apache.ts';
import type { RealServer } from '../../../../lab/bank/servers/configuration.ts';
import { NGINX } from '../../../../lab/bank/servers/nginx.ts';
import { openRealServer } from '../../../../lab/bank/servers/real-server.ts';
import { openAuthority } from '../../../../lab/certificates/authority.ts';
import type { LabFact } from '../../../../lab/facts/facts.ts';
import { listen } from '../../../../lab/network.ts';
import { ProgramFault } from '../../../../lab/programs/program-fault.ts';
import { ORDINARY } from '../../../../lab/settings.ts';
import { needing } from '../../../helpers/needing.ts';

const authority = await openAuthority('Test Authority');
const leaf = await authority.issue({ names: ['bank.test'] });

function optionsWith(emitted: LabFact[] = []): BankServerOptions {
  return {
    lane: 'a',
    settings: ORDINARY.bank,
    doors: doorsOf(ORDINARY.bank),
    leaf,
    app: () => (_incoming, outgoing) => void outgoing.end('the app'),
    chat: () => (_incoming, socket) => void socket.destroy(),
    emit: (fact) => void emitted.push(fact),
  };
}

/** Folders of runs whose guard this process has started. */
const folders = async (): Promise<string[]> =>
  (await readdir(tmpdir())).filter((name) => name.startsWith('plainsight-run-'));

for (const kind of [NGINX, APACHE]) {
  const declare = needing(kind.program, test.serial);

  declare(`${kind.program} serves the app, and leaves nothing`, async (t) => {
    const before = await folders();
    const emitted: LabFact[] = [];
    const server = await openRealServer(kind, optionsWith(emitted));
    const { address = '', port = 0 } = server.endpoints.get(80) ?? {};
    const answer = await fetch(`http://${address}:${port}/`, { headers: { connection: 'close' } });
    t.is(await answer.text(), 'the app');
    t.like(emitted[0], { type: 'server-started', server: kind.program });
    await server.close();
    await server.close();
    t.deepEqual(await folders(), before);
    await t.throwsAsync(fetch(`http://${address}:${port}/`));
    t.is(emitted.length, 1);
  });

  declare(`${kind.program} that dies in the middle is told of, and breaks the lab`, async (t) => {
    const emitted: LabFact[] = [];
    const server = await openRealServer(kind, optionsWith(emitted));
    const [pid] = processesOf(kind.program, server.endpoints.get(80)?.port ?? 0);
    process.kill(pid ?? 0, 'SIGKILL');
    await t.throwsAsync(server.broken ?? Promise.resolve(), {
      instanceOf: ProgramFault,
      message: /^(?:nginx|Apache) [\d.]+, which served the bank, ended \(SIGKILL\), and nobody asked it to$/,
    });
    t.like(emitted.at(-1), { type: 'server-ended', how: 'SIGKILL' });
    await server.close();
  });

  declare(`${kind.program} that does not take its configuration says why`, async (t) => {
    const broken: RealServer = { ...kind, site: () => 'no_such_directive on;\n' };
    const before = await folders();
    await t.throwsAsync(openRealServer(broken, optionsWith()), {
      instanceOf: ProgramFault,
      message: /does not take the configuration that the lab wrote for it: .*no_such_directive/,
    });
    t.deepEqual(await folders(), before);
  });

  declare(
    `${kind.program} takes other ports where another program was faster, and says so where it always is`,
    async (t) => {
      const taken = createServer();
      const { port } = await listen(taken, []);
      t.teardown(() => taken.close());
      let tries = 0;
      const once: RealServer = {
        ...kind,
        site: ({ doors, settings }) => {
          tries += 1;
          const listens = doors.map((door) => (tries === 1 ? { ...door, listen: port } : door));
          return kind.site({ doors: listens, settings, certified: false });
        },
      };
      const server = await openRealServer(once, {
        ...optionsWith(),
        doors: doorsOf({ http: 'serve', https: 'closed' }),
      });
      t.is(tries, 2);
      await server.close();
      const always: RealServer = {
        ...kind,
        site: ({ doors, settings }) =>
          kind.site({
            doors: doors.map((door) => ({ ...door, listen: port })),
            settings,
            certified: false,
          }),
      };
      await t.throwsAsync(
        openRealServer(always, { ...optionsWith(), doors: doorsOf({ http: 'serve', https: 'closed' }) }),
        { instanceOf: ProgramFault, message: /did not start: .*address already in use/i },
      );
    },
  );
}

/** Puts made-up programs first on PATH, until the test is over. */
async function pathWith(t: ExecutionContext, files: Readonly<Record<string, string>>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'programs-'));
  // Whoever runs them may be nobody.
  await chmod(folder, 0o755);
  for (const [name, script] of Object.entries(files)) {
    await writeFile(join(folder, name), script);
    await chmod(join(folder, name), 0o755);
  }
  const path = process.env['PATH'];
  t.teardown(async () => {
    process.env['PATH'] = path;
    await rm(folder, { recursive: true });
  });
  process.env['PATH'] = `${folder}:${path ?? ''}`;
}

test.serial('a server that is too old is a sentence', async (t) => {
  await pathWith(t, { nginx: '#!/bin/sh\necho "nginx version: nginx/1.10.3" >&2\n' });
  await t.throwsAsync(openRealServer(NGINX, optionsWith()), {
    instanceOf: ProgramFault,
    message: /^nginx 1\.10\.3 is too old, and 1\.13\.0 or newer is needed: /,
  });
});

test.serial('a program that ends at once is told of with what it said', async (t) => {
  const script =
    '#!/bin/sh\n[ "$1" = -v ] && echo nginx/1.99.0 >&2 && exit\n[ "$1" = -t ] && exit 0\necho "no \u001B[2Jway" >&2\nexit 7\n';
  await pathWith(t, { nginx: script });
  await t.throwsAsync(openRealServer(NGINX, optionsWith()), {
    instanceOf: ProgramFault,
    message: 'nginx 1.99.0 did not start: no \u001B[2Jway',
  });
});

/** Processes of a program that know of a port, the first of them its master. */
function processesOf(program: RealServer['program'], port: number): number[] {
  const name = program === 'nginx' ? /nginx: master process .*-p (\S+)/ : /apache2?\S*\0-d\0(\S+?)\0/;
  return readdirSync('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .filter((pid) => {
      try {
        const [, folder = ''] = name.exec(readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? [];
        return readFileSync(join(folder, 'server.conf'), 'utf8').includes(`:${port}`);
      } catch {
        return false;
      }
    })
    .map(Number)
    .toSorted((a, b) => a - b);
}
