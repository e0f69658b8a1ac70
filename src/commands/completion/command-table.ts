import type { Argument, Command, Option } from 'commander';

/** What may stand in a place of a command line: words that are known, and names of files. */
export interface Completed {
  readonly words: readonly string[];
  readonly files: boolean;
}

/** An option as shells complete it. */
export interface CompletedOption {
  readonly short: string | undefined;
  readonly long: string;
  readonly description: string;
  /** What comes after it; undefined where nothing does. */
  readonly value: Completed | undefined;
}

/** A command as shells complete it. */
export interface CompletedCommand {
  readonly name: string;
  readonly description: string;
  readonly options: readonly CompletedOption[];
  /** What its arguments may be, all together. */
  readonly argument: Completed;
}

/** What options and arguments take, by the option's long name or by what stands in `<…>`. What is not named takes anything. */
export type Takes = Readonly<Record<string, Completed>>;

const ANYTHING: Completed = { words: [], files: false };

/** Every command of `program`, the program itself first, as shells complete them. */
export function commandTable(program: Command, takes: Takes): readonly CompletedCommand[] {
  const help = program.createHelp();
  const commands = help.visibleCommands(program);
  const names = commands.map((command) => command.name());
  const own: CompletedCommand = {
    name: '',
    description: program.description(),
    options: optionsOf(program, takes),
    argument: { words: names, files: false },
  };
  return [own, ...commands.map((command) => completed(command, names, takes))];
}

function completed(command: Command, names: readonly string[], takes: Takes): CompletedCommand {
  const all = command.registeredArguments.map((argument) => valueOf(argument, argument.name(), takes));
  const argument = {
    words: all.flatMap(({ words }) => words),
    files: all.some(({ files }) => files),
  };
  return {
    name: command.name(),
    description: command.description(),
    options: optionsOf(command, takes),
    // What help is asked for is a command.
    argument: command.name() === 'help' ? { words: names, files: false } : argument,
  };
}

function optionsOf(command: Command, takes: Takes): readonly CompletedOption[] {
  return command
    .createHelp()
    .visibleOptions(command)
    .flatMap((option) => {
      const { short, long, description, flags } = option;
      if (long === undefined) return [];
      const placeholder = /[<[]([^\]>.]+)/.exec(flags)?.[1];
      const value =
        placeholder === undefined ? undefined : (takes[long] ?? valueOf(option, placeholder, takes));
      return [{ short, long, description, value }];
    });
}

function valueOf({ argChoices }: Argument | Option, placeholder: string, takes: Takes): Completed {
  return argChoices === undefined ? (takes[placeholder] ?? ANYTHING) : { words: argChoices, files: false };
}
