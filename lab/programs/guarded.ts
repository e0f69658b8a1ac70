import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { Duplex } from 'node:stream';
import { once } from 'node:events';
import { chownSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { LIMITS } from '../limits.ts';
import { messageLine, eachLine, reportIn } from './guard-messages.ts';
import type { Order, Report } from './guard-messages.ts';
import { ProgramFault } from './program-fault.ts';
import { runFolderFault, runFolderIn, temporaryFolder } from './run-folder.ts';
import { UNPRIVILEGED } from './unprivileged.ts';

/** A program under guard. */
export interface GuardedProgram {
  readonly pid: number;
  /** How it ended, when it has: `exit status 1`, or the name of a signal. Never rejects. */
  readonly ended: Promise<string>;
  /** Sends it a signal, and does nothing where it has ended. */
  signal(signal: NodeJS.Signals): Promise<void>;
}

/** The lab's ends of the two pipes over which it talks to one program in the folder. */
export interface TalkPipes {
  readonly to: Duplex;
  readonly from: Duplex;
}

type WithoutId<O> = O extends unknown ? Omit<O, 'id'> : never;

/** Who waits for the answer to an order. */
interface Waiting {
  readonly done: (pid: number) => void;
  readonly failed: (why: string) => void;
}

/** A program that runs, or is about to. */
interface Running {
  readonly pid: Promise<number>;
  readonly ended: (how: string) => void;
}

/** Characters of what programs say that are kept, the last of them. */
const SAID = 16 * 1024;

/** What programs see of this process's environment: nothing that could lead them elsewhere. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/**
 * A folder of this run's and the programs that run in it, held by a guard: a process of its own, which ends them
 * and removes the folder when this process is gone, however it went.
 */
export class Guarded {
  /** Mode 0700, and the programs' own. */
  readonly folder: string;
  /** Where the lab talks to a program that was started to be talked to. */
  readonly pipes: TalkPipes | undefined;
  readonly #guard: ChildProcessWithoutNullStreams;
  readonly #gone: Promise<void>;
  readonly #waiting = new Map<number, Waiting>();
  /** Programs by the order that started them. */
  readonly #running = new Map<number, Running>();
  #orders = 0;
  #isGone = false;
  #said = '';

  private constructor(folder: string, guard: ChildProcessWithoutNullStreams) {
    this.folder = folder;
    this.#guard = guard;
    this.pipes = pipesOf(guard);
    this.#gone = new Promise((resolve) =>
      this.#guard.once('error', () => resolve()).once('exit', () => resolve()),
    );
    void this.#gone.then(() => this.#lost());
    this.#guard.stdin.on('error', () => undefined);
    this.#guard.stderr
      .setEncoding('utf8')
      .on('data', (chunk: string) => (this.#said = `${this.#said}${chunk}`.slice(-SAID)));
    eachLine(this.#guard.stdout, (line) => this.#hear(reportIn(line)));
  }

  /** Starts a guard with a folder of its own, and with pipes where a program is to be talked to. Rejects with a `ProgramFault` where there can be none, or with what the system says. */
  static async open({ talks = false } = {}): Promise<Guarded> {
    const parent = temporaryFolder();
    const fault = runFolderFault(parent);
    if (fault !== undefined)
      throw new ProgramFault(`${fault}: set TMPDIR to another folder for temporary files, such as /tmp`);
    const folder = runFolderIn(parent);
    const script = fileURLToPath(new URL('guard.js', import.meta.url));
    const user = UNPRIVILEGED === undefined ? [] : [String(UNPRIVILEGED.uid)];
    const guard = spawn(process.execPath, [script, folder, ...user], {
      // A session of its own: what a terminal sends to the lab is not for it.
      detached: true,
      stdio: ['pipe', 'pipe', 'pipe', ...(talks ? (['pipe', 'pipe'] as const) : [])],
      env: ENVIRONMENT,
    });
    // Where the system starts no process there are no pipes to it either: it says why.
    if (guard.pid === undefined) {
      const [error]: unknown[] = await once(guard, 'error');
      throw error;
    }
    const guarded = new Guarded(folder, guard);
    try {
      await guarded.#answer(0, `no folder for this run can be made in ${parent}`);
      return guarded;
    } catch (error) {
      await guarded.close();
      throw error;
    }
  }

  /** The end of what the programs have said by now. */
  get said(): string {
    return this.#said;
  }

  /** Forgets what the programs have said by now. */
  forget(): void {
    this.#said = '';
  }

  /** Writes files into the folder, by their names. Rejects with a `ProgramFault` where that fails. */
  async write(files: Readonly<Record<string, string>>): Promise<void> {
    await this.#order({ write: files }, `the files of this run cannot be written to ${this.folder}`).answer;
  }

  /** Gives a file that the lab made there to whom the programs run as. */
  give(name: string): void {
    if (UNPRIVILEGED !== undefined) chownSync(join(this.folder, name), UNPRIVILEGED.uid, UNPRIVILEGED.gid);
  }

  /** Starts a program in the folder; `env` is added to its environment, and `talks` gives it the pipes. Rejects with a `ProgramFault` where the system does not. */
  async run(
    path: string,
    args: readonly string[],
    env: Readonly<Record<string, string>> = {},
    talks = false,
  ): Promise<GuardedProgram> {
    const order = { run: path, args, env, ...(talks && { talks }) };
    const { id, answer } = this.#order(order, `the system does not start ${path}`);
    // Before the answer: it may have ended by then.
    const ended = new Promise<string>((resolve) => this.#running.set(id, { pid: answer, ended: resolve }));
    const signal = async (name: NodeJS.Signals): Promise<void> => {
      await this.#order({ signal: name, to: id }, `${path} cannot be sent ${name}`).answer;
    };
    return { pid: await answer, ended, signal };
  }

  /** Ends the programs and removes the folder, within LIMITS.guard; may be called twice. */
  async close(): Promise<void> {
    this.#guard.stdin.end();
    const giveUp = setTimeout(() => this.#guard.kill('SIGKILL'), LIMITS.guard);
    await this.#gone;
    clearTimeout(giveUp);
  }

  #order(order: WithoutId<Order>, fault: string): { readonly id: number; readonly answer: Promise<number> } {
    this.#orders += 1;
    const id = this.#orders;
    this.#guard.stdin.write(messageLine({ id, ...order }));
    return { id, answer: this.#answer(id, fault) };
  }

  #answer(id: number, fault: string): Promise<number> {
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const failed = (why: string): void => reject(new ProgramFault(`${fault} (${why})`));
    const late = setTimeout(
      () => failed(`its guard has not answered for ${LIMITS.programReady / 1000} s`),
      LIMITS.programReady,
    );
    if (this.#isGone) failed('its guard has ended');
    else this.#waiting.set(id, { done: resolve, failed });
    return promise.finally(() => {
      clearTimeout(late);
      this.#waiting.delete(id);
    });
  }

  #hear(report: Report): void {
    if ('done' in report) this.#waiting.get(report.done)?.done(report.pid ?? 0);
    else if ('failed' in report) this.#waiting.get(report.failed)?.failed(report.code);
    else {
      this.#running.get(report.ended)?.ended(report.how);
      this.#running.delete(report.ended);
    }
  }

  /** The guard itself has ended. Ordinarily nothing is left by then; else it is this process's to end it. */
  #lost(): void {
    this.#isGone = true;
    for (const { failed } of this.#waiting.values()) failed('its guard has ended');
    for (const { pid, ended } of this.#running.values()) {
      void pid.then(killGroup, () => undefined);
      ended('its guard ended');
    }
    this.#running.clear();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
  }
}

function pipesOf({ stdio }: ChildProcessWithoutNullStreams): TalkPipes | undefined {
  const [, , , to, from]: readonly unknown[] = stdio;
  if (!(to instanceof Duplex) || !(from instanceof Duplex)) return undefined;
  for (const pipe of [to, from]) pipe.on('error', () => undefined);
  return { to, from };
}

function killGroup(pid: number): void {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It is gone.
  }
}
