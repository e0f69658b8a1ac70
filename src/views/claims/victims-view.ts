import type { LaneId } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { KeyLog } from '../../../lab/wire/tls/opening/key-log.ts';
import { OpenedConnection } from '../../reading/opened.ts';
import type { LaneView } from './lane-view.ts';

/** What of a lane the victim's own TLS secrets open. The attacker has none of them: no claim about him may look here. */
export class VictimsKeys {
  readonly secrets: number;
  /** The connections with sealed records, each with what was inside. */
  readonly opened: ReadonlyMap<number, OpenedConnection>;

  constructor(facts: readonly Fact[], lane: LaneId, { traffic, streams, facts: own }: LaneView) {
    const log = new KeyLog();
    for (const fact of facts)
      if (fact.type === 'tls-secret-logged' && fact.lane === lane) log.take(fact.line);
    this.secrets = log.size;
    const opened = new Map<number, OpenedConnection>();
    for (const [connection, reading] of traffic.connections) {
      const units = traffic.units.filter((unit) => unit.connection === connection);
      if (!units.some(({ sealed }) => sealed)) continue;
      const ended = own.some(
        (fact) => fact.type === 'connection-closed' && fact.connection === connection && fact.how === 'end',
      );
      const theirs = streams.filter((stream) => stream.connection === connection);
      opened.set(
        connection,
        new OpenedConnection(connection, { reading, units, streams: theirs, ended }, log),
      );
    }
    this.opened = opened;
  }
}
