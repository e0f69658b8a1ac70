import type { Completed, CompletedCommand, CompletedOption } from './command-table.ts';

/** The completion of fish, 3.0 and newer. */
export function fishCompletion(table: readonly CompletedCommand[]): string {
  const [program, ...commands] = table;
  const lines = [
    '# Completion of plainsight for fish. In ~/.config/fish/config.fish: plainsight completion fish | source',
    'complete -c plainsight -f',
    ...(program?.options ?? []).map((option) => optionLine('__fish_use_subcommand', option)),
  ];
  for (const { name, description } of commands)
    lines.push(`complete -c plainsight -n __fish_use_subcommand -a ${name} -d ${quote(description)}`);
  for (const { name, options, argument } of commands) {
    const within = quote(`__fish_seen_subcommand_from ${name}`);
    lines.push(...argumentLines(within, argument));
    lines.push(...options.map((option) => optionLine(within, option)));
  }
  return `${lines.join('\n')}\n`;
}

function argumentLines(within: string, { words, files }: Completed): readonly string[] {
  return [
    ...(words.length > 0 ? [`complete -c plainsight -n ${within} -a ${quote(words.join(' '))}`] : []),
    ...(files ? [`complete -c plainsight -n ${within} -F`] : []),
  ];
}

function optionLine(within: string, { short, long, description, value }: CompletedOption): string {
  const flags = `${short === undefined ? '' : `-s ${short.slice(1)} `}-l ${long.slice(2)}`;
  return `complete -c plainsight -n ${within} ${flags}${valueFlags(value)} -d ${quote(description)}`;
}

function valueFlags(value: Completed | undefined): string {
  if (value === undefined) return '';
  const words = value.words.length === 0 ? '' : ` -a ${quote(value.words.join(' '))}`;
  return `${value.files ? ' -r -F' : ' -x'}${words}`;
}

function quote(text: string): string {
  return `'${text.replaceAll(/['\\]/g, String.raw`\$&`)}'`;
}
