// A class of 200 from the hand-out to the gradebook: node build/bench/class.js [--students N] [--keep FOLDER]
// Says how long it takes and how large it is, looks for what must not be there, and grades ten submissions that tshark solved.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { allPasswords } from '../lab/bank/passwords.ts';
import { plantedValues } from '../lab/planted.ts';
import { counted } from '../lab/text/count.ts';
import { indexOf } from '../lab/wire/bytes.ts';
import { waysOf } from '../src/reading/secret-ways.ts';
import { programRoot } from '../src/root.ts';
import { handoutSeed } from '../src/teaching/seeds.ts';
import { fillAnswers, solveWithTshark } from '../tools/support/tshark-solver.ts';

const { values } = parseArgs({
  options: { students: { type: 'string', default: '200' }, keep: { type: 'string' } },
});
const root = values.keep ?? mkdtempSync(join(tmpdir(), 'plainsight-class-'));
mkdirSync(root, { recursive: true });
const students = Array.from({ length: Number(values.students) }, (_, index) => `s${index + 1}`);
const inRoot = (...path: readonly string[]): string => join(root, ...path);

/** Runs the program as it is built; what it wrote to standard output. Throws where it ends with another status. */
function program(args: readonly string[], status = 0): string {
  const file = join(programRoot(), 'dist', 'plainsight.js');
  const ended = spawnSync(process.execPath, [file, ...args], { encoding: 'utf8', cwd: root });
  if (ended.status !== status)
    throw new Error(`${args.join(' ')} ended with ${ended.status}: ${ended.stderr}`);
  return ended.stdout;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function handOutAll(): void {
  const names = students.map((student) => `${student},Student ${student}`);
  writeFileSync(inRoot('roster.csv'), `student,name\n${names.join('\n')}\n`);
  const began = performance.now();
  program([
    'handout',
    '--roster',
    'roster.csv',
    '--key',
    'class.key',
    '--scenario',
    'bank-login',
    '-o',
    'out',
  ]);
  const seconds = (performance.now() - began) / 1000;
  const sizes = students.map((student) => folderSize(student));
  const sum = sizes.reduce((total, size) => total + size, 0);
  say(
    `${counted(students.length, 'hand-out')} in ${seconds.toFixed(1)} s, ${(sum / 1e6).toFixed(1)} MB, the largest folder ${(Math.max(...sizes) / 1e3).toFixed(1)} kB`,
  );
}

function folderSize(student: string): number {
  return filesOf(student).reduce((sum, { length }) => sum + length, 0);
}

function filesOf(student: string): readonly Buffer[] {
  const folder = inRoot('out', student);
  return readdirSync(folder).map((name) => readFileSync(join(folder, name)));
}

/** Looks for what no folder may hold: seeds, and values of others; and for hashes of passwords, of which there are few. */
function lookForSecrets(): void {
  const key = readFileSync(inRoot('class.key'));
  const own = students.map((student) => {
    const seed = handoutSeed(key, { course: 'course', scenario: 'bank-login', student });
    const [plain, sealed] = [plantedValues(seed, 'plain'), plantedValues(seed, 'sealed')];
    return {
      seed,
      password: plain.password,
      receipts: [plain.receipt, sealed.receipt],
      sealed: sealed.receipt,
    };
  });
  const distinct = new Set(own.flatMap(({ seed, password, receipts }) => [seed, password, ...receipts])).size;
  say(`${distinct} different values of ${own.length * 4} planted`);
  const some = own.slice(0, 20);
  let looked = 0;
  let found = 0;
  for (const [index, student] of students.entries()) {
    const all = Buffer.concat(filesOf(student));
    for (const [other, { seed, password, receipts, sealed }] of some.entries()) {
      const secrets =
        other === index
          ? [seed, sealed]
          : [seed, ...receipts, ...(own[index]?.password === password ? [] : [password])];
      for (const secret of secrets) {
        looked += 1;
        const patterns = waysOf(secret).ways.flatMap((way) => way.patterns);
        if (patterns.some((pattern) => indexOf(all, pattern) !== -1)) found += 1;
      }
    }
  }
  say(`${looked} searches in every usual spelling for seeds and others' values: ${found} found`);
  say(`brute force: ${hashesOfPasswords()} hashes of passwords found`);
}

function hashesOfPasswords(): number {
  const tokens = new Set<string>();
  for (const student of students)
    for (const file of ['answers.yaml', 'task.md', 'worksheet.html'])
      for (const token of readFileSync(inRoot('out', student, file), 'utf8').match(/\b[0-9a-f]{16,128}\b/g) ??
        [])
        tokens.add(token.slice(0, 16));
  let hits = 0;
  for (const password of allPasswords())
    for (const algorithm of ['sha256', 'sha1', 'md5'] as const)
      if (tokens.has(createHash(algorithm).update(password).digest('hex').slice(0, 16))) hits += 1;
  return hits;
}

const MOODLE = 'Identifier,"Full name","ID number",Status,Grade,"Feedback comments"\r\n';
const CANVAS = 'Student,ID,SIS User ID,Section,Lab 2 (4711),Lab 3 (4712)\n    Points Possible,,,,10.0,10.0\n';

/** Ten submissions: six solved by tshark with a run of their own, one copied, one empty, one renamed and zipped, one hostile. */
function gradeTen(): void {
  const began = performance.now();
  for (const [index, student] of students.slice(0, 10).entries()) {
    const folder = inRoot('in', student);
    cpSync(inRoot('out', student), folder, { recursive: true });
    if (index === 7) continue;
    const solved = solveWithTshark(folder);
    fillAnswers(folder, index === 6 ? solveWithTshark(inRoot('out', 's1')) : solved);
    const [, seed = ''] = /run: "([0-9a-f]+)"/.exec(readFileSync(join(folder, 'answers.yaml'), 'utf8')) ?? [];
    if (index < 6) program(['run', 'bank-login', '--seed', seed, '--save', join(folder, 'my run.jsonl')]);
  }
  hide();
  const rows = students.slice(0, 10);
  writeFileSync(
    inRoot('moodle.csv'),
    MOODLE +
      rows
        .map((id) => `"Participant ${id}","=HYPERLINK(""x"")",${id},"Submitted, late",,"two\nlines"\r\n`)
        .join(''),
  );
  writeFileSync(
    inRoot('canvas.csv'),
    CANVAS + rows.map((id, index) => `"Doe, ${id}",${index},${id},A,9.0,\n`).join(''),
  );
  const graded = performance.now();
  const base = ['grade', 'in', '--key', 'class.key', '--truth', 'truth.jsonl', '--force'];
  const reports = ['--json', 'r.json', '--junit', 'r.xml', '--csv', 'r.csv'];
  say(program([...base, ...reports, '--gradebook', 'moodle.csv', '--column', 'Grade']));
  say(
    program([...base, '--gradebook', 'canvas.csv', '--column', 'Lab 3'])
      .split('\n')
      .slice(-4)
      .join('\n'),
  );
  say(
    `solved and played in ${((graded - began) / 1000).toFixed(1)} s, graded twice in ${((performance.now() - graded) / 1000).toFixed(1)} s`,
  );
}

/** Renames and zips the ninth, and makes the tenth hostile. */
function hide(): void {
  const ninth = inRoot('in', 's9');
  spawnSync(
    'sh',
    ['-c', 'mv answers.yaml "Smith Lab3 (1).txt"; mv capture.pcapng c.bin; zip -q -r ../upload.zip .'],
    { cwd: ninth },
  );
  rmSync(ninth, { recursive: true });
  const tenth = inRoot('in', 's10');
  spawnSync(
    'sh',
    [
      '-c',
      'ln -s /etc/passwd passwd; head -c 200000000 /dev/zero | gzip >z.gz; truncate -s 1G answers2.yaml; mkfifo pipe; head -c 300000000 /dev/zero >zero; zip -q bomb.zip zero; rm zero',
    ],
    { cwd: tenth },
  );
}

try {
  handOutAll();
  lookForSecrets();
  gradeTen();
} finally {
  if (values.keep === undefined) rmSync(root, { recursive: true, force: true });
}
