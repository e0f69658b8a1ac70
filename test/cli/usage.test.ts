import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { FIXTURES, forEachFew, freshFolder, run, STACK } from '../helpers/program.ts';

const WRONG: readonly (readonly [args: readonly string[], says: RegExp])[] = [
  [[], /^plainsight: say what to do: plainsight demo bank-login plays .*plainsight --help/],
  [['dance'], /^plainsight: unknown command 'dance'/],
  [['run'], /^plainsight: missing required argument 'scenario'/],
  [['run', 'bank-login', '--jsno'], /^plainsight: unknown option '--jsno'/],
  [['run', 'bank-login', '--seed'], /^plainsight: option '--seed <seed>' argument missing/],
  [
    ['run', 'bank-login', '--seed', ''],
    /^plainsight: option '--seed <seed>' argument '' is invalid. It is empty/,
  ],
  [
    ['run', 'bank-login', '--save', ''],
    /^plainsight: option '--save <file>' argument '' is invalid. It is empty/,
  ],
  [['new', '.yaml'], /^plainsight: a scenario's file ends in .yaml/],
  [['run', 'bank-logn'], /^plainsight: no scenario is named "bank-logn"; did you mean bank-login/],
  [['run', 'bank-login', 'bank-login', '--save', 'x'], /^plainsight: --save writes one session/],
  [['demo', 'bank-login', 'bank-login'], /^plainsight: too many arguments/],
  [['demo', './nowhere.yaml'], /^plainsight: \.\/nowhere\.yaml cannot be read: there is no such file/],
  [['doctor', 'me'], /^plainsight: too many arguments/],
  [['check'], /^plainsight: missing required argument 'file'/],
];

test('Wrong usage exits 2 with one sentence on standard error and no stack.', async (t) => {
  await forEachFew(WRONG, 3, async ([args, says]) => {
    const { code, stdout, stderr } = await run(t, args);
    t.is(code, 2, args.join(' '));
    t.is(stdout, '', args.join(' '));
    t.regex(stderr, says);
    t.true(stderr.trimEnd().split('\n').length <= 3, 'one sentence, the nearest name, and where help is');
    t.notRegex(stderr, STACK);
  });
});

test('--help, a command’s --help and --version exit 0 and write to standard output.', async (t) => {
  const asked = [['--help'], ['run', '--help'], ['--version'], ['list']];
  await forEachFew(asked, 2, async (args) => {
    const { code, stdout, stderr } = await run(t, args);
    t.is(code, 0, args.join(' '));
    t.is(stderr, '');
    t.not(stdout, '');
  });
});

const GOOD = `title: T
minutes: 1
shows: S
lanes:
  plain: { title: P, visit: http://bank.test/login }
steps:
  - say: Hello
`;

/** A bomb: each line is nine times the one before. */
const BOMB = `a: &a [x, x, x, x, x, x, x, x, x]\n${Array.from(
  { length: 9 },
  (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(', ')}]\n`,
).join('')}`;

const BAD: Readonly<Record<string, readonly [content: string | Uint8Array, says: string]>> = {
  'empty.yaml': ['', ':1:1: '],
  'binary.yaml': [
    Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0xff, 0xfe, 0x0a, 0x80]),
    ':1:6: the file is not UTF-8',
  ],
  'large.yaml': [Buffer.alloc(10 * 1024 * 1024, 'a: b\n'), ':1:1: the file is larger than 256 KiB'],
  'tab.yaml': [GOOD.replace('  plain', '\tplain'), ':5:1: '],
  'unknown-key.yaml': [GOOD.replace('minutes', 'minuets'), ':2:1: unknown key "minuets"'],
  'unknown-lane.yaml': [`${GOOD}    lane: sealed\n`, ':8:11: '],
  'two-keys.yaml': [GOOD.replace('shows: S', 'shows: S\nshows: S'), ':4:1: '],
  'bomb.yaml': [BOMB, ':'],
  'escape.yaml': [GOOD.replace('title: T', 'title: "\\e[2J"'), ':1:8: '],
};

test('A bad scenario file exits 2 with file:line:column, for check on standard output and for run on standard error.', async (t) => {
  const folder = await freshFolder(t);
  await forEachFew(Object.entries(BAD), 2, async ([name, [content, says]]) => {
    const file = join(folder, name);
    await writeFile(file, content);
    const [check, played] = await Promise.all([run(t, ['check', file]), run(t, ['run', file])]);
    t.is(check.code, 2, name);
    t.is(played.code, 2, name);
    t.is(check.stderr, '');
    t.is(played.stdout, '');
    t.true(check.stdout.startsWith(file + says), `${name}: ${check.stdout}`);
    t.true(played.stderr.startsWith(`plainsight: ${file}${says}`), `${name}: ${played.stderr}`);
    t.regex(check.stdout.slice(file.length), /^:\d+:\d+: \S/);
    t.is(played.stderr.trimEnd().split('\n').length, 1, 'run says the first thing that is wrong');
    t.notRegex(check.stdout + played.stderr, STACK);
    // oxlint-disable-next-line no-control-regex -- what must not be there is control characters
    t.notRegex(check.stdout + played.stderr, /[^\n\P{Cc}]/u);
  });
});

test('check goes on after a bad file, and says of a good one that it can be played.', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'good.yaml'), GOOD);
  await mkdir(join(folder, 'folder.yaml'));
  const args = ['check', 'absent.yaml', 'folder.yaml', 'good.yaml'];
  const { code, stdout } = await run(t, args, { cwd: folder });
  t.is(code, 2);
  t.deepEqual(stdout.split('\n'), [
    'absent.yaml cannot be read: there is no such file',
    'folder.yaml is a folder: name a scenario file in it',
    'good.yaml: a scenario that can be played',
    '',
  ]);
});

test('check warns of a claim that says nothing to the class, and the file can be played all the same.', async (t) => {
  const folder = await freshFolder(t);
  await writeFile(join(folder, 'good.yaml'), `${GOOD}  - claim: bank let nobody in\n`);
  const { code, stdout } = await run(t, ['check', 'good.yaml'], { cwd: folder });
  t.is(code, 0);
  t.deepEqual(stdout.split('\n'), [
    'good.yaml:8:12: warning: this claim says nothing to the class: add say: with a sentence of what it shows',
    'good.yaml: a scenario that can be played',
    '',
  ]);
});

test('No control character in the name of a file reaches the terminal.', async (t) => {
  const folder = await freshFolder(t);
  const name = 'a\u001b[31mred\nb.yaml';
  for (const command of ['new', 'check', 'run', 'check no']) {
    const [verb = '', ...more] = command.split(' ');
    const { stdout, stderr } = await run(t, [verb, more.join('') + name], { cwd: folder });
    // oxlint-disable-next-line no-control-regex -- what must not be there is control characters
    t.notRegex(stdout + stderr, /[^\n\P{Cc}]|red\nb/u, command);
    t.not(stdout + stderr, '');
  }
});

test('A session that cannot be written where it was to be exits 2 before anything is opened.', async (t) => {
  const folder = await freshFolder(t);
  for (const [args, stdout] of [
    [['run', 'bank-login', '--save', join(folder, 'no', 'such', 'folder')], ''],
    [['demo', '--save', folder], ''],
  ] as const) {
    const ended = await run(t, args);
    t.is(ended.code, 2);
    t.is(ended.stdout, stdout);
    t.regex(
      ended.stderr,
      /^plainsight: cannot write the session to .*: (its folder does not exist|it is a folder)\n$/,
    );
  }
});

test('A session is never saved over the scenario that it is of.', async (t) => {
  const folder = await freshFolder(t);
  const file = join(folder, 'own.yaml');
  await writeFile(file, GOOD);
  await symlink(file, join(folder, 'link'));
  for (const save of [file, join(folder, 'link')]) {
    for (const command of ['run', 'demo']) {
      const { code, stdout, stderr } = await run(t, [command, file, '--save', save]);
      t.deepEqual([code, stdout], [2, '']);
      t.is(stderr, `plainsight: ${save} is the scenario itself: choose another name for --save\n`);
    }
  }
  t.is(await readFile(file, 'utf8'), GOOD);
});

test('No file that is there is written over without --force, whoever writes it, and a link to one neither.', async (t) => {
  const folder = await freshFolder(t);
  const session = join(FIXTURES, '..', 'bank-login.jsonl');
  const file = join(folder, 'kept.yaml');
  await writeFile(file, GOOD);
  await symlink(file, join(folder, 'link.yaml'));
  const commands = [
    ['run', 'bank-login', '--save'],
    ['demo', 'bank-login', '--save'],
    ['export', session, '--to', 'text', '-o'],
    ['new'],
  ];
  await forEachFew(commands, 2, async (args) => {
    for (const name of ['kept.yaml', 'link.yaml']) {
      const { code, stdout, stderr } = await run(t, [...args, join(folder, name)]);
      t.deepEqual([code, stdout], [2, ''], args.join(' '));
      t.regex(stderr, /^plainsight: [^\n]* is there already, [^\n]*--force\n$/);
    }
  });
  t.is(await readFile(file, 'utf8'), GOOD);
  for (const [at, args] of commands.entries()) {
    await writeFile(join(folder, `${at}.yaml`), GOOD);
    const { code } = await run(t, [...args, join(folder, `${at}.yaml`), '--force']);
    t.is(code, 0, args.join(' '));
    t.not(await readFile(join(folder, `${at}.yaml`), 'utf8'), GOOD);
  }
});

test('No control character of what was typed reaches the terminal.', async (t) => {
  const typed = 'x\u001b[31m\u009b2J\u202e\u007f\nred';
  for (const args of [
    [typed],
    ['run', `--${typed}`],
    ['run', 'bank-login', `-${typed}`],
    ['demo', 'a', typed],
    ['run', typed],
    ['export', 'no', '--to', typed],
    ['replay', 'no', '--speed', typed],
    ['run', 'bank-login', `--json=${typed}`],
  ]) {
    const { code, stdout, stderr } = await run(t, args);
    t.is(code, 2, JSON.stringify(args));
    // oxlint-disable-next-line no-control-regex -- what must not be there is control characters
    t.notRegex(stdout + stderr, /[^\n\P{Cc}]|\p{Cf}|\nred/u, JSON.stringify(args));
  }
});

test('A Node.js that is too old gets one sentence, and no stack.', async (t) => {
  const source = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '22.19.9' } })`;
  const node = ['--import', `data:text/javascript,${encodeURIComponent(source)}`];
  const { code, stdout, stderr } = await run(t, ['list'], { node });
  t.deepEqual([code, stdout], [3, '']);
  t.regex(stderr, /^plainsight: this is Node\.js 22\.19\.9, and 22\.20 or newer is needed: [^\n]*\n$/);
});
