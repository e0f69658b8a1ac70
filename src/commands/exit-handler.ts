import { setTimeout } from 'node:timers/promises';
import { beforeTheEnd, onEnding, reportFault, SIGNAL_EXIT } from '../ending.ts';
import type { Ending } from '../ending.ts';
import { keysAtRest } from '../stage/input/terminal-keys.ts';
import { toAscii } from '../terminal/ascii.ts';
import { takesUtf8 } from '../terminal/locale.ts';
import { EXIT } from './exit.ts';
import { openOutput } from './output.ts';
import { READER_PATIENCE } from './scenario-run.ts';

/** How what has the terminal comes to its end. */
export interface ExitHandler {
  /** A person pressed Ctrl-C. */
  interrupted(): void;
  /**
   * Writes what stays on the normal screen, once the terminal is given back, and gives the exit status:
   * a fault's, a signal's, or else the one handed in.
   */
  finish(lines: readonly string[], status: number): Promise<number>;
}

/** From now on a signal, or a fault that nobody caught, calls `leave` as a person would leave. */
export function installExitHandler(leave: () => void): ExitHandler {
  let ending: Ending | undefined;
  beforeTheEnd(keysAtRest);
  onEnding((reason) => {
    ending ??= reason;
    leave();
  });
  return {
    interrupted: () => {
      ending ??= { by: 'signal', signal: 'SIGINT' };
    },
    finish: async (lines, status) => {
      if (ending?.by === 'fault') return reportFault(ending.error);
      const output = openOutput(process.stdout, 'run');
      const utf8 = takesUtf8(process.env, process.platform);
      for (const line of lines) output.write(`${utf8 ? line : toAscii(line)}\n`);
      // A reader that does not read is not waited for once a signal came.
      const late = ending === undefined ? [] : [setTimeout(READER_PATIENCE, undefined, { ref: false })];
      await Promise.race([output.flush(), ...late]);
      if (output.cut) status = Math.max(status, EXIT.usage);
      return ending === undefined ? status : SIGNAL_EXIT[ending.signal];
    },
  };
}
