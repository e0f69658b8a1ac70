import type { ClientParty, LabFact, LogicalAddress } from '../../facts/facts.ts';
import type { Endpoint } from '../../network.ts';
import type { Attack, Situation } from '../attacks/attack.ts';
import { watch } from '../attacks/watch.ts';
import type { Arrival } from './arrivals.ts';
import type { LaneReporter } from './lane-reporter.ts';

/** A door of the bank's: the address from which it is fetched, and where that really is. */
export interface BankDoor {
  /** What was asked for, but for an attack that fetches from another door. */
  readonly fetched: LogicalAddress;
  readonly endpoint: Endpoint;
}

/** What the attacker does in one lane just now, and to whom; and whether the moment has come that he waits for. */
export class LaneAttack {
  readonly #destinations: (logical: LogicalAddress) => Endpoint | undefined;
  readonly #reporter: LaneReporter;
  #attack: Attack;
  #armed = false;

  constructor(
    attack: Attack,
    destinations: (logical: LogicalAddress) => Endpoint | undefined,
    reporter: LaneReporter,
  ) {
    this.#attack = attack;
    this.#destinations = destinations;
    this.#reporter = reporter;
  }

  /** Another attack from now on. */
  use(attack: Attack): void {
    this.#attack = attack;
    this.#armed = false;
  }

  /** Looks at what the victim does, where the attack waits for something. */
  see(fact: LabFact): void {
    this.#armed ||= this.#attack.armedBy?.(fact) ?? false;
  }

  /** What the attacker does to whose connection: strangers' are passed on, and so are those of whom no tap knows. */
  on(party: ClientParty | undefined): Attack {
    return party === 'victim' ? this.#attack : watch;
  }

  /** The bank's door for `logical`, or the one from which the attack would rather fetch; none where neither is open, or he blocks its port. */
  door(logical: LogicalAddress, party: ClientParty | undefined): BankDoor | undefined {
    const { fetches, blocks = [] } = this.on(party);
    if (blocks.some((port) => logical.endsWith(`:${port}`))) return undefined;
    for (const fetched of [fetches?.(logical), logical]) {
      const endpoint = fetched === undefined ? undefined : this.#destinations(fetched);
      if (fetched !== undefined && endpoint !== undefined) return { fetched, endpoint };
    }
    return undefined;
  }

  /** What the attack is told of an exchange or a tunnel. */
  situation(logical: LogicalAddress, fetched: LogicalAddress, arrival: Arrival | undefined): Situation {
    return {
      logical,
      fetched,
      disarm: () => {
        const armed = this.#armed;
        this.#armed = false;
        return armed;
      },
      report: (fact) => this.#reporter.attacked(fact, arrival),
    };
  }
}
