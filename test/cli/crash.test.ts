import { fileURLToPath } from 'node:url';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { isAnyLeft, run, start } from '../helpers/program.ts';
import type { Start } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';
import { afterStage, RESTORED, startOnTerminal } from '../helpers/terminal.ts';

const onTerminal = needing('terminal');

/** Plants a fault that nobody catches, as the program writes what fits `when`. */
function planted(when: RegExp, fault: string): Start {
  const source = `const write = process.stdout.write;
let done = false;
process.stdout.write = function (...args) {
  if (!done && ${String(when)}.test(args[0])) {
    done = true;
    ${fault};
  }
  return write.apply(this, args);
};`;
  return { node: ['--import', `data:text/javascript,${encodeURIComponent(source)}`] };
}

const EXCEPTION = 'queueMicrotask(() => { throw new Error("planted fault") })';
const REJECTION = 'void Promise.reject(new Error("planted fault"))';
const NO_ERROR = 'void Promise.reject("planted fault")';

function checkStack(t: ExecutionContext, text: string, says: RegExp): void {
  t.regex(text, /plainsight: this is a bug of plainsight's own:\n/);
  t.regex(text, says);
  t.is(text.split("a bug of plainsight's own").length, 2, 'it is said once');
}

test('A fault that nobody caught ends a run with its stack and exit status 70, with the session closed.', async (t) => {
  for (const [fault, says] of [
    [EXCEPTION, /Error: planted fault\n\s+at /],
    [REJECTION, /Error: planted fault\n\s+at /],
    [NO_ERROR, /planted fault/],
  ] as const) {
    const running = start(t, ['run', 'bank-login'], planted(/^\n?1\. /, fault));
    const { code, stdout, stderr } = await running.ended;
    t.is(code, 70);
    checkStack(t, stderr, says);
    t.regex(stdout, /0 failed, \d+ not checked\. The run was interrupted before its end\.\n$/);
    t.false(isAnyLeft(running.pid));
  }
});

test('A fault while a list is printed ends with its stack and exit status 70.', async (t) => {
  const { code, stderr } = await run(t, ['list'], planted(/bank-login/, EXCEPTION));
  t.is(code, 70);
  checkStack(t, stderr, /planted fault/);
});

onTerminal(
  'A fault of any kind on the stage gives the terminal back before the stack is shown.',
  async (t) => {
    for (const fault of [EXCEPTION, REJECTION]) {
      const demo = await startOnTerminal(t, ['demo', 'bank-login'], planted(/VICTIM/, fault));
      const { code, stdout } = await demo.ended;
      t.is(code, 70);
      t.true(stdout.includes(RESTORED));
      checkStack(t, afterStage(stdout), /Error: planted fault\n\s+at /);
    }
  },
);

onTerminal('A view that breaks gives the terminal back before its stack is shown.', async (t) => {
  const program = fileURLToPath(new URL('../helpers/broken-view.js', import.meta.url));
  const demo = await startOnTerminal(t, [], { program });
  const { code, stdout } = await demo.ended;
  t.is(code, 70, stdout);
  t.true(stdout.includes(RESTORED));
  checkStack(t, afterStage(stdout), /Error: a view broke\n\s+at /);
});

/** A socket that is never destroyed is never closed, and the taps wait for it. */
const STUCK = [
  '--import',
  `data:text/javascript,${encodeURIComponent(`import net from 'node:net';
net.Socket.prototype.destroy = function () { return this; };`)}`,
];

test('A lab that does not close is left behind after a while: a run ends with its claims, a signal with its status.', async (t) => {
  const signal = planted(/^3\. /m, 'setTimeout(() => process.kill(process.pid, "SIGTERM"), 0)').node ?? [];
  const [ended, whole] = await Promise.all([
    run(t, ['run', 'bank-login'], { node: [...STUCK, ...signal] }),
    run(t, ['run', 'bank-login'], { node: STUCK }),
  ]);
  t.is(ended.code, 143);
  t.is(ended.stderr, 'plainsight: ended by SIGTERM; nothing is left open\n');
  t.is(whole.code, 0);
  t.is(whole.stderr, '');
  t.regex(whole.stdout, /5 claims held, 0 failed\.\n$/);
});

test('A command that waits for nothing is a fault of ours, not a success.', async (t) => {
  const source = `import net from 'node:net';
net.Server.prototype.listen = function () { return this; };`;
  const node = ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
  const { code, stderr } = await run(t, ['run', 'bank-login'], { node });
  t.is(code, 70);
  checkStack(t, stderr, /nothing left that it waits for\n\s+at /);
});
