import { printable } from '../../lab/text/printable.ts';
import { follow } from '../link/client.ts';
import type { ScenarioMessage } from '../stage/notes/messages.ts';
import { readMessage } from '../stage/notes/read-message.ts';
import { afterMessage } from '../stage/notes/followed-demo.ts';
import type { FollowedDemo } from '../stage/notes/followed-demo.ts';
import { notesLines, stepNoteLines } from '../stage/notes/notes-lines.ts';
import { onEnding, reportEnding } from '../ending.ts';
import type { Ending } from '../ending.ts';
import { installExitHandler } from './exit-handler.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';
import { stageLook } from './stage-look.ts';
import { hasStage } from './terminal.ts';

/** Columns of the notes where there is no terminal. */
const COLUMNS = 96;

/** Lines of one step's notes there, more than any gives. */
const NOTE_ROWS = 1_000;

/**
 * Follows the demo that runs in another terminal, and steers it: notes, the step, the next one and a timer; without
 * a terminal, lines of text. Ends with the demo. Throws a `UserError` where there is none.
 */
export async function notes(): Promise<number> {
  return hasStage() ? show() : print();
}

async function show(): Promise<number> {
  let demo: FollowedDemo = { at: performance.now() };
  const listeners = new Set<() => void>();
  const following = await follow(readMessage, (message) => {
    demo = afterMessage(demo, message, performance.now());
    for (const listener of listeners) listener();
  });
  const [look, { openNotesTerminal }] = await Promise.all([
    stageLook('auto'),
    import('../stage/notes/open-notes-terminal.tsx'),
  ]);
  const store = {
    current: () => demo,
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const terminal = openNotesTerminal(look, store, (order) => following.say(order), following.among);
  const exitHandler = installExitHandler(() => terminal.leave());
  let over = false;
  let fault: unknown;
  const end = async (): Promise<void> => {
    try {
      await following.ended;
      over = true;
    } catch (error) {
      fault = error;
    }
    terminal.leave();
  };
  void end();
  try {
    if ((await terminal.left) === 'interrupt') exitHandler.interrupted();
  } finally {
    following.close();
  }
  if (fault !== undefined) throw fault;
  return exitHandler.finish(over ? ['The demo has ended.'] : [], EXIT.held);
}

async function print(): Promise<number> {
  const output = openOutput(process.stdout);
  let scenario: ScenarioMessage | undefined;
  let step = -1;
  const following = await follow(readMessage, (message) => {
    if (message.type === 'scenario') {
      scenario = message;
      step = -1;
      const lines = [printable(message.title), '', ...notesLines(message.notes, COLUMNS), ''];
      output.write(lines.map((line) => `${line}\n`).join(''));
    } else if (message.type === 'step' && message.step !== step) {
      step = message.step;
      const told = scenario?.steps[step];
      const own = stepNoteLines(told ?? {}, COLUMNS, NOTE_ROWS).map((line) => `   ${line}`);
      const lines = [printable(`${step + 1}. ${told?.text ?? ''}`), ...own];
      output.write(lines.map((line) => `${line}\n`).join(''));
    }
  });
  if (following.among !== undefined)
    process.stderr.write(`plainsight: these are the notes ${following.among}\n`);
  void output.gone.then(() => following.close());
  let ending: Ending | undefined;
  const quiet = onEnding((reason) => {
    ending ??= reason;
    following.close();
  });
  try {
    await following.ended;
  } finally {
    quiet();
    await output.flush();
  }
  return ending === undefined ? EXIT.held : reportEnding(ending);
}
