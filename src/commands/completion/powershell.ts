import type { Completed, CompletedCommand } from './command-table.ts';

/** The completion of PowerShell, 5.1 and newer. Where it offers nothing, PowerShell offers the names of files. */
export function powershellCompletion(table: readonly CompletedCommand[]): string {
  const entries = table.flatMap(({ name, options, argument }) => [
    entry(name, argument),
    ...options.flatMap(({ short, long, value }) =>
      value === undefined
        ? []
        : [short, long].flatMap((flag) => (flag === undefined ? [] : entry(`${name} ${flag}`, value))),
    ),
  ]);
  const flags = table.map(({ name, options }) =>
    entry(name, { words: options.map(({ long }) => long), files: false }),
  );
  const about = table.flatMap(({ name, description, options }) => [
    ...(name === '' ? [] : [described(name, description)]),
    ...options.map((option) => described(`${name} ${option.long}`, option.description)),
  ]);
  return `# Completion of plainsight for PowerShell. In $PROFILE: plainsight completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName plainsight -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  $values = @{
${entries.join('\n')}
  }
  $options = @{
${flags.join('\n')}
  }
  $about = @{
${about.join('\n')}
  }
  $typed = @($commandAst.CommandElements | Select-Object -Skip 1 |
    Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object { "$_" })
  $command = "$($typed | Where-Object { $_ -notlike '-*' } | Select-Object -First 1)"
  $previous = if ($typed.Count -gt 0) { $typed[-1] } else { '' }
  $words = if ($values.ContainsKey("$command $previous")) { $values["$command $previous"] }
    elseif ($wordToComplete -like '-*') { $options[$command] }
    else { $values[$command] }
  $words | Where-Object { $_ -and $_ -like "$wordToComplete*" } | ForEach-Object {
    $tip = if ($about.ContainsKey("$command $_")) { $about["$command $_"] }
      elseif ($about.ContainsKey($_)) { $about[$_] } else { $_ }
    [System.Management.Automation.CompletionResult]::new($_, $_, 'ParameterValue', $tip)
  }
}
`;
}

function entry(name: string, { words }: Completed): string {
  return `    ${quote(name)} = @(${words.map(quote).join(', ')})`;
}

function described(name: string, description: string): string {
  return `    ${quote(name)} = ${quote(description)}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
