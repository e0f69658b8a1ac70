import type { Command } from 'commander';
import { byLikeness } from '../../lab/text/nearest.ts';
import { UserError } from '../errors.ts';
import { FORMAT_IDS } from '../export/format-ids.ts';
import { idsIn, scenariosFolder } from '../script/catalogue/folder.ts';
import { commandTable } from './completion/command-table.ts';
import type { Takes } from './completion/command-table.ts';
import { SHELLS } from './completion/shells.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';
import { THEME_WORDS } from './stage-look.ts';

/**
 * Prints the script with which `shell` completes the command line of `program`: its commands, their options, and
 * the scenarios of the catalogue. Throws a `UserError` for a shell that is not known.
 */
export async function completion(shell: string, program: Command): Promise<number> {
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (write === undefined) {
    const known = Object.keys(SHELLS);
    const [nearest = ''] = byLikeness(shell, known);
    throw new UserError(
      `no completion for "${shell}": did you mean ${nearest}? The shells are ${known.join(', ')}`,
    );
  }
  const output = openOutput(process.stdout);
  output.write(write(commandTable(program, whatIsTaken())));
  await output.flush();
  return EXIT.held;
}

function whatIsTaken(): Takes {
  return {
    scenario: { words: idsIn(scenariosFolder()), files: true },
    file: { words: [], files: true },
    folder: { words: [], files: true },
    submissions: { words: [], files: true },
    shell: { words: Object.keys(SHELLS), files: false },
    '--to': { words: FORMAT_IDS, files: false },
    '--sessions': { words: [], files: true },
    '--teacher-token-file': { words: [], files: true },
    '--theme': { words: THEME_WORDS, files: false },
  };
}
