import test from 'ava';
import * as fc from 'fast-check';
import { transcript } from '../../src/export/text.ts';
import type { Happening } from '../../lab/facts/session.ts';
import { savedSession } from '../helpers/saved-facts.ts';

const LOGIN = savedSession('bank-login.jsonl');
const text = (happening: Happening): string => transcript({ at: 0, ...happening }).join('\n');
const lane = 'plain';

test('a recorded run reads from its title to its verdict', (t) => {
  const lines = LOGIN.flatMap(transcript);
  t.is(lines[0], 'Bank login on port 80 and port 443');
  t.true(lines.includes('3 claims held, 0 failed.'));
  const all = lines.join('\n');
  t.regex(all, /tap on 127\.0\.0\.1:\d+ standing in for bank\.test:80/);
  t.regex(all, /victim {4}⚠ Not secure │ http:\/\/bank\.test\/login {2}200 "Sign in/);
  t.regex(all, /fills "login": user alice, password ••••/);
  t.regex(all, /attacker {2}read POST http:\/\/bank\.test\/login and its answer 303/);
  t.regex(all, /bank {6}signed in: alice, balance [\d,.]+ over https/);
  t.regex(all, /✓ held {4}attacker does not read password: searched [\d,]+ bytes/);
  t.false(all.includes('poppy-bicycle-12'), 'a password that was typed is masked');
});

test('each fact that a reader need see has its line', (t) => {
  t.regex(
    text({ type: 'form-not-sent', lane, form: 'login', reason: 'no page' }),
    /did not send "login": no page/,
  );
  t.regex(
    text({ type: 'tunnel-opened', lane, connection: 1, logical: 'bank.test:443' }),
    /passes connection \d+ on to bank\.test:443 untouched/,
  );
  t.regex(
    text({ type: 'certificate-forged', lane, name: 'bank.test', issuer: 'x' }),
    /forged a certificate for bank\.test/,
  );
  t.regex(
    text({ type: 'interception-failed', lane, kind: 'refused', message: 'no key' }),
    /interception failed: refused \(no key\)/,
  );
  t.regex(
    text({ type: 'destination-refused', lane, destination: 'example.com:80' }),
    /refused to connect to example\.com:80/,
  );
  t.regex(
    text({ type: 'capture-limit-reached', lane, limit: 67_108_864 }),
    /recording full: 67,108,864 bytes/,
  );
  t.regex(
    text({
      type: 'connection-closed',
      lane,
      connection: 3,
      by: 'bank',
      how: 'reset',
      toBank: 1096,
      toVictim: 7853,
    }),
    /connection 3: 1,096 bytes to the bank, 7,853 to the victim, closed by the bank \(reset\)/,
  );
  t.regex(
    text({
      type: 'bank-booked',
      lane,
      scheme: 'http',
      event: 'transfer-booked',
      user: 'alice',
      receiver: 'bob',
      amount: '5.00',
    }),
    /transfer booked: alice, 5\.00 to bob over http/,
  );
  t.regex(text({ type: 'question-explained', choice: 0, answer: 1, because: 'so.' }), /Answer: 1\. so\./);
  t.is(
    text({ type: 'session-closed', held: 1, failed: 2, how: 'interrupted' }),
    '\n1 claim held, 2 failed. The run was interrupted before its end.',
  );
  t.is(
    text({ type: 'session-closed', held: 2, failed: 0, unchecked: 5, how: 'interrupted' }),
    '\n2 claims held, 0 failed, 5 not checked. The run was interrupted before its end.',
  );
  t.is(text({ type: 'secret-planted', lane, name: 'x', value: 'y' }), '');
});

test('a claim that failed says so, with its evidence', (t) => {
  const evidence = { searched: 0, ways: 0, found: [], text: 'it never travelled' };
  t.regex(
    text({ type: 'claim-checked', lane, claim: 'attacker reads x', held: false, evidence }),
    /✗ FAILED {2}attacker reads x: it never travelled/,
  );
});

/** The fact with every text in it replaced, but for its type and the like, which are our own words. */
function withText(value: unknown, hostile: string, key = ''): unknown {
  const ours = ['type', 'security', 'role', 'how', 'kind', 'direction', 'by', 'event', 'scheme'];
  if (typeof value === 'string') return ours.includes(key) ? value : hostile;
  if (value instanceof Uint8Array || typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => withText(one, hostile, key));
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, withText(one, hostile, name)]));
}

test('whatever stands in a fact, no control reaches the terminal and no line is broken', (t) => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\x1b[2J', '\r\nFAKE', '\u202e', '\x9b31m', '\x00'),
  );
  fc.assert(
    fc.property(fc.constantFrom(...LOGIN), hostile, (fact, bad) => {
      for (const line of transcript(JSON.parse(JSON.stringify(withText(fact, bad)))))
        t.notRegex(line, /[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/u);
    }),
    { numRuns: 500 },
  );
});
