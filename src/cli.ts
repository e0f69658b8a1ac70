import { printable } from '../lab/text/printable.ts';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { EXIT } from './commands/exit.ts';
import { hasStage } from './commands/terminal.ts';
import type { OpenOptions } from './commands/open.ts';
import type { ReplayOptions } from './commands/replay.ts';
import type { LiveOptions } from './commands/live.ts';
import type { RunOptions } from './commands/run.ts';
import { stageLook, themeOf } from './commands/stage-look.ts';
import type { DemoOptions } from './commands/scenario-run.ts';
import type { ClassCommandOptions } from './commands/class/class-command.ts';
import type { ClassDoorOptions } from './commands/class/class-options.ts';
import type { ExportCommandOptions } from './commands/export.ts';
import type { GradeOptions } from './commands/grade.ts';
import type { HandoutOptions } from './commands/handout.ts';
import { reportFault } from './ending.ts';
import { formatUserError, UserError } from './errors.ts';
import { formatsInWords } from './export/format-ids.ts';
import { programVersion } from './root.ts';

/** Reads the arguments, carries out one command and gives the exit status; never rejects. The composition root. */
export async function main(argv: readonly string[]): Promise<number> {
  try {
    return await carryOut(argv);
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.held : EXIT.usage;
    if (!(error instanceof UserError)) return reportFault(error);
    process.stderr.write(`plainsight: ${formatUserError(error)}\n`);
    return error.exitCode;
  }
}

/** Takes what a command does, once it is chosen. Its modules are loaded only then. */
type Finish = (status: Promise<number>) => Promise<void>;

async function carryOut(argv: readonly string[]): Promise<number> {
  if (argv.length === 0)
    throw new UserError(
      'say what to do: plainsight demo bank-login plays the bank login, plainsight --help lists the commands',
    );
  let status: number = EXIT.held;
  const program = new Command('plainsight')
    .description(
      'See what the man in the middle sees: a bank login on port 80 and port 443, on real sockets.',
    )
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError('(plainsight --help lists the commands)')
    .configureOutput({ outputError: (text, write) => write(errorLine(text)) });
  const finish: Finish = async (done) => {
    status = await done;
  };
  addStageCommands(program, finish);
  addClassCommand(program, finish);
  addRunCommand(program, finish);
  addAuthorCommands(program, finish);
  addSessionCommands(program, finish);
  addOpenCommand(program, finish);
  addTeachingCommands(program, finish);
  addDoctorCommand(program, finish);
  addCompletionCommand(program, finish);
  await program.parseAsync([...argv], { from: 'user' });
  return status;
}

function addStageCommands(program: Command, finish: Finish): void {
  program
    .command('demo')
    .description('play a scenario on the stage, or choose one there; without a terminal, as text')
    .argument(
      '[scenario]',
      'an id from the catalogue, or a file of your own; without it, the catalogue, or bank-login as text',
    )
    .addOption(victimOption())
    .addOption(windowOption())
    .addOption(seedOption())
    .addOption(saveOption())
    .addOption(forceOption())
    .addOption(themeOption())
    .addOption(manualOption())
    .addOption(speedOption())
    .option('--class', 'a class follows and votes on devices of its own')
    .addOption(listenOption())
    .addOption(publicUrlOption())
    .addOption(teacherOnLanOption())
    .addOption(teacherTokenOption())
    .action((scenario: string | undefined, options: StageOptions) => playOnStage(scenario, options, finish));
  program
    .command('live')
    .description('the bank is open to you: your own browser, your own password, and the attacker on keys')
    .addOption(
      new Option(
        '--browser <name>',
        'a window of chromium or firefox, or none: curl or any client of your own; without it, chromium where a window can be',
      ).choices(['chromium', 'firefox', 'none']),
    )
    .addOption(
      new Option('--attack <word>', 'what the attacker does at first; keys change it at any time')
        .choices(['watch', 'forge', 'strip', 'tamper', 'hold'])
        .default('watch'),
    )
    .option('--with-typed', 'files that are written hold what was typed, and TLS secrets')
    .addOption(seedOption())
    .addOption(saveOption())
    .addOption(forceOption())
    .addOption(themeOption())
    .action(async (options: LiveOptions & { theme: string }) => {
      const look = hasStage() ? stageLook(themeOf(options.theme)) : undefined;
      const { live } = await import('./commands/live.ts');
      const status = live(options, look);
      return finish(look === undefined ? status : afterAnswer(status, look));
    });
  program
    .command('list')
    .description('the catalogue by chapter: id, title, minutes, what it shows')
    .action(async () => {
      const { listScenarios } = await import('./commands/list.ts');
      await finish(listScenarios());
    });
  program
    .command('notes')
    .description(
      "in a second terminal: the running demo's notes, its step, the next one and a timer; its keys steer the stage",
    )
    .action(async () => {
      const { notes } = await import('./commands/notes.ts');
      await finish(notes());
    });
}

/** What `demo` takes. */
type StageOptions = DemoOptions & ClassDoorOptions & { readonly theme: string };

async function playOnStage(
  scenario: string | undefined,
  options: StageOptions,
  finish: Finish,
): Promise<void> {
  const theme = themeOf(options.theme);
  if (hasStage()) {
    // The terminal answers while the stage is loaded.
    const look = stageLook(theme);
    const { demo } = await import('./commands/demo.ts');
    return finish(afterAnswer(demo(scenario, options, look), look));
  }
  if (options.class === true)
    throw new UserError('--class needs a terminal for the stage; plainsight class --course needs none');
  const [{ run }, { speedOf }] = await Promise.all([
    import('./commands/run.ts'),
    import('./commands/speed.ts'),
  ]);
  speedOf(options.speed ?? '1');
  return finish(run([scenario ?? 'bank-login'], options));
}

function addClassCommand(program: Command, finish: Finish): void {
  program
    .command('class')
    .description(
      "a class without a stage: the catalogue on the teacher's page, each student on a device of their own",
    )
    .option('--course', "the whole catalogue, to choose from on the teacher's page")
    .addOption(listenOption())
    .addOption(publicUrlOption())
    .addOption(teacherOnLanOption())
    .addOption(teacherTokenOption())
    .addOption(new Option('--sessions <folder>', 'write each lesson to a new file there').argParser(named))
    .action(async (options: ClassCommandOptions) => {
      const { classCommand } = await import('./commands/class/class-command.ts');
      await finish(classCommand(options));
    });
}

function addRunCommand(program: Command, finish: Finish): void {
  program
    .command('run')
    .description('play scenarios with no screen and no waiting')
    .argument('<scenario...>', 'ids from the catalogue, or files of your own')
    .option('--json', 'one fact per line as JSON')
    .addOption(victimOption())
    .addOption(windowOption())
    .addOption(seedOption())
    .addOption(saveOption())
    .addOption(forceOption())
    .action(async (scenarios: string[], options: RunOptions) => {
      const { run } = await import('./commands/run.ts');
      await finish(run(scenarios, options));
    });
}

function addAuthorCommands(program: Command, finish: Finish): void {
  program
    .command('check')
    .description('validate scenario files, or the course (course.yaml)')
    .argument('<file...>', 'scenarios of your own, such as my-lesson.yaml')
    .action(async (files: string[]) => {
      const { checkFiles } = await import('./commands/check.ts');
      await finish(checkFiles(files));
    });
  program
    .command('new')
    .description('write a scenario to begin with, with remarks, to a new file')
    .argument('<file>', 'where to, such as my-lesson.yaml')
    .addOption(forceOption())
    .action(async (file: string, options: { force?: boolean }) => {
      const { newScenario } = await import('./commands/new.ts');
      await finish(newScenario(file, options));
    });
}

function addSessionCommands(program: Command, finish: Finish): void {
  program
    .command('replay')
    .description('play a saved session again: on the stage; without a terminal, as text')
    .argument('<file>', 'what run --json or --save wrote')
    .addOption(new Option('--json', 'one fact per line as JSON').conflicts('text'))
    .option('--text', 'the transcript, in a terminal too')
    .addOption(manualOption())
    .addOption(speedOption())
    .addOption(themeOption())
    .action(async (file: string, options: ReplayOptions) => {
      const { replay } = await import('./commands/replay.ts');
      await finish(replay(file, options));
    });
  program
    .command('export')
    .description('write a saved session in another format')
    .argument('<file>', 'what run --json or --save wrote')
    .requiredOption('--to <format>', formatsInWords())
    .option('-o, --output <file>', 'where to; standard output where it is not given', named)
    .option('--sealed', 'what the attacker had: without seed, secrets, keys, and what only the ends knew')
    .option(
      '--with-typed',
      'what people typed, or what was read in a session from elsewhere, as well; and the TLS secrets',
    )
    .option('--lane <id>', 'one lane alone', named)
    .addOption(forceOption())
    .action(async (file: string, options: ExportCommandOptions) => {
      const { exportSession } = await import('./commands/export.ts');
      await finish(exportSession(file, options));
    });
}

function addOpenCommand(program: Command, finish: Finish): void {
  program
    .command('open')
    .description(
      'a capture from elsewhere (pcap, pcapng, HAR) on the same screens; without a terminal, as text',
    )
    .argument('<file>', 'a file of your own; it is read, and never sent or copied')
    .addOption(new Option('--keys <file>', 'the key log (SSLKEYLOGFILE) that opens its TLS').argParser(named))
    .addOption(new Option('--json', 'one fact per line as JSON').conflicts('text'))
    .option('--text', 'the transcript, in a terminal too')
    .addOption(
      new Option('--save <file>', 'write the session of the whole file, with all that was read').argParser(
        named,
      ),
    )
    .addOption(forceOption())
    .option('--with-typed', 'let exports from the stage hold the passwords and cookies that were read')
    .addOption(themeOption())
    .action(async (file: string, options: OpenOptions) => {
      const { openFile } = await import('./commands/open.ts');
      await finish(openFile(file, options));
    });
}

function addTeachingCommands(program: Command, finish: Finish): void {
  program
    .command('handout')
    .description('a folder for each student of a class: a capture with values of their own, and tasks')
    .requiredOption('--roster <file>', 'the class: CSV with the columns student and name', named)
    .requiredOption('--key <file>', 'the class key, 16 bytes or more; made where it is missing', named)
    .requiredOption('--scenario <scenario>', 'an id from the catalogue, or a file of your own', named)
    .requiredOption('-o, --output <folder>', 'where to: a folder that is not there yet', named)
    .option('--course <name>', 'another course has other values', named, 'course')
    .option('--truth <file>', 'where what is right goes; beside the folder where it is not given', named)
    .addOption(forceOption())
    .action(async (options: HandoutOptions) => {
      const { handout } = await import('./commands/handout.ts');
      await finish(handout(options));
    });
  program
    .command('grade')
    .description('grade what students handed in, or with --self what one is about to hand in')
    .argument('<submissions>', 'a folder with a folder, an archive or a file for each student')
    .option('--key <file>', 'the class key with which the hand-outs were made', named)
    .option('--self', "a student's own look at one folder, without the key")
    .option('--truth <file>', 'what handout wrote beside its folder', named)
    .option('--scenario <file>', 'the scenario of the hand-outs, where it is not in the catalogue', named)
    .option('--json <file>', 'every verdict as JSON', named)
    .option('--junit <file>', 'the same as JUnit XML', named)
    .option('--csv <file>', 'the same as CSV', named)
    .option('--gradebook <file>', 'a gradebook exported as CSV, which is filled in', named)
    .option('--column <title>', 'the column of the gradebook to fill', named)
    .option(
      '--by <title>',
      "the gradebook's column with the students' ids; found where it is not given",
      named,
    )
    .addOption(forceOption())
    .action(async (submissions: string, options: GradeOptions) => {
      const { grade } = await import('./commands/grade.ts');
      await finish(grade(submissions, options));
    });
}

function addDoctorCommand(program: Command, finish: Finish): void {
  program
    .command('doctor')
    .description(
      'what this machine has of all that lessons may need, and what to do where something is missing',
    )
    .option('--json', 'one object as JSON')
    .action(async (options: { json?: boolean }) => {
      const { doctor } = await import('./commands/doctor.ts');
      await finish(doctor(options));
    });
}

function addCompletionCommand(program: Command, finish: Finish): void {
  program
    .command('completion')
    .description('print what completes commands, options and scenarios in a shell')
    .argument('<shell>', 'bash, zsh, fish or powershell')
    .action(async (shell: string) => {
      const { completion } = await import('./commands/completion.ts');
      await finish(completion(shell, program));
    });
}

/** Whoever leaves before the terminal has answered would leave the answer to the shell. */
async function afterAnswer(status: Promise<number>, look: Promise<unknown>): Promise<number> {
  try {
    return await status;
  } finally {
    await look;
  }
}

function seedOption(): Option {
  return new Option('--seed <seed>', 'repeat the password and balances of an earlier run').argParser(named);
}

function victimOption(): Option {
  return new Option(
    '--victim <browser>',
    "who plays every victim: the lab's own model of a browser, or the machine's Chromium (Chrome, Edge, Brave) or Firefox",
  ).choices(['model', 'chromium', 'firefox']);
}

function windowOption(): Option {
  return new Option('--window', 'open real browsers in a window, where all can see them');
}

function themeOption(): Option {
  return new Option(
    '--theme <name>',
    "the stage's colours: dark, light, high-contrast, or auto, which asks the terminal",
  ).default('auto');
}

function listenOption(): Option {
  return new Option(
    '--listen <address:port>',
    'where the class comes in, as 192.168.1.20:8000; without it, 127.0.0.1:8000 on this machine alone',
  ).argParser(named);
}

function publicUrlOption(): Option {
  return new Option(
    '--public-url <url>',
    'where the class comes in through your proxy, with a path where it has one',
  ).argParser(named);
}

function teacherOnLanOption(): Option {
  return new Option(
    '--teacher-on-lan',
    "let the teacher's page answer on a network without HTTPS: whoever is on the path reads its token",
  );
}

function teacherTokenOption(): Option {
  return new Option(
    '--teacher-token-file <file>',
    "a file with the teacher's token, in place of one that is made up",
  ).argParser(named);
}

function forceOption(): Option {
  return new Option('--force', 'write over a file that is there');
}

function manualOption(): Option {
  return new Option('--manual', 'on the stage every step waits for →');
}

function speedOption(): Option {
  return new Option('--speed <times>', 'how fast the stage goes, from 0.25 to 16').default('1');
}

function saveOption(): Option {
  return new Option('--save <file>', 'write the session to a file as it happens').argParser(named);
}

/** What commander says of an error as one of our lines: what was typed stands escaped in it, the nearest name below. */
function errorLine(text: string): string {
  const [, said = '', nearest = ''] = /^(.*?)(\n\(Did you mean [^\n]*\))?\n?$/s.exec(text) ?? [];
  return `${printable(said.replace(/^error: /, 'plainsight: '))}${nearest}\n`;
}

/** An option's value as it was typed, where there is one. */
function named(typed: string): string {
  if (typed === '') throw new InvalidArgumentError('It is empty.');
  return typed;
}
