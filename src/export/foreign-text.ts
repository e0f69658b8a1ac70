import type { ConnectionId } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { neutral } from '../../lab/text/neutral.ts';
import { printable } from '../../lab/text/printable.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { ConnectionReading } from '../reading/connection.ts';
import { readFact } from '../reading/lane.ts';
import type { Unit } from '../reading/protocol.ts';

/** Connections that are read along at once; the one that was silent longest is told no further. */
const READ_ALONG = 1_000;

interface Followed {
  reading: ConnectionReading | undefined;
  /** Where the last unit told begins, each way. */
  readonly told: Record<Direction, number>;
}

/**
 * Tells a session from elsewhere fact by fact, in neutral words: who connected, what each side said as far as an onlooker reads it, how it
 * ended. `before` are the words of every session. Give it the facts in order.
 */
export function foreignTranscriber(
  before: (fact: Fact) => readonly string[],
): (fact: Fact) => readonly string[] {
  const followed = new Map<ConnectionId, Followed>();
  let order = 0;
  return (fact) => {
    if (fact.type === 'session-closed') return [''];
    if (fact.type === 'connection-opened') {
      const { connection, client, logical, transport } = fact;
      followed.set(connection, {
        reading: readFact(undefined, fact, 0)[0],
        told: { 'to-bank': -1, 'to-victim': -1 },
      });
      const [oldest] = followed.keys();
      if (followed.size > READ_ALONG && oldest !== undefined) followed.delete(oldest);
      return [
        line(
          connection,
          'client',
          `${client} ${transport === 'udp' ? 'sent to' : 'connected to'} ${logical}`,
        ),
      ];
    }
    if (fact.type === 'segment-captured') {
      const own = followed.get(fact.connection);
      if (own === undefined) return [];
      // The one that was silent longest stands first.
      followed.delete(fact.connection);
      followed.set(fact.connection, own);
      const [reading, units] = readFact(own.reading, fact, (order += 1));
      own.reading = reading;
      return units.flatMap((unit) => toldUnit(unit, own));
    }
    if (fact.type === 'connection-closed') {
      const own = followed.get(fact.connection);
      followed.delete(fact.connection);
      const [, units = []] = own === undefined ? [] : readFact(own.reading, fact, order);
      const last = own === undefined ? [] : units.flatMap((unit) => toldUnit(unit, own));
      return [...last, ...before(fact).map(neutral)];
    }
    return before(fact).map(neutral);
  };
}

function toldUnit(unit: Unit, { told }: Followed): string[] {
  const { kind, complete, offset, direction, connection, name } = unit;
  if (!complete || kind === 'sealed' || kind === 'bytes' || told[direction] >= offset) return [];
  told[direction] = offset;
  return [line(connection, direction === 'to-bank' ? 'client' : 'server', name)];
}

function line(connection: ConnectionId, who: string, text: string): string {
  return printable(`   ${String(connection).padStart(6)} ${who.padEnd(7)} ${text}`);
}
