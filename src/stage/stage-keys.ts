import { useInput } from 'ink';
import type { LabState } from '../views/stage/state.ts';
import type { Director } from './director.ts';
import { actionOf, BINDINGS } from './keys.ts';
import type { Action, Binding } from './keys.ts';
import { isAskedOnce, saysYes } from './panes/ask-line.tsx';
import type { AskedOnce } from './panes/ask-line.tsx';

/** How a person left the stage. */
export type StageExit = 'quit' | 'interrupt' | 'next' | 'catalogue' | 'restart';

/** What lies over the stage, or stands in its bottom row, and has the keys to itself. */
export type Cover = 'help' | 'addresses' | 'join' | 'export' | AskedOnce;

/** The keys of the stage that mean something now, beside those that a screen claims for itself. */
export function stageBindings({
  claims,
  next,
  catalogue,
  exports,
  restarts,
  invites,
}: {
  readonly claims: readonly Action[];
  readonly next: boolean;
  readonly catalogue: boolean;
  readonly exports: boolean;
  readonly restarts: boolean;
  /** Whether a class may come in. */
  readonly invites: boolean;
}): readonly Binding<Action>[] {
  return BINDINGS.filter(
    ({ action }) =>
      !claims.includes(action) &&
      (action !== 'go-on' || next) &&
      (action !== 'catalogue' || catalogue) &&
      (action !== 'export' || exports) &&
      (action !== 'restart' || restarts) &&
      (action !== 'join' || invites),
  ).map((binding) =>
    // The help has no row to spare: what a class alone needs stands in another's.
    invites && binding.action === 'export'
      ? { ...binding, keys: `${binding.keys} J`, says: `${binding.says}; J: how to join` }
      : binding,
  );
}

/** What only means something where steps are played. */
const OF_PLAYING: readonly Action[] = ['pause', 'next', 'back', 'steps', 'manual', 'choose', 'tab'];

/** The actions that mean nothing on a stage: those of playing, where a session comes from elsewhere and has no steps. */
export function unplayed({ source }: Pick<LabState, 'source'>): readonly Action[] {
  return source === undefined ? [] : OF_PLAYING;
}

/** What the stage's keys act on. */
interface StageKeys {
  readonly director: Director;
  readonly exit: (how: StageExit) => void;
  readonly cover: Cover | undefined;
  readonly setCover: (cover: Cover | undefined) => void;
  /** Whether a lesson is under way, and there is a row to ask in before it is left. */
  readonly asks: boolean;
  /** Whether a screen is being typed into. */
  readonly typing: boolean;
  readonly canChoose: boolean;
  readonly nextLane: () => void;
  readonly showSteps: () => void;
  /** Shows a stage that is blanked; false where it is not. */
  readonly lift: () => boolean;
  /** A key was pressed: what was said in the bottom row has been read. */
  readonly pressed: () => void;
}

/** Lets the stage act on its own keys. What is typed into, or the card over it, has every key but Ctrl-C to itself. */
export function useStageKeys(bindings: readonly Binding<Action>[], keys: StageKeys): void {
  const { director, exit, cover, setCover, typing } = keys;
  useInput((input, key) => {
    const action = actionOf(bindings, input, key);
    keys.pressed();
    if (action === 'interrupt') exit(action);
    else if (keys.lift() || typing || cover === 'export') return;
    else if (isAskedOnce(cover)) {
      setCover(undefined);
      if (saysYes(cover, input, key)) exit(cover);
    } else if (action === 'quit' || (isAskedOnce(action) && cover === undefined)) {
      if (keys.asks) setCover(action);
      else exit(action);
    } else if (cover !== undefined) setCover(undefined);
    else if (action === 'help' || action === 'addresses' || action === 'join') setCover(action);
    else if (action === 'export') setCover('export');
    else if (action === 'tab') keys.nextLane();
    else if (action === 'steps') keys.showSteps();
    else if (action === 'choose') {
      if (keys.canChoose) director.choose(Number(input));
    } else if (action === 'go-on') exit('next');
    else if (action !== undefined) steer(director, action);
  });
}

/** Has the director do what a key says of where the stage goes. */
function steer(director: Director, action: Action): void {
  if (action === 'pause') director.togglePause();
  else if (action === 'next') director.next();
  else if (action === 'back') director.back();
  else if (action === 'first-fact') director.toStart();
  else if (action === 'fact-back') director.byFact(-1);
  else if (action === 'fact-on') director.byFact(1);
  else if (action === 'last-fact') director.toEnd();
  else if (action === 'manual') director.toggleManual();
}
