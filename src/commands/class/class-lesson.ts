import type { Classroom } from '../../class/classroom.ts';
import type { Lesson } from '../../class/lesson.ts';
import type { Pace } from '../../script/play/pace.ts';
import type { Session } from '../../session/session.ts';
import type { Director } from '../../stage/director.ts';
import { readStageOrder } from '../../stage/notes/orders.ts';
import { stepNotes } from '../../stage/notes/step-notes.ts';
import type { Remote } from '../../stage/remote.ts';

/** What a class follows: what a stage shows, or would. `obey` does what is ordered on the teacher's page. */
export function lessonOf(
  { source, obey }: Pick<Remote, 'source' | 'obey'>,
  session: Session,
  restarts: boolean,
): Lesson {
  return {
    facts: session,
    restarts,
    view: () => {
      const ahead = source.ahead();
      return { ...source.scene(), blank: source.blank(), ...(ahead !== undefined && { ahead }) };
    },
    subscribe: source.subscribe,
    obey: (text) => {
      const order = readStageOrder(text);
      if (order === undefined) return false;
      obey(order);
      return true;
    },
    notesOf: (step) => stepNotes(source.scene().state.steps[step] ?? {}),
    tell: (fact) => {
      // The last word of a session is the run's own.
      if (session.facts.at(-1)?.type !== 'session-closed') session.append(fact);
    },
  };
}

/** The pace of a director with a class that votes: what most of it chose is the answer, unless the teacher has chosen another. */
export function classPace(director: Director, classroom: Classroom): Pace {
  return {
    before: director.before,
    answer: async () => {
      const choice = await director.answer();
      const most = classroom.settle();
      return choice === 0 ? most : choice;
    },
  };
}
