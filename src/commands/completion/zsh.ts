import type { Completed, CompletedCommand, CompletedOption } from './command-table.ts';

/** The completion of zsh: a file of its `fpath`, or read by its start. */
export function zshCompletion(table: readonly CompletedCommand[]): string {
  const [program, ...commands] = table;
  const described = commands.map(
    ({ name, description }) => `    ${quote(`${name}:${description.replaceAll(':', '\\:')}`)}`,
  );
  const cases = commands.map(({ name, options, argument }) => {
    const specs = [...options.map(optionSpec), quote(`*:argument:${actionOf(argument)}`)];
    return `        ${name})\n          _arguments \\\n            ${specs.join(' \\\n            ')} ;;`;
  });
  return `#compdef plainsight
# Completion of plainsight for zsh. In ~/.zshrc, below compinit: source <(plainsight completion zsh)
_plainsight() {
  local context state state_descr line
  local -a commands
  typeset -A opt_args
  commands=(
${described.join('\n')}
  )
  _arguments -C \\
    ${[...(program?.options ?? []).map(optionSpec), "'1:command:->command'", "'*::argument:->argument'"].join(' \\\n    ')}
  case $state in
    command) _describe command commands ;;
    argument)
      case $words[1] in
${cases.join('\n')}
      esac ;;
  esac
}
if [[ $funcstack[1] == _plainsight ]]; then
  _plainsight "$@"
else
  compdef _plainsight plainsight
fi
`;
}

function optionSpec({ short, long, description, value }: CompletedOption): string {
  const about = `[${description.replaceAll(/[[\]\\:]/g, String.raw`\$&`)}]`;
  const takes = value === undefined ? '' : `:${long.slice(2)}:${actionOf(value)}`;
  if (short === undefined) return quote(`${long}${about}${takes}`);
  return `${quote(`(${short} ${long})`)}{${short},${long}}${quote(`${about}${takes}`)}`;
}

function actionOf({ words, files }: Completed): string {
  const list = `(${words.join(' ')})`;
  if (!files) return words.length === 0 ? ' ' : list;
  return words.length === 0 ? '_files' : `{ _alternative "words:known:${list}" "files:file:_files" }`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
