import type {
  ConnectionId,
  Emit,
  HeldId,
  HeldMessage,
  HoldCondition,
  LaneId,
  MessageHeld,
  ReleaseWord,
} from '../../facts/facts.ts';
import { LIMITS } from '../../limits.ts';
import type { Patience } from '../../patience.ts';
import { changedParts, faultOf, sized } from '../../wire/http/edited.ts';
import type { HeldKind } from '../../wire/http/edited.ts';
import { formFields } from '../../wire/http/form-fields.ts';

/** What a lane's hold is made of. `limits` are for tests: messages at once, bytes of a body. */
export interface HoldOptions {
  readonly lane: LaneId;
  readonly patience: Patience;
  readonly emit: Emit;
  readonly limits?: Partial<HoldLimits>;
}

/** See `LIMITS.held` and `LIMITS.heldBody`. */
export type HoldLimits = Readonly<Record<'held' | 'heldBody', number>>;

/** What a condition is asked of: a request, or the one that an answer answers. A message of a WebSocket has the request that opened it. */
export interface Glance {
  readonly method: string;
  readonly target: string;
  /** The request's body, where it was read. */
  readonly body?: Uint8Array;
}

/** A message that is to be held. */
export type ToHold = Pick<
  MessageHeld,
  'connection' | 'kind' | 'direction' | 'origin' | 'answers' | 'message'
> & {
  /** Whether it is an answer that has no body by its nature. */
  readonly bodiless?: boolean;
};

/** What becomes of a message that was held: it goes on as it came, or as this, or not at all. */
export type HoldVerdict =
  | { readonly how: 'whole' }
  | { readonly how: 'edited'; readonly message: HeldMessage }
  | { readonly how: 'dropped' | 'victim-left' | 'lab-closed' };

interface Holding {
  readonly what: ToHold;
  readonly settle: (verdict: HoldVerdict) => void;
}

/** What a person can do with what one lane's attacker holds. Whatever comes of it is a fact. */
export interface AttackersGrip {
  /** Holds what fits from now on; undefined lets everything go that is held, and everything pass. */
  set(condition: HoldCondition | undefined): void;
  /** Lets a message go on, edited where `after` is another. Gives why not, where it cannot go on like that. */
  release(held: HeldId, after?: HeldMessage): string | undefined;
  /** Lets a message go nowhere. */
  drop(held: HeldId): void;
}

/**
 * The queue of one lane's attacker: what stops in his hand until a person lets it go. Whoever leads messages on (requests
 * and answers in `holding.ts`, and so it is meant for those of a WebSocket) asks `wants`, and awaits `stop`.
 */
export class Hold implements AttackersGrip {
  readonly #options: HoldOptions;
  readonly #limits: HoldLimits;
  readonly #held = new Map<HeldId, Holding>();
  #condition: HoldCondition | undefined;
  #count = 0;
  #told: 'messages' | 'bytes' | undefined;
  #closed = false;

  constructor(options: HoldOptions) {
    this.#options = options;
    this.#limits = { held: LIMITS.held, heldBody: LIMITS.heldBody, ...options.limits };
  }

  /** Bytes that the body of a held message may have. */
  get room(): number {
    return this.#limits.heldBody;
  }

  set(condition: HoldCondition | undefined): void {
    if (this.#closed || (condition === undefined && this.#condition === undefined)) return;
    const { lane, emit } = this.#options;
    this.#condition = condition;
    this.#told = undefined;
    emit({ type: 'hold-set', lane, on: condition !== undefined, ...condition });
    if (condition === undefined) for (const held of this.#held.keys()) this.#end(held, { how: 'whole' });
  }

  /**
   * Whether a message of this kind is to be held; `maybe` where that hangs on fields of a body that was not read. Asked
   * of every message: it is cheap where nothing is held.
   */
  wants(kind: HeldKind, glance: Glance): boolean | 'maybe' {
    const condition = this.#condition;
    if (condition === undefined || this.#closed) return false;
    const { method, path, field } = condition;
    // Whether an answer is wanted may hang on a field of what it answers: then that is to be read first.
    const before = kind === 'request' && condition.kind === 'answer' && field !== undefined;
    if (condition.kind !== undefined && condition.kind !== kind && !before) return false;
    if (method !== undefined && method !== glance.method.toUpperCase()) return false;
    if (path !== undefined && !glance.target.includes(path)) return false;
    if (before) return glance.body === undefined && !isAmong(field, queryOf(glance.target)) && 'maybe';
    if (field === undefined || isAmong(field, queryOf(glance.target))) return true;
    return glance.body === undefined ? kind === 'request' && 'maybe' : isAmong(field, glance.body);
  }

  /** A message was to be held whose body is too large: it passes, which is said. */
  tooLarge(connection: ConnectionId): void {
    this.#limit(connection, 'bytes', this.#limits.heldBody);
  }

  /**
   * Holds a message until a person lets it go, `gone` says that nobody waits for it any more, or the lab closes. Where
   * too many are held it goes on at once. Never rejects.
   */
  stop(what: ToHold, gone: AbortSignal): Promise<HoldVerdict> {
    const { lane, patience, emit } = this.#options;
    const { connection, kind, direction, origin, answers, message } = what;
    if (this.#closed) return Promise.resolve({ how: 'lab-closed' });
    // It may have been let pass while it was read.
    if (this.#condition === undefined) return Promise.resolve({ how: 'whole' });
    if (gone.aborted) return Promise.resolve({ how: 'victim-left' });
    if (this.#held.size >= this.#limits.held) {
      this.#limit(connection, 'messages', this.#limits.held);
      return Promise.resolve({ how: 'whole' });
    }
    const held = (this.#count += 1);
    const { promise, resolve } = Promise.withResolvers<HoldVerdict>();
    const goOn = patience.hold(connection);
    const leave = (): void => this.#end(held, { how: 'victim-left' });
    gone.addEventListener('abort', leave, { once: true });
    this.#held.set(held, {
      what,
      settle: (verdict) => {
        gone.removeEventListener('abort', leave);
        goOn();
        resolve(verdict);
      },
    });
    emit({ type: 'message-held', lane, connection, held, kind, direction, origin, answers, message });
    return promise;
  }

  release(held: HeldId, after?: HeldMessage): string | undefined {
    const holding = this.#held.get(held);
    if (holding === undefined) return undefined;
    const { kind, message, bodiless } = holding.what;
    if (after === undefined || changedParts(message, after).length === 0) {
      this.#end(held, { how: 'whole' });
      return undefined;
    }
    if (after.body.length > LIMITS.body) return 'Its body is too large.';
    const fault = faultOf(kind, after);
    if (fault !== undefined) return fault;
    const right = sized(kind, after, bodiless);
    this.#end(held, { how: 'edited', message: right.message }, right.length);
    return undefined;
  }

  drop(held: HeldId): void {
    this.#end(held, { how: 'dropped' });
  }

  /** Holds nothing any more: the lab closes. */
  close(): void {
    this.#closed = true;
    for (const held of this.#held.keys()) this.#end(held, { how: 'lab-closed' });
  }

  #end(
    held: HeldId,
    verdict: HoldVerdict,
    length?: { readonly before: string; readonly after: string },
  ): void {
    const holding = this.#held.get(held);
    if (holding === undefined) return;
    const { lane, emit } = this.#options;
    const { connection, message } = holding.what;
    const how: ReleaseWord = verdict.how;
    this.#held.delete(held);
    if (this.#held.size < this.#limits.held && this.#told === 'messages') this.#told = undefined;
    emit({
      type: 'message-released',
      lane,
      connection,
      held,
      how,
      ...(verdict.how === 'edited' && {
        changed: changedParts(message, verdict.message),
        after: verdict.message,
      }),
      ...(length !== undefined && { length }),
    });
    holding.settle(verdict);
  }

  #limit(connection: ConnectionId, of: 'messages' | 'bytes', limit: number): void {
    if (this.#told === of) return;
    this.#told = of;
    const { lane, emit } = this.#options;
    emit({ type: 'hold-limit-reached', lane, connection, of, limit });
  }
}

/** The query of a request's target, in the form in which forms travel. */
function queryOf(target: string): Uint8Array {
  const at = target.indexOf('?');
  return Buffer.from(at === -1 ? '' : target.slice(at + 1), 'latin1');
}

function isAmong(field: string, form: Uint8Array): boolean {
  return formFields(form).some(({ name }) => name === field);
}
