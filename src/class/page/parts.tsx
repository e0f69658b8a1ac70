import type { ReactNode } from 'react';
import { renderToStaticMarkup } from 'react-dom/server';
import { headOf } from '../../../lab/facts/fact-log.ts';
import { printable } from '../../../lab/text/printable.ts';
import { LaneArticle } from '../../export/html/lanes.tsx';
import { LadderFigure } from '../../export/html/ladder-figure.tsx';
import { MatrixTable } from '../../export/html/matrix-table.tsx';
import { staysSealed } from '../../views/stage/excerpt.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { ladderAt } from '../../views/ladder/ladder.ts';
import { anyMatrixAt, kindMeanings } from '../../views/matrix/any-matrix.ts';
import { KIND_WORDS } from '../../views/matrix/cell.ts';
import type { Lesson, LessonView } from '../lesson.ts';
import { VoteCount, VotedOn } from './question.tsx';
import type { Voting } from './question.tsx';

/** A part of a student's page by its id, as HTML: what is drawn anew by itself. */
export type Parts = ReadonlyMap<string, string>;

/** What the id of a lane's part begins with. */
export const LANE_PART = 'live-lane-';

/** Lines of what the victim saw and of what the bank said: a phone has no room for more. */
const LATEST = 2;

/** What is told at once: where the lesson stands, and what is asked. */
export function spokenParts(view: LessonView | undefined, voting: Voting): Parts {
  const question = view?.blank === true ? undefined : view?.state.question;
  const now = { ...voting, open: voting.open && question?.choice === undefined };
  return new Map([
    ['said', drawn(<Said view={view} />)],
    ['question', question === undefined ? '' : drawn(<VotedOn question={question} voting={now} />)],
    ['count', question === undefined ? '' : drawn(<VoteCount question={question} voting={now} />)],
  ]);
}

/** The lanes, one part each. */
export function laneParts({ facts }: Lesson, { state, point }: LessonView): Parts {
  const shown = headOf(facts).facts.slice(0, point);
  return new Map(
    state.lanes.map((lane, index) => [
      `${LANE_PART}${index}`,
      drawn(
        <>
          <Verdict lane={lane} />
          <LaneArticle lane={lane} index={index} facts={shown} latest={LATEST} />
        </>,
      ),
    ]),
  );
}

/** What takes longer to draw, and more room to be seen: the matrix and the ladder. */
export function wideParts({ facts }: Lesson, { point }: LessonView): Parts {
  const all = headOf(facts).facts;
  const until = Math.min(point, all.length);
  return new Map([
    [
      'matrix',
      drawn(<MatrixTable matrix={anyMatrixAt(all, until)} meanings={kindMeanings(all)} foreign={false} />),
    ],
    [
      'ladder',
      drawn(
        <div className="lanes">
          {ladderAt(all, until).map((ladder, index) => (
            <LadderFigure key={ladder.lane.id} ladder={ladder} index={index} />
          ))}
        </div>,
      ),
    ],
  ]);
}

function Said({ view }: { readonly view: LessonView | undefined }): ReactNode {
  if (view === undefined)
    return (
      <>
        <h1>The class</h1>
        <p className="sentence">The lesson has not begun.</p>
      </>
    );
  const { state, paused, over, blank } = view;
  if (blank)
    return (
      <>
        <h1>{printable(state.title)}</h1>
        <p className="sentence">The stage is blank.</p>
      </>
    );
  const step = state.steps[state.step];
  return (
    <>
      <h1>{printable(state.title)}</h1>
      <p className="soft">
        {state.step < 0 ? 'Before the first step' : `Step ${state.step + 1} of ${state.steps.length}`}
        {over ? ' · this lesson is over' : paused ? ' · held' : ''}
      </p>
      <p className="sentence">{printable(step?.text ?? '')}</p>
    </>
  );
}

/** In one word what the attacker has of what is held up: the matrix's own words. */
function Verdict({ lane }: { readonly lane: LaneState }): ReactNode {
  const { read, excerpt } = lane;
  const sealed = excerpt !== undefined && staysSealed(lane, excerpt);
  if (read.length === 0 && !sealed) return null;
  return (
    <p className="verdict">
      {read.length > 0 ? (
        <>
          <span className="word word-read">{KIND_WORDS.read}</span> {printable(read.join(', '))}
        </>
      ) : (
        <span className="word word-sealed">{KIND_WORDS.sealed}</span>
      )}
    </p>
  );
}

function drawn(node: ReactNode): string {
  return renderToStaticMarkup(node);
}
