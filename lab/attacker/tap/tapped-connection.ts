import type net from 'node:net';

import type {
  ClientParty,
  CloseReason,
  ConnectionId,
  ConnectionOpened,
  Emit,
  LaneId,
  LogicalAddress,
} from '../../facts/facts.ts';
import type { Patience } from '../../patience.ts';
import type { Direction } from '../../wire/direction.ts';
import type { Recorder } from './recorder.ts';
import type { Guest } from './places.ts';
import { overhear } from './overhear.ts';
import { ignore, splice, untouched } from './splice.ts';
import type { StreamFilter } from './splice.ts';

/**
 * Where a connection goes from the tap: to a socket, opened with `allowHalfOpen`, that is ready for the victim's
 * bytes, or for what `toBank` makes of them; or to somebody in this process, who serves the victim's own socket.
 */
export type Lead =
  | { readonly socket: net.Socket; readonly toBank?: StreamFilter | undefined }
  | { readonly serve: (victim: net.Socket) => void };

/**
 * Leads a connection on from the tap. `first` are the victim's first bytes, to choose by; the tap hands them
 * on itself. They are empty where the bank speaks first. Rejects with the code ECONNREFUSED where the bank refuses.
 */
export type RouteToBank = (connection: ConnectionId, first: Uint8Array, party: ClientParty) => Promise<Lead>;

/** What every connection of one tap has in common; `idle` in ms. */
export interface TapContext {
  readonly lane: LaneId;
  readonly logical: LogicalAddress;
  readonly recorder: Recorder;
  readonly strangersRecorder: Recorder;
  readonly route: RouteToBank;
  readonly speaksFirst: 'victim' | 'bank';
  readonly idle: number;
  /** Lets its idle clock stand still while something of it is held. */
  readonly patience: Patience;
  /** ms, as its places count them. */
  readonly time: () => number;
  readonly emit: Emit;
}

const NOTHING = new Uint8Array(0);

/** How a connection ended of which nothing else was heard: who served it let it go, or its other half was gone. */
const SERVED = { by: 'bank', how: 'end' } as const;
const CUT = { by: 'attacker', how: 'reset' } as const;

/** One connection through the tap, from `connection-opened` to `connection-closed`. Nothing is said before it is admitted. */
export class TappedConnection implements Guest {
  /** Resolves when it was admitted, both sides are closed and the fact is out. */
  readonly done: Promise<void>;
  heard = 0;
  answered = 0;
  told = false;
  readonly #victim: net.Socket;
  readonly #tap: TapContext;
  readonly #finished: () => void;
  readonly #ends: Pick<ConnectionOpened, 'client' | 'server'>;
  readonly #relayed = { 'to-bank': 0, 'to-victim': 0 };
  #id: ConnectionId = 0;
  #party: ClientParty | undefined;
  #admitted = false;
  #bank: net.Socket | undefined;
  #routing = false;
  #served = false;
  #open = 0;
  #ending: { readonly by: 'client' | 'attacker' | 'bank'; readonly how: CloseReason } | undefined;

  constructor(victim: net.Socket, tap: TapContext) {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.done = promise;
    this.#finished = resolve;
    this.#victim = victim;
    this.#tap = tap;
    // Read while it is connected: a socket that is closed no longer knows.
    this.#ends = {
      client: `${victim.remoteAddress}:${victim.remotePort}`,
      server: `${victim.localAddress}:${victim.localPort}`,
    };
    this.#watch(victim, 'client');
  }

  /** 0 before it is admitted. */
  get id(): ConnectionId {
    return this.#id;
  }

  get victims(): boolean {
    return this.#party === 'victim' || this.#party === 'authority';
  }

  /** It is known whose it is: says that it opened. A connection that has ended meanwhile says that too. */
  admit(id: ConnectionId, party: ClientParty | undefined): void {
    const { lane, logical, emit } = this.#tap;
    this.#id = id;
    this.#party = party;
    this.#admitted = true;
    this.heard = this.answered = this.#tap.time();
    emit({
      type: 'connection-opened',
      lane,
      connection: id,
      logical,
      ...this.#ends,
      ...(party !== undefined && { party }),
    });
    this.#closed();
  }

  /** Begins to relay: at once where the bank speaks first, else with the victim's first bytes. */
  start(): void {
    const victim = this.#victim;
    this.heard = this.answered = this.#tap.time();
    if (victim.destroyed) return;
    victim.setNoDelay(true);
    victim.setTimeout(this.#tap.idle, () => this.end('idle-timeout'));
    this.#tap.patience.know(this.#id, victim);
    if (this.#tap.speaksFirst === 'bank') {
      this.#lead(NOTHING);
      return;
    }
    const leave = (): void => void victim.end();
    victim.once('end', leave);
    // It may have ended while it waited for its place.
    if (victim.readableEnded) leave();
    victim.once('data', (first) => {
      victim.off('end', leave);
      this.#see('to-bank', first);
      this.#lead(first);
    });
  }

  /** Ends the connection from the attacker's side. */
  end(how: CloseReason, by: 'attacker' | 'bank' = 'attacker'): void {
    this.#ending ??= { by, how };
    // The victim is told as a switch that lost the way would tell it: at once, with a reset where nothing answered.
    if (how === 'refused') this.#victim.resetAndDestroy();
    else this.#victim.destroy();
    this.#bank?.destroy();
  }

  #lead(first: Uint8Array): void {
    this.#victim.pause();
    this.#routing = true;
    this.#tap.route(this.#id, first, this.#party ?? 'victim').then(
      (lead) => this.#follow(lead, first),
      (error: unknown) => {
        this.#routing = false;
        const refused = error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
        this.end('refused', refused ? 'bank' : 'attacker');
        this.#closed();
      },
    );
  }

  #follow(lead: Lead, first: Uint8Array): void {
    this.#routing = false;
    if ('serve' in lead) this.#serve(lead.serve, first);
    else this.#join(lead.socket, first, lead.toBank);
  }

  /** The proxy answers on the victim's own socket: what it says is the bank's side. */
  #serve(serve: (victim: net.Socket) => void, first: Uint8Array): void {
    const victim = this.#victim;
    if (victim.destroyed) {
      this.#closed();
      return;
    }
    this.#served = true;
    victim.once('finish', () => (this.#ending ??= { by: 'bank', how: 'end' }));
    overhear(
      victim,
      (bytes) => this.#see('to-bank', bytes),
      (bytes) => this.#see('to-victim', bytes),
    );
    victim.unshift(first);
    serve(victim);
    victim.on('data', ignore);
    victim.resume();
  }

  #join(bank: net.Socket, first: Uint8Array, toBank: StreamFilter = untouched): void {
    this.#bank = bank;
    this.#watch(bank, 'bank');
    if (this.#victim.destroyed) {
      bank.destroy();
      return;
    }
    bank.setNoDelay(true);
    if (first.length > 0) bank.write(toBank(first));
    splice(
      this.#victim,
      bank,
      (bytes) => toBank(this.#see('to-bank', bytes)),
      (bytes) => this.#see('to-victim', bytes),
    );
  }

  #see(direction: Direction, bytes: Uint8Array): Uint8Array {
    const { recorder, strangersRecorder } = this.#tap;
    const own = this.#party === 'stranger' ? strangersRecorder : recorder;
    own.record(this.#id, direction, this.#relayed[direction], bytes);
    this.#relayed[direction] += bytes.length;
    this.heard = this.#tap.time();
    if (direction === 'to-victim') {
      this.answered = this.heard;
      this.told = true;
    }
    return bytes;
  }

  #watch(socket: net.Socket, side: 'client' | 'bank'): void {
    socket.once('end', () => (this.#ending ??= { by: side, how: 'end' }));
    socket.on('error', (error) => {
      // Whoever serves the socket may end it with an error of his own, which no system call made.
      if (this.#served && !('syscall' in error)) this.#ending ??= { by: 'bank', how: 'end' };
      else if (this.#ending === undefined || this.#ending.how === 'end')
        this.#ending = { by: side, how: 'reset' };
    });
    this.#open += 1;
    socket.once('close', () => {
      this.#open -= 1;
      this.#closed();
    });
  }

  #closed(): void {
    if (this.#open > 0 || this.#routing || !this.#admitted) return;
    const { by, how } = this.#ending ?? (this.#served ? SERVED : CUT);
    this.#tap.emit({
      type: 'connection-closed',
      lane: this.#tap.lane,
      connection: this.#id,
      by: by === 'client' ? (this.#party ?? 'victim') : by,
      how,
      toBank: this.#relayed['to-bank'],
      toVictim: this.#relayed['to-victim'],
      ...(this.#party !== undefined && { party: this.#party }),
    });
    this.#finished();
  }
}
