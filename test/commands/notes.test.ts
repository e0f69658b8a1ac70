import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { openLink } from '../../src/link/server.ts';
import type { NotesMessage } from '../../src/stage/notes/messages.ts';

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program with a runtime folder of the test's own. */
function plainsight(home: string, ...args: readonly string[]): Promise<Ran> {
  const env = { ...process.env, XDG_RUNTIME_DIR: home, TMPDIR: home };
  return new Promise((resolve) => {
    execFile(process.execPath, ['build/src/main.js', ...args], { env }, (error, stdout, stderr) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, stdout, stderr });
    });
  });
}

function aHome(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-home-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test('without a running demo notes says so in one sentence, exits with 2 and leaves nothing behind', async (t) => {
  const folder = aHome(t);
  t.deepEqual(await plainsight(folder, 'notes'), {
    status: 2,
    stdout: '',
    stderr: 'plainsight: no demo is running: start one with plainsight demo in another terminal\n',
  });
  t.false(existsSync(join(folder, 'plainsight')));
});

test('without a terminal notes writes the notes and the steps as text, until the demo ends', async (t) => {
  const folder = aHome(t);
  const link = await openLink<NotesMessage>(() => {
    setImmediate(() => {
      link?.send({ type: 'step', step: 0, paused: false, waits: false, over: false, elapsed: 0, inStep: 0 });
      link?.send({ type: 'step', step: 0, paused: true, waits: false, over: false, elapsed: 9, inStep: 9 });
      link?.close();
    });
    const steps = [{ kind: 'say', text: 'Hello \u001b[2J', note: 'Wave.' }];
    return [{ type: 'scenario', title: 'T', minutes: 3, notes: 'Say\nfirst.', steps }];
  }, [join(folder, 'plainsight')]);
  t.teardown(() => link?.close());
  t.deepEqual(await plainsight(folder, 'notes'), {
    status: 0,
    stdout: `T\n\nSay first.\n\n1. Hello ${String.raw`\u001b[2J`}\n   Wave.\n`,
    stderr: '',
  });
});

test('a ninth terminal is told why it is turned away, and exits with 2', async (t) => {
  const folder = aHome(t);
  const link = await openLink<NotesMessage>(() => [{ type: 'catalogue' }], [join(folder, 'plainsight')]);
  t.teardown(() => link?.close());
  const eight = Array.from({ length: 8 }, () => connect(link?.path ?? ''));
  for (const client of eight) t.teardown(() => client.destroy());
  // Each has been greeted: it counts.
  await Promise.all(eight.map((client) => once(client, 'data')));
  t.deepEqual(await plainsight(folder, 'notes'), {
    status: 2,
    stdout: '',
    stderr:
      'plainsight: this demo is followed from 8 terminals already, which is the most: end plainsight notes in one of them\n',
  });
});

test('demo without a terminal and without a scenario runs the bank login', async (t) => {
  const { status, stdout } = await plainsight(aHome(t), 'demo');
  t.is(status, 0);
  t.regex(stdout, /^Bank login on port 80 and port 443\nscenario bank-login /);
});

test('list prints the catalogue by chapter', async (t) => {
  const { stdout } = await plainsight(aHome(t), 'list');
  t.regex(stdout, /^Ports\n/);
  t.regex(stdout, /\n {2}bank-login +3 min {2}Bank login on port 80 and port 443\n/);
});
