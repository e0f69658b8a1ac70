import { printable } from '../../../lab/text/printable.ts';
import { TEACHING_LIMITS } from '../limits.ts';
import { sha256Hex } from '../seeds.ts';
import type { Submission, SubmittedFile } from '../submissions/gather.ts';
import { readRun } from './own-run.ts';
import type { HandedRun } from './own-run.ts';
import { looksLikeAnswers, readAnswers } from './read-answers.ts';
import type { Answers } from './read-answers.ts';

/** What a submission comes to, whatever its files are called. */
export interface Submitted {
  readonly name: string;
  readonly answers: Answers | undefined;
  readonly notices: readonly string[];
}

/** Reads the answers of a submission, and nothing else of it. Never throws. */
export function readSubmitted(submission: Submission): Submitted {
  const notices = submission.notices.map(printable);
  const found: { readonly name: string; readonly answers: Answers }[] = [];
  for (const file of submission.files) {
    if (isSession(file) || !(looksLikeAnswers(file.start) || /\.(ya?ml|txt)$/i.test(file.name))) continue;
    const bytes = file.read(TEACHING_LIMITS.answers);
    const answers = typeof bytes === 'string' ? bytes : readAnswers(bytes);
    if (typeof answers !== 'string') found.push({ name: file.name, answers });
    else notices.push(printable(typeof bytes === 'string' ? answers : `${file.name}: ${answers}`));
  }
  const [first, ...more] = found.toSorted((a, b) => filled(b.answers) - filled(a.answers));
  if (first === undefined) notices.push('no file of answers is in it');
  for (const each of more)
    notices.push(printable(`${each.name} holds answers too: those of ${first?.name ?? ''} count`));
  return { name: printable(submission.name), answers: first?.answers, notices };
}

function filled({ answers }: Answers): number {
  return [...answers.values()].filter((answer) => answer !== undefined).length;
}

/** Hears a sentence of a file that is not read. */
type TellNotice = (notice: string) => void;

/** The capture of this hash (SHA-256) in a submission. */
export function captureIn({ files }: Submission, hash: string, tell: TellNotice): Buffer | undefined {
  for (const file of files) {
    if (!file.start.toString('latin1').startsWith('\n\r\r\n')) continue;
    const bytes = file.read(TEACHING_LIMITS.capture);
    if (typeof bytes === 'string') tell(printable(bytes));
    else if (sha256Hex(bytes) === hash) return bytes;
  }
  return undefined;
}

/** The saved session in a submission: of several that with this seed, or else the first. */
export function runIn({ files }: Submission, seed: string, tell: TellNotice): HandedRun | undefined {
  let first: HandedRun | undefined;
  for (const file of files.filter(isSession)) {
    const bytes = file.read(TEACHING_LIMITS.session);
    if (typeof bytes === 'string') {
      tell(printable(bytes));
      continue;
    }
    const run = readRun(printable(file.name), bytes);
    if (run.seed === seed) return run;
    first ??= run;
  }
  return first;
}

function isSession({ start }: SubmittedFile): boolean {
  return /^\s*\{"(at|type)":.{0,80}"session-opened"/.test(start.toString('latin1'));
}
