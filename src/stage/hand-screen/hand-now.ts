import { useMemo, useState } from 'react';
import type { AttackersHand } from '../attackers-hand.ts';
import type { Director } from '../director.ts';
import type { StageScene } from '../scene.ts';

/**
 * The hand on the attackers, from when the script is over for the first time; none before that. Whoever acts looks at
 * what is now: a stage that is held, or looks back, goes on to the end of the log.
 */
export function useHandNow(
  director: Director,
  { over }: StageScene,
  hand: AttackersHand | undefined,
): AttackersHand | undefined {
  const [was, setWas] = useState(false);
  if (over && !was) setWas(true);
  const now = useMemo(() => hand && lookingAtNow(director, hand), [director, hand]);
  return over || was ? now : undefined;
}

function lookingAtNow(director: Director, hand: AttackersHand): AttackersHand {
  const look = (): void => {
    if (director.scene().paused) director.togglePause();
    director.toEnd();
  };
  const first =
    <Args extends readonly unknown[]>(act: (...args: Args) => void) =>
    (...args: Args): void => {
      look();
      act(...args);
    };
  const { again } = hand;
  return {
    attacks: hand.attacks,
    begin: first(hand.begin),
    hold: first(hand.hold),
    release: first(hand.release),
    drop: first(hand.drop),
    resend: first(hand.resend),
    ...(again !== undefined && { again: first(again) }),
  };
}
