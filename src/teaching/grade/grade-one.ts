import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Scenario } from '../../script/scenario.ts';
import type { ChoiceTask, OpenedTask, Task, ValueTask, WhereTask } from '../../script/tasks.ts';
import { HandedCapture } from '../handout/expected.ts';
import type { Expected } from '../handout/expected.ts';
import { handoutSeed, isEqualText, openedChoice, receiptHash, tasksDigest } from '../seeds.ts';
import type { Stamp } from '../seeds.ts';
import type { Submission } from '../submissions/gather.ts';
import { taskTitle } from '../task-text.ts';
import { rightValues } from '../values.ts';
import type { ClassValues } from './class-values.ts';
import { judgeChoice, judgeValue, judgeWhere, plainValue } from './judge.ts';
import { judgeRun } from './own-run.ts';
import type { HandedRun } from './own-run.ts';
import type { GivenAnswer, Answers } from './read-answers.ts';
import { captureIn, runIn } from './submitted.ts';
import { NO_ANSWER, pointsFor, unchecked } from './verdict.ts';
import type { Judged, TaskVerdict } from './verdict.ts';

/** What a teacher holds a submission against; a student's own program has none of it. */
export interface TeacherSide {
  readonly key: Uint8Array;
  readonly values: ClassValues;
  /** What is right, where the truth file has it. */
  readonly expected: readonly Expected[] | undefined;
}

/** What came of all tasks of a submission. */
export interface GradedTasks {
  readonly verdicts: readonly TaskVerdict[];
  readonly run: HandedRun | undefined;
  /** What of the submission was not read while they were judged, a sentence each. */
  readonly notices: readonly string[];
}

const NO_CAPTURE =
  'the capture as it was handed out is not in the submission, and no truth file says what stands in it';

/** Judges every task of a submission whose answers were read. Never throws. */
export function gradeTasks(
  scenario: Scenario,
  answers: Answers,
  submission: Submission,
  teacher: TeacherSide | undefined,
): GradedTasks {
  const { tasks = [] } = scenario;
  const grading = new Grading(scenario, answers.stamp, submission, teacher);
  const verdicts = tasks.map((task, index) => {
    const judged = grading.judge(task, index, answers.answers.get(index + 1));
    return taskVerdict(task, index, judged);
  });
  return { verdicts, run: grading.run, notices: grading.notices };
}

/** The verdict of a task, its points among it. */
export function taskVerdict(task: Task, index: number, { part, ...judged }: Judged): TaskVerdict {
  return {
    task: index + 1,
    title: taskTitle(task),
    points: pointsFor(part, task.points),
    of: task.points,
    ...judged,
  };
}

class Grading {
  readonly #scenario: Scenario;
  readonly #stamp: Stamp;
  readonly #submission: Submission;
  readonly #teacher: TeacherSide | undefined;
  readonly #seed: string | undefined;
  /** Whether the scenario has the tasks that were handed out. */
  readonly #isAsHanded: boolean;
  readonly notices: string[] = [];
  #captured: HandedCapture | undefined | 'none';
  #run: HandedRun | undefined | 'none';

  constructor(scenario: Scenario, stamp: Stamp, submission: Submission, teacher: TeacherSide | undefined) {
    this.#scenario = scenario;
    this.#stamp = stamp;
    this.#submission = submission;
    this.#teacher = teacher;
    this.#seed = teacher && handoutSeed(teacher.key, stamp);
    this.#isAsHanded = tasksDigest(scenario.tasks ?? []) === stamp.tasks;
  }

  /** The run that was handed in, where a task asked for one. */
  get run(): HandedRun | undefined {
    return this.#run === 'none' ? undefined : this.#run;
  }

  judge(task: Task, index: number, answer: GivenAnswer): Judged {
    if (!this.#isAsHanded) return unchecked('the scenario has other tasks than when this was handed out');
    switch (task.kind) {
      case 'value':
      case 'opened':
        return this.#value(task, index, answer);
      case 'where':
        return this.#where(task, index, answer);
      case 'choice':
        return this.#choice(task, index, answer);
      case 'session': {
        this.#run ??= runIn(this.#submission, this.#stamp.run, this.#tell) ?? 'none';
        const ownerOf = (seed: string): string | undefined =>
          this.#teacher?.values.ownerOfRun(this.#stamp, seed);
        return judgeRun(this.run, this.#scenario, { seed: this.#stamp.run, ownerOf });
      }
    }
  }

  #value(task: ValueTask | OpenedTask, index: number, answer: GivenAnswer): Judged {
    const { what, lane } = task;
    const right = this.#rightValues(task, index);
    const hash = this.#stamp.receipts[lane];
    if (right === undefined && (what !== 'receipt' || hash === undefined))
      return answer === undefined ? NO_ANSWER : unchecked(this.#teacher ? NO_CAPTURE : NEEDS_KEY);
    const isRight = (given: string): boolean =>
      right === undefined
        ? isEqualText(receiptHash(this.#stamp, lane, plainValue(what, given)), hash ?? '')
        : right.some((each) => plainValue(what, given) === plainValue(what, each));
    return judgeValue(answer, {
      what,
      lane,
      isRight,
      ownerOf: (given) => this.#teacher?.values.ownerOf(this.#stamp, this.#scenario, what, given),
      right: right?.join(' or ') ?? 'another',
    });
  }

  /** Values that are right, as the truth, the seed or the capture has them; undefined where nothing here does. */
  #rightValues(task: ValueTask | OpenedTask | WhereTask, index: number): readonly string[] | undefined {
    const expected = this.#teacher?.expected?.[index];
    if (expected !== undefined && 'value' in expected) return [expected.value];
    return rightValues(task.what, task.lane, {
      scenario: this.#scenario,
      seed: this.#seed,
      captured: () => this.#capture?.lane(task.lane),
    });
  }

  #where(task: WhereTask, index: number, answer: GivenAnswer): Judged {
    const expected = this.#teacher?.expected?.[index];
    if (expected?.kind === 'where') return judgeWhere(answer, task, expected.places);
    if (answer === undefined) return NO_ANSWER;
    const captured = this.#capture;
    if (captured === undefined) return unchecked(NO_CAPTURE);
    const values = this.#rightValues(task, index);
    if (values === undefined) return unchecked(NEEDS_KEY);
    const places = values.flatMap((value) => captured.lane(task.lane).placesOf(value));
    return judgeWhere(answer, task, places);
  }

  #choice(task: ChoiceTask, index: number, answer: GivenAnswer): Judged {
    const expected = this.#teacher?.expected?.[index];
    if (expected?.kind === 'choice') return judgeChoice(answer, task, expected);
    if (answer === undefined) return NO_ANSWER;
    const sealed = this.#stamp.choices[String(index + 1)] ?? '';
    const lanes: readonly LaneId[] | undefined =
      this.#teacher && openedChoice(this.#teacher.key, this.#stamp, index + 1, { lanes: task.lanes, sealed });
    return lanes === undefined ? unchecked(NEEDS_KEY) : judgeChoice(answer, task, { lanes });
  }

  readonly #tell = (notice: string): void => {
    this.notices.push(notice);
  };

  /** The capture as it was handed out, where the submission has it. */
  get #capture(): HandedCapture | undefined {
    if (this.#captured === undefined) {
      const bytes = captureIn(this.#submission, this.#stamp.capture, this.#tell);
      this.#captured = bytes === undefined ? 'none' : new HandedCapture(bytes);
    }
    return this.#captured === 'none' ? undefined : this.#captured;
  }
}

const NEEDS_KEY = 'only the class key says what is right';
