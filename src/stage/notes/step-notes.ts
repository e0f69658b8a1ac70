import type { StepOutline } from '../../../lab/facts/session.ts';

/** What of a step an instructor reads beside its sentence. */
export type StepNotes = Pick<StepOutline, 'note' | 'answer' | 'because'>;

/** A step's own notes as paragraphs: the right answer with its reason where it asks, then what its author noted. */
export function stepNotes({ note, answer, because }: StepNotes): readonly string[] {
  const asked =
    answer === undefined ? [] : [answer === '' ? 'A poll: no answer is right.' : `Answer: ${answer}.`];
  const reason = asked.length === 0 || because === undefined ? [] : [because];
  return [
    ...asked,
    ...reason,
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
