import { Command, CommanderError } from 'commander';
import { printable } from '../lab/text/printable.ts';
import { addFileCommands } from './cli/files.ts';
import type { Finish } from './cli/finish.ts';
import { addPlayingCommands } from './cli/playing.ts';
import { addTeachersCommands } from './cli/teaching.ts';
import { EXIT } from './commands/exit.ts';
import { reportFault } from './ending.ts';
import { formatUserError, UserError } from './errors.ts';
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
  addPlayingCommands(program, finish);
  addTeachersCommands(program, finish);
  addFileCommands(program, finish);
  addDoctorCommand(program, finish);
  addCompletionCommand(program, finish);
  await program.parseAsync([...argv], { from: 'user' });
  return status;
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

/** What commander says of an error as one of our lines: what was typed stands escaped in it, the nearest name below. */
function errorLine(text: string): string {
  const [, said = '', nearest = ''] = /^(.*?)(\n\(Did you mean [^\n]*\))?\n?$/s.exec(text) ?? [];
  return `${printable(said.replace(/^error: /, 'plainsight: '))}${nearest}\n`;
}
