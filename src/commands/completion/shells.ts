import { bashCompletion } from './bash.ts';
import type { CompletedCommand } from './command-table.ts';
import { fishCompletion } from './fish.ts';
import { powershellCompletion } from './powershell.ts';
import { zshCompletion } from './zsh.ts';

/** Every shell that the program can be completed in, and what writes its script. */
export const SHELLS: Readonly<Record<string, (table: readonly CompletedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
  powershell: powershellCompletion,
};
