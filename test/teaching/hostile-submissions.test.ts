import { spawnSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import test from 'ava';
import type { GradedSubmission } from '../../src/teaching/grade/grade.ts';
import { fillAnswers } from '../../tools/support/tshark-solver.ts';
import { handOut, scratch } from '../helpers/class.ts';
import { zipped } from '../helpers/zip-maker.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;
const NONE = 'no file of answers is in it';
const ANSWERS = '65,536 bytes, the most that is read of such a file';
const CAPTURE = '33,554,432 bytes, the most that is read of such a file';
const SESSION_OR_ARCHIVE = '67,108,864 bytes, the most that is read of such a file';
const DEEP = 'lists and keys stand more than 8 deep in one another: a file of answers needs 4';

const made = await handOut('bank-login', 'ada', 'bob', 'cem', 'dan', 'eve');
const { path: root, remove } = scratch();
/** Where nobody who grades has to look. Who follows a link to it finds answers that count. */
const outside = join(root, 'outside');
const handedIn = join(root, 'in');
test.after.always(() => {
  made.remove();
  remove();
});

/** A student's folder with every answer that a capture or a run is asked for. */
function filled(student: string, folder: string): void {
  cpSync(join(made.folder, student), folder, { recursive: true });
  fillAnswers(folder, { 2: '{ stream: 0, offset: 0, frame: 1, field: password }', 5: 'run.jsonl' });
}

filled('dan', outside);
const good = readFileSync(join(outside, 'answers.yaml'));
const CAPTURE_MAGIC = Buffer.from('0a0d0d0a', 'hex');
const SESSION_START = Buffer.from('{"type":"session-opened"}\n');

/** A file that is as large as it says and takes no room. */
function sparse(file: string, start: Uint8Array): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, start);
  truncateSync(file, GIB);
}

/** Bytes that pack well. */
const large = (start: Uint8Array, size: number): Buffer => Buffer.concat([start, Buffer.alloc(size)]);

function answersOf(student: string): Buffer {
  const { path, remove: forget } = scratch();
  filled(student, join(path, student));
  const bytes = readFileSync(join(path, student, 'answers.yaml'));
  forget();
  return bytes;
}

/** What is handed in, how, and every sentence that the teacher is told of it. Whose it is stands where it counts. */
const HOSTILE: Readonly<
  Record<
    string,
    { readonly make: (path: string) => void; readonly told: readonly string[]; readonly of?: string }
  >
> = {
  // Files that are larger than a machine's memory, by what they say they are.
  'huge-answers': {
    make: (path) => sparse(join(path, 'answers.yaml'), good),
    told: [`huge-answers/answers.yaml is larger than ${ANSWERS}`, NONE],
  },
  'huge.zip': {
    make: (path) => sparse(path, zipped([{ name: 'answers.yaml', content: good }])),
    told: [`huge.zip is larger than ${SESSION_OR_ARCHIVE}`, NONE],
  },
  'huge-rest': {
    make: (path) => {
      filled('bob', path);
      sparse(join(path, 'capture.pcapng'), CAPTURE_MAGIC);
      sparse(join(path, 'run.jsonl'), SESSION_START);
    },
    told: [
      `huge-rest/capture.pcapng is larger than ${CAPTURE}`,
      `huge-rest/run.jsonl is larger than ${SESSION_OR_ARCHIVE}`,
    ],
    of: 'bob',
  },
  // What is no file, or lies elsewhere.
  linked: {
    make: (path) => {
      mkdirSync(path);
      symlinkSync(join(outside, 'answers.yaml'), join(path, 'answers.yaml'));
      symlinkSync(outside, join(path, 'folder'));
      symlinkSync('.', join(path, 'loop'));
    },
    told: [
      'linked/answers.yaml is a link, which is not followed',
      'linked/folder is a link, which is not followed',
      'linked/loop is a link, which is not followed',
      NONE,
    ],
  },
  whole: {
    make: (path) => symlinkSync(outside, path),
    told: ['whole is a link, which is not followed', NONE],
  },
  piped: {
    make: (path) => {
      mkdirSync(path);
      spawnSync('mkfifo', [join(path, 'answers.yaml')]);
    },
    told: ['piped/answers.yaml is no regular file, and is left alone', NONE],
  },
  // Too many, too deep.
  many: {
    make: (path) => {
      mkdirSync(path);
      for (let index = 0; index < 10_000; index += 1) writeFileSync(join(path, `${index}`), '');
      writeFileSync(join(path, 'zz.yaml'), good);
    },
    told: ['it has more than 200 files: the rest is left alone', NONE],
  },
  deep: {
    make: (path) => {
      const bottom = join(path, ...'a b c d e f g h i j'.split(' '));
      mkdirSync(bottom, { recursive: true });
      writeFileSync(join(bottom, 'answers.yaml'), good);
    },
    told: ['deep/a/b/c/d/e/f/g/h lies more than 8 folders deep, and is left alone', NONE],
  },
  // Archives.
  'bomb.zip': {
    make: (path) => writeFileSync(path, zipped([{ name: 'answers.yaml', content: large(good, 256 * MIB) }])),
    told: [`bomb.zip/answers.yaml is larger than ${ANSWERS}`, NONE],
  },
  'bomb-that-lies.zip': {
    make: (path) =>
      writeFileSync(path, zipped([{ name: 'answers.yaml', content: large(good, 256 * MIB), says: 100 }])),
    told: [`bomb-that-lies.zip/answers.yaml is larger than ${ANSWERS}`, NONE],
  },
  'bomb-in-a-bomb.zip': {
    make: (path) => {
      const inner = zipped([{ name: 'answers.yaml', content: large(good, 100 * MIB), stored: true }]);
      writeFileSync(path, zipped([{ name: 'inner.zip', content: inner }]));
    },
    told: [`bomb-in-a-bomb.zip/inner.zip is larger than ${SESSION_OR_ARCHIVE}`, NONE],
  },
  'captures.zip': {
    make: (path) => {
      const content = large(CAPTURE_MAGIC, 31 * MIB);
      const captures = Array.from({ length: 6 }, (_, index) => ({ name: `${index}`, content }));
      writeFileSync(path, zipped([{ name: 'answers.yaml', content: answersOf('cem') }, ...captures]));
    },
    told: [
      'captures.zip/4 is left alone: what the archive comes to is more than is unpacked',
      'captures.zip/5 is left alone: what the archive comes to is more than is unpacked',
    ],
    of: 'cem',
  },
  'nested.zip': {
    make: (path) =>
      writeFileSync(
        path,
        ['a.zip', 'b.zip', 'c.zip'].reduce(
          (content, name) => zipped([{ name, content, stored: true }]),
          zipped([{ name: 'answers.yaml', content: good }]),
        ),
      ),
    told: ['nested.zip/c.zip/b.zip is an archive in an archive in an archive, and is left alone', NONE],
  },
  'out.zip': {
    make: (path) =>
      writeFileSync(
        path,
        zipped([
          { name: '../../answers.yaml', content: good },
          { name: `${outside}/answers.yaml`, content: good },
          { name: 'link', content: Buffer.from('../outside/answers.yaml'), mode: 0o120777 },
        ]),
      ),
    told: [
      'out.zip: ../../answers.yaml leads out of the archive, and is left alone',
      `out.zip: ${outside}/answers.yaml leads out of the archive, and is left alone`,
      'out.zip: link is a link, which is not followed',
      NONE,
    ],
  },
  'crowded.zip': {
    make: (path) => {
      const empty = Buffer.alloc(0);
      const many = Array.from({ length: 10_000 }, (_, index) => ({ name: `${index}`, content: empty }));
      writeFileSync(path, zipped([...many, { name: 'answers.yaml', content: good }]));
    },
    told: [
      'crowded.zip: the archive has 10,001 entries, and only the first 1,000 are looked at',
      'it has more than 200 files: the rest is left alone',
      NONE,
    ],
  },
  'cut.zip': {
    make: (path) => writeFileSync(path, zipped([{ name: 'answers.yaml', content: good }]).subarray(0, 1_000)),
    told: ['cut.zip: the archive is cut short: it has no list of its files', NONE],
  },
  // YAML.
  'laughs.yaml': {
    make: (path) => {
      const twice = Array.from(
        { length: 40 },
        (_, index) => `a${index + 1}: &a${index + 1} [*a${index}, *a${index}]`,
      );
      writeFileSync(path, `a0: &a0 [ha]\n${twice.join('\n')}\nanswers: *a40\nhandout: 1\n`);
    },
    told: [
      'laughs.yaml: line 1: &a0 is a YAML anchor, which a file of answers does not use: take it out, or put the whole text in "quotes"',
      NONE,
    ],
  },
  'lists.yaml': {
    make: (path) => writeFileSync(path, `answers: ${'['.repeat(20_000)}${']'.repeat(20_000)}\nhandout: 1\n`),
    told: [`lists.yaml: line 1: ${DEEP}`, NONE],
  },
  'dashes.yaml': {
    make: (path) => writeFileSync(path, `answers:\n  ${'- '.repeat(30_000)}\nhandout: 1\n`),
    told: [`dashes.yaml: line 3: ${DEEP}`, NONE],
  },
  'keys.yaml': {
    make: (path) =>
      writeFileSync(path, `answers:\n${Array.from({ length: 6_000 }, (_, at) => `  ${at}: x\n`).join('')}`),
    told: [
      'keys.yaml: line 5000: the file has more than 5000 entries, the most a file of answers may have',
      NONE,
    ],
  },
  'tagged.yaml': {
    make: (path) => writeFileSync(path, 'answers: !!js/function "x"\nhandout: 1\n'),
    told: [
      'tagged.yaml: line 1: a YAML tag (!) stands before this, which a file of answers does not use: take it out, or put the whole text in "quotes"',
      NONE,
    ],
  },
  'bare.yaml': {
    make: (path) => writeFileSync(path, 'answers:\n  1: x\nhandout:\n  student: ada\n'),
    told: [
      'bare.yaml: what stood under handout: is not there, or was changed: copy it from the file that was handed out',
      NONE,
    ],
  },
};

/** Everything below a folder as it lies there; what a link leads to is nothing of it. */
function lying(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const { ino, mode, size, mtimeMs, ctimeMs } = lstatSync(path);
    const own = [path, ino, mode, size, mtimeMs, ctimeMs].join(' ');
    return lstatSync(path).isDirectory() ? [own, ...lying(path)] : [own];
  });
}

test('each hostile submission has its sentences, one that is fair counts beside them, nothing is written, and memory stays', (t) => {
  mkdirSync(handedIn);
  filled('eve', join(handedIn, 'fair'));
  for (const [name, { make }] of Object.entries(HOSTILE)) make(join(handedIn, name));
  const before = lying(root);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['--max-old-space-size=100', 'build/test/helpers/grade-through.js', handedIn],
    { encoding: 'utf8', timeout: 100_000, maxBuffer: 16 * MIB },
  );
  t.is(status, 0, stderr);
  const { graded, grown }: { graded: readonly GradedSubmission[]; grown: number } = JSON.parse(stdout);
  t.deepEqual(
    Object.fromEntries(
      graded.map(({ submission, owner, notices }) => [submission, [owner?.student, notices]]),
    ),
    Object.fromEntries([
      ['fair', ['eve', []]],
      ...Object.entries(HOSTILE).map(([name, { told, of }]) => [name, [of, told]]),
    ]),
  );
  t.deepEqual(lying(root), before);
  // They come to more than 4 GiB. At once are held: an archive, what is unpacked of one submission, the program itself.
  t.log(`${Math.round(grown / MIB)} MiB`);
  t.true(grown < 400 * MIB, `${grown}`);
});
