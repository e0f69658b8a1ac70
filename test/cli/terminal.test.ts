import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { factsOf, freshFolder, run } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';
import { fixture } from '../helpers/saved-facts.ts';
import { afterStage, RESTORED, startOnTerminal } from '../helpers/terminal.ts';

const onTerminal = needing('terminal');

/** A sequence that chooses a colour (ECMA-48, SGR 30 to 49 and 90 to 107). */
// oxlint-disable-next-line no-control-regex -- what is looked for is control characters
const COLOUR = /\u001b\[(?:\d+;)*(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;\d+)*m/;

onTerminal('A terminal that is too small is told so, and the stage comes when it grows.', async (t) => {
  const demo = await startOnTerminal(t, ['demo', 'bank-login'], { columns: 60, rows: 20 });
  const small = await demo.shows(/needs 80×24[^\n]*\s+this is 60×20/);
  t.notRegex(small, /VICTIM/);
  await demo.resize(100, 30);
  const grown = await demo.shows(/VICTIM/);
  t.notRegex(grown, /needs 80×24/);
  await demo.resize(60, 20);
  await demo.shows(/needs 80×24[^\n]*\s+this is 60×20/);
  // It asks once where the first step has begun by now.
  demo.type('qq');
  const { code, stdout } = await demo.ended;
  t.is(code, 0);
  t.true(stdout.includes(RESTORED));
});

onTerminal(
  'Ctrl-Z and SIGTSTP give the terminal back, and a job that goes on takes it again and draws all anew.',
  async (t) => {
    for (const args of [['demo', 'bank-login'], ['demo']]) {
      const demo = await startOnTerminal(t, args);
      await demo.shows(/plainsight/);
      // No shell is there to let the job go on: then nobody stops it either (POSIX, orphaned process groups).
      for (const stop of ['key', 'SIGTSTP', 'SIGCONT'] as const) {
        const before = demo.written().length;
        if (stop === 'key') demo.type('\u001a');
        else process.kill(demo.pid, stop);
        // oxlint-disable-next-line no-control-regex -- what is looked for is control characters
        const since = await demo.writes(/\u001b\[\?1049l[^]*\u001b\[\?1049h[^]*plainsight/, before);
        t.true(since.indexOf('\u001b[?25h') < since.indexOf('\u001b[?1049h'), 'the cursor is shown between');
      }
      demo.type('qq');
      const { code, stdout } = await demo.ended;
      t.is(code, 0);
      t.true(stdout.includes(RESTORED));
    }
  },
);

onTerminal(
  'The stage is whole wherever the cursor stood, as after keys that were echoed while it loaded.',
  async (t) => {
    for (const args of [['demo', 'bank-login'], ['demo']]) {
      const through = ['sh', '-c', 'printf ^[[C; exec "$@"', 'sh'];
      const demo = await startOnTerminal(t, args, { through, columns: 80, rows: 24 });
      const shown = await demo.shows(/plainsight[^]*q quit/);
      t.regex(shown, /^ plainsight .*$/m);
      demo.type('qq');
      t.is((await demo.ended).code, 0);
    }
  },
);

onTerminal('Keys that come in one read are all taken, and a paste is no key.', async (t) => {
  const file = fileURLToPath(fixture('bank-login.jsonl'));
  const replay = await startOnTerminal(t, ['replay', file]);
  await replay.shows(/VICTIM/);
  replay.type('\u001b[200~q\u001b[201~\u001b[200~\u0003');
  replay.type('\u001b[201~?');
  await replay.shows(/any key closes/);
  replay.type('xm');
  await replay.shows(/Who sees what/);
  replay.type('\u001b[');
  replay.type('B\u001b[B');
  await replay.shows(/▸ her name/);
  // In mid-lesson it asks once.
  replay.type('Gqq');
  const { code, stdout } = await replay.ended;
  t.is(code, 0);
  t.true(stdout.includes(RESTORED));
  t.true(stdout.lastIndexOf('\u001b[?2004l') > stdout.lastIndexOf('\u001b[?2004h'));
});

onTerminal('In mid-lesson q asks once, and only a yes leaves; Ctrl-C never asks.', async (t) => {
  for (const yes of ['y', '\r', 'q', '\u0003']) {
    const demo = await startOnTerminal(t, ['demo', 'bank-login', '--manual', '--speed', '4']);
    await demo.shows(/press → to go on/);
    demo.type('\u001b[C');
    await demo.shows(/step 1 of/);
    demo.type('q');
    await demo.shows(/leave the lesson\? y or q leaves, any other key stays/);
    demo.type('m');
    await demo.shows(/VICTIM[^]*q quit/);
    demo.type('q');
    await demo.shows(/leave the lesson\?/);
    demo.type(yes);
    const { code, stdout } = await demo.ended;
    t.is(code, yes === '\u0003' ? 130 : 0);
    t.true(stdout.includes(RESTORED));
  }
});

onTerminal('NO_COLOR gives a stage without colours; without it there are some.', async (t) => {
  for (const NO_COLOR of ['1', undefined]) {
    const demo = await startOnTerminal(t, ['demo', 'bank-login'], { env: { NO_COLOR } });
    await demo.shows(/VICTIM[^]*ATTACKER[^]*BANK/);
    demo.type('qq');
    await demo.ended;
    t.is(COLOUR.test(demo.written()), NO_COLOR === undefined);
  }
});

onTerminal('On a terminal of a CI machine the stage is shown as anywhere.', async (t) => {
  const demo = await startOnTerminal(t, ['demo', 'bank-login'], {
    env: { CI: 'true', GITHUB_ACTIONS: 'true' },
  });
  await demo.shows(/VICTIM/);
  demo.type('qq');
  t.true((await demo.ended).stdout.includes(RESTORED));
});

onTerminal('On a terminal that cannot place a cursor a demo is played as text.', async (t) => {
  const demo = await startOnTerminal(t, ['demo', 'bank-login'], { env: { TERM: 'dumb' } });
  const { code, stdout } = await demo.ended;
  t.is(code, 0);
  t.regex(stdout, /5 claims held, 0 failed\./);
  t.false(stdout.includes('\u001b'));
});

onTerminal('A demo of a bad file never takes the screen: the sentence stands on the terminal.', async (t) => {
  const demo = await startOnTerminal(t, ['demo', 'nowhere.yaml']);
  const { code, stdout } = await demo.ended;
  t.is(code, 2);
  t.false(stdout.includes('\u001b[?1049h'));
  t.regex(stdout, /plainsight: nowhere\.yaml cannot be read: there is no such file/);
});

onTerminal(
  'Two demos at the same time both play, and --save keeps the session of one that was left.',
  async (t) => {
    const folder = await freshFolder(t);
    const temp = await freshFolder(t);
    const demos = await Promise.all(
      ['one', 'two'].map((name) =>
        startOnTerminal(t, ['demo', 'bank-login', '--save', join(folder, name)], { env: { TMPDIR: temp } }),
      ),
    );
    for (const demo of demos) await demo.shows(/443(→[\d,]+)? ●|● for bank\.test:443/);
    for (const demo of demos) demo.type('qq');
    for (const demo of demos) t.is((await demo.ended).code, 0);
    const ports = await Promise.all(
      ['one', 'two'].map(async (name) => {
        const facts = factsOf(await readFile(join(folder, name), 'utf8'));
        t.is(facts.at(-1)?.['type'], 'session-closed');
        return facts.filter(({ type }) => type === 'listener-opened').map(({ port }) => port);
      }),
    );
    t.is(new Set(ports.flat()).size, ports.flat().length, 'no port is listened on twice');
    t.deepEqual(await readdir(temp), []);
  },
);

onTerminal(
  'A lab that cannot start while the stage is shown gives the terminal back and says why.',
  async (t) => {
    const source = `import net from 'node:net';
net.Server.prototype.listen = function () {
  process.nextTick(() => this.emit('error', Object.assign(new Error('no'), { code: 'EACCES' })));
  return this;
};`;
    const node = ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
    const demo = await startOnTerminal(t, ['demo', 'bank-login'], { node });
    const { code, stdout } = await demo.ended;
    t.is(code, 3);
    t.true(stdout.includes(RESTORED));
    t.regex(
      afterStage(stdout),
      /plainsight: the lab could not start: the system does not let this user listen/,
    );
  },
);

needing(['terminal', 'full disk'])(
  'What a full disk does to the saved session is said when the stage has gone, and not across it.',
  async (t) => {
    const demo = await startOnTerminal(t, ['demo', 'bank-login', '--save', '/dev/full']);
    await demo.shows(/VICTIM/);
    t.notRegex(demo.written(), /ENOSPC/);
    demo.type('qq');
    const { stdout } = await demo.ended;
    t.regex(afterStage(stdout), /plainsight: writing \/dev\/full failed \(ENOSPC/);
  },
);

test('A recording has the same colours, whatever the environment says of colours, and needs no other program.', async (t) => {
  const source = `import processes from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
processes.spawnSync = processes.execFileSync = () => process.exit(99);
syncBuiltinESMExports();`;
  const node = ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
  const session = fileURLToPath(fixture('bank-login.jsonl'));
  const written = await Promise.all(
    [{}, { NO_COLOR: '1' }, { FORCE_COLOR: '0' }].map(async (env) => {
      const { stdout } = await run(t, ['export', session, '--to', 'cast'], { env, node });
      return stdout;
    }),
  );
  t.true(written[0]?.includes(String.raw`\u001b[1m`));
  t.is(new Set(written).size, 1);
});
