import type { LaneId } from '../../../lab/facts/facts.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { filterOf } from '../../views/exchanges/filter.ts';
import type { ExchangeTraits } from '../../views/exchanges/filter.ts';
import { heldField } from '../../views/hand/held-fields.ts';
import type { InspectedConnection } from '../../views/inspection/inspected.ts';
import type { Inspection } from '../../views/inspection/inspection.ts';
import { handMemoryOf } from '../hand-screen/memory.ts';
import type { Beside } from './tree.ts';

/** What the inspector shows of a lane at one point: what fits the filter, and what the attacker held. */
export function besideOf(
  facts: FactLog,
  inspection: Inspection,
  lane: LaneId,
  point: number,
  filter: string,
): Beside {
  const { log, exchanges } = handMemoryOf(facts);
  const { matches } = filterOf(filter);
  const read = filter === '' ? [] : exchanges.exchanges(lane, point);
  const fits = (connection: InspectedConnection): boolean => {
    const all = readBehindTls(connection, inspection, read) ?? [unread(connection)];
    return all.some((traits) => matches(traits));
  };
  return {
    shows: (connection, item) => {
      if (filter === '') return true;
      if (item === undefined || connection.protocol !== 'http') return fits(connection);
      return inspection
        .exchanges(connection)
        .some(({ traits, offsets }) => offsets[item.direction] === item.offset && matches(traits));
    },
    held: (connection) =>
      log.ofConnection(lane, connection.id, point).map((entry) => ({
        held: entry.held,
        direction: entry.direction,
        at: entry.at,
        field: heldField(entry, log.message(entry, point)),
      })),
  };
}

/** What could be read on a connection: in clear, or where the attacker ended its TLS; undefined where nothing could. */
function readBehindTls(
  connection: InspectedConnection,
  inspection: Inspection,
  read: readonly (ExchangeTraits & { readonly connection?: number })[],
): readonly ExchangeTraits[] | undefined {
  if (connection.protocol === 'http') return inspection.exchanges(connection).map(({ traits }) => traits);
  const own = read.filter((each) => each.connection === connection.id);
  return own.length === 0 ? undefined : own;
}

function unread({ protocol, opened }: InspectedConnection): ExchangeTraits {
  const host = (opened?.logical ?? '').replace(/:\d+$/, '');
  const nothing = { method: '', path: '', status: 0, fields: [] };
  return { ...nothing, host, sealed: protocol === 'tls', from: opened?.party ?? 'victim' };
}
