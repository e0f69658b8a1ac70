import { Command, CommanderError, Option } from 'commander';
import { formatUserError, UserError } from './errors.ts';
import { EXIT } from './commands/exit.ts';
import { programVersion } from './root.ts';

/** Reads the arguments, carries out one command and sets the exit status. The composition root: nothing imports it. */
async function main(argv: readonly string[]): Promise<number> {
  let status: number = EXIT.held;
  const program = new Command('plainsight')
    .description(
      'See what the man in the middle sees: a bank login on port 80 and port 443, on real sockets.',
    )
    .version(programVersion())
    .exitOverride()
    .showHelpAfterError('(plainsight --help lists the commands)')
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'plainsight: ')) });

  const seed = new Option('--seed <seed>', 'repeat the made-up values of an earlier run');
  const save = new Option('--save <file>', 'write the session to a file as it happens');

  program
    .command('demo')
    .description('play a scenario on the stage; without a terminal, as text')
    .argument('[scenario]', 'an id from the catalogue, or a file of your own', 'bank-login')
    .addOption(seed)
    .addOption(save)
    .action(async (scenario: string, options: { seed?: string; save?: string }) => {
      if (process.stdout.isTTY && process.stdin.isTTY) {
        const { demo } = await import('./commands/demo.ts');
        status = await demo(scenario, options);
      } else {
        const { run } = await import('./commands/run.ts');
        status = await run([scenario], options);
      }
    });
  program
    .command('list')
    .description('the catalogue: id, title, minutes, what it shows')
    .action(async () => {
      const { list } = await import('./commands/list.ts');
      status = await list();
    });
  program
    .command('run')
    .description('play scenarios with no screen and no waiting')
    .argument('<scenario...>', 'ids from the catalogue, or files of your own')
    .option('--json', 'one fact per line as JSON')
    .addOption(seed)
    .addOption(save)
    .action(async (scenarios: string[], options: { json?: boolean; seed?: string; save?: string }) => {
      const { run } = await import('./commands/run.ts');
      status = await run(scenarios, options);
    });
  program
    .command('check')
    .description('validate scenario files')
    .argument('<file...>')
    .action(async (files: string[]) => {
      const { check } = await import('./commands/check.ts');
      status = await check(files);
    });

  program
    .command('replay')
    .description('play a saved session again: on the stage; without a terminal, as text')
    .argument('<file>', 'what run --json or --save wrote')
    .addOption(new Option('--json', 'one fact per line as JSON').conflicts('text'))
    .option('--text', 'the transcript, in a terminal too')
    .option('--speed <times>', 'how fast the stage goes, from 0.25 to 16', '1')
    .action(async (file: string, options: { json?: boolean; text?: boolean; speed?: string }) => {
      const { replay } = await import('./commands/replay.ts');
      status = await replay(file, options);
    });
  program
    .command('export')
    .description('write a saved session in another format')
    .argument('<file>', 'what run --json or --save wrote')
    .requiredOption('--to <format>', 'pcapng, keylog, har, html, cast, json or text')
    .option('-o, --output <file>', 'where to; - is standard output', '-')
    .option('--sealed', 'without the TLS secrets: what the attacker saw')
    .action(async (file: string, options: { to: string; output: string; sealed?: boolean }) => {
      const { exportFile } = await import('./commands/export.ts');
      status = await exportFile(file, options);
    });

  await program.parseAsync([...argv], { from: 'user' });
  return status;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = error.exitCode === 0 ? EXIT.held : EXIT.usage;
  } else if (error instanceof UserError) {
    process.stderr.write(`plainsight: ${formatUserError(error)}\n`);
    process.exitCode = error.exitCode;
  } else {
    process.stderr.write(
      `plainsight: this is a bug of plainsight's own:\n${error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = EXIT.bug;
  }
}
