import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../limits.ts';

/** The cookie's name. A visitor has one too, before signing in: it binds the sign-in form to this browser. */
export const SESSION_COOKIE = 'session';

/** Who is signed in, and the tokens that tell the bank's own forms from forged ones. */
export class Sessions {
  readonly #users = new Map<string, string>();
  readonly #key = randomBytes(32);

  /** A cookie value that nobody can guess. On its own it opens nothing. */
  fresh(): string {
    return randomBytes(24).toString('base64url');
  }

  /** Signs `user` in under a new cookie value and forgets `old`: a value known before opens nothing after. */
  begin(user: string, old: string | undefined): string {
    if (old !== undefined) this.end(old);
    const oldest = this.#users.keys().next();
    if (this.#users.size >= LIMITS.sessions && !oldest.done) this.end(oldest.value);
    const id = this.fresh();
    this.#users.set(id, user);
    return id;
  }

  /** The user who is signed in under this cookie value, or nothing. */
  userOf(id: string | undefined): string | undefined {
    return id === undefined ? undefined : this.#users.get(id);
  }

  /** From now on `id` opens nothing. */
  end(id: string): void {
    this.#users.delete(id);
  }

  /** The token for forms shown to the holder of this cookie value: its HMAC, so that nothing need be kept per visitor. */
  tokenFor(id: string): string {
    return this.#mac(id).toString('base64url');
  }

  /** Whether `token` was made for this cookie value; takes as long for a near miss as for any other. */
  accepts(id: string | undefined, token: string): boolean {
    if (id === undefined) return false;
    const given = Buffer.from(token.slice(0, 64), 'base64url');
    const expected = this.#mac(id);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }

  #mac(id: string): Buffer {
    return createHmac('sha256', this.#key).update(id).digest();
  }
}
