import { setImmediate } from 'node:timers/promises';
import type { ConnectionId } from '../../../lab/facts/facts.ts';
import { HEAD_LIMITS } from '../../../lab/facts/fact-log.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { grouped } from '../../../lab/text/count.ts';
import { UserError } from '../../errors.ts';
import { CaptureReader } from '../../sources/capture/reader.ts';
import type { CapturedPacket, TakePacket } from '../../sources/capture/format.ts';
import { CaptureFacts } from '../../sources/capture-facts.ts';
import type { CaptureSession } from '../../sources/capture-facts.ts';
import { CaptureIndex } from '../../sources/capture-index.ts';
import type { ListedConnection } from '../../sources/capture-index.ts';
import { CaptureSelection } from '../../sources/capture-selection.ts';
import type { Keys } from '../../sources/keylog.ts';
import { SOURCE_LIMITS } from '../../sources/limits.ts';
import { bytesOf } from './regular-file.ts';
import type { RegularFile } from './regular-file.ts';

/** Bytes asked of the system at once, in one turn of the process. */
const CHUNK = 4 * 1024 * 1024;
/** Bytes read at once where one packet is wanted: those after it are often wanted, too. */
const WINDOW = 512 * 1024;
/** Bytes that tell how long a packet is. */
const HEADER = 28;
/** Facts for which room is left: those that end a session. */
const ROOM = 1_000;

/** A capture file: its connections, which become known as it is read through once, and what passed on each, read when it is wanted. */
export class CaptureFile {
  readonly keys: Keys;
  readonly #file: RegularFile;
  readonly #session: CaptureSession;
  readonly #reader = new CaptureReader();
  readonly #index = new CaptureIndex();
  readonly #listeners = new Set<() => void>();
  #whole = false;
  #closed = false;
  #indexing: Promise<void> | undefined;
  #seen = 0;
  #secrets = 0;
  /** Bytes read for single packets, and where they stand. */
  #window: Buffer = Buffer.alloc(0);
  #from = 0;

  /** Takes over an open file. */
  constructor(file: RegularFile, keys: Keys, session: CaptureSession) {
    this.keys = keys;
    this.#file = file;
    this.#session = session;
  }

  /** What the file is called. */
  get title(): string {
    return this.#session.title;
  }

  /** Bytes of the file. */
  get size(): number {
    return this.#file.size;
  }

  /** The connections so far. The list grows while `index` reads on. */
  get listed(): readonly ListedConnection[] {
    return this.#index.listed;
  }

  /** How many of them are read. */
  get position(): number {
    return this.#reader.position;
  }

  /** Whether the file has been read through. */
  get whole(): boolean {
    return this.#whole;
  }

  /** An address with its port in words. */
  address({ address, port }: { readonly address: number; readonly port: number }): string {
    return this.#index.decoder.addresses.withPort(address, port);
  }

  /** What is to be known of the file, in sentences; complete once it is read through. */
  get notices(): readonly string[] {
    return noticesOf(this.#reader, this.#index);
  }

  /** Calls `listener` when more has been read; returns what ends that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads the file through in turns, between which the process does other things. */
  index(): Promise<void> {
    return (this.#indexing ??= this.#readOn());
  }

  /** Reads one turn of it. Throws a UserError where the file is no capture at all, or cannot be read. */
  readTurn(): void {
    if (this.#whole || this.#closed) return;
    const chunk = bytesOf(this.#file, this.#seen, CHUNK);
    this.#seen += chunk.length;
    if (chunk.length === 0) this.#reader.end();
    else this.#reader.feed(chunk, (packet, bytes) => void this.#index.take(packet, bytes));
    this.#whole = chunk.length === 0 || this.#reader.fault !== undefined;
    for (; this.#secrets < (this.#reader.format?.secrets.length ?? 0); this.#secrets += 1)
      this.keys.add(this.#reader.format?.secrets[this.#secrets] ?? '');
    if (this.#reader.format === undefined && this.#reader.fault !== undefined)
      throw new UserError(`${this.#file.path}: ${this.#reader.fault}`);
  }

  /** Every fact of the whole file in order, read anew from its beginning; little of it is in memory at once. */
  *facts(): Generator<Fact> {
    let waiting: Fact[] = [];
    const facts = new CaptureFacts(this.#session, this.keys, (fact) => waiting.push(fact));
    const reader = new CaptureReader();
    const index = new CaptureIndex();
    const take = (packet: CapturedPacket, bytes: Buffer): void => {
      const flow = index.take(packet, bytes);
      facts.secrets(reader.format?.secrets ?? []);
      if (flow !== undefined) facts.packet(flow, index.decoder, packet.time);
    };
    for (let at = 0; reader.fault === undefined;) {
      const chunk = bytesOf(this.#file, at, CHUNK / 8);
      at += chunk.length;
      if (chunk.length === 0) break;
      reader.feed(chunk, take);
      yield* waiting;
      waiting = [];
    }
    reader.end();
    if (reader.format === undefined) throw new UserError(`${this.#file.path}: ${reader.fault}`);
    facts.end([...noticesOf(reader, index), ...leftOut(facts)]);
    yield* waiting;
  }

  /** The facts of some connections alone. What is more than a screen holds at once is left out, and said. */
  factsOf(connections: ReadonlySet<ConnectionId>): readonly Fact[] {
    const all: Fact[] = [];
    let bytes = 0;
    const facts = new CaptureFacts(this.#session, this.keys, (fact) => {
      if (fact.type === 'segment-captured') bytes += fact.bytes.length;
      all.push(fact);
    });
    const listed = [...connections].flatMap((id) => this.#index.connection(id) ?? []);
    const selection = new CaptureSelection(listed, this.#index.decoder.addresses, facts);
    const said = [...this.notices];
    for (const { place, flow } of this.#index.packets.of(connections)) {
      if (bytes > HEAD_LIMITS.bytes || all.length > HEAD_LIMITS.facts - ROOM) {
        said.push(`Of these connections the first ${grouped(bytes)} bytes are shown.`);
        break;
      }
      this.#packetAt(place, (packet, within) => selection.take(packet, within, flow));
    }
    facts.end([...said, ...leftOut(facts)]);
    return all;
  }

  /** Reads one packet again. */
  #packetAt(place: number, take: TakePacket): void {
    const format = this.#reader.format?.at(place);
    for (const length of [WINDOW, SOURCE_LIMITS.block]) {
      if (place < this.#from || place + HEADER > this.#from + this.#window.length || length > WINDOW) {
        this.#window = bytesOf(this.#file, place, length);
        this.#from = place;
      }
      if (format === undefined || this.#window.length < HEADER) return;
      if (format.block(this.#window, place - this.#from, this.#from, take) !== 0) return;
      this.#window = Buffer.alloc(0);
    }
  }

  /** Ends the reading; the file itself is whoever's who opened it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listeners.clear();
  }

  async #readOn(): Promise<void> {
    while (!this.#whole && !this.#closed) {
      this.readTurn();
      for (const listener of this.#listeners) listener();
      await setImmediate();
    }
  }
}

function noticesOf(reader: CaptureReader, index: CaptureIndex): readonly string[] {
  const { fault, format } = reader;
  const comments = (format?.comments ?? []).map((comment) => `The file's comment: ${comment}`);
  return [
    ...comments,
    ...(fault === undefined ? [] : [`The file is damaged or cut: ${fault}.`]),
    ...index.notices,
  ];
}

function leftOut(facts: CaptureFacts): readonly string[] {
  const { facts: left, connections } = facts.left;
  return [
    ...(left > 0 ? [`${grouped(left)} facts beyond what a session holds were left out.`] : []),
    ...(connections > 0
      ? [`${grouped(connections)} connections were let go, as too many were open at once.`]
      : []),
  ];
}
