import { Option } from 'commander';
import type { Command } from 'commander';
import type { ClassCommandOptions } from '../commands/class/class-command.ts';
import type { ClassDoorOptions } from '../commands/class/class-options.ts';
import type { LiveOptions } from '../commands/live.ts';
import type { RunOptions } from '../commands/run.ts';
import type { DemoOptions } from '../commands/scenario-run.ts';
import { stageLook, themeOf } from '../commands/stage-look.ts';
import { hasStage } from '../commands/terminal.ts';
import { UserError } from '../errors.ts';
import type { Finish } from './finish.ts';
import {
  forceOption,
  listenOption,
  manualOption,
  named,
  publicUrlOption,
  saveOption,
  seedOption,
  speedOption,
  teacherOnLanOption,
  teacherTokenOption,
  themeOption,
  victimOption,
  windowOption,
} from './options.ts';

/** The commands that play scenarios, and that let a person or a class take part. */
export function addPlayingCommands(program: Command, finish: Finish): void {
  addStageCommands(program, finish);
  addClassCommand(program, finish);
  addRunCommand(program, finish);
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
      const { live } = await import('../commands/live.ts');
      const status = live(options, look);
      return finish(look === undefined ? status : afterAnswer(status, look));
    });
  program
    .command('list')
    .description('the catalogue by chapter: id, title, minutes, what it shows')
    .action(async () => {
      const { listScenarios } = await import('../commands/list.ts');
      await finish(listScenarios());
    });
  program
    .command('notes')
    .description(
      "in a second terminal: the running demo's notes, its step, the next one and a timer; its keys steer the stage",
    )
    .action(async () => {
      const { notes } = await import('../commands/notes.ts');
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
    const { demo } = await import('../commands/demo.ts');
    return finish(afterAnswer(demo(scenario, options, look), look));
  }
  if (options.class === true)
    throw new UserError('--class needs a terminal for the stage; plainsight class --course needs none');
  const [{ run }, { speedOf }] = await Promise.all([
    import('../commands/run.ts'),
    import('../commands/speed.ts'),
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
      const { classCommand } = await import('../commands/class/class-command.ts');
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
      const { run } = await import('../commands/run.ts');
      await finish(run(scenarios, options));
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
