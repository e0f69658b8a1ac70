import type { LaneId } from '../../../lab/facts/facts.ts';
import { counted } from '../../../lab/text/count.ts';
import { printableStart } from '../../../lab/text/printable.ts';
import { wordList } from '../../script/file/words.ts';
import type { ChoiceTask, PlacePart, TaskValue, WhereTask } from '../../script/tasks.ts';
import type { ValuePlace } from '../capture/places.ts';
import { TEACHING_LIMITS } from '../limits.ts';
import type { GivenAnswer } from './read-answers.ts';
import { NO_ANSWER } from './verdict.ts';
import type { Judged } from './verdict.ts';

/** What a value is held against. */
export interface RightValue {
  readonly what: TaskValue;
  readonly lane: LaneId;
  readonly isRight: (answer: string) => boolean;
  /** Whose value it is, where it is another student's. */
  readonly ownerOf: (answer: string) => string | undefined;
  /** What is right, for the teacher. */
  readonly right: string;
}

/** An answer as a report quotes it: hostile text, cut and made harmless. */
function quotedAnswer(answer: string): string {
  return `"${printableStart(answer, TEACHING_LIMITS.quoted)}"`;
}

/** Where a student should look again, by the value. */
const HINTS: Readonly<Record<TaskValue, string>> = {
  password: 'follow the stream with the POST of the form login',
  receipt: 'look at the page that came after the sign-in, in the first line of its table',
  balance: 'look at the page that came after the sign-in',
  'session cookie': 'look at the last Cookie or Set-Cookie header, and give what stands between = and ;',
  'bank name': 'look at the Host header, or at server_name in the ClientHello',
};

/** An amount without the commas that part its thousands; of any other text the text itself. */
function plainAmount(text: string): string {
  return /^[\d,]+(\.\d{1,2})?$/.test(text) ? Number(text.replaceAll(',', '')).toFixed(2) : text;
}

/** A value in the one form of all that count as the same: receipts and names in either case, amounts with commas or without. */
export function plainValue(what: TaskValue, text: string): string {
  if (what === 'receipt' || what === 'bank name') return text.toLowerCase();
  return what === 'balance' ? plainAmount(text) : text;
}

/** Judges the answer to a `value` or an `opened` task. */
export function judgeValue(answer: GivenAnswer, right: RightValue): Judged {
  if (answer === undefined) return NO_ANSWER;
  if (typeof answer !== 'string') return notOfThisForm('one value');
  const { what, lane } = right;
  if (right.isRight(answer))
    return {
      outcome: 'right',
      part: 1,
      evidence: `${quotedAnswer(answer)} is the ${what} of lane ${lane}`,
      feedback: `Right: this is the ${what} of lane ${lane}.`,
    };
  const owner = right.ownerOf(answer);
  if (owner !== undefined)
    return {
      outcome: 'another',
      part: 0,
      evidence: `${quotedAnswer(answer)} is the ${what} in the hand-out of ${owner}`,
      feedback: `This ${what} is not in your capture: it is from the hand-out of somebody else.`,
    };
  return {
    outcome: 'wrong',
    part: 0,
    evidence: `${quotedAnswer(answer)}, and right is ${right.right}`,
    feedback: `This is not the ${what} of lane ${lane}: ${HINTS[what]}.`,
  };
}

/** Judges the answer to a `where` task: of all places the one that most of it fits. */
export function judgeWhere(answer: GivenAnswer, task: WhereTask, places: readonly ValuePlace[]): Judged {
  if (answer === undefined) return NO_ANSWER;
  if (typeof answer === 'string' || Array.isArray(answer)) return notOfThisForm(wordList(task.give, 'and'));
  const given = new Map(Object.entries(answer));
  if (task.give.every((part) => given.get(part) === undefined)) return NO_ANSWER;
  const scored = places
    .map((place) => ({ place, fits: task.give.filter((part) => fitsPlace(given.get(part), part, place)) }))
    .toSorted((a, b) => b.fits.length - a.fits.length);
  const best = scored[0];
  const fits = best?.fits ?? [];
  const wrong = task.give.filter((part) => !fits.includes(part));
  const told = task.give.map((part) => `${part} ${quotedAnswer(given.get(part) ?? '')}`).join(', ');
  const at = best === undefined ? 'nowhere' : valuePlaceText(best.place);
  const evidence = `${told}; it stands at ${at}${places.length > 1 ? `, the best of ${counted(places.length, 'place')}` : ''}`;
  if (wrong.length === 0)
    return {
      outcome: 'right',
      part: 1,
      evidence,
      feedback: `Right: there the ${task.what} stands in clear.`,
    };
  return {
    outcome: fits.length > 0 ? 'partly' : 'wrong',
    part: fits.length / task.give.length,
    evidence,
    feedback: `${fits.length === 0 ? '' : `Right ${fits.length === 1 ? 'is' : 'are'} ${wordList(fits, 'and')}. `}Look again at ${wordList(wrong, 'and')}: ${HINTS[task.what]}.`,
  };
}

function fitsPlace(given: string | undefined, part: PlacePart, place: ValuePlace): boolean {
  if (given === undefined) return false;
  if (part === 'field') return place.fields.some((name) => name.toLowerCase() === given.toLowerCase());
  return /^\d{1,12}$/.test(given) && Number(given) === place[part];
}

/** A place in words. */
export function valuePlaceText({ stream, offset, frame, fields }: ValuePlace): string {
  const field = fields[0] === undefined ? '' : `, field ${fields[0]}`;
  return `stream ${stream}, offset ${offset}, frame ${frame}${field}`;
}

/** Judges the answer to a `choice` task: each lane that is rightly chosen, or rightly left out, is a part. */
export function judgeChoice(
  answer: GivenAnswer,
  task: ChoiceTask,
  right: { readonly lanes: readonly LaneId[]; readonly evidence?: readonly string[] },
): Judged {
  if (answer === undefined) return NO_ANSWER;
  if (typeof answer !== 'string' && !Array.isArray(answer)) return notOfThisForm('a list of lanes');
  const words = typeof answer === 'string' ? answer.split(/[\s,;]+/) : [...answer];
  const chosen = words
    .map((word) => word.trim().toLowerCase())
    .filter((word) => !['', 'none'].includes(word));
  const strange = chosen.find((word) => !task.lanes.includes(word));
  const settled = task.lanes.filter((lane) => chosen.includes(lane) === right.lanes.includes(lane));
  const evidence = `chosen: ${chosen.length === 0 ? 'none' : chosen.map(quotedAnswer).join(', ')}; it holds in ${
    right.lanes.length === 0 ? 'none' : wordList(right.lanes, 'and')
  }${right.evidence === undefined ? '' : ` (${right.evidence.join('; ')})`}`;
  if (strange !== undefined)
    return {
      outcome: 'wrong',
      part: 0,
      evidence,
      feedback: `${quotedAnswer(strange)} is no lane of this task: choose among ${wordList(task.lanes, 'and')}.`,
    };
  if (settled.length === task.lanes.length)
    return { outcome: 'right', part: 1, evidence, feedback: 'Right: it holds there, and nowhere else.' };
  // Who chooses all or none of them has told none from another.
  const told = chosen.length > 0 && chosen.length < task.lanes.length;
  const part = told ? settled.length / task.lanes.length : 0;
  return {
    outcome: part > 0 ? 'partly' : 'wrong',
    part,
    evidence,
    feedback: `Not for every lane: ${settled.length} of ${task.lanes.length} are right. Search each lane for it again.`,
  };
}

function notOfThisForm(form: string): Judged {
  return {
    outcome: 'wrong',
    part: 0,
    evidence: 'the answer has another form',
    feedback: `The answer to this task is ${form}: write it as the file of answers shows.`,
  };
}
