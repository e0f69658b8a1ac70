import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { Question } from '../../views/stage/state.ts';
import { cutToWidth, wrapWords } from '../fit.ts';
import type { Tone } from '../theme.ts';
import { TextLine } from '../text.tsx';

/** The widest that a card gets, in cells: longer rows are hard to read from afar. */
const WIDEST = 96;

/** Rows that a question may take. */
const QUESTION_ROWS = 3;

interface CardLine {
  readonly text: string;
  readonly look: Tone;
}

/** A question before the class. Fills `rows`. */
export function QuestionCard({
  question,
  rows,
  columns,
  left,
  live,
}: {
  readonly question: Question;
  readonly rows: number;
  readonly columns: number;
  /** ms until it is passed over, endless where it waits; undefined where it is held. */
  readonly left: number | undefined;
  /** Whether there is a class to choose now; a replay shows what one chose. */
  readonly live: boolean;
}): ReactNode {
  const width = Math.min(columns - 8, WIDEST);
  const lines = cardLines(question, waiting(question, left, live), width - 8, rows - 2);
  const padded = lines.length + 4 <= rows;
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center">
      <Box
        flexDirection="column"
        borderStyle="round"
        paddingX={3}
        paddingY={padded ? 1 : 0}
        width={width}
        height={lines.length + (padded ? 4 : 2)}
      >
        {lines.map(({ text, look }, index) => (
          <TextLine key={`${index} ${text}`} as={look}>
            {text === '' ? ' ' : text}
          </TextLine>
        ))}
      </Box>
    </Box>
  );
}

/** The card's rows: with room between its parts where there is room, and each choice on one row where there is little. */
function cardLines(question: Question, wait: string, width: number, rows: number): CardLine[] {
  const head: CardLine = {
    text: question.answer === 0 ? 'WHAT DO YOU THINK?' : 'WHAT DO YOU EXPECT?',
    look: 'warning',
  };
  const asked = wrapped(question.question, 'title', width, QUESTION_ROWS);
  const last: CardLine = { text: wait, look: 'muted' };
  const gap: CardLine = { text: '', look: 'plain' };
  const roomy = [head, ...asked, gap, ...choiceLines(question, width, 2), gap, last];
  return roomy.length <= rows ? roomy : [head, ...asked, ...choiceLines(question, width, 1), last];
}

function wrapped(text: string, look: Tone, width: number, rows: number): CardLine[] {
  return wrapWords(printable(text), width, rows).map((line) => ({ text: line, look }));
}

function choiceLines(question: Question, width: number, rows: number): CardLine[] {
  return question.choices.flatMap((choice, index) => {
    const number = index + 1;
    const chosen = question.choice === number;
    const text = `${printable(choice)}${chosen ? '  ← chosen' : ''}`;
    const look = chosen ? 'title' : 'plain';
    const start = `${chosen ? '▸' : ' '} ${number}  `;
    return wrapWords(text, width - start.length, rows).map((line, row) => ({
      text: cutToWidth(`${row === 0 ? start : ' '.repeat(start.length)}${line}`, width),
      look,
    }));
  });
}

function waiting({ answer, choice, choices }: Question, left: number | undefined, live: boolean): string {
  if (choice !== undefined) return answer === 0 ? 'Noted. No answer is wrong.' : 'Let us see what happens.';
  if (!live) return 'What was chosen then comes next.';
  const count =
    left === undefined
      ? 'held: space goes on'
      : left === Infinity
        ? 'it waits'
        : `${Math.ceil(left / 1000)} s, space holds it`;
  return `press 1 to ${choices.length} · → passes it over · ${count}`;
}
