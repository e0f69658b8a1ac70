import test from 'ava';
import { parseClaim } from '../../src/views/claims/claims.ts';
import { judgeChoice, judgeValue, judgeWhere } from '../../src/teaching/grade/judge.ts';
import type { GivenAnswer } from '../../src/teaching/grade/read-answers.ts';
import type { Judged } from '../../src/teaching/grade/verdict.ts';
import type { ChoiceTask, WhereTask } from '../../src/script/tasks.ts';

const claim = parseClaim('attacker reads password') ?? { kind: '', value: '' };

/** Judges a password that is `tulip-orbit-42`, where bob's is `fox-kite-10`. */
const judgedPassword = (answer: GivenAnswer): Judged =>
  judgeValue(answer, {
    what: 'password',
    lane: 'plain',
    isRight: (given) => given === 'tulip-orbit-42',
    ownerOf: (given) => (given === 'fox-kite-10' ? 'bob' : undefined),
    right: 'tulip-orbit-42',
  });

test('a value is right, wrong, another’s, missing, or of another form', (t) => {
  t.like(judgedPassword('tulip-orbit-42'), {
    outcome: 'right',
    part: 1,
    feedback: 'Right: this is the password of lane plain.',
  });
  t.like(judgedPassword('Tulip-orbit-42'), {
    outcome: 'wrong',
    part: 0,
    evidence: '"Tulip-orbit-42", and right is tulip-orbit-42',
    feedback: 'This is not the password of lane plain: follow the stream with the POST of the form login.',
  });
  t.like(judgedPassword('fox-kite-10'), {
    outcome: 'another',
    evidence: '"fox-kite-10" is the password in the hand-out of bob',
    feedback: 'This password is not in your capture: it is from the hand-out of somebody else.',
  });
  t.like(judgedPassword(undefined), { outcome: 'missing', feedback: 'There is no answer to this task yet.' });
  t.like(judgedPassword(['a']), {
    outcome: 'wrong',
    feedback: 'The answer to this task is one value: write it as the file of answers shows.',
  });
  t.is(judgedPassword('\u001b[2J').evidence.includes('\u001b'), false);
});

test('a place has a part of the points for each part of it that is right, at the place that fits best', (t) => {
  const task: WhereTask = {
    kind: 'where',
    what: 'password',
    lane: 'plain',
    give: ['stream', 'offset', 'frame', 'field'],
    ask: '',
    points: 4,
  };
  const places = [
    { stream: 0, offset: 700, frame: 20, fields: ['password'] },
    { stream: 3, offset: 9, frame: 40, fields: [] },
  ];
  const judge = (answer: GivenAnswer): Judged => judgeWhere(answer, task, places);
  t.like(judge({ stream: '0', offset: '700', frame: '20', field: 'Password' }), {
    outcome: 'right',
    part: 1,
  });
  t.like(judge({ stream: '3', offset: '9', frame: '41', field: undefined }), {
    outcome: 'partly',
    part: 0.5,
    feedback:
      'Right are stream and offset. Look again at frame and field: follow the stream with the POST of the form login.',
  });
  t.regex(
    judge({ stream: '9', offset: '9', frame: '41' }).feedback,
    /^Right is offset\. Look again at stream, /,
  );
  t.like(judge({ stream: '7', offset: '0x2bc', frame: '-20', field: 'user' }), { outcome: 'wrong', part: 0 });
  t.like(judge({ stream: undefined }), { outcome: 'missing' });
  t.like(judge('stream 0'), { outcome: 'wrong' });
});

test('a choice is right where every lane is, and guessing all of them is worth nothing', (t) => {
  const task: ChoiceTask = {
    kind: 'choice',
    claim,
    sentence: 'attacker reads password',
    lanes: ['plain', 'sealed', 'third'],
    ask: '',
    points: 1,
  };
  const judge = (answer: GivenAnswer, lanes: readonly string[] = ['plain']): Judged =>
    judgeChoice(answer, task, { lanes });
  t.like(judge(['plain']), {
    outcome: 'right',
    part: 1,
    feedback: 'Right: it holds there, and nowhere else.',
  });
  t.like(judge('plain'), { outcome: 'right' });
  t.like(judge([], []), { outcome: 'right' });
  t.like(judge('none', []), { outcome: 'right' });
  t.like(judge(['plain', 'sealed']), {
    outcome: 'partly',
    part: 2 / 3,
    feedback: 'Not for every lane: 2 of 3 are right. Search each lane for it again.',
  });
  t.like(judge(['plain', 'sealed', 'third']), { outcome: 'wrong', part: 0 });
  t.like(judge([]), { outcome: 'wrong', part: 0 });
  t.like(judge(['plane']), {
    outcome: 'wrong',
    feedback: '"plane" is no lane of this task: choose among plain, sealed and third.',
  });
  t.like(judge({ plain: 'yes' }), { outcome: 'wrong' });
});
