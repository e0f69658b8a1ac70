import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { LIMITS } from '../limits.ts';
import type { Seeded } from '../seed.ts';
import type { Cents } from './money.ts';

/** One line of an account's statement; `amount` is negative where money went out. */
export interface Booking {
  readonly text: string;
  readonly amount: Cents;
}

/** A customer's account. The newest booking stands first. */
export interface Account {
  readonly user: string;
  readonly name: string;
  /** A number that nobody can guess, shown on the account's page; ordinarily there is none. */
  readonly receipt?: string;
  balance: Cents;
  readonly bookings: Booking[];
}

/** Why a transfer was not booked. */
export type TransferRefusal = 'no receiver' | 'no amount' | 'not enough money';

/** Why no account was opened. */
export type SignUpRefusal = 'no name' | 'name in words' | 'name taken' | 'no password' | 'too many';

/** A name that an account may have: it also stands in addresses and in sentences. */
const NAME = /^[a-z][a-z0-9]*$/;

/**
 * Words that stand in every request or page. Whoever was called so, or as a part of one, would be found in all of them,
 * and left out of all of them where what people typed is.
 */
const OWN_WORDS =
  'bank.test http https login sign-up account transfer user password receiver amount session csrf';

/** The bank's accounts: those of its customers, who each have a password, and those of Bob and Mallory, who may never have signed up for banking on the web. */
export class Accounts {
  readonly #accounts: Map<string, Account>;
  readonly #seed: Seeded;
  readonly #salt = randomBytes(16);
  readonly #hashes: Map<string, Promise<Buffer>>;
  /** Alice's, which is also compared for users that do not exist. */
  readonly #alice: Promise<Buffer>;

  /** `password` is Alice's; `others` are the other customers' by their names; `receipt` stands on Alice's page. */
  constructor(
    seed: Seeded,
    password: string,
    others: Readonly<Record<string, string>> = {},
    receipt?: string,
  ) {
    this.#seed = seed;
    const customers = Object.entries(others).filter(([user]) => user !== 'alice');
    const users = new Set(['bob', 'mallory', ...customers.map(([user]) => user)]);
    this.#accounts = new Map(
      [openAlice(seed, receipt), ...Array.from(users, (user) => openOther(seed, user))].map((account) => [
        account.user,
        account,
      ]),
    );
    this.#alice = this.#hash(password);
    this.#hashes = new Map(customers.map(([user, secret]) => [user, this.#hash(secret)])).set(
      'alice',
      this.#alice,
    );
  }

  #hash(password: string): Promise<Buffer> {
    const hash = hashPassword(password, this.#salt);
    // Whoever signs in is told of a failure; until then nobody waits for it.
    hash.catch(() => undefined);
    return hash;
  }

  /** The account of `user`, or nothing. */
  get(user: string): Account | undefined {
    return this.#accounts.get(user);
  }

  /** The account, where `user` may sign in with `password`. Takes as long for users that do not exist. */
  async signIn(user: string, password: string): Promise<Account | undefined> {
    const known = this.#hashes.get(user);
    const [expected, given] = await Promise.all([known ?? this.#alice, hashPassword(password, this.#salt)]);
    return timingSafeEqual(expected, given) && known !== undefined ? this.get(user) : undefined;
  }

  /** Opens an account for somebody who may sign in with `password` from then on, or says why not. */
  signUp(user: string, password: string): Account | SignUpRefusal {
    if (!within(user, LIMITS.userName) || !NAME.test(user)) return 'no name';
    if (OWN_WORDS.includes(user)) return 'name in words';
    if (this.#accounts.has(user)) return 'name taken';
    if (!within(password, LIMITS.password)) return 'no password';
    if (this.#accounts.size >= LIMITS.customers) return 'too many';
    const account = openOther(this.#seed, user);
    this.#accounts.set(user, account);
    this.#hashes.set(user, this.#hash(password));
    return account;
  }

  /** Books `amount` from `account` to whoever is called `receiver`, or says why not. */
  transfer(account: Account, receiver: string, amount: Cents | undefined): TransferRefusal | undefined {
    if (receiver === '' || receiver.length > LIMITS.receiver) return 'no receiver';
    if (amount === undefined || amount <= 0) return 'no amount';
    if (amount > account.balance) return 'not enough money';
    book(account, { text: `Transfer to ${receiver}`, amount: -amount });
    const other = this.get(receiver.toLowerCase());
    if (other) book(other, { text: `Transfer from ${account.name}`, amount });
    return undefined;
  }
}

/** Whether a text has as many characters as these, the least and the most. */
function within({ length }: string, [least, most]: readonly [number, number]): boolean {
  return length >= least && length <= most;
}

function book(account: Account, booking: Booking): void {
  account.balance += booking.amount;
  account.bookings.unshift(booking);
  account.bookings.length = Math.min(account.bookings.length, LIMITS.bookings);
}

/** What Alice's account holds before anything is booked. */
export function aliceBalance(seed: Seeded): Cents {
  return openAlice(seed).balance;
}

function openAlice(seed: Seeded, receipt?: string): Account {
  const carried = 150_000 + seed.number('alice carried forward', 150_000);
  const lines: readonly (readonly [text: string, sign: 1 | -1, from: Cents, to: Cents])[] = [
    ['Salary, Harbour Library', 1, 210_000, 260_000],
    ['Rent, Mill Lane 4', -1, 78_000, 92_000],
    ['Greengrocer, Market Square', -1, 1_800, 6_400],
    ['City Tram, monthly ticket', -1, 4_900, 5_900],
    ['Café Linden', -1, 380, 1_450],
  ];
  const account: Account = {
    user: 'alice',
    name: 'Alice',
    ...(receipt !== undefined && { receipt }),
    balance: 0,
    bookings: [],
  };
  book(account, { text: 'Carried forward', amount: carried });
  for (const [text, sign, from, to] of lines) {
    book(account, { text, amount: sign * (from + seed.number(text, to - from)) });
  }
  return account;
}

function openOther(seed: Seeded, user: string): Account {
  const name = `${user.slice(0, 1).toUpperCase()}${user.slice(1)}`;
  const balance = 50_000 + seed.number(`${user} carried forward`, 100_000);
  return { user, name, balance, bookings: [{ text: 'Carried forward', amount: balance }] };
}

/**
 * scrypt (RFC 7914) off the main thread. 2^11 takes 2 MiB and about 4 ms: enough to show how a bank keeps
 * passwords, and little enough for several lanes to sign in at once in a lesson. A real bank takes 2^17.
 */
function hashPassword(password: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 32, { N: 2 ** 11, r: 8, p: 1 }, (error, hash) => {
      if (error) reject(error);
      else resolve(hash);
    });
  });
}
