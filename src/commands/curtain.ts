import { onEnding, reportFault, SIGNAL_EXIT } from '../ending.ts';
import type { Ending } from '../ending.ts';
import type { FactLog } from '../session/log.ts';
import type { OpenStage } from '../stage/open.tsx';
import { openOutput } from './output.ts';
import { summaryOf, verdictOf } from './performance.ts';

/** How a stage that is open comes to its end. */
export interface Curtain {
  /** Resolves when the terminal is given back, whatever ended the stage; rejects with what broke a view. */
  fallen(): Promise<void>;
  /** Writes what stays on the normal screen, and gives the exit status: the claims', a signal's or a fault's. */
  close(log: FactLog): Promise<number>;
}

/** From now on a signal, or a fault that nobody caught, leaves the stage as a person would. */
export function hangCurtain(stage: OpenStage): Curtain {
  let ending: Ending | undefined;
  onEnding((reason) => {
    ending ??= reason;
    stage.leave('quit');
  });
  return {
    fallen: async () => {
      const how = await stage.left;
      if (how === 'interrupt') ending ??= { by: 'signal', signal: 'SIGINT' };
    },
    close: async (log) => {
      if (ending?.by === 'fault') return reportFault(ending.error);
      const output = openOutput(process.stdout);
      for (const line of summaryOf(log)) output.write(`${line}\n`);
      await output.flush();
      return ending === undefined ? verdictOf(log) : SIGNAL_EXIT[ending.signal];
    },
  };
}
