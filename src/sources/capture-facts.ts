import type { ConnectionId } from '../../lab/facts/facts.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { LARGEST } from '../../lab/facts/values.ts';
import { SESSION_FORMAT } from '../../lab/facts/session.ts';
import type { Fact, Happening, SessionSource } from '../../lab/facts/session.ts';
import { viewOf } from '../../lab/wire/bytes.ts';
import type { Direction } from '../../lab/wire/direction.ts';
import type { Flow } from './flows/flow-table.ts';
import { TrackedConnection } from './flows/tracked-connection.ts';
import type { ConnectionEvents } from './flows/tracked-connection.ts';
import type { Keys } from './keylog.ts';
import { SOURCE_LIMITS } from './limits.ts';
import type { PacketDecoder } from './packets/decode.ts';

/** The one lane of a session that was made of a file. */
export const CAPTURE_LANE = 'capture';

/** What a session of a file is opened with. */
export interface CaptureSession {
  /** The program's version. */
  readonly version: string;
  readonly title: string;
  readonly source: SessionSource;
}

/** Takes a fact. */
export type TakeFact = (fact: Fact) => void;

/** The first fact of a session that was made of a file; `time` is ms since 1970. */
export function sessionOf({ version, title, source }: CaptureSession, time: number): Fact {
  return {
    at: 0,
    type: 'session-opened',
    format: SESSION_FORMAT,
    version,
    scenario: source.kind,
    title,
    seed: '',
    time: new Date(Math.min(Math.max(time, 0), 8.64e15)).toISOString(),
    lanes: [{ id: CAPTURE_LANE, title, url: '' }],
    steps: [],
    notes: '',
    source,
  };
}

/** Makes facts of the packets of a capture as they come: what was said, when, on which connection. Holds what is not yet in order, within SOURCE_LIMITS. */
export class CaptureFacts {
  readonly #session: CaptureSession;
  readonly #keys: Keys;
  readonly #take: TakeFact;
  readonly #open = new Map<ConnectionId, TrackedConnection>();
  readonly #over = new Set<ConnectionId>();
  readonly #together = { bytes: 0 };
  readonly #said = new Set<string>();
  #zero: number | undefined;
  #at = 0;
  #facts = 0;
  #left = 0;
  #gaveWay = 0;
  #heard = 0;

  constructor(session: CaptureSession, keys: Keys, take: TakeFact) {
    this.#session = session;
    this.#keys = keys;
    this.#take = take;
  }

  /** Facts beyond what a session holds, and connections that gave way to others. */
  get left(): { readonly facts: number; readonly connections: number } {
    return { facts: this.#left, connections: this.#gaveWay };
  }

  /** Hears what secrets the file has brought so far: packets that come after them may be opened by them. */
  secrets(lines: readonly string[]): void {
    for (; this.#heard < lines.length; this.#heard += 1) this.#keys.add(lines[this.#heard] ?? '');
  }

  /** Takes the packet just decoded, which belongs to this connection; `time` is ms since 1970. */
  packet(flow: Flow, packet: PacketDecoder, time: number): void {
    this.#moment(time);
    if (this.#over.has(flow.id)) return;
    let tracked = this.#open.get(flow.id);
    if (tracked === undefined) tracked = this.#begin(flow, packet);
    // What was used last stands last: the first makes room.
    else this.#open.delete(flow.id);
    this.#open.set(flow.id, tracked);
    tracked.packet(packet);
    if (this.#open.size > SOURCE_LIMITS.open) this.#giveWay();
  }

  /** Says what was found out about the file, and that the session is over. A file without packets is a session, too. */
  end(notices: readonly string[]): void {
    if (this.#zero === undefined) this.#moment(0);
    for (const tracked of this.#open.values()) tracked.end();
    this.#open.clear();
    for (const text of notices) this.#emit({ type: 'capture-noted', text });
    this.#emit({ type: 'session-closed', held: 0, failed: 0, how: 'finished' });
  }

  #moment(said: number): void {
    // A file may count its times in units of which few make more years than there are.
    const time = Math.min(Math.max(0, said), LARGEST);
    if (this.#zero === undefined) {
      this.#zero = time;
      this.#take(sessionOf(this.#session, time));
    }
    // Packets may be out of order: no fact goes back before the first.
    const at = Math.round((time - this.#zero) * 1_000) / 1_000;
    this.#at = Math.min(Math.max(0, at), LARGEST);
  }

  #begin(flow: Flow, packet: PacketDecoder): TrackedConnection {
    const { client, server, id, transport } = flow;
    const to = packet.addresses.withPort(server.address, server.port);
    this.#emit({
      type: 'connection-opened',
      lane: CAPTURE_LANE,
      connection: id,
      logical: to,
      client: packet.addresses.withPort(client.address, client.port),
      server: to,
      ...(transport === 'udp' && { transport }),
    });
    const events: ConnectionEvents = {
      bytes: (direction, offset, bytes) => this.#bytes(id, direction, offset, bytes),
      closed: (by, how, toBank, toVictim) => {
        this.#over.add(id);
        this.#open.delete(id);
        this.#emit({
          type: 'connection-closed',
          lane: CAPTURE_LANE,
          connection: id,
          by,
          how,
          toBank,
          toVictim,
        });
      },
    };
    return new TrackedConnection(flow, this.#together, events);
  }

  #bytes(connection: ConnectionId, direction: Direction, first: number, all: Uint8Array): void {
    for (let at = 0; at < all.length; at += SESSION_LIMITS.segment) {
      // A copy: what was read will be overwritten.
      const bytes = Uint8Array.from(all.subarray(at, at + SESSION_LIMITS.segment));
      const offset = first + at;
      this.#emit({ type: 'segment-captured', lane: CAPTURE_LANE, connection, direction, offset, bytes });
    }
    if (direction === 'to-bank' && this.#keys.count > 0) this.#secrets(all);
  }

  /** Says the secrets of a connection whose ClientHello stands in these bytes. */
  #secrets(bytes: Uint8Array): void {
    const buffer = viewOf(bytes);
    for (let at = buffer.indexOf(0x16); at !== -1; at = buffer.indexOf(0x16, at + 1)) {
      if (buffer[at + 1] !== 3 || buffer[at + 5] !== 1) continue;
      for (const line of this.#keys.of(buffer.subarray(at + 11, at + 43))) {
        if (this.#said.has(line)) continue;
        this.#said.add(line);
        this.#emit({ type: 'tls-secret-logged', lane: CAPTURE_LANE, line });
      }
    }
  }

  #giveWay(): void {
    const [oldest] = this.#open.values();
    this.#gaveWay += 1;
    oldest?.giveWay();
  }

  #emit(happening: Happening): void {
    this.#facts += 1;
    // Room is left for what is said at the end.
    const most = SESSION_LIMITS.facts - SESSION_LIMITS.kept;
    if (this.#facts > most && happening.type !== 'capture-noted' && happening.type !== 'session-closed')
      this.#left += 1;
    else this.#take({ at: this.#at, ...happening });
  }
}
