import test from 'ava';
import { transcriber } from '../../../src/export/text.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { reduce } from '../../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../../src/views/stage/state.ts';
import { tallyText } from '../../../src/views/stage/tally.ts';
import { OPENED } from '../../helpers/happenings.ts';

/** A session in which the class gave these choices; the right one is always 1. */
function session(...choices: readonly number[]): Fact[] {
  return [
    ...choices.flatMap((choice): Fact[] => [
      { at: 0, type: 'question-asked', question: 'Q', choices: ['A', 'B'], answer: 1, because: 'B' },
      { at: 0, type: 'answer-given', choice },
      { at: 0, type: 'question-explained', choice, answer: 1, because: 'B' },
    ]),
    { at: 0, type: 'session-closed', held: 3, failed: 0, how: 'finished' },
  ];
}

const state = (...choices: readonly number[]): string =>
  tallyText(session(...choices).reduce(reduce, EMPTY_STATE).tally);

test('the tally counts what was answered, and names what was passed over', (t) => {
  t.is(state(1, 2, 1), '2 of 3 right');
  t.is(state(2), '0 of 1 right');
  t.is(state(1, 0), '1 of 1 right, 1 passed over');
});

test('where no question was answered there is no tally', (t) => {
  t.is(state(), '');
  t.is(state(0, 0), '');
});

test('a poll counts neither as right nor as wrong, and is gone with the step after it', (t) => {
  const poll: Fact[] = [
    { at: 0, type: 'question-asked', question: 'Q', choices: ['A', 'B'], answer: 0, because: '' },
    { at: 0, type: 'answer-given', choice: 2 },
  ];
  const next: Fact = { at: 0, type: 'step-started', index: 1, kind: 'say', text: '' };
  const asked = poll.reduce(reduce, EMPTY_STATE);
  t.is(asked.question?.choice, 2);
  t.is(reduce(asked, next).question, undefined);
  t.is(reduce(poll.slice(0, 1).reduce(reduce, EMPTY_STATE), next).question?.answer, 0);
  const told: Fact = { at: 0, type: 'question-explained', choice: 2, answer: 0, because: 'Who knows.' };
  t.is(tallyText(reduce(asked, told).tally), '');
  t.deepEqual(transcriber()(told), ['', '   Who knows.']);
});

test('a question counts only once the run has shown its answer', (t) => {
  const facts = session(1).filter(({ type }) => type !== 'question-explained');
  t.is(tallyText(facts.reduce(reduce, EMPTY_STATE).tally), '');
});

test('the transcript ends with the tally and the count, and begins anew with each session', (t) => {
  const linesOf = transcriber();
  t.deepEqual(session(1, 2).flatMap(linesOf).slice(-3), [
    '',
    'questions: 1 of 2 right',
    '3 claims held, 0 failed.',
  ]);
  t.notRegex([{ at: 0, ...OPENED }, ...session()].flatMap(linesOf).join('\n'), /questions/);
});
