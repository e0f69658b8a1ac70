import { mkdirSync, readdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'ava';
import { readSubmitted } from '../../src/teaching/grade/submitted.ts';
import { gatherSubmissions } from '../../src/teaching/submissions/gather.ts';
import { scratch } from '../helpers/class.ts';
import { zipped } from '../helpers/zip-maker.ts';

/** What is said of each submission in a folder that `make` filled. */
function said(make: (path: string) => void): Readonly<Record<string, readonly string[]>> {
  const { path, remove } = scratch();
  try {
    mkdirSync(join(path, 'in'));
    make(join(path, 'in'));
    const before = readdirSync(path);
    const found = [...gatherSubmissions(join(path, 'in'))].map((submission) => {
      const { name, notices } = readSubmitted(submission);
      return [name, notices] as const;
    });
    if (readdirSync(path).join() !== before.join()) throw new Error('something was written');
    return Object.fromEntries(found);
  } finally {
    remove();
  }
}

const NONE = 'no file of answers is in it';

test('a huge file of answers, a link, a pipe and a deep folder have a sentence each', (t) => {
  const found = said((path) => {
    mkdirSync(join(path, 'huge'));
    writeFileSync(join(path, 'huge', 'answers.yaml'), '');
    truncateSync(join(path, 'huge', 'answers.yaml'), 1024 ** 3);
    mkdirSync(join(path, 'linked'));
    symlinkSync('/etc/passwd', join(path, 'linked', 'answers.yaml'));
    symlinkSync('/etc', join(path, 'whole'));
    mkdirSync(join(path, 'piped'));
    spawnSync('mkfifo', [join(path, 'piped', 'answers.yaml')]);
    mkdirSync(join(path, 'deep', ...'a b c d e f g h i j'.split(' ')), { recursive: true });
  });
  t.deepEqual(found, {
    deep: ['deep/a/b/c/d/e/f/g/h lies more than 8 folders deep, and is left alone', NONE],
    huge: ['huge/answers.yaml is larger than 65,536 bytes, the most that is read of such a file', NONE],
    linked: ['linked/answers.yaml is a link, which is not followed', NONE],
    piped: ['piped/answers.yaml is no regular file, and is left alone', NONE],
    whole: ['whole is a link, which is not followed', NONE],
  });
});

test('of ten thousand files only the first are looked at', (t) => {
  const found = said((path) => {
    mkdirSync(join(path, 'many'));
    for (let index = 0; index < 10_000; index += 1) writeFileSync(join(path, 'many', `${index}`), '');
  });
  t.deepEqual(found, { many: ['it has more than 200 files: the rest is left alone', NONE] });
});

test('archives that blow up, nest, or lead out are told of, and nothing of them is written', (t) => {
  const bomb = zipped([{ name: 'answers.yaml', content: Buffer.alloc(256 * 1024 * 1024, 'answers:\n') }]);
  const nested = ['a.zip', 'b.zip', 'c.zip'].reduce(
    (inner, name) => zipped([{ name, content: inner, stored: true }]),
    zipped([{ name: 'x', content: Buffer.from('x') }]),
  );
  const found = said((path) => {
    writeFileSync(join(path, 'bomb.zip'), bomb);
    writeFileSync(join(path, 'nested.zip'), nested);
    writeFileSync(join(path, 'out.zip'), zipped([{ name: '../../answers.yaml', content: Buffer.from('x') }]));
    writeFileSync(join(path, 'cut.zip'), bomb.subarray(0, 1_000));
  });
  t.deepEqual(found, {
    'bomb.zip': [
      'bomb.zip/answers.yaml is larger than 65,536 bytes, the most that is read of such a file',
      NONE,
    ],
    'cut.zip': ['cut.zip: the archive is cut short: it has no list of its files', NONE],
    'nested.zip': [
      'nested.zip/c.zip/b.zip is an archive in an archive in an archive, and is left alone',
      NONE,
    ],
    'out.zip': ['out.zip: ../../answers.yaml leads out of the archive, and is left alone', NONE],
  });
});

test('in an archive of a whole class nobody uses up the bounds of another', (t) => {
  const answers = Buffer.from('answers:\n  1: x\nhandout:\n  student: ada\n');
  const many = Array.from({ length: 2_000 }, (_, index) => ({
    name: `Ada_1_assignsubmission_file/${index}`,
    content: answers,
    stored: true,
  }));
  const huge = Array.from({ length: 9 }, (_, index) => ({
    name: `Bob_2_assignsubmission_file/${index}.zip`,
    content: zipped([{ name: 'x', content: Buffer.alloc(20 * 1024 * 1024), stored: true }]),
  }));
  const own = ['Cem_3', 'Dan_4'].map((who) => ({
    name: `${who}_assignsubmission_file/answers.yaml`,
    content: answers,
  }));
  const { path, remove } = scratch();
  try {
    writeFileSync(join(path, 'all.zip'), zipped([...many, ...huge, ...own]));
    const parts = [...gatherSubmissions(join(path, 'all.zip'))];
    t.deepEqual(
      parts.map(({ name, files, notices }) => [name.slice(0, 3), files.length, notices.length]),
      [
        ['Ada', 200, 1],
        ['Bob', 6, 3],
        ['Cem', 1, 0],
        ['Dan', 1, 0],
      ],
    );
    t.deepEqual(parts[0]?.notices, ['it has more than 200 files: the rest is left alone']);
    for (const part of parts.slice(2)) t.deepEqual(part.files[0]?.read(1_000), answers);
  } finally {
    remove();
  }
});

test('YAML that grows, nests or lies is told with its line', (t) => {
  const laughs = Array.from(
    { length: 20 },
    (_, index) => `a${index}: &a${index} [*a${index - 1}, *a${index - 1}]`,
  );
  const found = said((path) => {
    writeFileSync(join(path, 'laughs'), `answers:\n${laughs.join('\n')}\nhandout: 1\n`);
    writeFileSync(join(path, 'nested'), `answers: ${'['.repeat(20_000)}\nhandout: 1\n`);
    writeFileSync(join(path, 'tagged'), 'answers: !!js/function "x"\nhandout: 1\n');
    writeFileSync(join(path, 'bare'), 'answers:\n  1: x\nhandout:\n  student: ada\n');
  });
  t.like(found, {
    bare: [
      'bare: what stood under handout: is not there, or was changed: copy it from the file that was handed out',
      NONE,
    ],
  });
  for (const name of ['laughs', 'nested', 'tagged']) {
    t.regex(found[name]?.[0] ?? '', new RegExp(`^${name}: line \\d+: `), name);
    t.is(found[name]?.[1], NONE);
  }
});
