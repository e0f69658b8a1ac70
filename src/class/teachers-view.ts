import type { Lesson, LessonOffer } from './lesson.ts';
import type { Voting } from './page/question.tsx';
import type { ClassStudent } from './roster.ts';

/** What the teacher's page is told, at every change anew. */
export function teachersView({
  lesson,
  fault = '',
  voting,
  code,
  address,
  catalogue,
  students,
  present,
  voted,
}: {
  readonly lesson: Lesson | undefined;
  /** Why there is none, where something went wrong. */
  readonly fault: string | undefined;
  readonly voting: Voting;
  readonly code: string;
  readonly address: string;
  readonly catalogue: readonly LessonOffer[];
  readonly students: readonly ClassStudent[];
  readonly present: ReadonlySet<number>;
  readonly voted: (student: number) => boolean;
}): unknown {
  // Who has voted and left counts as well.
  const taking = students.filter(({ id }) => present.has(id) || voted(id)).length;
  return {
    code,
    address,
    catalogue,
    fault,
    lesson: lesson === undefined ? null : lessonNow(lesson, voting, taking),
    here: students.map(({ id, nickname }) => ({
      id,
      nickname,
      online: present.has(id),
      voted: voted(id),
    })),
  };
}

function lessonNow(lesson: Lesson, { open, voted }: Voting, here: number): unknown {
  const { state, paused, waits, over, blank, ahead = null } = lesson.view();
  const { question } = state;
  return {
    title: state.title,
    step: state.step,
    steps: state.steps.map(({ kind, text }) => (text === '' ? kind : text)),
    paused,
    waits,
    over,
    blank,
    ahead,
    restarts: lesson.restarts,
    notes: lesson.notesOf(state.step),
    question:
      question === undefined
        ? null
        : { choices: question.choices, open, voted, here, votes: question.votes ?? null },
  };
}
