import { useInput, usePaste } from 'ink';
import { use, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { HeldKeys } from '../held-keys.ts';
import { EDIT_FRAME, EditView } from '../hand-screen/edit-view.tsx';
import { editBindings, handBindings, TYPING_BINDINGS } from '../hand-screen/keys.ts';
import { HandList, LIST_FRAME } from '../hand-screen/list-view.tsx';
import { handMemoryOf, handModelOf } from '../hand-screen/memory.ts';
import {
  afterEditAction,
  afterHandAction,
  afterTyped,
  filterNow,
  passedFitting,
} from '../hand-screen/model.ts';
import type { HandModel, HandWorld } from '../hand-screen/model.ts';
import { actionOf } from '../keys.ts';
import type { Binding } from '../keys.ts';
import { lineAfter, typedInto } from '../line-editor.ts';
import type { Screen, ScreenProps } from './screen.ts';

/** Characters of a row that is typed. */
const LONGEST = 64 * 1024;

/** What is in the attacker's hand: his attack, what he holds, what passed, and a message that is open. */
export const HAND: Screen = {
  bindings: handBindings(true, true),
  claims: ['choose', 'next', 'back', 'addresses'],
  bindingsNow: (facts, lane, hand) => keysOf(handModelOf(handMemoryOf(facts), lane), hand),
  View: HandScreen,
};

function keysOf({ typing, open }: HandModel, hand: ScreenProps['hand']): readonly Binding[] {
  if (typing !== undefined) return TYPING_BINDINGS;
  if (open !== undefined) return editBindings(open.as);
  return handBindings(hand !== undefined, hand?.again !== undefined);
}

function HandScreen(props: ScreenProps): ReactNode {
  const { scene, facts, size, rows, lane: tab, go, typing, hand } = props;
  const lane = scene.state.lanes[tab];
  const [, redraw] = useState<HandModel>();
  const memory = handMemoryOf(facts);
  const id = lane?.id ?? '';
  const latest = (): HandModel => handModelOf(memory, id);
  const model = latest();
  const world = worldOf(facts, id, scene.point, latest, { hand, rows });
  const show = (next: HandModel): void => {
    memory.models.set(id, next);
    typing(next.typing !== undefined || next.open !== undefined);
    redraw(next);
  };
  useInput(
    (input, key) => {
      const now = latest();
      const seen = worldOf(facts, id, scene.point, latest, { hand, rows });
      if (now.typing !== undefined) {
        const line = lineAfter(now.typing.line, input, key, LONGEST);
        if (typeof line === 'string') show(afterTyped(now, line, seen));
        else show({ ...now, notice: '', typing: { ...now.typing, line } });
      } else if (now.open !== undefined) {
        const action = actionOf(editBindings(now.open.as), input, key);
        if (action !== undefined) show(afterEditAction(now, action, seen));
      } else {
        const action = actionOf(handBindings(hand !== undefined, hand?.again !== undefined), input, key);
        if (action === 'leave' && now.filter === '') go('lanes');
        else if (action !== undefined) show(afterHandAction(now, action, seen, input));
      }
    },
    { isActive: !use(HeldKeys) && lane !== undefined },
  );
  usePaste((paste) => {
    const now = latest();
    if (now.typing !== undefined)
      show({ ...now, typing: { ...now.typing, line: typedInto(now.typing.line, paste, LONGEST) } });
  });
  const taken = model.typing !== undefined || model.open !== undefined;
  useEffect(() => {
    typing(taken);
    return () => typing(false);
    // oxlint-disable-next-line react/exhaustive-deps -- the stage hands a new function at every frame; what it does is the same
  }, [taken]);
  const view = { model, world, rows, columns: size.columns };
  return model.open === undefined ? (
    <HandList {...view} title={lane?.title ?? ''} />
  ) : (
    <EditView {...view} open={model.open} />
  );
}

function worldOf(
  facts: FactLog,
  lane: string,
  point: number,
  latest: () => HandModel,
  { hand, rows }: Pick<ScreenProps, 'hand' | 'rows'>,
): HandWorld {
  const { log, exchanges } = handMemoryOf(facts);
  const model = latest();
  return {
    lane,
    point,
    log,
    exchanges,
    state: log.at(lane, point),
    passed: passedFitting(exchanges.exchanges(lane, point), filterNow(model)),
    hand,
    rows: rows - (model.open === undefined ? LIST_FRAME : EDIT_FRAME),
  };
}
