import { chmod, readdir } from 'node:fs/promises';
import type { ExecutionContext } from 'ava';
import test from 'ava';
import { needing } from '../helpers/needing.ts';
import { childrenOf } from '../helpers/processes.ts';
import { freshFolder, run, start } from '../helpers/program.ts';
import { until } from '../helpers/until.ts';

const SCENARIOS = ['real-servers', 'lets-encrypt'] as const;
const NEEDS = { 'real-servers': ['nginx', 'apache'], 'lets-encrypt': ['pebble'] } as const;

for (const scenario of SCENARIOS) {
  const declare = needing(NEEDS[scenario], test.serial);

  declare(`A run of ${scenario} leaves no process and no file.`, async (t) => {
    const temp = await openFolder(t);
    const running = start(t, ['run', scenario, '--json'], { env: { TMPDIR: temp } });
    const { code, stderr } = await running.ended;
    t.deepEqual([code, stderr], [0, '']);
    t.deepEqual(await readdir(temp), []);
  });

  for (const signal of ['SIGKILL', 'SIGTERM', 'SIGINT'] as const)
    declare(
      `After ${signal} in the middle of ${scenario} no program of its and no folder is left.`,
      async (t) => {
        const temp = await openFolder(t);
        const running = start(t, ['run', scenario, '--json'], { env: { TMPDIR: temp } });
        await running.when((said) => (said.includes('"type":"step-started"') ? true : undefined));
        const programs = childrenOf(running.pid);
        t.true(programs.length > 0);
        process.kill(running.pid, signal);
        await running.ended;
        const there = new Set(programs.map(({ pid }) => pid));
        await until(() => ![...there].some(isRunning));
        t.deepEqual(await readdir(temp), []);
      },
    );
}

const DIES = {
  'real-servers': [
    /nginx|apache2/,
    /^plainsight: the lab broke down: \S+ [\d.]+, which served the bank, ended \(SIGKILL\), and nobody asked it to\n$/,
  ],
  'lets-encrypt': [
    /pebble/,
    /^plainsight: the lab broke down: Pebble, the certificate authority, ended \(SIGKILL\), and nobody asked it to\n$/,
  ],
} as const;

for (const scenario of SCENARIOS)
  needing(NEEDS[scenario], test.serial)(
    `A program of ${scenario} that dies in the middle is said: exit status 3.`,
    async (t) => {
      const [program, sentence] = DIES[scenario];
      const temp = await openFolder(t);
      const running = start(t, ['run', scenario, '--json'], { env: { TMPDIR: temp } });
      await running.when((said) => (said.includes('"type":"step-started"') ? true : undefined));
      for (const { pid, command } of childrenOf(running.pid))
        if (program.test(command) && !command.includes('guard.js')) kill(pid);
      const { code, stderr } = await running.ended;
      t.is(code, 3);
      t.regex(stderr, sentence);
      t.deepEqual(await readdir(temp), []);
    },
  );

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // A worker of one that was killed before it.
  }
}

/** A folder that others may pass through: where the lab is root, its programs are somebody else. */
async function openFolder(t: ExecutionContext): Promise<string> {
  const folder = await freshFolder(t);
  await chmod(folder, 0o755);
  return folder;
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test('Without Pebble a lesson that needs it says how to get it: exit status 3.', async (t) => {
  const { code, stdout, stderr } = await run(t, ['run', 'lets-encrypt', '--json'], { env: { PATH: '' } });
  t.is(code, 3);
  t.regex(stderr, /^plainsight: the lab could not start: Pebble is not on this machine: .*\n$/);
  t.regex(stdout, /"type":"session-closed".*"how":"broken"/);
});

needing('own mounts')('Without nginx likewise.', async (t) => {
  const through = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /usr/sbin && exec "$@"', 'sh'];
  const { code, stderr } = await run(t, ['run', 'real-servers', '--json'], { through });
  t.is(code, 3);
  t.regex(stderr, /^plainsight: the lab could not start: nginx is not on this machine: .*nginx-light.*\n$/);
});
