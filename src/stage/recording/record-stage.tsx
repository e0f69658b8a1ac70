import { setImmediate } from 'node:timers/promises';
import { renderToString } from 'ink';
import type { Fact } from '../../../lab/facts/session.ts';
import { UserError } from '../../errors.ts';
import { Session } from '../../session/session.ts';
import { Director } from '../director.ts';
import { Stage } from '../stage.tsx';
import { Colours, RECORDED_PALETTE } from '../painter.ts';
import { VirtualClock } from './virtual-clock.ts';

/** The longest recording, and how close its frames follow each other: ms. */
const TIMES = { longest: 30 * 60_000, frame: 100 } as const;

/** What the stage shows at one moment, `at` ms after the beginning: rows of text with the sequences of their colours. */
export interface StageFrame {
  readonly at: number;
  readonly rows: readonly string[];
}

/**
 * The stage as it shows a session, frame by frame, in the dark theme; the last frame stands at the end. No time
 * passes and no terminal is asked: the same session gives the same frames. Throws a UserError for a session
 * that takes longer than half an hour to show.
 */
export async function* recordStage(
  facts: readonly Fact[],
  size: { readonly columns: number; readonly rows: number },
): AsyncGenerator<StageFrame> {
  // Gone through once without drawing, so that a session which is too long is refused at once.
  // Between two frames a stage that this is asked from stays awake.
  for (const _ of moments(facts)) await setImmediate();
  for (const { director, at } of moments(facts)) {
    yield { at, rows: drawn(director, size) };
    await setImmediate();
  }
}

/** Plays the facts with no time passing, and stops at every moment that is a frame. */
function* moments(facts: readonly Fact[]): Generator<{ readonly director: Director; readonly at: number }> {
  const session = new Session(() => 0);
  for (const fact of facts) session.restore(fact);
  const clock = new VirtualClock();
  const director = new Director(session, clock, { live: false, holds: false });
  try {
    director.ended();
    let at = clock.now();
    yield { director, at };
    while (clock.next()) {
      if (clock.now() > TIMES.longest)
        throw new UserError('this session takes more than half an hour to show: too long for cast');
      if (clock.now() - at < TIMES.frame) continue;
      at = clock.now();
      yield { director, at };
    }
    yield { director, at: clock.now() };
  } finally {
    director.stop();
  }
}

function drawn(
  director: Director,
  size: { readonly columns: number; readonly rows: number },
): readonly string[] {
  const view = (
    <Colours value={RECORDED_PALETTE}>
      <Stage director={director} size={size} />
    </Colours>
  );
  const lines = renderToString(view, { columns: size.columns }).split('\n');
  return Array.from({ length: size.rows }, (_, row) => lines[row] ?? '');
}
