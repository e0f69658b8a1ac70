import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { AS_NOBODY, needing } from '../helpers/needing.ts';
import { copyProgram, freshFolder, run, STACK } from '../helpers/program.ts';
import type { Ended } from '../helpers/program.ts';
import { RESTORED, startOnTerminal } from '../helpers/terminal.ts';

/** The names of the checks, which other programs hold to. */
const NAMES = [
  'node',
  'terminal',
  'colours',
  'utf-8',
  'background',
  'port-80',
  'port-443',
  'loopback',
  'file-descriptors',
  'temporary-folder',
  'chromium',
  'firefox',
  'nginx',
  'apache',
  'pebble',
  'tshark',
];

interface Told {
  readonly plainsight: string;
  readonly ready: boolean;
  readonly checks: readonly Readonly<Record<string, unknown>>[];
}

function toldBy({ stdout }: Ended): Told {
  const told: Told = JSON.parse(stdout);
  return told;
}

function checkOf(ended: Ended, name: string): Readonly<Record<string, unknown>> {
  return toldBy(ended).checks.find((check) => check['name'] === name) ?? {};
}

const RUN = 'The built-in lessons run here.';

test('Each check has a line, and the last line says that the built-in lessons run', async (t) => {
  const { code, stdout, stderr } = await run(t, ['doctor']);
  t.deepEqual([code, stderr], [0, '']);
  const lines = stdout.trimEnd().split('\n');
  t.is(lines.filter((line) => /^[✓!✗] /.test(line)).length, NAMES.length);
  t.is(lines.at(-1), RUN);
  t.false(stdout.includes('\u001b'), 'no colours without a terminal');
});

test('--json tells the same as one object', async (t) => {
  const ended = await run(t, ['doctor', '--json']);
  const { plainsight, ready, checks } = toldBy(ended);
  t.is(ended.code, 0);
  t.regex(plainsight, /^\d+\.\d+\.\d+$/);
  t.true(ready);
  t.deepEqual(
    checks.map(({ name }) => name),
    NAMES,
  );
  for (const { state, found } of checks) {
    t.true(['ok', 'note', 'fail'].includes(String(state)));
    t.is(typeof found, 'string');
  }
  t.is(ended.stdout.trimEnd().split('\n').length, 1);
});

test('Under a locale without UTF-8 every line is ASCII', async (t) => {
  const { code, stdout } = await run(t, ['doctor'], { env: { LANG: 'C', TMPDIR: '/é' } });
  t.is(code, 0);
  t.regex(stdout, /^[\x20-\x7e\n]*$/);
  t.regex(stdout, /^ok Node /m);
  t.regex(stdout, /^!! UTF-8 +LANG=C/m);
  t.regex(stdout, /^!! Temp folder +\/\\u00e9 is not there \(ENOENT\)/m);
});

test('COLUMNS says how wide a page is that is no terminal', async (t) => {
  const { stdout } = await run(t, ['doctor'], { env: { COLUMNS: '40' } });
  for (const line of stdout.split('\n')) t.true(line.length <= 40, line);
});

test('On a bare machine the built-in lessons run, and what is missing is told with the way to get it', async (t) => {
  const ended = await run(t, ['doctor', '--json'], { env: { PATH: '' } });
  t.is(ended.code, 0);
  for (const name of ['chromium', 'firefox', 'nginx', 'apache', 'pebble', 'tshark']) {
    const { state, path, todo } = checkOf(ended, name);
    // Servers are looked for beside PATH as well.
    if (path === undefined) t.deepEqual([state, typeof todo], ['note', 'string'], name);
  }
});

test('Nothing is left in the temporary folder and the home', async (t) => {
  const [temp, home] = await Promise.all([freshFolder(t), freshFolder(t)]);
  t.is((await run(t, ['doctor'], { env: { TMPDIR: temp, HOME: home } })).code, 0);
  t.deepEqual(await readdir(temp), []);
  t.deepEqual(await readdir(home), []);
});

needing('fifo')(
  'Programs that hang, that say strange things or that cannot be started stop nothing.',
  async (t) => {
    const folder = join(await freshFolder(t), 'a\u001b[31m\nb');
    await mkdir(folder);
    const programs = {
      nginx: "#!/bin/sh\nprintf 'nginx/9.9.9\\033[2J\\n'",
      apache2: "#!/bin/sh\ntrap '' TERM\n/bin/sleep 60",
      pebble: '#!/no/such/interpreter',
      tshark: '\u0000\u0001',
      chromium: "#!/bin/sh\n[ -x /snap/bin/none ] && exec /snap/bin/none\necho 'Chromium 200.2.3'",
    };
    for (const [name, text] of Object.entries(programs)) {
      await writeFile(join(folder, name), text);
      await chmod(join(folder, name), 0o755);
    }
    // The machine's own browsers would come before one that is shut in.
    const env = { PATH: folder };
    const [plain, json] = await Promise.all([
      run(t, ['doctor'], { env }),
      run(t, ['doctor', '--json'], { env }),
    ]);
    for (const { code, stdout, stderr } of [plain, json]) {
      t.deepEqual([code, stderr], [0, '']);
      // oxlint-disable-next-line no-control-regex -- what must not be there is control characters
      t.notRegex(stdout, /[^\n\P{Cc}]/u);
    }
    t.like(checkOf(json, 'nginx'), { state: 'ok', version: '9.9.9', path: `${folder}/nginx` });
    t.like(checkOf(json, 'apache'), { path: `${folder}/apache2`, version: undefined });
    t.like(checkOf(json, 'chromium'), { state: 'note', version: '200.2.3', confinement: 'snap' });
  },
);

/** Makes the system refuse every port but those it gives by itself. */
function refuse(code: string): readonly string[] {
  const source = `import net from 'node:net';
const { listen } = net.Server.prototype;
net.Server.prototype.listen = function (options) {
  if (options.port === 0) return listen.call(this, options);
  process.nextTick(() => this.emit('error', Object.assign(new Error('no'), { code: '${code}', syscall: 'listen' })));
  return this;
};`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

test('Ports that may not be had stop nothing: any other stands in.', async (t) => {
  for (const code of ['EACCES', 'EADDRINUSE']) {
    const ended = await run(t, ['doctor', '--json'], { node: refuse(code) });
    t.is(ended.code, 0);
    for (const port of [80, 443]) {
      const check = checkOf(ended, `port-${port}`);
      t.like(check, { state: 'note', free: false, code });
      t.regex(String(check['found']), /any free port stands in/);
    }
  }
});

/** Takes ports before the program's own first line, in a network of its own. */
function holding(...ports: readonly number[]): readonly string[] {
  const source = `import net from 'node:net';
for (const port of [${ports.join(', ')}]) await new Promise((done) => net.createServer().listen(port, '127.0.0.1', done));`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

const OWN_NETWORK = ['unshare', '-n', 'sh', '-c', 'ip link set lo up; exec "$@"', 'sh'];

needing('own network')('A port that is taken is told with who has it, and which stands in.', async (t) => {
  const options = { through: OWN_NETWORK, node: holding(80, 443, 8443) };
  const { code, stdout } = await run(t, ['doctor'], options);
  t.is(code, 0);
  t.regex(stdout, /^! Port 80 +taken by node\S* \(process \d+\); 8080 stands in$/m);
  t.regex(stdout, /^! Port 443 +taken by node\S* \(process \d+\); any free port stands in$/m);
});

needing(['own network', 'nobody'])('As nobody it is said who may have port 80, and how.', async (t) => {
  const folder = await freshFolder(t);
  await chmod(folder, 0o755);
  const options = {
    program: await copyProgram(folder),
    through: [...OWN_NETWORK, ...AS_NOBODY],
    // Coverage would be written where this user may not write.
    env: { HOME: '/nonexistent', NODE_V8_COVERAGE: undefined },
  };
  const ended = await run(t, ['doctor', '--json'], options);
  t.deepEqual([ended.code, ended.stderr], [0, '']);
  for (const [port, standIn] of [
    [80, 8080],
    [443, 8443],
  ] as const) {
    const check = checkOf(ended, `port-${port}`);
    t.like(check, { state: 'note', code: 'EACCES', standIn });
    t.regex(String(check['todo']), /sudo sysctl net\.ipv4\.ip_unprivileged_port_start=80$/);
  }
});

needing('own network')('Without loopback the built-in lessons do not run: exit status 3.', async (t) => {
  const through = ['unshare', '-n'];
  const { code, stdout, stderr } = await run(t, ['doctor'], { through });
  t.deepEqual([code, stderr], [3, '']);
  t.regex(stdout, /^✗ Loopback .*\n +→ sudo ip link set lo up$/m);
  t.regex(stdout, /\nThe built-in lessons do not run here\. What stops them: Loopback\.\n$/);
  const json = await run(t, ['doctor', '--json'], { through });
  t.is(json.code, 3);
  t.false(toldBy(json).ready);
  t.is(checkOf(json, 'loopback')['state'], 'fail');
});

needing('full disk')('With too few open files they do not run either.', async (t) => {
  const through = ['sh', '-c', 'ulimit -n 60; exec "$@"', 'sh'];
  const { code, stdout, stderr } = await run(t, ['doctor'], { through });
  t.is(code, 3);
  t.regex(stdout, /^✗ Open files +60 may be open[^]*→ ulimit -n 4096/m);
  t.notRegex(stdout + stderr, STACK);
});

const onTerminal = needing('terminal');

onTerminal('On a terminal of 40 columns no line is longer, and the terminal is as it was.', async (t) => {
  const env = { NO_COLOR: '1' };
  const shown = await startOnTerminal(t, ['doctor'], { columns: 40, rows: 24, env });
  const screen = await shown.shows(/lessons run here/);
  t.regex(screen, /^! Terminal: 40×24; the stage needs\n {2}80×24/m);
  const { code, stdout } = await shown.ended;
  t.is(code, 0);
  t.true(stdout.includes(RESTORED));
});

onTerminal(
  'A terminal that says its background is heard, and what was typed meanwhile is no fault.',
  async (t) => {
    for (const [colour, says] of [
      ['rgb:0000/0000/0000', /^✓ Background +dark$/m],
      ['rgb:ffff/ffff/ffff', /^✓ Background +light; /m],
    ] as const) {
      let screen = '';
      // On a busy machine this terminal may answer too late: then it is as one that does not.
      for (let tries = 0; tries < 5 && !says.test(screen); tries += 1) {
        const shown = await startOnTerminal(t, ['doctor']);
        await shown.writes(/\]11;\?.\[c|\]11;\?..\[c/s, 0);
        shown.type(`q\u001b]11;${colour}\u001b\\\u001b[?1;2c`);
        screen = await shown.shows(/lessons run here/);
        t.true((await shown.ended).stdout.includes(RESTORED));
      }
      t.regex(screen, says);
    }
  },
);

onTerminal(
  'A terminal that does not place a cursor is asked nothing, and is shown no colours.',
  async (t) => {
    const shown = await startOnTerminal(t, ['doctor'], { env: { TERM: 'dumb' } });
    const { code, stdout } = await shown.ended;
    t.is(code, 0);
    t.false(stdout.includes('\u001b'));
  },
);
