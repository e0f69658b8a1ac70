import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ExecutionContext } from 'ava';
import xterm from '@xterm/headless';
import { commandLine, follow } from './program.ts';
import type { Ended, Running, Start } from './program.ts';

/** A program on a terminal of its own. */
export interface OnTerminal {
  /** The program's own process, not that of the shell around it. */
  readonly pid: number;
  readonly ended: Promise<Ended>;
  /** All that the program wrote to the terminal so far, as it was written. */
  readonly written: () => string;
  /** What a person would see now, line by line. */
  screen(): Promise<string>;
  /** Resolves as soon as what a person sees fits; rejects where the program ends before. */
  shows(pattern: RegExp): Promise<string>;
  /** Resolves with what was written after the first `from` characters, as soon as it fits. */
  writes(pattern: RegExp, from: number): Promise<string>;
  type(keys: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** Takes the terminal away, as closing its window does. */
  hangUp(): void;
}

/** What a terminal is like. */
export interface TerminalStart extends Start {
  readonly columns?: number;
  readonly rows?: number;
}

/** Written on the terminal when the program has ended and every one of its modes is as it was before. */
export const RESTORED = 'terminal: as it was';

// The shell around the program outlives every signal, so that it can say how the terminal was left.
const AROUND = `trap : INT HUP TERM
stty cols $COLS rows $ROWS
before=$(stty -g)
sh -c 'echo "pid $$ on $(tty)"; exec "$@"' sh "$@"
status=$?
[ "$before" = "$(stty -g)" ] && echo '${RESTORED}'
exit $status`;

/** Starts the program on a terminal of 100 columns and 30 rows, unless said otherwise. */
export async function startOnTerminal(
  t: ExecutionContext,
  args: readonly string[],
  options: TerminalStart = {},
): Promise<OnTerminal> {
  const { columns = 100, rows = 30 } = options;
  const command = ['sh', '-c', AROUND, 'sh', ...commandLine(args, options)].map(quoted).join(' ');
  const env = { SHELL: '/bin/sh', COLS: `${columns}`, ROWS: `${rows}`, ...options.env };
  const running = follow(t, ['script', '-qefc', command, '/dev/null'], { ...options, env }, 'pipe');
  const [, pid = '', tty = ''] = await running.when(
    (out) => /pid (\d+) on (\S+)\r?\n/.exec(out) ?? undefined,
  );
  const terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  t.teardown(() => terminal.dispose());
  const screen = reader(terminal, running);
  return {
    pid: Number(pid),
    ended: running.ended,
    written: running.stdout,
    screen,
    shows: async (pattern) => {
      for (;;) {
        const seen = running.stdout().length;
        const shown = await screen();
        if (pattern.test(shown)) return shown;
        await running
          .when((out) => (out.length > seen ? true : undefined))
          .catch((error: unknown) => {
            throw new Error(`the screen never showed ${pattern}:\n${shown}`, { cause: error });
          });
      }
    },
    writes: (pattern, from) =>
      running.when((out) => (pattern.test(out.slice(from)) ? out.slice(from) : undefined)),
    type: (keys) => running.child.stdin?.write(keys),
    resize: async (wide, high) => {
      terminal.resize(wide, high);
      await promisify(execFile)('stty', ['-F', tty, 'cols', `${wide}`, 'rows', `${high}`]);
    },
    hangUp: () => running.child.kill('SIGKILL'),
  };
}

function reader(terminal: xterm.Terminal, running: Running): () => Promise<string> {
  let given = 0;
  return async () => {
    const all = running.stdout();
    const more = all.slice(given);
    given = all.length;
    await new Promise<void>((resolve) => terminal.write(more, resolve));
    const { active } = terminal.buffer;
    const lines = Array.from({ length: active.length }, (_, row) =>
      active.getLine(row)?.translateToString(true),
    );
    return lines.join('\n').trimEnd();
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** What stands on the normal screen after the alternate one was left. Throws where it was not left, or the cursor stays hidden. */
export function afterStage(written: string): string {
  const left = written.lastIndexOf('\u001b[?1049l');
  if (left < written.lastIndexOf('\u001b[?1049h')) throw new Error('the alternate screen was not left');
  if (written.lastIndexOf('\u001b[?25h') < written.lastIndexOf('\u001b[?25l'))
    throw new Error('the cursor stays hidden');
  const text = written.slice(left + 1).replaceAll('\r', '');
  // oxlint-disable-next-line no-control-regex -- what is taken out is control characters
  return text.replace(/\u001b?\[[?0-9;]*[a-z]/gi, '');
}
