import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import test from 'ava';
import { needing } from '../helpers/needing.ts';
import { commandLine, FIXTURES, run, STACK } from '../helpers/program.ts';

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

needing('full disk')('A full disk is named, and the run goes on.', async (t) => {
  const { status, stderr } = await piped(['run', 'bank-login'], '>/dev/full');
  t.is(status, 0);
  t.regex(stderr, /^plainsight: nothing more is written, for ENOSPC.*the run goes on to its end\n$/);
  for (const args of [['list'], ['check', join(FIXTURES, 'swapped.yaml')], ['replay', SESSION]]) {
    const written = await piped(args, '>/dev/full');
    t.is(written.status, 2, args.join(' '));
    t.regex(written.stderr, /^plainsight: cannot write to standard output: the disk is full\n$/);
  }
  const saved = await run(t, ['run', 'bank-login', '--save', '/dev/full']);
  t.is(saved.code, 0);
  t.regex(saved.stderr, /^plainsight: writing \/dev\/full failed \(ENOSPC.*\): it holds what came before\n$/);
  t.regex(saved.stdout, /5 claims held, 0 failed\.\n$/);
});
