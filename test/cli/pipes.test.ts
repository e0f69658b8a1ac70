import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { needing } from '../helpers/needing.ts';
import { commandLine, factsOf, FIXTURES, freshFolder, run, STACK, start } from '../helpers/program.ts';

/** Runs the program with a shell's redirections behind it; `status` is the program's own. */
async function piped(
  args: readonly string[],
  behind: string,
): Promise<{ status: number; stdout: string; stderr: string }> {
  const script = `{ "$@"; echo "status $?" >&3; } ${behind}`;
  const child = spawn('sh', ['-c', script, 'sh', ...commandLine(args)], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  const read = ['', '', ''];
  for (const [index, stream] of child.stdio.slice(1).entries())
    stream?.on('data', (chunk: Buffer) => (read[index] += chunk.toString()));
  await once(child, 'close');
  const [stdout = '', stderr = '', status = ''] = read;
  return { status: Number(/status (\d+)/.exec(status)?.[1]), stdout, stderr };
}

const GONE = 'plainsight: nothing more is written, for its reader has gone; the run goes on to its end\n';

test('A reader that goes after one line ends the writing with one sentence; the claims still count.', async (t) => {
  for (const flags of [[], ['--json']]) {
    const held = await piped(['run', 'bank-login', ...flags], '| head -1');
    t.is(held.status, 0);
    t.is(held.stdout.trimEnd().split('\n').length, 1);
    t.is(held.stderr, GONE);
    const failed = await piped(['run', join(FIXTURES, 'swapped.yaml'), ...flags], '| head -1');
    t.is(failed.status, 1);
    t.is(failed.stderr, GONE);
  }
});

const SESSION = join(FIXTURES, '..', 'bank-login.jsonl');

test('A saved session is replayed and exported to a reader that goes without a fault.', async (t) => {
  const replay = await piped(['replay', SESSION, '--json'], '| head -1');
  t.deepEqual([replay.status, replay.stdout.split('\n').length], [0, 2]);
  t.notRegex(replay.stderr, STACK);
  const saved = await piped(['export', SESSION, '--to', 'jsonl'], '| head -1');
  t.deepEqual([saved.status, saved.stdout.split('\n').length, saved.stderr], [0, 2, '']);
});

test('What a command was only to write is dropped without a word where its reader has gone.', async (t) => {
  for (const args of [['list'], ['check', join(FIXTURES, 'swapped.yaml')], ['replay', SESSION, '--json']]) {
    const { status, stderr } = await piped(args, '| true');
    t.deepEqual([status, stderr], [0, ''], args.join(' '));
  }
});

test('The sentence is said once, however many scenarios follow.', async (t) => {
  const { status, stderr } = await piped(['run', 'bank-login', 'bank-login'], '| head -1');
  t.is(status, 0);
  t.is(stderr, GONE);
});

test('A reader that is not there at all, of help or of errors, is no fault of ours.', async (t) => {
  const help = await piped(['--help'], '| true');
  t.deepEqual([help.status, help.stderr], [0, '']);
  const list = await piped(['list'], '| true');
  t.deepEqual([list.status], [0]);
  const errors = await piped(['run', 'nothing-such'], '2>&1 | true');
  t.deepEqual([errors.status, errors.stderr], [2, '']);
  const closed = await piped(['run', 'bank-login'], '>&- 2>&-');
  t.is(closed.status, 0);
});

needing('full disk')(
  'A full disk is named, the run goes on, and its exit status is 2: what was written is not whole.',
  async (t) => {
    const { status, stderr } = await piped(['run', 'bank-login'], '>/dev/full');
    t.is(status, 2);
    t.regex(stderr, /^plainsight: nothing more is written, for ENOSPC.*the run goes on to its end\n$/);
    for (const args of [['list'], ['check', join(FIXTURES, 'swapped.yaml')], ['replay', SESSION]]) {
      const written = await piped(args, '>/dev/full');
      t.is(written.status, 2, args.join(' '));
      t.regex(written.stderr, /^plainsight: cannot write to standard output: the disk is full\n$/);
    }
    const saved = await run(t, ['run', 'bank-login', '--save', '/dev/full']);
    t.is(saved.code, 2);
    t.regex(
      saved.stderr,
      /^plainsight: writing \/dev\/full failed \(ENOSPC.*\): it holds what came before\n$/,
    );
    t.regex(saved.stdout, /5 claims held, 0 failed\.\n$/);
  },
);

/** A FIFO with a reader that reads nothing until it is told to, in a folder of its own. */
async function fifo(t: ExecutionContext): Promise<{ path: string; read: () => Promise<string> }> {
  const path = join(await freshFolder(t), 'fifo');
  execFileSync('mkfifo', [path]);
  const held = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  t.teardown(() => held.close());
  return { path, read: () => readWhole(path) };
}

/** Reads a FIFO from now until its writers have gone. */
async function readWhole(path: string): Promise<string> {
  let text = '';
  for await (const piece of createReadStream(path, 'utf8')) text += String(piece);
  return text;
}

needing('fifo')(
  'A pipe that nobody drains takes no signal away: a run that is saved or said to one ends with 143.',
  async (t) => {
    for (const args of [
      ['run', 'bank-login', '--save'],
      ['export', SESSION, '--to', 'jsonl', '-o'],
    ]) {
      const { path } = await fifo(t);
      const running = start(t, [...args, path]);
      // A run says its verdict when all that is left is the reader; an export says nothing.
      if (args[0] === 'run') await running.when((out) => /claims held/.exec(out) ?? undefined);
      else await filled(path);
      process.kill(running.pid, 'SIGTERM');
      const { code, stderr } = await running.ended;
      t.is(code, 143, args.join(' '));
      t.regex(stderr, /ended by SIGTERM; nothing is left open\n$/);
      t.notRegex(stderr, STACK);
    }
  },
);

/** Resolves when something waits in the FIFO. */
async function filled(path: string): Promise<void> {
  const reader = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    for (;;) {
      try {
        const { bytesRead } = await reader.read(Buffer.alloc(1), 0, 1, null);
        if (bytesRead > 0) return;
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) throw error;
      }
      await setImmediate();
    }
  } finally {
    await reader.close();
  }
}

test('Standard output that nobody drains takes no signal away from a run.', async (t) => {
  const child = spawn(process.execPath, commandLine(['run', 'bank-login', '--json']).slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'] },
  });
  t.teardown(() => child.kill('SIGKILL'));
  const closed = once(child, 'exit');
  await once(child.stdout, 'readable');
  child.kill('SIGTERM');
  const [code]: unknown[] = await closed;
  t.is(code, 143);
});

needing('fifo')('A session that is saved to a slow pipe comes out whole.', async (t) => {
  const { path, read } = await fifo(t);
  const running = start(t, ['run', 'bank-login', '--save', path]);
  await running.when((out) => /claims held/.exec(out) ?? undefined);
  const facts = factsOf(await read());
  t.is((await running.ended).code, 0);
  t.like(facts[0], { type: 'session-opened' });
  t.like(facts.at(-1), { type: 'session-closed', held: 5, how: 'finished' });
});
