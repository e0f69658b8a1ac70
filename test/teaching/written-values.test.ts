import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { Scenario } from '../../src/script/scenario.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { gradeAll, gradeOwn } from '../../src/teaching/grade/grade.ts';
import { runSeed } from '../../src/teaching/seeds.ts';
import { fillAnswers } from '../../tools/support/tshark-solver.ts';
import { catalogued, CLASS_KEY, handOut, scratch } from '../helpers/class.ts';
import { playThrough } from '../helpers/play-through.ts';

const bankLogin = await catalogued('bank-login');
const WRITTEN = { plain: 'sunshine-1', sealed: 'moonlight-2' };

/** Her password stands in the settings of each lane, and is typed from there. */
const inLanes: Scenario = {
  ...bankLogin,
  lanes: new Map(
    Object.entries(WRITTEN).flatMap(([id, alice]) => {
      const lane = bankLogin.lanes.get(id);
      return lane === undefined ? [] : [[id, { ...lane, bank: { ...lane.bank, customers: { alice } } }]];
    }),
  ),
};

/** Her password stands in the step in which she types it. */
const inStep: Scenario = {
  ...bankLogin,
  steps: bankLogin.steps.map((step) =>
    step.kind === 'submit'
      ? {
          ...step,
          fields: step.fields.map((field) =>
            field.name === 'password' ? { ...field, value: { kind: 'text', text: WRITTEN.plain } } : field,
          ),
        }
      : step,
  ),
};

/** Hands the scenario out to two students, and grades what the first hands in with this password, with a run of her own. */
async function outcomes(t: ExecutionContext, scenario: Scenario, password: string, withTruth: boolean) {
  const made = await handOut(scenario, 'ada', 'bob');
  const { path, remove } = scratch();
  t.teardown(() => {
    made.remove();
    remove();
  });
  for (const student of ['ada', 'bob'])
    cpSync(join(made.folder, student), join(path, student), { recursive: true });
  fillAnswers(join(path, 'ada'), { 1: password });
  const seed = runSeed(CLASS_KEY, { course: 'test', scenario: 'bank-login', student: 'ada' });
  const { facts } = await playThrough(scenario, seed);
  writeFileSync(join(path, 'ada', 'run.jsonl'), facts.map((fact) => `${toJsonLine(fact)}\n`).join(''));
  const scenarioOf = (): Promise<Scenario> => Promise.resolve(scenario);
  const truth = withTruth ? made.truth : [];
  const [ada] = await gradeAll(path, { key: CLASS_KEY, truth, scenarioOf });
  const own = await gradeOwn(join(path, 'ada'), scenarioOf);
  t.true(readFileSync(join(path, 'ada', 'capture.pcapng')).includes(WRITTEN.plain));
  return [ada?.verdicts[0]?.outcome, ada?.verdicts[4]?.outcome, own.verdicts[0]?.outcome];
}

for (const [where, scenario] of Object.entries({ inLanes, inStep }))
  test(`a scenario that writes her password itself is handed out and graded: ${where}`, async (t) => {
    for (const withTruth of [true, false])
      t.deepEqual(await outcomes(t, scenario, WRITTEN.plain, withTruth), ['right', 'right', 'right']);
  });
