import test from 'ava';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { speedOf } from '../../src/commands/speed.ts';
import { UserError } from '../../src/errors.ts';
import { bigSession, writeSession } from '../../tools/support/big-session.ts';
import { REAL, REAL_LINES } from '../../tools/support/recorded-session.ts';
import { fileOf, temporary } from '../helpers/saved.ts';

interface Ran {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

function plainsight(...args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      ['build/src/main.js', ...args],
      { maxBuffer: 1e9 },
      (error, stdout, stderr) => {
        resolve({
          status: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
          stdout,
          stderr,
        });
      },
    );
  });
}

test('--json writes what run --json wrote, byte for byte', async (t) => {
  t.deepEqual(await plainsight('replay', REAL, '--json'), {
    status: 0,
    stdout: readFileSync(REAL, 'utf8'),
    stderr: '',
  });
});

test('without a terminal it writes the transcript', async (t) => {
  const { status, stdout } = await plainsight('replay', REAL);
  t.is(status, 0);
  t.regex(stdout, /^Bank login on port 80 and port 443\n/);
  t.regex(stdout, /3 claims held, 0 failed\.\n/);
  t.is((await plainsight('replay', '--text', REAL)).stdout, stdout);
});

test('the exit status is 1 where a claim had failed, and 2 for a bad file', async (t) => {
  const failed = REAL_LINES.map((line) => line.replace('"held":true', '"held":false')).join('\n');
  t.is((await plainsight('replay', fileOf(`${failed}\n`))).status, 1);
  const bad = fileOf(`${REAL_LINES.slice(0, 3).join('\n')}\n{}\n`);
  const { status, stderr } = await plainsight('replay', bad, '--json');
  t.is(status, 2);
  t.is(stderr, `plainsight: ${bad}:4: the line is no fact: it must be a JSON object with a "type"\n`);
  t.is((await plainsight('replay', temporary('none'))).status, 2);
  t.is((await plainsight('replay', REAL, '--json', '--text')).status, 2);
  t.is((await plainsight('replay', REAL, '--speed', '17')).status, 2);
});

test('a file that was cut short is shown as far as it goes, with a word on it', async (t) => {
  const path = fileOf(REAL_LINES.slice(0, 20).join('\n').slice(0, -9));
  const { status, stdout, stderr } = await plainsight('replay', path, '--json');
  t.is(status, 0);
  t.is(stdout, `${REAL_LINES.slice(0, 19).join('\n')}\n`);
  t.is(stderr, `plainsight: ${path}: cut short within line 20; what is shown ends with line 19\n`);
});

test('a large session is streamed, and a reader that leaves early harms nothing', async (t) => {
  const path = temporary('large.jsonl');
  writeSession(path, bigSession({ segments: 20_000, bytes: 1024, steps: 3 }));
  const { stdout, status } = await plainsight('replay', path, '--json');
  t.true(stdout === readFileSync(path, 'utf8'));
  t.is(status, 0);
  const child = spawn(process.execPath, ['build/src/main.js', 'replay', path, '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const heard: string[] = [];
  child.stderr.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
  await once(child.stdout, 'data');
  child.stdout.destroy();
  const [code]: unknown[] = await once(child, 'close');
  t.is(code, 0);
  t.is(heard.join(''), '');
});

test('a speed is a number from 0.25 to 16', (t) => {
  t.is(speedOf('2'), 2);
  t.is(speedOf('0.25'), 0.25);
  t.is(speedOf('.5x'), 0.5);
  t.is(speedOf('16x'), 16);
  for (const typed of ['', '0', '0.2', '17', '-1', 'NaN', '1e1', 'Infinity', '2 2']) {
    t.throws(() => speedOf(typed), { instanceOf: UserError }, typed);
  }
});
