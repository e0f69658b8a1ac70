import { counted } from '../../../lab/text/count.ts';
import type { Scenario } from '../../script/scenario.ts';
import { isEqualText, stampOf } from '../seeds.ts';
import type { Owner } from '../seeds.ts';
import { gatherOwn, gatherSubmissions } from '../submissions/gather.ts';
import type { Submission } from '../submissions/gather.ts';
import type { TruthLine } from '../truth.ts';
import { ClassValues } from './class-values.ts';
import { gradeTasks, taskVerdict } from './grade-one.ts';
import { isSameRun } from './own-run.ts';
import type { Answers } from './read-answers.ts';
import { readSubmitted } from './submitted.ts';
import type { Submitted } from './submitted.ts';
import { NO_ANSWER } from './verdict.ts';
import type { TaskVerdict } from './verdict.ts';

/** What came of one submission. */
export interface GradedSubmission {
  /** What was handed in, as the teacher's folder calls it. */
  readonly submission: string;
  /** Whose it is; undefined where nothing says so. */
  readonly owner: Owner | undefined;
  /** The student's name, where the truth file has it. */
  readonly name: string;
  /** Whether it has answers under the class key: without, nothing in it counts. A student's own look takes them as they are. */
  readonly counts: boolean;
  readonly verdicts: readonly TaskVerdict[];
  readonly points: number;
  readonly of: number;
  /** What else the teacher should know, a sentence each. */
  readonly notices: readonly string[];
}

/** What a grading is told. */
export interface GradingOptions {
  readonly key: Uint8Array;
  readonly truth: readonly TruthLine[];
  /** The scenario of a hand-out. Throws a `UserError` where there is none of that id. */
  readonly scenarioOf: (id: string) => Promise<Scenario>;
}

/** A submission whose answers were read; `sealed` are those under a stamp of this class key. */
interface ReadSubmission {
  readonly submitted: Submitted;
  readonly sealed: Answers | undefined;
}

/**
 * Grades everything handed in below a path. Each submission is looked at by itself and let go; then runs and stamps that
 * came twice are named. Throws a `UserError` where the path cannot be read or a scenario is not there.
 */
export async function gradeAll(path: string, options: GradingOptions): Promise<readonly GradedSubmission[]> {
  const { key, truth } = options;
  const values = new ClassValues(key);
  for (const line of truth) values.add(line);
  const read = (submission: Submission): ReadSubmission => {
    const submitted = readSubmitted(submission);
    const { answers } = submitted;
    const isSealed = answers !== undefined && isEqualText(stampOf(key, answers.stamp), answers.seal);
    return { submitted, sealed: isSealed ? answers : undefined };
  };
  // First who is there, for what one hands in may be another's: answers are few bytes, and are kept. Archives are many, and let go.
  const known = new Map<string, ReadSubmission>();
  for (const submission of gatherSubmissions(path)) {
    const one = read(submission);
    known.set(submission.name, one);
    if (one.sealed !== undefined) values.add(one.sealed.stamp);
  }
  const graded: GradedSubmission[] = [];
  const runs: (ReadonlySet<string> | undefined)[] = [];
  for (const submission of gatherSubmissions(path)) {
    const { submitted, sealed } = known.get(submission.name) ?? read(submission);
    if (sealed === undefined) {
      graded.push(await withoutStamp(submitted, options));
      runs.push(undefined);
      continue;
    }
    const { stamp } = sealed;
    const line = truth.find((each) => isOwnedBy(each, stamp) && each.capture === stamp.capture);
    const scenario = await options.scenarioOf(stamp.scenario);
    const { verdicts, run, notices } = gradeTasks(scenario, sealed, submission, {
      key,
      values,
      expected: line?.expected,
    });
    graded.push(
      summed(
        {
          submission: submitted.name,
          owner: stamp,
          name: line?.name ?? '',
          counts: true,
          notices: [...submitted.notices, ...notices],
        },
        verdicts,
      ),
    );
    runs.push(run?.passed);
  }
  return withTwins(graded, runs);
}

/** Grades what a student has in one folder, without the class key. */
export async function gradeOwn(
  path: string,
  scenarioOf: GradingOptions['scenarioOf'],
): Promise<GradedSubmission> {
  const submission = gatherOwn(path);
  const { name, answers, notices } = readSubmitted(submission);
  if (answers === undefined)
    return summed({ submission: name, owner: undefined, name: '', counts: false, notices }, []);
  const scenario = await scenarioOf(answers.stamp.scenario);
  const { verdicts, notices: more } = gradeTasks(scenario, answers, submission, undefined);
  return summed(
    { submission: name, owner: answers.stamp, name: '', counts: true, notices: [...notices, ...more] },
    verdicts,
  );
}

type Head = Omit<GradedSubmission, 'verdicts' | 'points' | 'of'>;

/** A sum of points, without the dust of binary fractions. */
function sumOf(numbers: readonly number[]): number {
  return Math.round(numbers.reduce((total, each) => total + each, 0) * 100) / 100;
}

function summed(head: Head, verdicts: readonly TaskVerdict[]): GradedSubmission {
  return {
    ...head,
    verdicts,
    points: sumOf(verdicts.map(({ points }) => points)),
    of: sumOf(verdicts.map(({ of }) => of)),
  };
}

/** A submission that does not say whose it is: where the truth file has a folder of its name, that student's, with nothing answered. */
async function withoutStamp(
  { name, answers, notices }: Submitted,
  { truth, scenarioOf }: GradingOptions,
): Promise<GradedSubmission> {
  const said =
    answers === undefined
      ? []
      : [
          `what stands under handout: was changed, or is of another class key: it says ${answers.stamp.student}, and nothing in it counts`,
        ];
  const line = truth.find(({ folder }) => folder === name.replace(/\.zip$/i, ''));
  const head = { submission: name, counts: false, notices: [...notices, ...said] };
  if (line === undefined) return summed({ ...head, owner: undefined, name: '' }, []);
  const { tasks = [] } = await scenarioOf(line.scenario);
  const verdicts = tasks.map((task, index) => taskVerdict(task, index, NO_ANSWER));
  return summed({ ...head, owner: line, name: line.name }, verdicts);
}

/** Whether both are of one hand-out. */
export function isOwnedBy(one: Owner, { course, scenario, student }: Owner): boolean {
  return one.course === course && one.scenario === scenario && one.student === student;
}

/** Names what came twice: one student's stamp in two submissions, and one run in those of two. */
function withTwins(
  graded: readonly GradedSubmission[],
  runs: readonly (ReadonlySet<string> | undefined)[],
): readonly GradedSubmission[] {
  return graded.map((one, index) => {
    const others = graded.filter((_, other) => other !== index);
    const { owner } = one;
    const same = owner && others.filter((other) => other.owner && isOwnedBy(other.owner, owner));
    const run = runs[index];
    const sharers = graded.filter((_, other) => {
      const its = runs[other];
      return other !== index && run !== undefined && its !== undefined && isSameRun(run, its);
    });
    const notices = [...one.notices];
    if (same !== undefined && same.length > 0)
      notices.push(
        `the stamp of ${owner?.student ?? ''} also stands in ${counted(same.length, 'other submission')}: ${namesOf(same)}`,
      );
    if (sharers.length > 0)
      notices.push(
        `half or more of what passed in its run stands, byte for byte, in the run of ${namesOf(sharers)}: it is one run`,
      );
    return notices.length === one.notices.length ? one : { ...one, notices };
  });
}

function namesOf(all: readonly GradedSubmission[]): string {
  return all.map(({ submission }) => submission).join(', ');
}
