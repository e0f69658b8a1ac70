import test from 'ava';
import {
  CLAIM_KINDS,
  CLAIM_SENTENCES,
  SECRETS,
  nearestClaim,
  parseClaim,
} from '../../../src/views/claims/claims.ts';

test('a claim is data', (t) => {
  t.deepEqual(parseClaim('attacker reads password'), { kind: 'attacker reads <what>', value: 'password' });
  t.deepEqual(parseClaim('attacker does not read session cookie'), {
    kind: 'attacker does not read <what>',
    value: 'session cookie',
  });
  t.deepEqual(parseClaim('bank booked nothing'), { kind: 'bank booked nothing', value: '' });
  t.deepEqual(parseClaim('port 3306 answers mysql'), { kind: 'port <port> answers mysql', value: '3306' });
});

test('some claims take any text in quotes, or any name', (t) => {
  t.deepEqual(parseClaim('attacker reads "Welcome, Alice"'), {
    kind: 'attacker reads <what>',
    value: '"Welcome, Alice"',
  });
  t.is(parseClaim('attacker does not read "a "b" c"'), undefined);
  t.not(parseClaim(`attacker reads "${'x'.repeat(200)}"`), undefined);
  for (const text of ['""', `"${'x'.repeat(201)}"`, '"a', 'a"', "'a'"])
    t.is(parseClaim(`attacker reads ${text}`), undefined, text);
  t.deepEqual(parseClaim('bank let bob in'), { kind: 'bank let <customer> in', value: 'bob' });
  t.deepEqual(parseClaim('bank let nobody in'), { kind: 'bank let nobody in', value: '' });
  t.is(parseClaim('bank let Bob in'), undefined);
  t.is(parseClaim('bank booked a transfer to Harbour Library')?.value, 'Harbour Library');
  t.is(nearestClaim('attacker reads Welcome, Alice'), 'attacker reads "Welcome, Alice"');
  t.is(nearestClaim("attacker does not read 'Sign in'"), 'attacker does not read "Sign in"');
  t.is(nearestClaim('attacker reads passwrod'), 'attacker reads password');
});

test('each secret has both claims, every sentence is one, and no two are the same', (t) => {
  for (const secret of SECRETS)
    for (const does of ['reads', 'does not read'])
      t.true(CLAIM_SENTENCES.includes(`attacker ${does} ${secret}`));
  for (const sentence of CLAIM_SENTENCES) t.not(parseClaim(sentence), undefined);
  t.is(new Set(CLAIM_SENTENCES).size, CLAIM_SENTENCES.length);
  t.is(new Set(CLAIM_KINDS.map(({ sentence }) => sentence)).size, CLAIM_KINDS.length);
});

test('a number in a claim is a whole one from 1 to 65535', (t) => {
  for (const number of ['1', '443', '65535']) t.not(parseClaim(`port ${number} refuses`), undefined);
  for (const number of ['', '0', '01', '65536', '1e3', '-1', '80 ', '<port>', '443 refuses'])
    t.is(parseClaim(`port ${number} refuses`), undefined, number);
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
  t.is(nearestClaim('port 8080 answers htpp'), 'port 8080 answers http');
  t.is(nearestClaim('record length differs by 12'), 'record lengths differ by 12');
});
