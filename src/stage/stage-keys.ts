import { useInput } from 'ink';
import type { Director } from './director.ts';
import { actionOf, BINDINGS } from './keys.ts';
import type { Action, Binding } from './keys.ts';

/** How a person left the stage. */
export type StageExit = 'quit' | 'interrupt' | 'next' | 'catalogue';

/** The keys of the stage that mean something now, beside those that a screen claims for itself. */
export function stageBindings({
  claims,
  next,
  catalogue,
  exports,
}: {
  readonly claims: readonly Action[];
  readonly next: boolean;
  readonly catalogue: boolean;
  readonly exports: boolean;
}): readonly Binding<Action>[] {
  return BINDINGS.filter(
    ({ action }) =>
      !claims.includes(action) &&
      (action !== 'go-on' || next) &&
      (action !== 'catalogue' || catalogue) &&
      (action !== 'export' || exports),
  );
}

/** What the stage's keys act on. */
interface StageKeys {
  readonly director: Director;
  readonly exit: (how: StageExit) => void;
  /** What lies over the screen. */
  readonly cover: 'help' | 'export' | undefined;
  readonly setCover: (cover: 'help' | 'export' | undefined) => void;
  /** Whether a screen is being typed into. */
  readonly typing: boolean;
  readonly canChoose: boolean;
  readonly nextLane: () => void;
}

/** Lets the stage act on its own keys. What is typed into, or the card over it, has every key but Ctrl-C to itself. */
export function useStageKeys(bindings: readonly Binding<Action>[], keys: StageKeys): void {
  const { director, exit, cover, setCover, typing } = keys;
  useInput((input, key) => {
    const action = actionOf(bindings, input, key);
    if (action === 'interrupt') exit(action);
    else if (typing || cover === 'export') return;
    else if (action === 'quit') exit(action);
    else if (cover === 'help' || action === 'help') setCover(cover === undefined ? 'help' : undefined);
    else if (action === 'pause') director.togglePause();
    else if (action === 'next') director.next();
    else if (action === 'back') director.back();
    else if (action === 'first-fact') director.toStart();
    else if (action === 'fact-back') director.byFact(-1);
    else if (action === 'fact-on') director.byFact(1);
    else if (action === 'last-fact') director.toEnd();
    else if (action === 'export') setCover('export');
    else if (action === 'tab') keys.nextLane();
    else if (action === 'choose' && keys.canChoose) director.choose(Number(input));
    else if (action === 'go-on') exit('next');
    else if (action === 'catalogue') exit(action);
  });
}
