import { spawnSync } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { Command, Option } from 'commander';
import { commandTable } from '../../src/commands/completion/command-table.ts';
import { SHELLS } from '../../src/commands/completion/shells.ts';
import { FORMAT_IDS } from '../../src/export/format-ids.ts';
import { needing } from '../helpers/needing.ts';
import { freshFolder, run } from '../helpers/program.ts';

/** What a shell offers at the end of a line, in a folder with two files. */
const OFFERED: readonly (readonly [line: string, offers: readonly string[], not?: readonly string[]])[] = [
  ['plainsight ', ['demo', 'run', 'export', 'completion'], ['bank-login', 'lesson one.yaml']],
  ['plainsight de', ['demo'], ['run']],
  ['plainsight demo ', ['bank-login', 'hsts', 'lesson one.yaml'], ['demo']],
  ['plainsight run bank-login ss', ['ssl-strip'], ['bank-login']],
  ['plainsight demo --th', ['--theme'], ['--speed', 'bank-login']],
  ['plainsight demo --theme ', ['dark', 'light', 'high-contrast', 'auto'], ['bank-login']],
  ['plainsight demo --theme=da', ['dark'], ['light']],
  ['plainsight demo --seed ', [], ['bank-login', 'lesson one.yaml']],
  ['plainsight export --to ', FORMAT_IDS],
  ['plainsight export les', ['lesson one.yaml'], ['bank-login']],
  ['plainsight export x --to html -o se', ['session.jsonl']],
  ['plainsight check ', ['lesson one.yaml', 'session.jsonl'], ['bank-login']],
  ['plainsight completion ', Object.keys(SHELLS)],
  ['plainsight doctor ', [], ['bank-login', 'lesson one.yaml']],
];

/** Splits a line as bash does for a completion, and prints what is offered, one a line. */
const ASK_BASH = `source "$1"
line=$2
COMP_WORDS=(\${line//=/ = }); case "$line" in *' ') COMP_WORDS+=('') ;; esac
COMP_CWORD=$((\${#COMP_WORDS[@]} - 1)); _plainsight; printf '%s\\n' "\${COMPREPLY[@]}"`;

const ASK_FISH = 'source $argv[1]; complete -C $argv[2]';

const SHELL_ASKS: Readonly<Record<'bash' | 'fish', (script: string, line: string) => readonly string[]>> = {
  bash: (script, line) => ['-c', ASK_BASH, 'bash', script, line],
  fish: (script, line) => ['--no-config', '-c', ASK_FISH, script, line],
};

for (const shell of ['bash', 'fish'] as const)
  needing(shell)(
    `${shell} is offered commands, options, scenarios, formats, themes and files, each in its place`,
    async (t) => {
      const folder = await freshFolder(t);
      const { code, stdout, stderr } = await run(t, ['completion', shell]);
      t.deepEqual([code, stderr], [0, '']);
      await mkdir(join(folder, 'here'));
      await writeFile(join(folder, 'script'), stdout);
      for (const name of ['lesson one.yaml', 'session.jsonl'])
        await writeFile(join(folder, 'here', name), '');
      for (const [line, offers, not = []] of OFFERED) {
        const asked = spawnSync(shell, SHELL_ASKS[shell](join(folder, 'script'), line), {
          cwd: join(folder, 'here'),
          encoding: 'utf8',
          env: { PATH: process.env['PATH'], HOME: folder, LC_ALL: 'C.UTF-8' },
          timeout: 20_000,
        });
        t.is(asked.stderr, '', line);
        // fish describes after a tab, escapes spaces, and repeats what stands before the word.
        const offered = asked.stdout
          .split('\n')
          .map((each) => (each.split('\t')[0] ?? '').replaceAll('\\ ', ' ').replace(/^--theme=/, ''));
        for (const word of offers)
          t.true(offered.includes(word), `${line}: ${word} is not in ${offered.join(', ')}`);
        for (const word of not) t.false(offered.includes(word), `${line}: ${word}`);
      }
    },
  );

needing('zsh')('zsh takes the script, and completes the program with it', async (t) => {
  const folder = await freshFolder(t);
  const { stdout } = await run(t, ['completion', 'zsh']);
  await writeFile(join(folder, '_plainsight'), stdout);
  const ask = 'autoload -U compinit; compinit -u -D; source $1; print -r -- $_comps[plainsight]';
  const asked = spawnSync('zsh', ['-f', '-c', ask, 'zsh', join(folder, '_plainsight')], {
    encoding: 'utf8',
    env: { PATH: process.env['PATH'], HOME: folder },
    timeout: 20_000,
  });
  t.deepEqual([asked.stderr, asked.stdout], ['', '_plainsight\n']);
});

test('Every command and option is in every shell’s script, also one that comes tomorrow', (t) => {
  const program = new Command('plainsight').version('1.2.3');
  program
    .command('teach')
    .description("it's [new]: a $HOME of `class`es")
    .argument('[scenario]')
    .addOption(new Option('-l, --listen <address>', 'where: one of two').choices(['lan', 'loopback']))
    .option('--quiet', 'say nothing');
  const takes = { scenario: { words: ['bank-login'], files: true } };
  for (const [shell, write] of Object.entries(SHELLS)) {
    const script = write(commandTable(program, takes));
    for (const word of ['teach', 'listen', 'quiet', 'lan', 'loopback', 'bank-login', 'version', 'help'])
      t.true(script.includes(word), `${shell}: ${word}`);
  }
  const [own, teach] = commandTable(program, takes);
  t.deepEqual(own?.argument.words, ['teach', 'help']);
  t.deepEqual(teach?.argument, { words: ['bank-login'], files: true });
  t.deepEqual(teach?.options[0], {
    short: '-l',
    long: '--listen',
    description: 'where: one of two',
    value: { words: ['lan', 'loopback'], files: false },
  });
});

for (const shell of ['bash', 'zsh', 'fish'] as const)
  needing(shell)(`${shell} reads a description with any character in it as words`, async (t) => {
    const folder = await freshFolder(t);
    const program = new Command('plainsight');
    program
      .command('teach')
      .description('it\'s [new]: `touch x`, $(touch x), \\ and "$HOME"')
      .option('--it', "it's [a]: b");
    const file = join(folder, 'script');
    await writeFile(file, SHELLS[shell]?.(commandTable(program, {})) ?? '');
    const { status, stderr } = spawnSync(shell, ['-n', file], { encoding: 'utf8', timeout: 20_000 });
    t.deepEqual([status, stderr], [0, '']);
  });

test('A shell that is not known is told the ones that are', async (t) => {
  const { code, stderr } = await run(t, ['completion', 'fihs']);
  t.is(code, 2);
  t.is(
    stderr,
    'plainsight: no completion for "fihs": did you mean fish? The shells are bash, zsh, fish, powershell\n',
  );
});
