import { Option } from 'commander';
import type { Command } from 'commander';
import type { ExportCommandOptions } from '../commands/export.ts';
import type { OpenOptions } from '../commands/open.ts';
import type { ReplayOptions } from '../commands/replay.ts';
import { formatsInWords } from '../export/format-ids.ts';
import type { Finish } from './finish.ts';
import { forceOption, manualOption, named, speedOption, themeOption } from './options.ts';

/** The commands that read and write files of sessions and captures. */
export function addFileCommands(program: Command, finish: Finish): void {
  addSessionCommands(program, finish);
  addOpenCommand(program, finish);
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
      const { replay } = await import('../commands/replay.ts');
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
      const { exportSession } = await import('../commands/export.ts');
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
      const { openFile } = await import('../commands/open.ts');
      await finish(openFile(file, options));
    });
}
