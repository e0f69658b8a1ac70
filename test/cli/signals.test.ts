import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pass } from 'node:timers/promises';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { programRoot } from '../../src/root.ts';
import { factsOf, forEachFew, freshFolder, isAnyLeft, run, STACK, start } from '../helpers/program.ts';
import type { Ended, Start } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';
import { afterStage, RESTORED, startOnTerminal } from '../helpers/terminal.ts';

const onTerminal = needing('terminal', test.serial);

const STATUS = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Ending = keyof typeof STATUS;
const ENDINGS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const satisfies readonly Ending[];

/** The status as a shell counts it: a signal that comes before Node runs any program ends it as it ends any process. */
function statusOf({ code, signal }: Ended): number | null {
  const ending = ENDINGS.find((one) => one === signal);
  return ending === undefined ? code : STATUS[ending];
}

/** Sends a signal to a process that may have ended. Throws where it could not be sent for another reason. */
function again(pid: number, signal: Ending): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}

/** That a run which a signal was sent to ended in order, or had ended before. Returns whether the signal ended it. */
function checkRun(t: ExecutionContext, ended: Ended, signal: Ending, moment: string): boolean {
  t.notRegex(ended.stderr, STACK, moment);
  if (statusOf(ended) === 0) {
    t.regex(ended.stdout, /5 claims held, 0 failed\.\n$/, moment);
    return false;
  }
  t.is(statusOf(ended), STATUS[signal], moment);
  if (ended.code !== null) {
    t.is(ended.stderr, `plainsight: ended by ${signal}; nothing is left open\n`, moment);
    if (ended.stdout !== '')
      t.regex(ended.stdout, /claims? held, \d failed(, \d not checked)?\..*\n$/, moment);
  }
  return true;
}

test.serial('A signal at any moment of a run, from its first ms on, ends it in order.', async (t) => {
  const moments = Array.from({ length: 14 }, (_, i) => i * 35);
  const ended = { [STATUS.SIGINT]: 0, [STATUS.SIGTERM]: 0, [STATUS.SIGHUP]: 0 };
  await forEachFew(moments, 3, async (moment) => {
    const signal = ENDINGS[(moment / 35) % 3] ?? 'SIGINT';
    const temp = await freshFolder(t);
    const running = start(t, ['run', 'bank-login'], { env: { TMPDIR: temp } });
    await pass(moment);
    running.child.kill(signal);
    const over = await running.ended;
    if (checkRun(t, over, signal, `${signal} after ${moment} ms`)) ended[STATUS[signal]] += 1;
    t.false(isAnyLeft(running.pid));
    t.deepEqual(await readdir(temp), []);
  });
  for (const count of Object.values(ended)) t.true(count > 0, 'each signal ended a run');
});

/** Holds the program at a module that its command line needs, until it is let go: a signal meets it while it loads. */
const WHILE_LOADING: Start = {
  node: [
    '--import',
    `data:text/javascript,${encodeURIComponent(`import module from 'node:module';
module.registerHooks({
  load(url, context, next) {
    if (url === 'node:child_process') {
      process.stdout.write('loading\\n');
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    }
    return next(url, context);
  },
});`)}`,
  ],
};

test.serial('A signal that comes while modules are loading ends the program as well.', async (t) => {
  for (const signal of ENDINGS) {
    const running = start(t, ['run', 'bank-login'], WHILE_LOADING);
    await running.when((out) => (out.includes('loading') ? true : undefined));
    running.child.kill(signal);
    const ended = await running.ended;
    t.deepEqual(ended, {
      code: STATUS[signal],
      signal: null,
      stdout: 'loading\n',
      stderr: `plainsight: ended by ${signal}; nothing is left open\n`,
    });
  }
});

test.serial(
  'A signal after any line of a run ends it in order: the session is closed with its last fact.',
  async (t) => {
    const unbroken = factsOf((await run(t, ['run', 'bank-login', '--json'])).stdout);
    const whole = unbroken.length;
    const all = unbroken.filter(({ type }) => type === 'step-finished').length;
    let ended = 0;
    await forEachFew([1, 3, 8, 14, 20, 30, Math.floor(whole / 2), whole - 8], 3, async (line) => {
      const signal = ENDINGS[line % 3] ?? 'SIGINT';
      const running = start(t, ['run', 'bank-login', '--json'], { node: [...stopAfter(line, signal)] });
      const over = await running.ended;
      const facts = factsOf(over.stdout);
      t.is(facts.at(-1)?.['type'], 'session-closed', `line ${line}`);
      t.is(facts.filter(({ type }) => type === 'session-closed').length, 1);
      if (over.code === 0) return;
      ended += 1;
      t.is(over.code, STATUS[signal]);
      t.is(over.stderr, `plainsight: ended by ${signal}; nothing is left open\n`);
      const [last] = facts.splice(-1);
      // The last step may have been done by then, and the lab about to close.
      const steps = facts.filter(({ type }) => type === 'step-finished').length;
      t.is(last?.['how'], steps === all ? 'finished' : 'interrupted', `line ${line}`);
      const [begun, done] = ['step-started', 'step-finished'].map(
        (kind) => facts.filter(({ type }) => type === kind).length,
      );
      t.true((begun ?? 0) - (done ?? 0) <= 1 && (begun ?? 0) >= (done ?? 0));
    });
    t.true(ended >= 5, `${ended} runs were ended`);
  },
);

/** Has the program send itself `signal` while it writes its `line`th line. */
function stopAfter(line: number, signal: Ending): readonly string[] {
  const source = `const write = process.stdout.write;
let lines = 0;
process.stdout.write = function (...args) {
  if (String(args[0]).endsWith('\\n') && ++lines === ${line}) process.kill(process.pid, '${signal}');
  return write.apply(this, args);
};`;
  return ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
}

/** That the terminal is as it was, and that what stands on it is the summary or one sentence. */
function checkTerminal(t: ExecutionContext, ended: Ended, status: number, moment: string): void {
  t.is(ended.code, status, `${moment}:\n${ended.stdout.slice(-300)}`);
  t.true(ended.stdout.includes(RESTORED), moment);
  t.notRegex(ended.stdout, STACK, moment);
  const stands = afterStage(ended.stdout);
  if (ended.stdout.includes('\u001b[?1049h'))
    t.regex(
      stands,
      /claims? held, \d+ failed(, \d+ not checked)?\. The run was interrupted before its end\.\n/,
      moment,
    );
}

onTerminal('Ctrl-C at any moment of a demo exits 130 and gives the terminal back as it was.', async (t) => {
  const moments = Array.from({ length: 13 }, (_, i) => i * 125);
  await forEachFew(moments, 3, async (moment) => {
    const temp = await freshFolder(t);
    const demo = await startOnTerminal(t, ['demo', 'bank-login'], { env: { TMPDIR: temp } });
    await pass(moment);
    demo.type('\u0003');
    checkTerminal(t, await demo.ended, 130, `Ctrl-C after ${moment} ms`);
    t.deepEqual(await readdir(temp), []);
  });
});

onTerminal(
  'Whoever goes on pressing Ctrl-C while a demo ends gets the terminal back all the same.',
  async (t) => {
    const rounds = Array.from({ length: 8 }, (_, round) => round);
    await forEachFew(rounds, 2, async (round) => {
      const demo = await startOnTerminal(t, ['demo', 'bank-login']);
      await demo.shows(/VICTIM/);
      const mashed = setInterval(() => demo.type('\u0003'), 1 + round);
      await demo.writes(/claims? held/, 0).finally(() => clearInterval(mashed));
      const ended = await demo.ended;
      checkTerminal(t, ended, 130, `Ctrl-C every ${1 + round} ms`);
      // A key that comes after the terminal was given back is its own to echo.
      t.notRegex(ended.stdout.slice(0, ended.stdout.search(/claims? held/)), /\^C/);
    });
  },
);

onTerminal('SIGTERM, SIGHUP and SIGINT end a demo in order, on the stage and while it loads.', async (t) => {
  const cases = ENDINGS.flatMap((signal) => [60, 250].map((moment) => ({ signal, moment })));
  await forEachFew(cases, 3, async ({ signal, moment }) => {
    const demo = await startOnTerminal(t, ['demo', 'bank-login']);
    await pass(moment);
    process.kill(demo.pid, signal);
    checkTerminal(t, await demo.ended, STATUS[signal], `${signal} after ${moment} ms`);
  });
  await forEachFew(ENDINGS, 3, async (signal) => {
    const demo = await startOnTerminal(t, ['demo', 'bank-login']);
    await demo.shows(/step 1 of/);
    process.kill(demo.pid, signal);
    // The second finds the program ending, or already gone.
    again(demo.pid, signal);
    const ended = await demo.ended;
    checkTerminal(t, ended, STATUS[signal], `${signal} on the stage`);
    t.true(ended.stdout.includes('\u001b[?1049h'));
  });
});

onTerminal(
  'q leaves a demo with the exit status of its claims, and the summary on the normal screen.',
  async (t) => {
    const demo = await startOnTerminal(t, ['demo', 'bank-login']);
    await demo.shows(/step 1 of/);
    demo.type('qq');
    const ended = await demo.ended;
    t.is(ended.code, 0);
    t.true(ended.stdout.includes(RESTORED));
    t.regex(
      afterStage(ended.stdout),
      /^.*Bank login on port 80 and port 443\n[^]*0 claims held, 0 failed, 5 not checked\. The run was interrupted/,
    );
  },
);

onTerminal('A replay on the stage ends as a demo does.', async (t) => {
  const session = join(programRoot(), 'test', 'fixtures', 'bank-login.jsonl');
  await forEachFew([...ENDINGS, '\u0003', 'q'] as const, 3, async (how) => {
    const replay = await startOnTerminal(t, ['replay', session]);
    await replay.shows(/step 1 of/);
    if (how === 'q' || how === '\u0003') replay.type(how === 'q' ? 'qy' : how);
    else process.kill(replay.pid, how);
    const { code, stdout } = await replay.ended;
    t.is(code, how === 'q' ? 0 : how === '\u0003' ? 130 : STATUS[how]);
    t.true(stdout.includes(RESTORED));
    t.regex(afterStage(stdout), /3 claims held, 0 failed\./);
  });
});

onTerminal('A terminal whose window is closed leaves no process behind.', async (t) => {
  const demo = await startOnTerminal(t, ['demo', 'bank-login']);
  await demo.shows(/step 1 of/);
  demo.hangUp();
  await demo.ended;
  for (let left = 200; left > 0 && isThere(demo.pid); left--) await pass(50);
  t.false(isThere(demo.pid));
});

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Has the program say, 100 ms after it would end, what would still keep it alive. */
const WHAT_IS_OPEN: Start = {
  node: [
    '--import',
    `data:text/javascript,${encodeURIComponent(`const exit = process.exit;
process.exit = (code) => setTimeout(() => setImmediate(() => {
  const open = process.getActiveResourcesInfo().filter((kind) => !/Pipe|TTY|^FS|Immediate/.test(kind));
  process.stdout.write('open: ' + JSON.stringify(open) + '\\n', () => exit(code));
}), 100);`)}`,
  ],
};

test.serial('A finished run keeps nothing open after its last line.', async (t) => {
  const temp = await freshFolder(t);
  const running = start(t, ['run', 'bank-login'], { ...WHAT_IS_OPEN, env: { TMPDIR: temp } });
  const ended = await running.ended;
  t.is(ended.code, 0);
  t.regex(ended.stdout, /held, 0 failed\.\nopen: \[\]\n$/);
  t.deepEqual(await readdir(temp), []);
  t.false(isAnyLeft(running.pid));
});

onTerminal('A demo that was left keeps nothing open after its last line.', async (t) => {
  const demo = await startOnTerminal(t, ['demo', 'bank-login'], WHAT_IS_OPEN);
  await demo.shows(/step 1 of/);
  demo.type('qq');
  t.regex(afterStage((await demo.ended).stdout), /before its end\.\nopen: \[\]\n/);
});
