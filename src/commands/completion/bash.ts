import type { Completed, CompletedCommand } from './command-table.ts';

/** The completion of bash, 3.2 of macOS included. */
export function bashCompletion(table: readonly CompletedCommand[]): string {
  const values = table.flatMap(({ name, options }) =>
    options.flatMap(({ short, long, value }) =>
      value === undefined ? [] : `    ${patterns(name, short, long)}) ${offer(value)} ;;`,
    ),
  );
  const places = table.map(({ name, options, argument }) => {
    const flags = options.flatMap(({ short, long }) => (short === undefined ? [long] : [short, long]));
    return `    '${name}') options='${flags.join(' ')}'; ${offer(argument)} ;;`;
  });
  return `# Completion of plainsight for bash. In ~/.bashrc: eval "$(plainsight completion bash)"
_plainsight() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  local command='' options='' words='' files='' value=yes at each
  # --option=value comes in three words.
  if [ "$current" = = ]; then current=''
  elif [ "$previous" = = ]; then previous="\${COMP_WORDS[COMP_CWORD-2]}"
  fi
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      -*) ;;
      *) command="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$command $previous" in
${values.join('\n')}
    *) value='' ;;
  esac
  if [ -z "$value" ]; then
    case "$command" in
${places.join('\n')}
    esac
    case "$current" in -*) words="$options"; files='' ;; esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ -n "$files" ]; then
    while IFS= read -r each; do COMPREPLY+=("$each"); done < <(compgen -f -- "$current")
  fi
}
complete -o filenames -F _plainsight plainsight
`;
}

function patterns(command: string, short: string | undefined, long: string): string {
  return [short, long].flatMap((flag) => (flag === undefined ? [] : `'${command} ${flag}'`)).join(' | ');
}

function offer({ words, files }: Completed): string {
  return `words='${words.join(' ')}'; files='${files ? 'yes' : ''}'`;
}
