import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { chownSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { messageLine, orderIn, eachLine } from './guard-messages.ts';
import type { Order, Report } from './guard-messages.ts';
import type { ProgramUser } from './unprivileged.ts';

/**
 * The guard: a small process of its own that holds a folder and the programs that the lab starts. Its standard input
 * is a pipe to the lab. When that breaks, whatever became of the lab, it ends the programs with all that they have
 * started, removes the folder and ends. Run as `node guard.js FOLDER [UID]`: programs are that user's.
 */

/** How long programs may take to end when they are asked to, and then when they are made to; ms. */
const PATIENCE = { asked: 1_500, made: 1_000, round: 10 } as const;

const [folder = '', uid] = process.argv.slice(2);
const user: ProgramUser | undefined = uid === undefined ? undefined : { uid: Number(uid), gid: Number(uid) };
const running = new Map<number, ChildProcess>();
let ending = false;

function say(report: Report): void {
  process.stdout.write(messageLine(report));
}

/** Does something, and says whether it could be done. */
function attempt(id: number, act: () => void): void {
  try {
    act();
    say({ done: id });
  } catch (error) {
    say({ failed: id, code: codeOf(error) });
  }
}

function obey(order: Order): void {
  if (ending) return;
  const { id } = order;
  if ('run' in order) start(order);
  else if ('signal' in order) attempt(id, () => running.get(order.to)?.kill(order.signal));
  else
    attempt(id, () => {
      for (const [name, text] of Object.entries(order.write)) {
        const path = join(folder, name);
        writeFileSync(path, text, { mode: 0o600 });
        giveAway(path);
      }
    });
}

function start({ id, run, args, env, talks = false }: Extract<Order, { run: string }>): void {
  const child = spawn(run, args, {
    cwd: folder,
    env: { ...process.env, ...env },
    // A group of its own, with all that it starts.
    detached: true,
    // What it says goes to the lab; standard output is the guard's own.
    // The guard was itself started with 3 and 4, which lead to the lab.
    stdio: ['ignore', 2, 2, ...(talks ? [3, 4] : [])],
    ...user,
  });
  child.once('error', (error) => say({ failed: id, code: codeOf(error) }));
  const { pid } = child;
  if (pid === undefined) return;
  child.once('spawn', () => say({ done: id, pid }));
  running.set(id, child);
  child.once('exit', (status, signal) => {
    // What it leaves behind is nobody's any more.
    signalGroup(child, 'SIGKILL');
    running.delete(id);
    say({ ended: id, how: signal ?? `exit status ${status}` });
  });
}

/** Signals a program and all that it has started; 0 only asks. Gives whether anybody was there. */
function signalGroup({ pid = 0 }: ChildProcess, signal: NodeJS.Signals | 0): boolean {
  if (process.platform === 'win32') {
    if (signal !== 0) spawnSync('taskkill', ['/PID', String(pid), '/T', '/F']);
    return false;
  }
  try {
    return process.kill(-pid, signal);
  } catch {
    return false;
  }
}

function giveAway(path: string): void {
  if (user !== undefined) chownSync(path, user.uid, user.gid);
}

async function end(): Promise<void> {
  if (ending) return;
  ending = true;
  const children = [...running.values()];
  for (const child of children) signalGroup(child, 'SIGTERM');
  await gone(children, PATIENCE.asked);
  for (const child of children) signalGroup(child, 'SIGKILL');
  await gone(children, PATIENCE.made);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  process.exit();
}

async function gone(children: readonly ChildProcess[], within: number): Promise<void> {
  const until = Date.now() + within;
  while (children.some((child) => signalGroup(child, 0)) && Date.now() < until) await wait(PATIENCE.round);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

// The lab says that it is over by the end of the pipe, and nobody else may say it.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
for (const over of ['end', 'close', 'error']) process.stdin.once(over, () => void end());
attempt(0, () => {
  mkdirSync(folder, { mode: 0o700 });
  giveAway(folder);
});
eachLine(process.stdin, (line) => obey(orderIn(line)));
