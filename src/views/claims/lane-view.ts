import type { ClientParty, ConnectionId, LaneId } from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import { concat, NO_BYTES } from '../../../lab/wire/bytes.ts';
import type { Searchable } from '../../reading/secrets.ts';
import { Parties } from '../../reading/parties.ts';
import { reassemble } from '../../reading/streams.ts';
import type { Stream } from '../../reading/streams.ts';
import { readLane, tlsHandshakeOf } from '../../reading/lane.ts';
import type { LaneRead, TlsHandshake } from '../../reading/lane.ts';
import type { Fact } from '../../../lab/facts/session.ts';

/** A TLS connection of the lane as the tap recorded it, as far as an onlooker reads it. */
export interface RecordedTls extends TlsHandshake {
  readonly connection: ConnectionId;
}

/** What passed in clear on a connection, or was opened later, as somebody other than the tap held it. */
export interface ClearText extends Searchable {
  /** `the request that the attacker read`. */
  readonly where: string;
}

/** One lane's facts of its victim as claims look at them, and no other client's: what the tap recorded, what the attacker read, what the bank's log says. */
export class LaneView {
  readonly id: LaneId;
  /** The facts of the lane and its victim, in order, without the TLS secrets that her client logged. */
  readonly facts: readonly Fact[];
  readonly #all: readonly Fact[];
  readonly #party: ClientParty;
  #authority: LaneView | undefined;
  #streams: readonly Stream[] | undefined;
  #traffic: LaneRead | undefined;

  /** `party` is whose facts it is about. */
  constructor(facts: readonly Fact[], id: LaneId, party: ClientParty = 'victim') {
    this.id = id;
    this.#all = facts;
    this.#party = party;
    const parties = new Parties();
    this.facts = facts.filter(
      (fact) =>
        'lane' in fact &&
        fact.lane === id &&
        parties.of(fact) === party &&
        // Her keys are hers: what claims see of a lane never holds them.
        fact.type !== 'tls-secret-logged',
    );
  }

  /** Facts of one type, in order. */
  of<T extends Fact['type']>(type: T): readonly Extract<Fact, { readonly type: T }>[] {
    return this.facts.filter((fact): fact is Extract<Fact, { readonly type: T }> => fact.type === type);
  }

  /** The last fact of a type. */
  last<T extends Fact['type']>(type: T): Extract<Fact, { readonly type: T }> | undefined {
    return this.of(type).at(-1);
  }

  /** The same of the certificate authority that came to the lane. */
  get authority(): LaneView {
    return (this.#authority ??=
      this.#party === 'authority' ? this : new LaneView(this.#all, this.id, 'authority'));
  }

  /** Every byte that the tap recorded. */
  get streams(): readonly Stream[] {
    return (this.#streams ??= reassemble(this.of('segment-captured')));
  }

  /** How many bytes the tap recorded. */
  get recorded(): number {
    return this.streams.reduce((sum, { bytes }) => sum + bytes.length, 0);
  }

  /** Whether bytes passed that were not kept: by the tap, or of a recording that was opened. */
  get isCut(): boolean {
    return this.facts.some(
      (fact) =>
        fact.type === 'capture-limit-reached' ||
        (fact.type === 'recording-decrypted' && fact.length > fact.bytes.length),
    );
  }

  /** One direction of a connection from its first byte, as far as it was recorded. */
  bytesOf(connection: ConnectionId, direction: Direction): Uint8Array {
    const stream = this.streams.find(
      (each) => each.connection === connection && each.direction === direction && each.offset === 0,
    );
    return stream?.bytes ?? NO_BYTES;
  }

  /** The connections to a port of the bank's, in order. */
  connectionsTo(port: number): readonly ConnectionId[] {
    return this.of('connection-opened')
      .filter(({ logical }) => logical.endsWith(`:${port}`))
      .map(({ connection }) => connection);
  }

  /** What its connections carry; a unit's `order` is the place of its fact among the lane's. */
  get traffic(): LaneRead {
    return (this.#traffic ??= readLane(this.facts));
  }

  /** The connections on which the victim began TLS, read as far as an onlooker can. */
  get tls(): readonly RecordedTls[] {
    return [...this.traffic.connections].flatMap(([connection, reading]) => {
      const handshake = tlsHandshakeOf(reading);
      return handshake?.hellos.client === undefined ? [] : [{ connection, ...handshake }];
    });
  }

  /** What the attacker held in clear beside the recording: what it read by ending TLS itself, and what it opened later. */
  get clear(): readonly ClearText[] {
    return this.facts.flatMap((fact): ClearText[] => {
      if (fact.type === 'recording-decrypted') {
        const { connection, direction, bytes } = fact;
        return [{ connection, direction, bytes, where: 'the recording that the attacker opened' }];
      }
      if (fact.type === 'message-read') {
        const { connection, direction, bytes } = fact;
        return [{ connection, direction, bytes, where: 'a message that the attacker read' }];
      }
      if (fact.type !== 'exchange-read') return [];
      const { connection, request, response } = fact;
      const line = `${request.method} ${request.url}`;
      return [
        {
          connection,
          direction: 'to-bank',
          bytes: concat([headOf(line, request.headers), request.body]),
          where: `${line}, which the attacker read`,
        },
        {
          connection,
          direction: 'to-victim',
          bytes: concat([headOf(String(response.status), response.headers), response.body]),
          where: `the answer to ${line}, which the attacker read`,
        },
      ];
    });
  }
}

function headOf(first: string, headers: readonly (readonly [string, string])[]): Uint8Array {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return new TextEncoder().encode(`${first}\r\n${lines.join('')}\r\n`);
}
