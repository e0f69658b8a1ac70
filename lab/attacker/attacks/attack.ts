import type { ConnectionId, LabFact, LogicalAddress } from '../../facts/facts.ts';
import type { StreamFilter } from '../tap/splice.ts';
import type { InterceptedExchange } from './intercepted-exchange.ts';

type WithoutPlace<Fact> = Fact extends unknown ? Omit<Fact, 'lane' | 'connection'> : never;

/** What an attack says it did to a connection: a fact without its lane and connection, which the interceptor knows. */
export type AttackFact = WithoutPlace<Extract<LabFact, { readonly connection: ConnectionId }>>;

/** What the interceptor tells an attack of an exchange or tunnel besides its bytes. */
export interface Situation {
  /** Where the victim meant to go. */
  readonly logical: LogicalAddress;
  /** Where it is led: another address only where `fetches` says so. */
  readonly fetched: LogicalAddress;
  /** Whether what `armedBy` waits for has happened. What asks disarms: it is true once. */
  readonly disarm: () => boolean;
  /** Says what was done. What nobody's tap saw is nobody's fact: it is dropped. */
  readonly report: (fact: AttackFact) => void;
}

/**
 * What the attacker does with what it could read, and what that needs of the lab, which asks nothing else.
 * One file each in this folder; the interceptor does the rest. A hook that throws ends its exchange with
 * a 502, or its tunnel, no more. All lanes share it: what it has to remember is the interceptor's.
 */
export interface Attack {
  /**
   * What becomes of TLS: `tunnel` passes it on sealed, `end` answers it with a leaf of the attacker's own,
   * for which the lab makes an authority.
   */
  readonly tls: 'tunnel' | 'end';
  /**
   * The bank's door from which requests in clear for `logical` are fetched over TLS; none for most. Where
   * that door is open the attacker answers on `logical`, whatever the bank does there.
   */
  readonly fetches?: (logical: LogicalAddress) => LogicalAddress | undefined;
  /** The bank's ports that the victim does not reach: connections there are refused. None for most. */
  readonly blocks?: readonly number[];
  /** Whether `fact`, which the victim just made true, is the moment that the attack waits for: see `disarm`. */
  readonly armedBy?: (fact: LabFact) => boolean;
  /** Before a request goes on to the bank. */
  readonly request?: (exchange: InterceptedExchange, situation: Situation) => void;
  /** Before a response goes on to the victim. */
  readonly response?: (exchange: InterceptedExchange, situation: Situation) => void;
  /** Gives what becomes of the victim's bytes in a tunnel of TLS that opens; called once for each. */
  readonly tunnel?: (situation: Situation) => StreamFilter;
}

/** An attack that scenarios may ask for. */
export interface NamedAttack extends Attack {
  /** Its word in a scenario's `does`. */
  readonly word: string;
  /** What it does, for a teacher, without a stop: `keeps the victim on http`. */
  readonly meaning: string;
}
