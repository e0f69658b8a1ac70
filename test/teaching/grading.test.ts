import { cpSync, mkdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { toJsonLine } from '../../src/session/json.ts';
import { gradeAll, gradeOwn } from '../../src/teaching/grade/grade.ts';
import type { GradedSubmission } from '../../src/teaching/grade/grade.ts';
import { runSeed } from '../../src/teaching/seeds.ts';
import { gradedCsv, gradedJunit, gradedTable } from '../../src/teaching/reports/reports.ts';
import type { TruthLine } from '../../src/teaching/truth.ts';
import { readTruth } from '../../src/teaching/truth.ts';
import { catalogued, CLASS_KEY, handOut, scratch } from '../helpers/class.ts';
import { needing } from '../helpers/needing.ts';
import { playThrough } from '../helpers/play-through.ts';
import { fillAnswers, solveWithTshark } from '../../tools/support/tshark-solver.ts';
import { zipped } from '../helpers/zip-maker.ts';

const made = await handOut('bank-login', 'ada', 'bob', 'cem', 'dan', '=eve()');
test.after.always(() => made.remove());

/** Answers as the truth has them: what a student writes who is right in everything but the run. */
function rightAnswers({ expected }: TruthLine): Readonly<Record<number, string>> {
  return Object.fromEntries(
    expected.map((right, index) => {
      if (right.kind === 'where') {
        const [place] = right.places;
        return [
          index + 1,
          `{ stream: ${place?.stream}, offset: ${place?.offset}, frame: ${place?.frame}, field: ${place?.fields[0]} }`,
        ];
      }
      if (right.kind === 'choice') return [index + 1, `[${right.lanes.join(', ')}]`];
      return [index + 1, right.kind === 'session' ? 'run.jsonl' : right.value];
    }),
  );
}

function truthOf(student: string): TruthLine {
  const line = made.truth.find((each) => each.student === student);
  if (line === undefined) throw new Error(`${student} is not in the class`);
  return line;
}

/** A folder of submissions that `fill` makes of the hand-outs. */
async function submitted(
  fill: (folder: string) => Promise<void> | void,
  truth: readonly TruthLine[] = [],
): Promise<readonly GradedSubmission[]> {
  const { path, remove } = scratch();
  try {
    await fill(path);
    return await gradeAll(path, { key: CLASS_KEY, truth, scenarioOf: catalogued });
  } finally {
    remove();
  }
}

function copyOf(student: string, to: string, answers?: Readonly<Record<number, string>>): void {
  cpSync(join(made.folder, truthOf(student).folder), to, { recursive: true });
  if (answers !== undefined) fillAnswers(to, answers);
}

async function ownRun(student: string): Promise<Buffer> {
  const seed = runSeed(CLASS_KEY, { course: 'test', scenario: 'bank-login', student });
  const { facts } = await playThrough(made.scenario, seed);
  return Buffer.from(facts.map((fact) => `${toJsonLine(fact)}\n`).join(''));
}

const outcomes = (one: GradedSubmission | undefined): string =>
  (one?.verdicts ?? []).map(({ outcome }) => outcome).join(' ');

test('with the truth and without it the same comes out, whatever the files are called', async (t) => {
  const run = await ownRun('ada');
  const fill = (folder: string): void => {
    copyOf('ada', join(folder, 'x'), rightAnswers(truthOf('ada')));
    renameSync(join(folder, 'x', 'answers.yaml'), join(folder, 'x', 'Lab 3 (final) (2).txt'));
    renameSync(join(folder, 'x', 'capture.pcapng'), join(folder, 'x', 'c'));
    writeFileSync(join(folder, 'x', 'mine'), run);
    copyOf('bob', join(folder, 'b'), { ...rightAnswers(truthOf('bob')), 1: 'wrong', 4: '[plain, sealed]' });
    const files = ['answers.yaml', 'capture.pcapng'].map((name) => ({
      name: `My Lab/${name}`,
      content: readFileSync(join(folder, 'b', name)),
    }));
    rmSync(join(folder, 'b'), { recursive: true });
    writeFileSync(join(folder, 'bob.zip'), zipped(files));
  };
  const [without, withTruth] = [await submitted(fill), await submitted(fill, made.truth)];
  for (const graded of [without, withTruth]) {
    t.deepEqual(
      graded.map(({ owner, submission, points }) => [owner?.student, submission, points]),
      [
        ['bob', 'bob.zip', 6],
        ['ada', 'x', 10],
      ],
    );
    t.is(outcomes(graded[0]), 'wrong right right wrong missing');
    t.is(outcomes(graded[1]), 'right right right right right');
  }
});

test('another’s value is named, and so are a stamp and a run that came twice', async (t) => {
  const run = await ownRun('bob');
  const graded = await submitted((folder) => {
    copyOf('ada', join(folder, 'ada'), rightAnswers(truthOf('bob')));
    copyOf('bob', join(folder, 'bob'), rightAnswers(truthOf('bob')));
    copyOf('bob', join(folder, 'dan'), rightAnswers(truthOf('bob')));
    writeFileSync(join(folder, 'ada', 'run.jsonl'), run);
    writeFileSync(join(folder, 'bob', 'run.jsonl'), run);
  });
  const [ada, bob, dan] = graded;
  t.is(outcomes(ada), 'another right another right another');
  t.is(ada?.verdicts[0]?.evidence.endsWith('is the password in the hand-out of bob'), true);
  t.is(ada?.verdicts[4]?.evidence, 'ada/run.jsonl: it has the seed of bob');
  t.deepEqual(ada?.notices, [
    'half or more of what passed in its run stands, byte for byte, in the run of bob: it is one run',
  ]);
  t.deepEqual(bob?.notices, [
    'the stamp of bob also stands in 1 other submission: dan',
    'half or more of what passed in its run stands, byte for byte, in the run of ada: it is one run',
  ]);
  t.deepEqual(dan?.notices, ['the stamp of bob also stands in 1 other submission: bob']);
});

test('an archive of the whole class is graded student by student', async (t) => {
  const { path, remove } = scratch();
  try {
    const files = ['ada', 'bob'].flatMap((student) => {
      copyOf(student, join(path, student), rightAnswers(truthOf(student)));
      return ['answers.yaml', 'capture.pcapng'].map((name) => ({
        name: `Nr. ${student}_123_assignsubmission_file/${name}`,
        content: readFileSync(join(path, student, name)),
      }));
    });
    writeFileSync(join(path, 'all.zip'), zipped(files));
    const graded = await gradeAll(join(path, 'all.zip'), {
      key: CLASS_KEY,
      truth: [],
      scenarioOf: catalogued,
    });
    t.deepEqual(
      graded.map(({ owner, points }) => [owner?.student, points]),
      [
        ['ada', 8],
        ['bob', 8],
      ],
    );
  } finally {
    remove();
  }
});

test('what stands under handout cannot be changed, and an empty folder is told by the truth', async (t) => {
  const graded = await submitted((folder) => {
    copyOf('ada', join(folder, 'ada'), rightAnswers(truthOf('ada')));
    const file = join(folder, 'ada', 'answers.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('student: "ada"', 'student: "bob"'));
    mkdirSync(join(folder, 'cem'));
  }, made.truth);
  t.deepEqual(
    graded.map(({ owner, points, notices }) => [owner?.student, points, notices]),
    [
      [
        'ada',
        0,
        [
          'what stands under handout: was changed, or is of another class key: it says bob, and nothing in it counts',
        ],
      ],
      ['cem', 0, ['no file of answers is in it']],
    ],
  );
});

test('a place cannot be checked where the capture is another and there is no truth', async (t) => {
  const fill = (folder: string): void => {
    copyOf('ada', join(folder, 'ada'), rightAnswers(truthOf('ada')));
    writeFileSync(
      join(folder, 'ada', 'capture.pcapng'),
      readFileSync(join(made.folder, 'bob', 'capture.pcapng')),
    );
  };
  t.is(outcomes((await submitted(fill))[0]), 'right unchecked right right missing');
  t.is(outcomes((await submitted(fill, made.truth))[0]), 'right right right right missing');
});

test('a run and a capture that are too large are told of', async (t) => {
  const run = await ownRun('ada');
  const told = [
    'ada/capture.pcapng is larger than 33,554,432 bytes, the most that is read of such a file',
    'ada/run.jsonl is larger than 67,108,864 bytes, the most that is read of such a file',
  ];
  const fill = (folder: string): void => {
    copyOf('ada', join(folder, 'ada'), rightAnswers(truthOf('ada')));
    writeFileSync(join(folder, 'ada', 'run.jsonl'), run);
    truncateSync(join(folder, 'ada', 'run.jsonl'), 64 * 1024 * 1024 + 1);
    truncateSync(join(folder, 'ada', 'capture.pcapng'), 32 * 1024 * 1024 + 1);
  };
  const [graded] = await submitted(fill);
  t.is(outcomes(graded), 'right unchecked right right missing');
  t.deepEqual(graded?.notices, told);
  const { path, remove } = scratch();
  try {
    fill(path);
    const own = await gradeOwn(join(path, 'ada'), catalogued);
    t.deepEqual(
      own.notices,
      told.map((notice) => join(path, notice)),
    );
  } finally {
    remove();
  }
});

test('a student’s own look needs no key, and gives nothing away', async (t) => {
  const { path, remove } = scratch();
  try {
    copyOf('ada', join(path, 'ada'), { ...rightAnswers(truthOf('ada')), 3: '0'.repeat(32) });
    const own = await gradeOwn(join(path, 'ada'), catalogued);
    t.is(outcomes(own), 'right right wrong unchecked missing');
    const told = JSON.stringify(own);
    const [, , receipt] = truthOf('ada').expected;
    t.false(told.includes(receipt !== undefined && 'value' in receipt ? receipt.value : ''));
    fillAnswers(join(path, 'ada'), { 1: 'fox-kite-10' });
    t.is(outcomes(await gradeOwn(join(path, 'ada'), catalogued)).split(' ')[0], 'wrong');
  } finally {
    remove();
  }
});

test('the reports hold every verdict, and what others wrote neither steers nor counts in them', async (t) => {
  const graded = await submitted((folder) => {
    copyOf('=eve()', join(folder, '=cmd()'), { 1: '"<b>&\\u0007"', 4: '[=1]' });
    mkdirSync(join(folder, 'a\u001b[2Jb'));
  });
  t.true(gradedTable(graded).every((line) => !line.includes('\u001b')));
  const csv = gradedCsv(graded);
  t.regex(csv, /^'=eve\(\),,bank-login,'=cmd\(\),0,10,/m);
  const junit = gradedJunit(graded);
  t.regex(junit, /<testsuite name="bank-login.=eve\(\)" tests="5" failures="5" errors="0" skipped="0"/);
  t.true(['\0', '\u0007', '\u001b'].every((sign) => !(junit + csv).includes(sign)));
});

test('lines of the truth are read as they were written, and others are refused with their number', (t) => {
  const text = made.truth.map((line) => `${JSON.stringify(line)}\n`).join('');
  t.deepEqual(readTruth(text, 'truth.jsonl'), made.truth);
  t.throws(() => readTruth(`${text}{}\n`, 'truth.jsonl'), {
    message: 'truth.jsonl:6: this is no line of a truth file: plainsight handout writes one',
  });
});

needing('tshark')('who solves the tasks with tshark alone is right in all of them', async (t) => {
  const graded = await submitted((folder) => {
    copyOf('cem', join(folder, 'cem'));
    fillAnswers(join(folder, 'cem'), solveWithTshark(join(folder, 'cem')));
  });
  t.is(outcomes(graded[0]), 'right right right right missing');
});
