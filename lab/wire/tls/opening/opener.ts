import type { Direction } from '../../direction.ts';
import { feedTls, hellosOf, startTls } from '../stream.ts';
import type { Hellos, RecordRead, TlsStream } from '../stream.ts';
import { RECORD_HEADER } from '../records.ts';
import { DirectionOpener } from './direction-opener.ts';
import type { Handshakes, InsideRecord, OpenedRecord } from './direction-opener.ts';
import type { TlsSecrets } from './key-log.ts';
import { TAG } from './open-record.ts';

/** How much an opener keeps. */
const OPENING_LIMITS = {
  /** Bytes of records of one direction that wait for a hello; what comes beyond them stays shut. */
  waiting: 4 * 1024 * 1024,
} as const;

/** Bytes of memory that a record costs beside its own. */
const RECORD_COST = 512;

/** Bytes of a stream that are read at a time: every first hello lies in them. */
const STRIDE = 262_144;

interface Waiting {
  readonly read: RecordRead;
  readonly bytes: Uint8Array;
}

interface Way {
  readonly opener: DirectionOpener;
  waiting: Waiting[];
  held: number;
}

/**
 * Opens the records of one connection with secrets that whoever asks has: the client's own key log, or what a stolen key gives.
 * Takes the records of both directions as they come, in whatever order; one that needs a hello of the other side waits for it.
 * Never throws.
 */
export class TlsOpener {
  readonly #handshakes: Handshakes = { client: [], server: [] };
  readonly #ways: Readonly<Record<Direction, Way>>;

  constructor(secrets: TlsSecrets) {
    const way = (direction: Direction): Way => ({
      opener: new DirectionOpener(direction, secrets, this.#handshakes),
      waiting: [],
      held: 0,
    });
    this.#ways = { 'to-bank': way('to-bank'), 'to-victim': way('to-victim') };
  }

  /** Takes the next whole record of a direction, `bytes` with its header, and gives what of records under keys can be told by now. */
  take(direction: Direction, read: RecordRead, bytes: Uint8Array, hellos: Hellos): readonly InsideRecord[] {
    this.#hear(hellos);
    const way = this.#ways[direction];
    const held = way.held + bytes.length + RECORD_COST;
    if (held > OPENING_LIMITS.waiting) {
      if (!read.guarded) return [];
      const { record, index } = read;
      return [{ direction, record, index, why: 'limit' }];
    }
    way.waiting.push({ read, bytes });
    way.held = held;
    return this.#settle(false);
  }

  /** Hears that no more will come: what still waits stays shut. */
  end(): readonly InsideRecord[] {
    return this.#settle(true);
  }

  #hear({ client, server }: Hellos): void {
    if (client !== undefined) this.#handshakes.client[0] ??= client;
    if (server?.helloRetryRequest === false) this.#handshakes.server[0] ??= server;
  }

  /** Goes on in both directions for as long as something moves: what one brings, the other may have waited for. */
  #settle(ended: boolean): readonly InsideRecord[] {
    const inside: InsideRecord[] = [];
    for (let moved = true, last = false; moved;) {
      moved = false;
      for (const way of [this.#ways['to-victim'], this.#ways['to-bank']]) {
        let done = 0;
        for (const { read, bytes } of way.waiting) {
          const came = way.opener.take(read, bytes, last);
          if (came === 'waits') break;
          done += 1;
          way.held -= bytes.length + RECORD_COST;
          if (came !== undefined) inside.push(came);
        }
        if (done > 0) way.waiting = way.waiting.slice(done);
        moved ||= done > 0;
      }
      // At the end whatever would wait for ever is told, once all the rest has moved.
      if (ended && !moved && !last) {
        last = true;
        moved = true;
      }
    }
    return inside;
  }
}

/** Whether a record was opened. */
export function isOpened(inside: InsideRecord): inside is OpenedRecord {
  return 'plaintext' in inside;
}

/** Whether its content type stands inside, behind the plaintext, as in TLS 1.3: there the tag covers more than the plaintext. RFC 9846 §5.2. */
export function hasOwnType({ record, at, plaintext }: OpenedRecord): boolean {
  return RECORD_HEADER + record.length - at - TAG > plaintext.length;
}

/** Both directions of one connection, and what was inside their records under keys, each direction's in order. */
export interface OpenedStreams {
  readonly hellos: Hellos;
  readonly inside: readonly InsideRecord[];
}

/** Opens the whole streams of a connection, whose order in time need not be known. Never throws. */
export function openStreams(toBank: Uint8Array, toVictim: Uint8Array, secrets: TlsSecrets): OpenedStreams {
  const opener = new TlsOpener(secrets);
  const inside: InsideRecord[] = [];
  const [first] = feedTls(startTls(), toBank.subarray(0, STRIDE));
  const read = (direction: Direction, stream: Uint8Array, other: TlsStream): TlsStream => {
    let own = startTls();
    for (let at = 0; at < stream.length && own.scan.problem === undefined; at += STRIDE) {
      const [next, records] = feedTls(own, stream.subarray(at, at + STRIDE), other);
      own = next;
      const hellos = direction === 'to-bank' ? hellosOf(own, other) : hellosOf(other, own);
      for (const record of records)
        inside.push(...opener.take(direction, record, recordIn(stream, record), hellos));
    }
    return own;
  };
  // From the bank's hello follows what of the victim's is sealed.
  const answered = read('to-victim', toVictim, first);
  const asked = read('to-bank', toBank, answered);
  inside.push(...opener.end());
  return { hellos: hellosOf(asked, answered), inside };
}

/** A record's bytes, with its header. */
export function recordIn(stream: Uint8Array, { record }: Pick<RecordRead, 'record'>, offset = 0): Uint8Array {
  const from = record.offset - offset;
  return stream.subarray(from, from + RECORD_HEADER + record.length);
}
