import type { HeldId, HeldMessage, HoldCondition, LaneId } from '../../lab/facts/facts.ts';

/** An attack that can begin at any time: its word, and what it does, without a stop. */
export interface AttackToChoose {
  readonly word: string;
  readonly meaning: string;
}

/**
 * What the attacker of a lab that is open can be told from the stage. Nothing comes back: what he does is facts, and the
 * stage shows those. A message that is not held any more, or a lane that is not there, is no mistake: nothing happens.
 * It is handed to the stage by a command; a session that is played again has none.
 */
export interface AttackersHand {
  readonly attacks: readonly AttackToChoose[];
  /** From now on he does this with what comes, and hangs up on what is open but where he holds something. */
  readonly begin: (lane: LaneId, attack: string) => void;
  /** From now on he holds what fits; undefined lets everything go that is held, and everything pass. */
  readonly hold: (lane: LaneId, condition: HoldCondition | undefined) => void;
  /** Lets a message go on as it came, or as `after`, which must be fit to go on (`faultOf`). */
  readonly release: (lane: LaneId, held: HeldId, after?: HeldMessage) => void;
  /** Lets a message go nowhere. */
  readonly drop: (lane: LaneId, held: HeldId) => void;
  /** Sends a request once more that was read, for `origin` (`http://bank.test`): as it was, or as `after`. */
  readonly resend: (
    lane: LaneId,
    order: { readonly origin: string; readonly before: HeldMessage; readonly after?: HeldMessage },
  ) => void;
  /** Has the victim do again what she did in the script; absent where a person is the victim. */
  readonly again?: (lane: LaneId) => void;
}
