import type { Direction } from '../../direction.ts';
import { readClientHello, readServerHello } from '../hello.ts';
import type { ClientHello, ServerHello } from '../hello.ts';
import { assemble, messageBody, newMessages, NO_MESSAGES } from '../messages.ts';
import type { Assembly, HandshakeMessage } from '../messages.ts';
import { TLS_LIMITS } from '../limits.ts';
import { CONTENT, MESSAGE } from '../names.ts';
import type { RecordRead } from '../stream.ts';
import type { TlsRecord } from '../records.ts';
import { keysOfMaster, suiteOf } from './keys.ts';
import type { OpenedSuite, UnopenedSuite } from './keys.ts';
import type { TlsSecrets } from './key-log.ts';
import { openRecord } from './open-record.ts';
import type { RecordFault, Unsealed } from './open-record.ts';
import { phasesOf, updatedPhase } from './phases.ts';
import type { KeyPhase } from './phases.ts';

/** Why a record under keys stays shut. */
export type ShutWhy =
  | UnopenedSuite
  | RecordFault
  /** The handshake was not seen, or not to its end. */
  | 'no-hello'
  /** No secret of this connection is known. */
  | 'no-secret'
  /** Data that was sent before the bank had answered, whose secret is not known. */
  | 'early-data'
  /** Bytes before it were not kept: records can no longer be counted. */
  | 'gap'
  /** What was to be waited for, or kept, is more than OPENING_LIMITS allow. */
  | 'limit';

/** A record under keys that was opened. */
export interface OpenedRecord extends Unsealed {
  readonly direction: Direction;
  readonly record: TlsRecord;
  /** Counts the direction's records from 0, those in clear too. */
  readonly index: number;
  readonly phase: Pick<KeyPhase, 'name' | 'generation'>;
  /** Handshake messages that begin or end in it; their places are those of their ciphertext in the stream. */
  readonly messages: readonly HandshakeMessage[];
}

/** A record under keys that was not opened. */
export interface ShutRecord {
  readonly direction: Direction;
  readonly record: TlsRecord;
  readonly index: number;
  readonly why: ShutWhy;
}

/** A record, its bytes with the header, and all that came of it. */
export type InsideRecord = OpenedRecord | ShutRecord;

/** The hellos of a connection's handshakes in order; the first is in clear, each later one is of a new handshake inside TLS 1.2. */
export interface Handshakes {
  readonly client: ClientHello[];
  readonly server: ServerHello[];
}

/** New handshakes inside one connection that are followed. RFC 5246, section 7.4.1.1. */
const MOST_HANDSHAKES = 64;

/** Opens the records of one direction, one after another, as far as what it needs is there. */
export class DirectionOpener {
  readonly #direction: Direction;
  readonly #secrets: TlsSecrets;
  readonly #handshakes: Handshakes;
  /** TLS 1.3: the phases that are left, the present one first. TLS 1.2: the present one, once change_cipher_spec has passed. */
  #phases: readonly KeyPhase[] | undefined;
  #sequence = 0;
  /** How many handshakes have changed this direction's keys. TLS 1.2 only. */
  #epochs = 0;
  #assembly: Assembly = NO_MESSAGES;
  /** Where the next record should begin; undefined before the first. */
  #next: number | undefined;
  #lost: ShutWhy | undefined;

  constructor(direction: Direction, secrets: TlsSecrets, handshakes: Handshakes) {
    this.#direction = direction;
    this.#secrets = secrets;
    this.#handshakes = handshakes;
  }

  /** What came of a record: nothing where it is in clear, `waits` where a hello must come first. */
  take(read: RecordRead, bytes: Uint8Array, ended: boolean): InsideRecord | 'waits' | undefined {
    const { record, index, guarded } = read;
    const changes = record.type === CONTENT.changeCipherSpec;
    const present = Math.max(0, this.#epochs - 1);
    const needed = changes ? this.#epochs : present;
    if ((guarded || changes) && this.#suiteOf(needed) === undefined && !ended) return 'waits';
    if (this.#next !== undefined && this.#next !== record.offset) this.#lost ??= 'gap';
    this.#next = record.offset + bytes.length;
    if (!guarded) {
      if (changes) this.#change();
      return undefined;
    }
    const shut = (why: ShutWhy): ShutRecord => ({ direction: this.#direction, record, index, why });
    const suite = this.#suiteOf(present);
    if (this.#lost !== undefined) return shut(this.#lost);
    if (suite === undefined) return shut('no-hello');
    if (typeof suite === 'string') return shut(suite);
    return suite.version === 'TLS 1.3'
      ? this.#take13(read, suite, bytes, shut)
      : this.#take12(read, bytes, shut);
  }

  /** The suite of a handshake by its number, once both its hellos are there. */
  #suiteOf(handshake: number): OpenedSuite | UnopenedSuite | undefined {
    const { client, server } = this.#handshakes;
    const chosen = server[handshake];
    return chosen === undefined || client[handshake] === undefined ? undefined : suiteOf(chosen);
  }

  #take13(
    read: RecordRead,
    suite: OpenedSuite,
    bytes: Uint8Array,
    shut: (why: ShutWhy) => ShutRecord,
  ): InsideRecord {
    const [hello] = this.#handshakes.client;
    if (hello === undefined) return shut('no-hello');
    const early = this.#direction === 'to-bank' && hello.earlyDataOffered;
    this.#phases ??= phasesOf(this.#direction, suite, this.#secrets, { random: hello.random, early });
    let why: ShutWhy | undefined;
    for (const [at, phase] of this.#phases.entries()) {
      if (phase.keys === undefined) {
        why ??= phase.name === 'early' ? 'early-data' : 'no-secret';
        continue;
      }
      const opened = openRecord(phase.keys, at === 0 ? this.#sequence : 0, bytes);
      if (typeof opened === 'object') {
        this.#phases = this.#phases.slice(at);
        this.#sequence = at === 0 ? this.#sequence + 1 : 1;
        return this.#opened13(read, phase, opened);
      }
      // Only early data ends without a word, where the bank did not take it. RFC 9846 §4.3.10.
      why ??= phase.name === 'early' ? 'early-data' : opened;
      if (phase.name === 'early') continue;
      if (at === 0) this.#sequence += 1;
      break;
    }
    return shut(why ?? 'no-secret');
  }

  #opened13(read: RecordRead, phase: KeyPhase, unsealed: Unsealed): InsideRecord {
    const opened = this.#withMessages(read, phase, unsealed);
    for (const { type, complete } of opened.messages) {
      if (!complete) continue;
      const leaves =
        (type === MESSAGE.endOfEarlyData && phase.name === 'early') ||
        (type === MESSAGE.finished && phase.name === 'handshake');
      if (leaves) this.#phases = this.#phases?.slice(1);
      else if (type === MESSAGE.keyUpdate && phase.name === 'traffic') this.#phases = [updatedPhase(phase)];
      else continue;
      this.#sequence = 0;
      // Messages must not go over a change of keys. RFC 9846 §5.1.
      this.#assembly = NO_MESSAGES;
      break;
    }
    return opened;
  }

  #take12(read: RecordRead, bytes: Uint8Array, shut: (why: ShutWhy) => ShutRecord): InsideRecord {
    const [phase] = this.#phases ?? [];
    // Without a change_cipher_spec it is not known since when this direction is under keys.
    if (phase === undefined) return shut('no-hello');
    if (phase.keys === undefined) return shut('no-secret');
    const opened = openRecord(phase.keys, this.#sequence, bytes);
    this.#sequence += 1;
    if (typeof opened === 'string') return shut(opened);
    const inside = this.#withMessages(read, phase, opened);
    this.#hear(inside.messages);
    if (opened.type === CONTENT.changeCipherSpec) this.#change();
    return inside;
  }

  /** From here on the keys of this direction's next handshake hold. In TLS 1.3 it means nothing. RFC 5246, section 7.1. */
  #change(): void {
    const suite = this.#suiteOf(this.#epochs);
    const client = this.#handshakes.client[this.#epochs];
    const server = this.#handshakes.server[this.#epochs];
    if (typeof suite !== 'object' || client === undefined || server === undefined) {
      // The first handshake says for itself what is wrong with it.
      if (this.#epochs > 0) this.#lost = suite === undefined ? 'no-hello' : 'suite';
      return;
    }
    if (suite.version === 'TLS 1.3') return;
    const master = this.#secrets.secret('CLIENT_RANDOM', client.random);
    const side = this.#direction === 'to-bank' ? 'client' : 'server';
    const keys = master && keysOfMaster(suite, master, client.random, server.random)[side];
    this.#phases = [{ name: 'traffic', generation: this.#epochs, ...(keys && { keys }) }];
    this.#epochs += 1;
    this.#sequence = 0;
    this.#assembly = NO_MESSAGES;
  }

  /** The hellos of a new handshake inside the connection. */
  #hear(messages: readonly HandshakeMessage[]): void {
    const { client, server } = this.#handshakes;
    for (const message of messages) {
      if (!message.complete) continue;
      if (
        this.#direction === 'to-bank' &&
        message.type === MESSAGE.clientHello &&
        client.length < MOST_HANDSHAKES
      )
        client.push(readClientHello(messageBody(message)));
      if (
        this.#direction === 'to-victim' &&
        message.type === MESSAGE.serverHello &&
        server.length < MOST_HANDSHAKES
      )
        server.push(readServerHello(messageBody(message)));
    }
  }

  #withMessages({ record, index }: RecordRead, phase: KeyPhase, unsealed: Unsealed): OpenedRecord {
    const { name, generation } = phase;
    const opened = { ...unsealed, direction: this.#direction, record, index, phase: { name, generation } };
    if (unsealed.type !== CONTENT.handshake) return { ...opened, messages: NONE };
    // What is done is handed on: only what is open is kept.
    const { open } = this.#assembly;
    const before: Assembly = open === undefined ? NO_MESSAGES : { done: undefined, open };
    this.#assembly = assemble(before, unsealed.plaintext, record.offset + unsealed.at, index);
    const messages = newMessages(before, this.#assembly, index);
    // More messages than one record has in earnest: where the next begins is no longer known.
    if (messages.length >= TLS_LIMITS.messages) this.#lost = 'limit';
    return { ...opened, messages };
  }
}

const NONE: readonly HandshakeMessage[] = [];
