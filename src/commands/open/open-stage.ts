import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { printable } from '../../../lab/text/printable.ts';
import { Session } from '../../session/session.ts';
import type { ListPlace } from '../../stage/captures/connections.tsx';
import type { StageExit } from '../../stage/stage-keys.ts';
import type { StageTerminal } from '../../stage/stage-terminal.tsx';
import { installExitHandler } from '../exit-handler.ts';
import { EXIT } from '../exit.ts';
import { stageExporter } from '../stage-exporter.ts';
import { stageLook } from '../stage-look.ts';
import type { ThemeWord } from '../stage-look.ts';
import { captureList } from './capture-list.ts';
import type { CaptureFile } from './capture-file.ts';

/** How long a small file may take, in ms, before its list is shown half read. */
const SMALL_FILE = 150;
/** ms between two looks whether the terminal is still there. */
const TERMINAL_WATCH = 1_000;

/** Shows a capture on the stage: its connections to choose from, or its only one. */
export async function openCaptureStage(
  capture: CaptureFile,
  theme: ThemeWord,
  withTyped: boolean,
): Promise<number> {
  // A file that is none is told before the terminal is taken.
  const began = performance.now();
  do capture.readTurn();
  while (!capture.whole && performance.now() - began < SMALL_FILE);
  return await onTerminal(capture.title, theme, withTyped, async (terminal) => {
    const { whole, listed } = capture;
    if (whole && listed.length <= 1) return await stageOf(terminal, sessionOf(capture, [1]), false);
    const list = captureList(capture);
    let first: ListPlace = { at: 0, top: 0, query: '' };
    void capture.index();
    for (;;) {
      const choice = await terminal.connections({ list, first });
      if (choice.kind !== 'open') return choice.kind;
      first = choice.place;
      const how = await stageOf(terminal, sessionOf(capture, choice.ids), true);
      if (how !== 'catalogue') return how;
    }
  });
}

/** Shows a session that is already there, such as that of a HAR. */
export async function openHarStage(session: Session, theme: ThemeWord, withTyped: boolean): Promise<number> {
  const [opened] = session.facts;
  const title = opened?.type === 'session-opened' ? opened.title : '';
  return await onTerminal(title, theme, withTyped, (terminal) => stageOf(terminal, session, false));
}

function sessionOf(capture: CaptureFile, ids: readonly number[]): Session {
  const session = new Session(() => 0);
  for (const fact of capture.factsOf(new Set(ids))) session.restore(fact);
  return session;
}

async function onTerminal(
  title: string,
  theme: ThemeWord,
  withTyped: boolean,
  show: (terminal: StageTerminal) => Promise<StageExit | 'quit' | 'interrupt'>,
): Promise<number> {
  const [look, { openStageTerminal }] = await Promise.all([
    stageLook(theme),
    import('../../stage/stage-terminal.tsx'),
  ]);
  const terminal = openStageTerminal(look, stageExporter('.', withTyped));
  const exitHandler = installExitHandler(() => terminal.leave());
  // A stage at rest waits for keys alone: when its terminal is taken away it must live to hear the signal.
  const watch = setInterval(() => {
    if (process.stdin.destroyed || process.stdin.readableEnded) terminal.leave();
  }, TERMINAL_WATCH);
  try {
    if ((await show(terminal)) === 'interrupt') exitHandler.interrupted();
  } finally {
    clearInterval(watch);
    await terminal.close();
  }
  return exitHandler.finish([`${printable(title)} is closed.`], EXIT.held);
}

/** A stage on which all has happened already. */
async function stageOf(terminal: StageTerminal, log: FactLog, back: boolean): Promise<StageExit> {
  const { Director } = await import('../../stage/director.ts');
  const director = new Director(log, undefined, { live: false });
  director.ended();
  director.toEnd();
  try {
    return await terminal.stage(director, false, undefined, back).left;
  } finally {
    director.stop();
  }
}
