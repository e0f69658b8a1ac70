import { useInput, usePaste, useStdout } from 'ink';
import type { Key } from 'ink';
import { use, useEffect } from 'react';
import type { LaneId } from '../../../lab/facts/facts.ts';
import { HeldKeys } from '../held-keys.ts';
import { HeldUp, isMove } from '../held-up.ts';
import { actionOf } from '../keys.ts';
import { pastePresses, queryPresses } from '../query.ts';
import type { QueryPress } from '../query.ts';
import { afterAction, afterFiltering, afterTyping } from './after-key.ts';
import { copyChosen, saveChosen } from './copy-save.ts';
import { INSPECTOR_BINDINGS } from './keys.ts';
import { settle } from './model.ts';
import type { Model, View } from './model.ts';
import type { Tree } from './tree.ts';

/** What the inspector's keys act on. */
interface InspectorKeys {
  readonly lane: LaneId;
  readonly tree: Tree;
  readonly view: View;
  /** The model as the last key left it: keys may come faster than frames. */
  readonly latest: () => Model;
  readonly show: (model: Model) => void;
  readonly leave: () => void;
  /** Says whether the screen is being typed into. */
  readonly typing: (on: boolean) => void;
}

/** Lets the inspector act on its keys, and says as long as it is there whether a search is being typed. */
export function useInspectorKeys(keys: InspectorKeys): void {
  const { lane, tree, view, latest, show, leave, typing } = keys;
  const { write } = useStdout();
  const shown = use(HeldUp);
  const typed = (model: Model, presses: readonly QueryPress[]): void => {
    const next = presses.reduce(
      (now, press) =>
        now.filtering === undefined ? afterTyping(now, press, tree, view) : afterFiltering(now, press),
      model,
    );
    typing(isTypedInto(next));
    show(next);
  };
  const act = (input: string, key: Key): void => {
    const now = latest();
    if (isTypedInto(now)) {
      typed(now, queryPresses(input, key));
      return;
    }
    const action = actionOf(INSPECTOR_BINDINGS, input, key);
    if (action === undefined || (shown && !isMove(action))) return;
    if (action === 'leave' && now.byte === undefined) {
      if (now.filter === '') leave();
      else show({ ...now, filter: '', notice: '' });
      return;
    }
    const next = afterAction(now, action, tree, view);
    const { chosen } = settle(next, tree, view);
    const how = tree.withKeys ? ', with the victim’s keys' : '';
    if (action === 'search' || action === 'filter') typed(next, []);
    else if (chosen === undefined) show(next);
    else if (action === 'copy-hex' || action === 'copy-text') {
      const { sequence, notice } = copyChosen(chosen, action === 'copy-hex' ? 'hex' : 'text');
      if (sequence !== '') write(sequence);
      show({ ...next, notice: notice + how });
    } else if (action === 'save') show({ ...next, notice: saveChosen(chosen, lane, process.cwd()) + how });
    else show(next);
  };
  useInput(act, { isActive: !use(HeldKeys) });
  usePaste((paste) => {
    const now = latest();
    if (isTypedInto(now)) typed(now, pastePresses(paste));
  });

  const isTyping = isTypedInto(latest());
  useEffect(() => {
    typing(isTyping);
    return () => typing(false);
    // oxlint-disable-next-line react/exhaustive-deps -- the stage hands a new function at every frame; what it does is the same
  }, [isTyping]);
}

/** Whether a search or a filter is typed just now. */
function isTypedInto({ typing, filtering }: Model): boolean {
  return typing !== undefined || filtering !== undefined;
}
