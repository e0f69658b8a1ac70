import type { FactLog } from '../../../lab/facts/fact-log.ts';
import type {
  ConnectionId,
  HeldId,
  HeldMessage,
  HoldCondition,
  LaneId,
  MessageHeld,
  MessageReleased,
} from '../../../lab/facts/facts.ts';
import { isRecord } from '../../../lab/facts/codec.ts';
import { heldText } from '../../../lab/facts/hold.ts';
import type { Fact } from '../../../lab/facts/session.ts';

/** A message that is held, or was: what it is in a few words; its bytes stay in the log. */
export interface HeldEntry {
  readonly lane: LaneId;
  readonly held: HeldId;
  readonly connection: ConnectionId;
  readonly kind: MessageHeld['kind'];
  readonly direction: MessageHeld['direction'];
  readonly origin: string;
  readonly what: string;
  /** Where on the log it was held, and when: ms since the session began. */
  readonly index: number;
  readonly at: number;
  /** How it left his hand, and where on the log. */
  readonly released?: { readonly index: number; readonly how: MessageReleased['how'] };
}

/** What one lane's attacker is about at one point of the log. */
export interface HandState {
  /** The attack's word; empty before the lane is open. */
  readonly attack: string;
  /** What he holds from now on; undefined where everything passes. */
  readonly holds?: HoldCondition;
  /** What is in his hand, in the order in which it came. */
  readonly queue: readonly HeldEntry[];
}

/** A message as it came into his hand and as it went on, where it did. */
export interface BeforeAndAfter {
  readonly before: HeldMessage;
  readonly after?: HeldMessage;
  readonly released?: MessageReleased;
}

const READ: ReadonlySet<string> = new Set<Fact['type']>([
  'lane-opened',
  'attack-begun',
  'hold-set',
  'message-held',
  'message-released',
]);

/** What is so of a lane from one place of the log on. */
interface Since<T> {
  readonly lane: LaneId;
  readonly index: number;
  readonly is: T;
}

/** A growing log read for what the attackers do by hand. Each fact is read once. */
export class HandLog {
  readonly #facts: FactLog;
  readonly #attacks: Since<string>[] = [];
  readonly #holds: Since<HoldCondition | undefined>[] = [];
  readonly #held = new Map<string, HeldEntry>();
  #read = 0;

  constructor(facts: FactLog) {
    this.#facts = facts;
  }

  /** What the attacker of a lane was about when `point` facts had come. */
  at(lane: LaneId, point: number): HandState {
    this.#readOn();
    const holds = latest(this.#holds, lane, point);
    const queue = [...this.#held.values()].filter(
      (entry) => entry.lane === lane && entry.index < point && (entry.released?.index ?? Infinity) >= point,
    );
    return { attack: latest(this.#attacks, lane, point) ?? '', ...(holds && { holds }), queue };
  }

  /** All that was held of a connection by then, in the order in which it came. */
  ofConnection(lane: LaneId, connection: ConnectionId, point: number): readonly HeldEntry[] {
    this.#readOn();
    return [...this.#held.values()].filter(
      (entry) => entry.lane === lane && entry.connection === connection && entry.index < point,
    );
  }

  /** The message itself, read from the log; what became of it after `point` is not known yet. */
  message({ index, released }: HeldEntry, point: number): BeforeAndAfter | undefined {
    const fact = this.#facts.at(index);
    if (fact?.type !== 'message-held') return undefined;
    const told =
      released !== undefined && released.index < point ? this.#facts.at(released.index) : undefined;
    if (told?.type !== 'message-released') return { before: fact.message };
    return { before: fact.message, released: told, ...(told.after && { after: told.after }) };
  }

  #readOn(): void {
    for (; this.#read < this.#facts.length; this.#read += 1) {
      if (!READ.has(this.#facts.typeAt(this.#read) ?? '')) continue;
      const fact = this.#facts.at(this.#read);
      if (fact !== undefined) this.#take(fact, this.#read);
    }
  }

  #take(fact: Fact, index: number): void {
    if (fact.type === 'lane-opened') {
      const { attacker } = fact.settings;
      const does = isRecord(attacker) ? attacker['does'] : undefined;
      this.#attacks.push({ lane: fact.lane, index, is: typeof does === 'string' ? does : '' });
    } else if (fact.type === 'attack-begun') this.#attacks.push({ lane: fact.lane, index, is: fact.attack });
    else if (fact.type === 'hold-set') {
      const { lane, on, kind, method, path, field } = fact;
      const is = {
        ...(kind !== undefined && { kind }),
        ...(method !== undefined && { method }),
        ...(path !== undefined && { path }),
        ...(field !== undefined && { field }),
      };
      this.#holds.push({ lane, index, is: on ? is : undefined });
    } else if (fact.type === 'message-held') {
      const { lane, held, connection, kind, direction, origin, at } = fact;
      const entry = { lane, held, connection, kind, direction, origin, index, at, what: heldText(fact) };
      this.#held.set(keyOf(fact), entry);
    } else if (fact.type === 'message-released') {
      const known = this.#held.get(keyOf(fact));
      if (known !== undefined) this.#held.set(keyOf(fact), { ...known, released: { index, how: fact.how } });
    }
  }
}

function latest<T>(all: readonly Since<T>[], lane: LaneId, point: number): T | undefined {
  return all.findLast((each) => each.lane === lane && each.index < point)?.is;
}

function keyOf({ lane, held }: { readonly lane: LaneId; readonly held: HeldId }): string {
  return `${held} ${lane}`;
}
