import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../decode/printable.ts';
import type { Question } from '../../state/state.ts';
import { tone } from '../theme.ts';

/** A question before the class, or, once the run has shown it, the answer with its reason. Fills `rows`. */
export function QuestionCard({
  question,
  rows,
  left,
  live,
}: {
  readonly question: Question;
  readonly rows: number;
  readonly left: number | undefined;
  /** Whether there is a class to choose now; a replay shows what one chose. */
  readonly live: boolean;
}): ReactNode {
  const told = question.explained === true;
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center">
      <Box flexDirection="column" borderStyle="round" paddingX={3} paddingY={1} width={72}>
        <Text {...tone('warning')}>{told ? 'WHAT THE RUN SHOWED' : 'WHAT DO YOU EXPECT?'}</Text>
        <Text {...tone('title')}>{printable(question.question)}</Text>
        <Text> </Text>
        {question.choices.map((choice, index) => (
          <Choice key={choice} number={index + 1} text={printable(choice)} question={question} />
        ))}
        <Text> </Text>
        {told ? (
          <Text>{printable(question.because)}</Text>
        ) : (
          <Waiting question={question} left={left} live={live} />
        )}
      </Box>
    </Box>
  );
}

function Choice({
  number,
  text,
  question,
}: {
  readonly number: number;
  readonly text: string;
  readonly question: Question;
}): ReactNode {
  const right = question.explained === true && number === question.answer;
  const chosen = question.choice === number;
  const said = chosen
    ? question.explained === true
      ? right
        ? '  you said so'
        : '  you said this'
      : '  chosen'
    : '';
  return (
    <Text {...tone(right ? 'held' : chosen ? 'title' : 'plain')}>
      {right ? '✓' : chosen ? '▸' : ' '} {number} {text}
      <Text {...tone('muted')}>{said}</Text>
    </Text>
  );
}

function Waiting({
  question,
  left,
  live,
}: {
  readonly question: Question;
  readonly left: number | undefined;
  readonly live: boolean;
}): ReactNode {
  if (question.choice !== undefined) return <Text {...tone('muted')}>Let us see what happens.</Text>;
  if (!live) return <Text {...tone('muted')}>What was chosen then comes next.</Text>;
  const count =
    left === undefined ? 'held: space goes on' : `goes on in ${Math.ceil(left / 1000)} s, space holds it`;
  return (
    <Text {...tone('muted')}>
      press 1 to {question.choices.length} · → passes it over · {count}
    </Text>
  );
}
