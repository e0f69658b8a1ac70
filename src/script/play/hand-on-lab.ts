import type { HeldId, HeldMessage, HoldCondition, LaneId } from '../../../lab/facts/facts.ts';
import type { Lane, ResendOrder } from '../../../lab/lab.ts';
import { ATTACKS_AT_HAND } from '../../../lab/settings.ts';

/** What acts on the attackers of a lab that is open; the stage is given it, and knows nothing of the lab. */
export interface HandOnLab {
  readonly attacks: typeof ATTACKS_AT_HAND;
  readonly begin: (lane: LaneId, attack: string) => void;
  readonly hold: (lane: LaneId, condition: HoldCondition | undefined) => void;
  readonly release: (lane: LaneId, held: HeldId, after?: HeldMessage) => void;
  readonly drop: (lane: LaneId, held: HeldId) => void;
  readonly resend: (lane: LaneId, order: ResendOrder) => void;
}

/**
 * The hand on the attackers of these lanes, which may be there later. Nothing that is asked of it throws or comes back:
 * what happens is facts. What cannot be done is not done.
 */
export function handOnLab(lanes: () => ReadonlyMap<LaneId, Lane> | undefined): HandOnLab {
  const of = (id: LaneId): Lane | undefined => lanes()?.get(id);
  return {
    attacks: ATTACKS_AT_HAND,
    begin: (id, attack) => {
      const known = ATTACKS_AT_HAND.find(({ word }) => word === attack);
      // A lab that closes meanwhile has no doors to turn any more.
      if (known !== undefined)
        void of(id)
          ?.beginAttack(known.word)
          .catch(() => undefined);
    },
    hold: (id, condition) => of(id)?.hold.set(condition),
    release: (id, held, after) => void of(id)?.hold.release(held, after),
    drop: (id, held) => of(id)?.hold.drop(held),
    resend: (id, order) => void of(id)?.attacker.resend(order),
  };
}
