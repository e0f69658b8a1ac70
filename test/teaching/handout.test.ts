import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { allPasswords } from '../../lab/bank/passwords.ts';
import { plantedValues } from '../../lab/planted.ts';
import { indexOf } from '../../lab/wire/bytes.ts';
import { waysOf } from '../../src/reading/secret-ways.ts';
import { handoutSeed } from '../../src/teaching/seeds.ts';
import { CLASS_KEY, handOut } from '../helpers/class.ts';

const STUDENTS = ['ada', 'bob', 'cem'];
const made = await handOut('bank-login', ...STUDENTS);
test.after.always(() => made.remove());

/** The files of one student by name. */
function filesOf(student: string): ReadonlyMap<string, Buffer> {
  const folder = join(made.folder, student);
  return new Map(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name))]));
}

/** The files of a student in which a text stands, however it is spelled. */
function holding(student: string, secret: string): readonly string[] {
  const patterns = waysOf(secret).ways.flatMap((way) => way.patterns);
  return [...filesOf(student)].flatMap(([name, bytes]) =>
    patterns.some((pattern) => indexOf(bytes, pattern) !== -1) ? [name] : [],
  );
}

const seedOf = (student: string): string =>
  handoutSeed(CLASS_KEY, { course: 'test', scenario: 'bank-login', student });

test('each student has four files, and values that are nobody else’s', (t) => {
  for (const student of STUDENTS)
    t.deepEqual([...filesOf(student).keys()].toSorted(), [
      'answers.yaml',
      'capture.pcapng',
      'task.md',
      'worksheet.html',
    ]);
  const values = STUDENTS.flatMap((student) => {
    const { password, balance } = plantedValues(seedOf(student), 'plain');
    const receipts = ['plain', 'sealed'].map((lane) => plantedValues(seedOf(student), lane).receipt);
    return [password, balance, ...receipts];
  });
  t.is(new Set(values).size, values.length);
});

test('the same key gives the same values again, in other packets', async (t) => {
  const again = await handOut('bank-login', 'ada');
  try {
    const [before, now] = [made.truth[0], again.truth[0]];
    t.deepEqual(
      now?.expected.map((each) => ('value' in each ? each.value : each.kind)),
      before?.expected.map((each) => ('value' in each ? each.value : each.kind)),
    );
    t.not(now?.capture, before?.capture);
  } finally {
    again.remove();
  }
});

test('a student’s folder holds neither seed nor key, and what is planted only where it is to be found', (t) => {
  for (const student of STUDENTS) {
    const seed = seedOf(student);
    t.deepEqual(holding(student, seed), []);
    t.deepEqual(holding(student, Buffer.from(seed, 'hex').toString('latin1')), []);
    t.deepEqual(holding(student, CLASS_KEY.toString()), []);
    const plain = plantedValues(seed, 'plain');
    t.deepEqual(holding(student, plain.password), ['capture.pcapng']);
    t.deepEqual(holding(student, plain.balance), ['capture.pcapng']);
    t.deepEqual(holding(student, plain.receipt), ['capture.pcapng']);
    // It travelled in TLS alone.
    t.deepEqual(holding(student, plantedValues(seed, 'sealed').receipt), []);
  }
});

test('a student’s folder holds nothing of another’s', (t) => {
  for (const student of STUDENTS)
    for (const other of STUDENTS.filter((each) => each !== student)) {
      const { password, receipt } = plantedValues(seedOf(other), 'plain');
      for (const secret of [seedOf(other), password, receipt, plantedValues(seedOf(other), 'sealed').receipt])
        t.deepEqual(holding(student, secret), [], `${other} in ${student}`);
    }
});

test('no hash in a student’s folder is that of any password', (t) => {
  const texts = ['answers.yaml', 'task.md', 'worksheet.html']
    .map((name) => filesOf('ada').get(name)?.toString() ?? '')
    .join('\n');
  const tokens = new Set(texts.match(/\b[0-9a-f]{16,128}\b/g) ?? []);
  t.true(tokens.size >= 5);
  const starts = new Set([...tokens].map((token) => token.slice(0, 16)));
  let tried = 0;
  for (const password of allPasswords()) {
    tried += 1;
    for (const algorithm of ['sha256', 'sha1', 'md5'] as const)
      if (starts.has(createHash(algorithm).update(password).digest('hex').slice(0, 16)))
        t.fail(`${password} by ${algorithm}`);
  }
  t.is(tried, 421_200);
});
