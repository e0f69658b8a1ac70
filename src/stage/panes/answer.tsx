import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { Question } from '../../views/stage/state.ts';
import type { StageScene } from '../scene.ts';
import { cellsOf, firstFitting, wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/** What stands over an answer, and over what was said in a poll. */
const TOLD = 'WHAT THE RUN SHOWED';
const POLLED = 'WHAT YOU SAID';

/** Rows that these may take with the answer behind them, and the reason of it. */
const SAID_ROWS = 3;
const REASON_ROWS = 5;

/** The question whose answer is to be read now: once the run has shown it, until the next step. */
export function answered({ state, over }: Pick<StageScene, 'state' | 'over'>): Question | undefined {
  return state.question?.explained === true && !over ? state.question : undefined;
}

/** Rows that an answer takes in `columns` columns. */
export function answerRows(question: Question, columns: number): number {
  return said(question, columns).length + reason(question, columns).length;
}

function reason({ because }: Question, columns: number): readonly string[] {
  return wrapWords(printable(because), columns - 2, REASON_ROWS);
}

/** What is said before the reason: a title, the right answer, and the class's own. */
function said({ answer, choice = 0, choices }: Question, columns: number): readonly string[] {
  const named = (number: number): string => `${number}  ${printable(choices[number - 1] ?? '')}`;
  if (answer === 0)
    return wrapWords(`${POLLED}  ${choice === 0 ? 'nothing' : named(choice)}`, columns - 2, SAID_ROWS);
  const right = `${TOLD}  ✓ ${named(answer)}`;
  const yours =
    choice === 0
      ? ['']
      : choice === answer
        ? ['  · as you said', '']
        : [`  · you said ${named(choice)}`, `  · you said ${choice}`];
  const fitting = firstFitting(
    columns - 2,
    yours.map((each) => right + each),
  );
  return cellsOf(fitting) <= columns - 2 ? [fitting] : wrapWords(fitting, columns - 2, SAID_ROWS);
}

/** What the run has shown of a question, below the lanes that show it: the right answer, the class's own, and why. */
export function AnswerLines({
  question,
  rows,
  columns,
}: {
  readonly question: Question;
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const [first = '', ...more] = said(question, columns);
  const head = first.startsWith(TOLD) ? TOLD : POLLED;
  return (
    <Box height={rows} paddingX={1} flexDirection="column" justifyContent="center">
      <TextLine>
        <Toned as="warning">{head}</Toned>
        <Toned as="title">{first.slice(head.length)}</Toned>
      </TextLine>
      {[...more, ...reason(question, columns)].map((line, row) => (
        <TextLine key={row} as={row < more.length ? 'title' : 'plain'}>
          {line}
        </TextLine>
      ))}
    </Box>
  );
}
