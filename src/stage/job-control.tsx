import { useApp, useInput, usePaste } from 'ink';
import { useEffect } from 'react';
import type { ReactNode } from 'react';

/** How long a process that was told to stop may take to stop, in ms. */
const STOPPING = 100;

/**
 * What is on the screen, as a shell's job: Ctrl-Z and SIGTSTP give the terminal back and stop the program,
 * and `fg` takes the terminal again and draws it anew, whoever stopped it. What is pasted is told from keys.
 */
export function JobControl({ children }: { readonly children: ReactNode }): ReactNode {
  const { suspendTerminal } = useApp();
  useEffect(() => {
    let given = false;
    let stopping = false;
    let asked: (() => Promise<void> | void) | undefined;
    const giveFor = (meanwhile: () => Promise<void> | void): void => {
      // What comes while the terminal is being taken again is done after that.
      if (given) {
        asked = meanwhile;
        return;
      }
      given = true;
      // Whoever leaves in the meantime has left: then there is nothing to take again.
      void suspendTerminal(meanwhile)
        .catch(() => undefined)
        .finally(() => {
          given = false;
          const next = asked;
          asked = undefined;
          if (next !== undefined) giveFor(next);
        });
    };
    const stop = (): void =>
      giveFor(async () => {
        process.off('SIGTSTP', stop);
        stopping = true;
        await stopped();
        stopping = false;
        toLineStart();
        process.on('SIGTSTP', stop);
      });
    // A SIGSTOP asks nobody, and the shell has had the terminal since. After a stop of ours it is ours already.
    const goOn = (): void => {
      if (!stopping) giveFor(toLineStart);
    };
    process.on('SIGTSTP', stop).on('SIGCONT', goOn);
    return () => void process.off('SIGTSTP', stop).off('SIGCONT', goOn);
  }, [suspendTerminal]);
  useInput((input, key) => {
    if (key.ctrl && input === 'z' && process.platform !== 'win32') process.kill(process.pid, 'SIGTSTP');
  });
  // A paste is never keys: who has a use for one takes it as well.
  usePaste(() => undefined);
  return children;
}

/**
 * Puts the cursor at the beginning of its row. The alternate screen takes over where it stands: a first row
 * that begins behind a prompt, or behind keys that were echoed, would be broken in two.
 */
export function toLineStart(): void {
  process.stdout.write('\r');
}

/** Stops the whole job, `make` around us too, as the terminal itself does on Ctrl-Z. Resolves when it goes on, or soon where nobody could let it go on. */
function stopped(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, STOPPING);
    process.kill(0, 'SIGTSTP');
  });
}
