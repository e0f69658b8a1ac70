import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import test from 'ava';

import { Guarded } from '../../../lab/programs/guarded.ts';
import { ProgramFault } from '../../../lab/programs/program-fault.ts';
import { until } from '../../helpers/until.ts';

const SHELL = '/bin/sh';

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A container may have nobody to take what has ended off the table.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('the folder is the run’s alone, holds what is written, and is gone at the end', async (t) => {
  const guarded = await Guarded.open();
  t.is(statSync(guarded.folder).mode & 0o777, 0o700);
  await guarded.write({ 'a.key': 'secret' });
  t.is(statSync(join(guarded.folder, 'a.key')).mode & 0o777, 0o600);
  t.is(readFileSync(join(guarded.folder, 'a.key'), 'utf8'), 'secret');
  await guarded.close();
  await guarded.close();
  t.false(existsSync(guarded.folder));
});

test('a program says how it ended, and what it wrote is kept', async (t) => {
  const guarded = await Guarded.open();
  const { ended } = await guarded.run(SHELL, ['-c', 'echo here >&2; exit 3']);
  t.is(await ended, 'exit status 3');
  await until(() => guarded.said.includes('here'));
  const program = await guarded.run(SHELL, ['-c', 'exec sleep 1000']);
  await program.signal('SIGKILL');
  t.is(await program.ended, 'SIGKILL');
  await program.signal('SIGKILL');
  await guarded.close();
});

test('what cannot be started is a sentence', async (t) => {
  const guarded = await Guarded.open();
  await t.throwsAsync(guarded.run('/no/such/program', []), {
    instanceOf: ProgramFault,
    message: 'the system does not start /no/such/program (ENOENT)',
  });
  await t.throwsAsync(guarded.write({ 'no/such/folder': '' }), {
    instanceOf: ProgramFault,
    message: /\(ENOENT\)$/,
  });
  await guarded.close();
});

test('a program that will not end is ended, with all that it has started', async (t) => {
  const guarded = await Guarded.open();
  const script = "trap '' TERM; sleep 1000 & echo $! >&2; while :; do sleep 1000; done";
  const { pid } = await guarded.run(SHELL, ['-c', script]);
  await until(() => /\d+/.test(guarded.said));
  const child = Number(guarded.said);
  await guarded.close();
  t.false(isThere(pid));
  t.false(isThere(child));
});

/** A process that holds a folder and a program under guard. */
async function holder(): Promise<{
  readonly pid: number;
  readonly folder: string;
  readonly program: number;
}> {
  const module = new URL('../../../lab/programs/guarded.js', import.meta.url).href;
  const script = `const { Guarded } = await import(${JSON.stringify(module)});
    const guarded = await Guarded.open();
    await guarded.write({ 'bank.key': 'secret' });
    const { pid } = await guarded.run('/bin/sh', ['-c', 'sleep 1000 & sleep 1000']);
    console.log('%d %s', pid, guarded.folder);
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line]: unknown[] = await once(createInterface(child.stdout), 'line');
  const [program, folder = ''] = String(line).split(' ');
  return { pid: child.pid ?? 0, folder, program: Number(program) };
}

for (const signal of ['SIGKILL', 'SIGTERM', 'SIGSEGV'] as const) {
  test(`when the lab ends by ${signal}, neither its programs nor its folder stay`, async (t) => {
    const { pid, folder, program } = await holder();
    t.true(existsSync(join(folder, 'bank.key')));
    process.kill(pid, signal);
    await until(() => !isThere(program) && !existsSync(folder));
    t.pass();
  });
}

test('when the guard itself is killed, the lab ends its programs and removes the folder', async (t) => {
  const guarded = await Guarded.open();
  const { pid, ended } = await guarded.run(SHELL, ['-c', 'sleep 1000']);
  const guard = guardOf(guarded.folder);
  process.kill(guard, 'SIGKILL');
  t.is(await ended, 'its guard ended');
  await until(() => !isThere(pid) && !existsSync(guarded.folder));
  await t.throwsAsync(guarded.write({ a: '' }), { instanceOf: ProgramFault });
  await guarded.close();
});

/** The process that holds a folder. */
function guardOf(folder: string): number {
  const script = fileURLToPath(new URL('../../../lab/programs/guard.js', import.meta.url));
  const found = readdirSync('/proc').find((pid) => {
    try {
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return line.includes(`${script}\0${folder}`);
    } catch {
      return false;
    }
  });
  return Number(found);
}

test('a program that is to be talked to reads from its descriptor 3 and writes to 4', async (t) => {
  const guarded = await Guarded.open({ talks: true });
  const program = await guarded.run(SHELL, ['-c', 'read line <&3; echo "heard $line" >&4'], {}, true);
  const said: string[] = [];
  guarded.pipes?.from.setEncoding('utf8').on('data', (text: string) => said.push(text));
  guarded.pipes?.to.write('hello\n');
  t.is(await program.ended, 'exit status 0');
  await until(() => said.join('') === 'heard hello\n');
  await guarded.close();
  const quiet = await Guarded.open();
  t.is(quiet.pipes, undefined);
  await quiet.close();
});
