import type { StepOutline } from '../../../lab/facts/session.ts';

/** What of a step an instructor reads beside its sentence. */
export type StepNotes = Pick<StepOutline, 'note' | 'answer' | 'because'>;

/** The same with the choices of its question, while that stands before the class. */
export interface StandingNotes extends StepNotes {
  readonly choices?: readonly string[] | undefined;
}

/** A step's own notes as paragraphs: the right answer where it asks, its choices, the reason, then what its author noted. */
export function stepNotes({ note, answer, because, choices }: StandingNotes): readonly string[] {
  const asked =
    answer === undefined ? [] : [answer === '' ? 'A poll: no answer is right.' : `Answer: ${answer}.`];
  const offered = choices?.map((choice, index) => `${index + 1} ${choice}`).join(' · ');
  return [
    ...asked,
    ...(offered === undefined ? [] : [`The class says: ${offered}`]),
    ...(asked.length === 0 || because === undefined ? [] : [because]),
    ...(note === undefined ? [] : note.split(/\n+/).filter((line) => line.trim() !== '')),
  ];
}

/** What of a step is for its notes, without keys that it does not have. */
export function notesOf({ note, answer, because }: StepNotes): StepNotes {
  return {
    ...(note !== undefined && { note }),
    ...(answer !== undefined && { answer }),
    ...(because !== undefined && { because }),
  };
}
