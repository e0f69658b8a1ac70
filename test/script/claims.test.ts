import test from 'ava';
import { CLAIM_SENTENCES, SECRETS, nearestClaim, parseClaim } from '../../src/script/claims.ts';
import { byLikeness, editDistance, nearest } from '../../src/script/nearest.ts';

test('a claim is data', (t) => {
  t.deepEqual(parseClaim('attacker reads password'), { kind: 'reads', secret: 'password' });
  t.deepEqual(parseClaim('attacker does not read session cookie'), {
    kind: 'does-not-read',
    secret: 'session cookie',
  });
});

test('each secret has both claims, and every sentence is one', (t) => {
  t.is(CLAIM_SENTENCES.length, SECRETS.length * 2);
  for (const sentence of CLAIM_SENTENCES) t.not(parseClaim(sentence), undefined);
});

test('what is not a known sentence is no claim, and the nearest is named', (t) => {
  for (const sentence of [
    '',
    'attacker reads',
    'attacker reads  password',
    'Attacker reads password',
    'constructor',
  ])
    t.is(parseClaim(sentence), undefined, sentence);
  t.is(nearestClaim('the attacker does not read the password'), 'attacker does not read password');
  t.is(nearestClaim('attacker reads cookie'), 'attacker reads session cookie');
});

test('the distance of two words counts what to add, drop, change and swap', (t) => {
  t.is(editDistance('title', 'title'), 0);
  t.is(editDistance('titel', 'title'), 1);
  t.is(editDistance('', 'lane'), 4);
  t.is(editDistance('Lanes', 'lane'), 1);
  t.is(editDistance('say', 'ask'), 2);
  t.is(editDistance('http', 'form'), 4);
});

test('only a word that is like one is taken for it', (t) => {
  t.is(nearest('stpes', ['title', 'steps']), 'steps');
  t.is(nearest('colour', ['title', 'steps']), undefined);
  t.is(nearest('x', []), undefined);
  t.deepEqual(byLikeness('lane', ['steps', 'lanes', 'line']), ['lanes', 'line', 'steps']);
});

test('a hostile word costs no more than a long one', (t) => {
  t.is(nearest('x'.repeat(1_000_000), ['title']), 'title');
});
