import type { ConnectionId } from '../../../lab/facts/facts.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { KeyLog } from '../../../lab/wire/tls/opening/key-log.ts';
import { countBefore } from '../count-before.ts';

/** Facts from which follows who holds keys of a lane’s connections. */
export const OF_KEYS: ReadonlySet<string> = new Set<Fact['type']>([
  'certificate-forged',
  'exchange-read',
  'recording-decrypted',
  'tls-secret-logged',
  'tunnel-opened',
]);

/** Who holds keys in one lane, as its facts say it one after another: the victim, and of some connections the attacker. */
export class LaneKeys {
  readonly #lines: { readonly index: number; readonly line: string }[] = [];
  /** Where the attacker first had read a connection, and first let one through unread. */
  readonly #read = new Map<ConnectionId, number>();
  readonly #joined = new Map<ConnectionId, number>();
  #forged: number | undefined;
  #log: { readonly count: number; readonly log: KeyLog } | undefined;

  take(fact: Fact, index: number): void {
    if (fact.type === 'tls-secret-logged') this.#lines.push({ index, line: fact.line });
    else if (fact.type === 'certificate-forged') this.#forged ??= index;
    else if (fact.type === 'exchange-read' || fact.type === 'recording-decrypted')
      first(this.#read, fact.connection, index);
    else if (fact.type === 'tunnel-opened') first(this.#joined, fact.connection, index);
  }

  /** How many secrets the victim had logged at a point. */
  secrets(point: number): number {
    return countBefore(this.#lines, point, ({ index }) => index);
  }

  /** Whether the attacker reads a connection, by what had happened at a point. */
  attackerReads(connection: ConnectionId, point: number): boolean {
    const forges = this.#forged !== undefined && this.#forged < point;
    if (forges) return (this.#joined.get(connection) ?? Infinity) >= point;
    return (this.#read.get(connection) ?? Infinity) < point;
  }

  /** The first `count` secrets that the victim logged. */
  log(count: number): KeyLog {
    if (this.#log?.count !== count) {
      const log = new KeyLog();
      for (const { line } of this.#lines.slice(0, count)) log.take(line);
      this.#log = { count, log };
    }
    return this.#log.log;
  }
}

function first(places: Map<ConnectionId, number>, connection: ConnectionId, index: number): void {
  if (!places.has(connection)) places.set(connection, index);
}
