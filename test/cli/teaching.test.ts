import { readdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { forEachFew, freshFolder, run } from '../helpers/program.ts';

/** The arguments of a hand-out with this roster and key. */
const handout = (roster: string, key: string, ...more: readonly string[]): readonly string[] => [
  'handout',
  '--roster',
  roster,
  '--key',
  key,
  '--scenario',
  'bank-login',
  '-o',
  'out',
  ...more,
];

test('handout makes a key and a folder for each student, and grade fills the gradebook; nobody else reads what is the teacher’s', async (t) => {
  const cwd = await freshFolder(t);
  await writeFile(join(cwd, 'roster.csv'), 'name;student\nAda;ada\nBob;bob\n');
  const made = await run(t, handout('roster.csv', 'class.key'), { cwd });
  t.is(made.code, 0, made.stderr);
  t.regex(made.stdout, /^made class\.key/);
  t.deepEqual(readdirSync(cwd).toSorted(), ['class.key', 'out', 'roster.csv', 'truth.jsonl']);
  t.deepEqual(readdirSync(join(cwd, 'out')).toSorted(), ['ada', 'bob']);
  for (const name of ['class.key', 'truth.jsonl']) t.is(statSync(join(cwd, name)).mode & 0o777, 0o600, name);
  t.regex(
    (await run(t, handout('roster.csv', 'class.key'), { cwd })).stderr,
    /^plainsight: out is there already/,
  );

  const book = 'Student,ID,Lab 3 (7)\n"Lovelace, Ada",ada,\n"=B",bob,\n';
  await writeFile(join(cwd, 'book.csv'), book);
  const grade = [
    'grade',
    'out',
    '--key',
    'class.key',
    '--truth',
    'truth.jsonl',
    '--junit',
    'r.xml',
    '--json',
    'r.json',
  ];
  const graded = await run(t, [...grade, '--gradebook', 'book.csv', '--column', 'Lab 3'], { cwd });
  t.is(graded.code, 0, graded.stderr);
  t.regex(graded.stdout, /^ada {6}ada {9}no answer .* 0 of 10$/m);
  t.is(
    readFileSync(join(cwd, 'book.csv'), 'utf8'),
    book.replace('ada,\n', 'ada,0\n').replace('bob,\n', 'bob,0\n'),
  );
  t.is(readFileSync(join(cwd, 'book.csv.before'), 'utf8'), book);
  t.regex((await run(t, grade, { cwd })).stderr, /r\.json/);
  t.is((await run(t, ['grade', '--self', 'out/ada'], { cwd })).code, 1);
});

test('what handout and grade cannot do has one sentence, and nothing is made', async (t) => {
  const cwd = await freshFolder(t);
  await writeFile(join(cwd, 'short.key'), 'short');
  await writeFile(join(cwd, 'good.key'), 'sixteen bytes ok');
  await writeFile(join(cwd, 'roster.csv'), 'student,name\nada,Ada\n');
  await writeFile(join(cwd, 'twice.csv'), 'student,name\na/b,x\nA-B,y\n');
  await writeFile(join(cwd, 'none.csv'), 'id,name\n1,x\n');
  await writeFile(join(cwd, 'two.csv'), 'student,name,Student\nada,Ada,bob\n');
  await mkdir(join(cwd, 'in'));
  const cases: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [handout('roster.csv', 'short.key'), /short\.key is no class key, for it has 5 bytes/],
    [handout('twice.csv', 'good.key'), /twice\.csv:3: this student and that of row 2 would have one folder/],
    [handout('none.csv', 'good.key'), /none\.csv:1: a roster's first line names its columns/],
    [handout('two.csv', 'good.key'), /two\.csv:1: two columns of this roster are called student/],
    [handout('nowhere.csv', 'good.key'), /nowhere\.csv cannot be read: there is no such file/],
    [handout('roster.csv', 'good.key', '--truth', 'out/truth.jsonl'), /the truth may not lie in out/],
    [handout('roster.csv', 'out/class.key'), /the class key may not lie in out/],
    [['grade', 'in'], /name the class key with --key/],
    [['grade', 'in', '--self', '--key', 'good.key'], /--self goes without --key/],
    [['grade', 'in', '--key', 'good.key', '--column', 'x'], /--gradebook and --column go together/],
    [
      ['grade', 'in', '--key', 'good.key', '--csv', 'in/grades.csv'],
      /in\/grades\.csv may not lie in in, all of which is graded/,
    ],
    [['grade', 'nowhere', '--key', 'good.key'], /nowhere cannot be read: there is no such file/],
    [
      ['grade', 'in', '--key', 'good.key', '--truth', 'roster.csv'],
      /roster\.csv:1: this is no line of a truth file/,
    ],
  ];
  await forEachFew(cases, 3, async ([args, says]) => {
    const { code, stderr } = await run(t, args, { cwd });
    t.is(code, 2, args.join(' '));
    t.regex(stderr, says);
  });
  t.deepEqual(readdirSync(cwd).includes('out'), false);
});

test('another class’s key, and the truth of other hand-outs, are told of', async (t) => {
  const cwd = await freshFolder(t);
  // As a spreadsheet may write it: with carriage returns, and of é one byte.
  await writeFile(join(cwd, 'roster.csv'), Buffer.from('student;name\r\nzoe;Zo\u00e9 L.\r\n', 'latin1'));
  const made = await run(t, handout('roster.csv', 'class.key'), { cwd });
  t.is(made.code, 0, made.stderr);
  t.regex(readFileSync(join(cwd, 'out', 'zoe', 'task.md'), 'utf8'), /^For Zoé L\.$/m);
  await writeFile(join(cwd, 'other.key'), 'a key of another class');
  const other = await run(t, ['grade', 'out', '--key', 'other.key'], { cwd });
  t.is(other.code, 2);
  t.regex(other.stdout, /of another class key: it says zoe, and nothing in it counts/);
  t.is(
    other.stderr,
    'plainsight: nothing in 1 submission counts, for no answers are under other.key: is it the class key of these hand-outs?\n',
  );
  const truth = readFileSync(join(cwd, 'truth.jsonl'), 'utf8');
  await writeFile(join(cwd, 'old.jsonl'), truth.replace('"scenario":"bank-login"', '"scenario":"hsts"'));
  const stale = await run(t, ['grade', 'out', '--key', 'class.key', '--truth', 'old.jsonl'], { cwd });
  t.is(stale.code, 2);
  t.is(
    stale.stderr,
    'plainsight: old.jsonl has none of these submissions: it is the truth of other hand-outs\n',
  );
});
