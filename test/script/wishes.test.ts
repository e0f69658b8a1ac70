import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { programRoot } from '../../src/root.ts';
import { parseScenario } from '../../src/script/format/scenario-file.ts';
import { claimsIn, playThrough } from '../helpers/play-through.ts';

const FILE = join(programRoot(), 'test/fixtures/scenarios/wishes.yaml');
const TEXT = readFileSync(FILE, 'utf8');

test('all that writers asked for stands in one file, which plays with every claim held and no warning', async (t) => {
  const { content: scenario, problems, warnings } = parseScenario(TEXT, FILE);
  t.deepEqual([problems, warnings], [[], undefined]);
  if (scenario === undefined) return;
  const session = await playThrough(scenario);
  const claims = claimsIn(session);
  t.deepEqual(
    claims.filter(({ held }) => !held).map(({ lane, claim, evidence }) => [lane, claim, evidence.text]),
    [],
  );
  t.is(claims.length, 10);
  t.like(session.facts.at(-1), { type: 'session-closed', failed: 0, how: 'finished' });
});

test('what a stage and an instructor are told of it stands in the first fact', async (t) => {
  const { content: scenario } = parseScenario(TEXT, FILE);
  if (scenario === undefined) return;
  const [opened] = (await playThrough(scenario)).facts;
  const steps = opened?.type === 'session-opened' ? opened.steps : [];
  t.is(opened?.type === 'session-opened' && opened.title, '443');
  t.like(steps[0], {
    pause: true,
    note: 'Wait until all have found their seats.\nPoint at the two lanes.',
  });
  t.is(steps[1]?.answer, '');
  t.is(steps[1]?.because, undefined);
  t.like(steps[11], { answer: '1) Left', because: 'He can change only what he can read.', pause: true });
  t.deepEqual(
    steps.flatMap(({ shows }) => shows ?? []),
    ['certificate', 'matrix', 'ladder', 'inspector'],
  );
  t.is(steps.at(-1)?.seconds, 2);
});

/** Each wish as it stands in the file, misspelt, and the sentence about that. */
const MISSPELT: readonly (readonly [right: string, wrong: string, says: string])[] = [
  ['pause: true', 'pasue: true', 'unknown key "pasue" in a say step; did you mean "pause"?'],
  [
    'note: |',
    'remark: |',
    'unknown key "remark" in a say step; did you mean "note", as in note: What to point at?',
  ],
  [
    '- ask: Have you',
    '- poll: Have you',
    'a step needs one of say, visit, click, submit, chat, knock, obtain, attack, show, wait, ask or claim; did you mean "ask", as in ask: with choices, and without an answer for a poll?',
  ],
  ['answer: 1', 'anwser: 1', 'unknown key "anwser" in an ask step; did you mean "answer"?'],
  [
    'customers: { bob: sunny-day-12 }',
    'custumers: { bob: x }',
    'unknown key "custumers" in bank; did you mean "customers"?',
  ],
  ['bank let bob in', 'bank let bbo in', 'no customer of the bank is named "bbo"; did you mean "bob"?'],
  [
    'attacker reads "Welcome, Bob"',
    'attacker reads Welcome, Bob',
    'the lab cannot check "attacker reads Welcome, Bob"; did you mean "attacker reads "Welcome, Bob""?',
  ],
  [
    'bank booked a transfer to Harbour Library',
    'bank booked a transfer to Harbor Library',
    'no form names the receiver "Harbor Library"; did you mean "Harbour Library"?',
  ],
  ['amount: 10', 'amuont: 10', 'the form transfer has no field "amuont"; did you mean "amount"?'],
  ['attack: tamper', 'attack: begin tamper', 'the attacker cannot "begin tamper"; did you mean "tamper"?'],
  ['attack: forge', 'attack: froge', 'the attacker cannot "froge"; did you mean "forge"?'],
  [
    'show: matrix',
    'show: table',
    'show must be matrix, ladder, inspector, certificate or configuration, not "table"; did you mean "matrix"?',
  ],
  [
    'show: certificate',
    'show: certifcate',
    'show must be matrix, ladder, inspector, certificate or configuration, not "certifcate"; did you mean "certificate"?',
  ],
  ['wait: 2', 'wait: 2s', 'wait must be whole seconds from 1 to 60, as in wait: 5, not "2s"'],
  [
    '- click: Sign in',
    '- follow: Sign in',
    'unknown key "follow" in a say step; did you mean "click", as in click: Sign in?',
  ],
];

for (const [right, wrong, says] of MISSPELT)
  test(`${wrong} is told with what would do what was wanted`, (t) => {
    t.true(TEXT.includes(right), right);
    const { problems } = parseScenario(TEXT.replace(right, wrong), FILE);
    t.true(
      problems.some(({ message }) => message === says),
      JSON.stringify(problems),
    );
  });

test('a link that the page does not have is told of with the nearest, and the run goes on', async (t) => {
  const { content: scenario } = parseScenario(TEXT.replace('click: Sign in', 'click: Sing in'), FILE);
  if (scenario === undefined) return;
  const steps = scenario.steps.slice(0, 4);
  const { facts } = await playThrough({ ...scenario, steps });
  t.deepEqual(
    facts.flatMap((fact) => (fact.type === 'link-not-followed' ? [fact.reason] : [])),
    Array.from({ length: 2 }, () => 'the page has no link "Sing in"; did you mean "Sign in"?'),
  );
});
