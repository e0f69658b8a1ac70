import test from 'ava';
import { type Account, Accounts } from '../../../lab/bank/accounts.ts';
import { LIMITS } from '../../../lab/limits.ts';
import { Seeded } from '../../../lab/seed.ts';

const open = (seed = 'seed') => new Accounts(new Seeded(seed), 'tulip-orbit-42');

function account(accounts: Accounts, user: string): Account {
  const found = accounts.get(user);
  if (!found) throw new Error(`no account for ${user}`);
  return found;
}

test("a balance is the sum of its account's bookings, and belongs to the seed", (t) => {
  const [one, same, other] = [open(), open(), open('other')].map((accounts) => accounts.get('alice'));
  t.is(
    one?.balance,
    one?.bookings.reduce((sum, { amount }) => sum + amount, 0),
  );
  t.deepEqual(one, same);
  t.notDeepEqual(one, other);
});

test('only Alice with her password may sign in', async (t) => {
  const accounts = open();
  t.is((await accounts.signIn('alice', 'tulip-orbit-42'))?.name, 'Alice');
  t.is(await accounts.signIn('alice', 'tulip-orbit-43'), undefined);
  t.is(await accounts.signIn('bob', 'tulip-orbit-42'), undefined);
  t.is(await accounts.signIn('', ''), undefined);
});

test('every customer signs in with a password of their own, and alone with that', async (t) => {
  const others = { bob: 'sunny-day-12', carol: 'x', alice: 'not-hers' };
  const accounts = new Accounts(new Seeded('seed'), 'tulip-orbit-42', others);
  t.is((await accounts.signIn('bob', 'sunny-day-12'))?.name, 'Bob');
  t.is((await accounts.signIn('carol', 'x'))?.name, 'Carol');
  t.is((await accounts.signIn('alice', 'tulip-orbit-42'))?.name, 'Alice');
  t.is(await accounts.signIn('alice', 'not-hers'), undefined);
  t.is(await accounts.signIn('bob', 'tulip-orbit-42'), undefined);
  t.is(await accounts.signIn('mallory', 'tulip-orbit-42'), undefined);
  t.is(account(accounts, 'bob').balance, account(open(), 'bob').balance);
});

test('a transfer to Bob reaches Bob, and money is neither made nor lost', (t) => {
  const accounts = open();
  const [alice, bob] = [account(accounts, 'alice'), account(accounts, 'bob')];
  const total = alice.balance + bob.balance;
  t.is(accounts.transfer(alice, 'Bob', 1_000), undefined);
  t.is(alice.balance + bob.balance, total);
  t.is(accounts.transfer(alice, 'bob', alice.balance + 1), 'not enough money');
  t.is(accounts.transfer(alice, 'bob', undefined), 'no amount');
  t.is(accounts.transfer(alice, 'bob', -1), 'no amount');
  t.is(accounts.transfer(alice, '', 1), 'no receiver');
  t.is(alice.balance + bob.balance, total);
});

test('an account keeps a bounded number of bookings and counts them all', (t) => {
  const accounts = open();
  const alice = account(accounts, 'alice');
  const before = alice.balance;
  for (let i = 0; i < 2 * LIMITS.bookings; i++) accounts.transfer(alice, 'Harbour Library', 1);
  t.is(alice.bookings.length, LIMITS.bookings);
  t.is(alice.balance, before - 2 * LIMITS.bookings);
});
