import { counted } from '../../../lab/text/count.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { wordList } from '../../script/file/words.ts';
import type { Scenario } from '../../script/scenario.ts';
import { checkClaim, comparesLanes } from '../../views/claims/claims.ts';
import { HandedCapture, expectedChoice, expectedOf } from '../handout/expected.ts';
import type { Expected } from '../handout/expected.ts';
import { handoutCapture } from '../handout/make-handout.ts';
import { valuePlaceText } from '../grade/judge.ts';
import { answersOf, factsUntil, worksheetQuestions } from '../questions.ts';
import { taskText, taskTitle } from '../task-text.ts';
import { worksheetPage } from '../worksheet.tsx';

/** The seed of the run from which the answers of the printed worksheets come. */
export const WORKSHEET_SEED = 'worksheet';

/** Minutes that a question and a task take alone, as a rule of thumb for planning. */
const ALONE = { question: 2, task: 8 } as const;

const MADE =
  '<!-- Made from the scenario. Do not edit: change scenarios/, and make teaching writes it anew. -->';

/** The page for whoever teaches a scenario: objectives, time, what to prepare, questions, tasks, misconceptions. Markdown. */
export function guidePage(scenario: Scenario): string {
  const { id, title, shows, minutes, tasks = [] } = scenario;
  const { objectives = [], misconceptions = [] } = scenario.teaching ?? {};
  const questions = worksheetQuestions(scenario);
  const alone = questions.length * ALONE.question + tasks.length * ALONE.task;
  return [
    `# ${title}`,
    '',
    MADE,
    '',
    shows,
    '',
    '## Objectives',
    '',
    ...objectives.flatMap(({ can, cybok, nice }) => [
      `- Students can ${can}`,
      `  - CyBOK: ${cybok.join('; ')}`,
      `  - NICE work roles: ${nice.join('; ')}`,
    ]),
    '',
    '## Time',
    '',
    `${counted(minutes, 'minute')} on the stage. Allow about ${alone} minutes more for all ${counted(questions.length, 'question')} and ${counted(tasks.length, 'task')}.`,
    '',
    '## Prepare',
    '',
    ...preparations(scenario).map((line) => `- ${line}`),
    '',
    '## Questions before the answer is seen',
    '',
    ...scenario.steps.flatMap((step) =>
      step.kind === 'ask' ? [`- ${step.question} (${wordList(step.choices, 'or')})`] : [],
    ),
    '',
    '## Questions of the worksheet',
    '',
    ...questions.map(({ text }, index) => `${index + 1}. ${text}`),
    '',
    '## Tasks',
    '',
    '| | Task | Kind | Points |',
    '| --- | --- | --- | --- |',
    ...tasks.map(
      (task, index) =>
        `| ${index + 1} | ${taskText(task, scenario).replaceAll('|', String.raw`\|`)} | ${task.kind} | ${task.points} |`,
    ),
    '',
    `\`plainsight handout --scenario ${id} …\` gives each student a capture with values of their own. See [handing out and grading](../README.md).`,
    '',
    '## Usual misconceptions',
    '',
    ...misconceptions.flatMap(({ thought, but }) => [`- **“${thought}”** ${but}`]),
    '',
    '## Worksheets',
    '',
    '- [without answers](worksheet.html), to print',
    '- [with answers](answers.html), which came out of one run',
    '',
  ].join('\n');
}

function preparations(scenario: Scenario): readonly string[] {
  const { id, lanes, steps, tasks = [], teaching } = scenario;
  const servers = [...new Set([...lanes.values()].map(({ bank }) => bank.server))].filter(
    (server) => server !== 'built-in',
  );
  const asks = steps.some(
    (step) => step.kind === 'obtain' || (step.kind === 'attack' && step.action === 'get a certificate'),
  );
  const programs = [...servers, ...(asks ? ['pebble'] : [])];
  return [
    `Play it once before the class: \`plainsight run ${id}\`.`,
    ...(programs.length === 0
      ? []
      : [
          `It needs ${wordList(programs, 'and')} on the machine: \`plainsight doctor\` says whether they are there.`,
        ]),
    ...(tasks.length === 0 ? [] : ['Students need Wireshark for the tasks, and nothing of Plainsight.']),
    ...(tasks.some(({ kind }) => kind === 'session')
      ? ['For the task with a run of their own students need Plainsight.']
      : []),
    ...(teaching?.prepare ?? []),
  ];
}

/** The worksheet to print, without answers. */
export function worksheetOf(scenario: Scenario): string {
  return sheet(scenario, undefined);
}

/** The worksheet with the answers that a run gave; what was planted is the run's own. */
export function answeredWorksheet(scenario: Scenario, facts: readonly Fact[]): string {
  return sheet(scenario, facts);
}

function sheet(scenario: Scenario, facts: readonly Fact[] | undefined): string {
  const { tasks = [] } = scenario;
  const questions = worksheetQuestions(scenario);
  const answers =
    facts &&
    answersOf(scenario, questions, (step, index) => {
      const until = factsUntil(facts, index);
      const [one, other] = step.lanes;
      const lanes = comparesLanes(step.claim) ? [one ?? ''] : [...scenario.lanes.keys()];
      return lanes.map((lane) => {
        const { held, evidence } = checkClaim(
          step.claim,
          until,
          lane,
          comparesLanes(step.claim) ? other : lane,
        );
        return { lane, held, text: evidence.text };
      });
    });
  const expected = facts && expectedIn(scenario, facts);
  return worksheetPage({
    title: scenario.title,
    shows: scenario.shows,
    before:
      facts === undefined
        ? []
        : [
            'With answers: each came out of one run. In a hand-out of your own passwords, receipts and places are others.',
          ],
    questions: questions.map(({ text }, index) => ({
      text,
      ...(answers && { answer: answers[index] ?? [] }),
    })),
    tasks: tasks.map((task, index) => {
      const right = expected?.[index];
      return {
        text: taskText(task, scenario),
        points: task.points,
        ...(right && { answer: answerLines(right) }),
      };
    }),
  });
}

function expectedIn(scenario: Scenario, facts: readonly Fact[]): readonly Expected[] {
  const captured = new HandedCapture(handoutCapture(facts, scenario));
  const opened = facts.find((fact) => fact.type === 'session-opened');
  const seeds = { handout: opened?.seed ?? '', run: 'YOUR-SEED' };
  return (scenario.tasks ?? []).map((task) =>
    task.kind === 'choice' ? expectedChoice(task, facts) : expectedOf(task, scenario, captured, seeds),
  );
}

function answerLines(right: Expected): readonly string[] {
  switch (right.kind) {
    case 'value':
    case 'opened':
      return [right.value];
    case 'where':
      return right.places.slice(0, 3).map((place) => `${right.value}: ${valuePlaceText(place)}`);
    case 'choice':
      return [
        right.lanes.length === 0 ? 'In none.' : `In ${wordList(right.lanes, 'and')}.`,
        ...right.evidence,
      ];
    case 'session':
      return ['A saved session with the student’s own seed, whose claims hold when they are checked again.'];
  }
}

/** The list of all lessons. Markdown. */
export function lessonsPage(scenarios: readonly Scenario[]): string {
  return [
    '# Lessons',
    '',
    MADE,
    '',
    '| Lesson | Minutes | Students can | Tasks |',
    '| --- | --- | --- | --- |',
    ...scenarios.map(
      ({ id, title, minutes, teaching, tasks = [] }) =>
        `| [${title}](${id}/guide.md) | ${minutes} | ${(teaching?.objectives ?? []).map(({ can }) => can).join(' ')} | ${tasks.map(taskTitle).join('; ')} |`,
    ),
    '',
  ].join('\n');
}
