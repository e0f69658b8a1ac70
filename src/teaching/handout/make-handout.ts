import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { plantedValues } from '../../../lab/planted.ts';
import { counted } from '../../../lab/text/count.ts';
import { UserError } from '../../errors.ts';
import { toPcapng } from '../../export/pcapng.ts';
import { AT_ONCE } from '../../script/play/pace.ts';
import { play } from '../../script/play/player.ts';
import type { Scenario } from '../../script/scenario.ts';
import { Session } from '../../session/session.ts';
import { worksheetQuestions } from '../questions.ts';
import type { Student } from '../roster.ts';
import {
  handoutSeed,
  receiptHash,
  runSeed,
  sealedChoice,
  sha256Hex,
  stampOf,
  tasksDigest,
} from '../seeds.ts';
import type { Owner, Stamp } from '../seeds.ts';
import { capturedLanes, openedLanes, taskText } from '../task-text.ts';
import type { TruthLine } from '../truth.ts';
import { worksheetPage } from '../worksheet.tsx';
import { answersFile } from './answers-file.ts';
import { HandedCapture, expectedChoice, expectedOf, refuseUnanswerable } from './expected.ts';
import type { Expected } from './expected.ts';

/** What all hand-outs of a class have in common. */
export interface ClassHandout {
  readonly scenario: Scenario;
  readonly course: string;
  readonly key: Uint8Array;
  /** Plainsight's own version. */
  readonly version: string;
}

/** A student's folder, and what the teacher keeps of it. */
export interface MadeHandout {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly truth: TruthLine;
}

/** A run with receipts, all of it. Throws a `UserError` where a claim of it failed, and what broke it. */
export async function playWhole(scenario: Scenario, seed: string, version: string): Promise<readonly Fact[]> {
  const session = new Session();
  const running = play({ scenario, session, seed, receipts: true, version, pace: AT_ONCE });
  try {
    await running.done;
  } finally {
    await running.stop();
  }
  const failed = session.facts.find((fact) => fact.type === 'claim-checked' && !fact.held);
  if (failed?.type === 'claim-checked')
    throw new UserError(
      `in a run of ${scenario.id} this claim failed, in lane ${failed.lane}: ${failed.claim} (${failed.evidence.text})`,
      { exitCode: 1 },
    );
  return session.facts;
}

/** A run's capture as students get it: these lanes alone, with the TLS secrets of those that are to be opened, and nothing else of the run. */
export function handoutCapture(facts: readonly Fact[], scenario: Pick<Scenario, 'lanes' | 'tasks'>): Buffer {
  const [lanes, opened] = [capturedLanes(scenario), openedLanes(scenario)];
  return Buffer.concat([...toPcapng(facts.flatMap((fact) => given(fact, lanes, opened)))]);
}

function given(fact: Fact, lanes: readonly LaneId[], opened: readonly LaneId[]): readonly Fact[] {
  switch (fact.type) {
    case 'session-opened':
      return [{ ...fact, seed: '', lanes: fact.lanes.filter(({ id }) => lanes.includes(id)), steps: [] }];
    case 'tls-secret-logged':
      return opened.includes(fact.lane) ? [fact] : [];
    case 'connection-opened':
    case 'segment-captured':
    case 'connection-closed':
      return lanes.includes(fact.lane) ? [fact] : [];
    default:
      return [];
  }
}

/** Plays the scenario with a student's own seed, and makes the folder and the line of truth of it. */
export async function makeHandout(all: ClassHandout, student: Student): Promise<MadeHandout> {
  const { scenario, course, key, version } = all;
  const { tasks = [] } = scenario;
  const owner: Owner = { course, scenario: scenario.id, student: student.id };
  const seeds = { handout: handoutSeed(key, owner), run: runSeed(key, owner) };
  const facts = await playWhole(scenario, seeds.handout, version);
  const capture = handoutCapture(facts, scenario);
  const captured = new HandedCapture(capture);
  const expected = tasks.map((task) =>
    task.kind === 'choice' ? expectedChoice(task, facts) : expectedOf(task, scenario, captured, seeds),
  );
  refuseUnanswerable(scenario, expected, captured);
  const stamp = stampFor(all, owner, { capture, expected, seeds });
  const seal = stampOf(key, stamp);
  return {
    files: {
      'capture.pcapng': capture,
      'answers.yaml': answersFile(scenario, stamp, seal),
      'task.md': taskPage(scenario, student, stamp),
      'worksheet.html': worksheetPage({
        title: scenario.title,
        shows: scenario.shows,
        student: student.name,
        before: [FILES],
        questions: worksheetQuestions(scenario).map(({ text }) => ({ text })),
        tasks: tasks.map((task) => ({ text: taskText(task, scenario, stamp.run), points: task.points })),
      }),
    },
    truth: {
      truth: 1,
      ...owner,
      name: student.name,
      folder: student.folder,
      capture: stamp.capture,
      tasks: stamp.tasks,
      expected,
    },
  };
}

function stampFor(
  { scenario, key }: ClassHandout,
  owner: Owner,
  made: {
    readonly capture: Uint8Array;
    readonly expected: readonly Expected[];
    readonly seeds: { readonly handout: string; readonly run: string };
  },
): Stamp {
  const { tasks = [] } = scenario;
  return {
    ...owner,
    capture: sha256Hex(made.capture),
    tasks: tasksDigest(tasks),
    run: tasks.some(({ kind }) => kind === 'session') ? made.seeds.run : '',
    receipts: Object.fromEntries(
      capturedLanes(scenario).map((lane) => {
        const { receipt } = plantedValues(made.seeds.handout, lane);
        return [lane, receiptHash(owner, lane, receipt)];
      }),
    ),
    choices: Object.fromEntries(
      made.expected.flatMap((each, index) =>
        each.kind === 'choice' ? [[String(index + 1), sealedChoice(key, owner, index + 1, each.lanes)]] : [],
      ),
    ),
  };
}

const FILES =
  'capture.pcapng holds the packets: open it with Wireshark. Write your answers into answers.yaml, and hand that file in.';

function taskPage(scenario: Scenario, student: Student, stamp: Stamp): string {
  const { tasks = [] } = scenario;
  const points = tasks.reduce((sum, task) => sum + task.points, 0);
  return [
    `# ${markdownText(scenario.title)}`,
    '',
    `For ${markdownText(student.name === '' ? student.id : student.name)}`,
    '',
    markdownText(scenario.shows),
    '',
    `${FILES} Each lane is an interface of the capture (\`frame.interface_name\`). The values in it are yours alone.`,
    '',
    `## Tasks (${counted(points, 'point')})`,
    '',
    ...tasks.flatMap((task, index) => [
      `${index + 1}. ${markdownText(taskText(task, scenario, stamp.run))} (${counted(task.points, 'point')})`,
    ]),
    '',
    'You need no Plainsight for this. Who has it may check a folder before handing it in: `plainsight grade --self FOLDER`.',
    '',
  ].join('\n');
}

function markdownText(text: string): string {
  return text.replaceAll(/[\\`*_<>[\]#|]/g, String.raw`\$&`);
}
