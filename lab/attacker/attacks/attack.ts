import type { IContext } from 'http-mitm-proxy';

import type { BytesTampered, FormTampered, LogicalAddress, TlsStripped } from '../../facts/facts.ts';
import type { Passage } from '../tap/splice.ts';

type WithoutPlace<Fact> = Fact extends unknown ? Omit<Fact, 'lane' | 'connection'> : never;

/** What an attack says it did: a fact without its lane and connection, which the interceptor knows. */
export type Deed = WithoutPlace<BytesTampered | FormTampered | TlsStripped>;

/** What the interceptor tells an attack of an exchange or tunnel besides its bytes. */
export interface Scene {
  /** Where the victim meant to go. */
  readonly logical: LogicalAddress;
  /** Where it is led: another address only where `fetches` says so. */
  readonly fetched: LogicalAddress;
  /** Says what was done. What nobody's tap saw is nobody's fact: it is dropped. */
  readonly report: (deed: Deed) => void;
}

/**
 * What the attacker does with what it could read. One file each in this folder; the interceptor does
 * the rest. The hooks get http-mitm-proxy's context of one exchange, whose headers are named and
 * ordered as they travelled, and may change what goes on: headers in `proxyToServerRequestOptions` and
 * `serverToProxyResponse`, bodies with `addRequestFilter` and `addResponseFilter` (streams). A hook
 * that throws ends its exchange with a 502, or its tunnel, no more.
 */
export interface Attack {
  /** What becomes of TLS: `tunnel` passes it on sealed, `end` answers it with a leaf of the attacker's own. */
  readonly tls: 'tunnel' | 'end';
  /** The bank's door from which requests in clear for `logical` are fetched over TLS, where it is open; none for most. */
  readonly fetches?: (logical: LogicalAddress) => LogicalAddress | undefined;
  /** Before a request goes on to the bank. */
  readonly request?: (exchange: IContext, scene: Scene) => void;
  /** Before a response goes on to the victim. */
  readonly response?: (exchange: IContext, scene: Scene) => void;
  /** Gives what becomes of the victim's bytes in a tunnel of TLS that opens; called once for each. */
  readonly tunnel?: (scene: Scene) => Passage;
  /** Told that the moment has come, where an attack waits for one. */
  readonly arm?: () => void;
}
