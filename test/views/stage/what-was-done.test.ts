import test from 'ava';
import * as fc from 'fast-check';
import { placeOf } from '../../../lab/facts/kind.ts';
import type { Happening } from '../../../lab/facts/session.ts';
import { reduce } from '../../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../../src/views/stage/state.ts';
import type { LaneState } from '../../../src/views/stage/state.ts';
import { anyFact, TYPES } from '../../helpers/any-fact.ts';

const lane = 'a';

function after(...happenings: Happening[]): LaneState | undefined {
  return happenings.reduce((state, happening) => reduce(state, { at: 0, ...happening }), EMPTY_STATE)
    .lanes[0];
}

const PLANTED: Happening = { type: 'secret-planted', lane, name: 'password', value: 'tulip-orbit-42' };
const BODY = Buffer.from('user=alice&password=tulip-orbit-42');
const READ: Happening = {
  type: 'exchange-read',
  lane,
  connection: 1,
  request: { method: 'POST', url: 'https://bank.test/login', headers: [], body: BODY },
  response: { status: 303, headers: [], body: new Uint8Array(0) },
};

test('what the attacker reads behind TLS is held up with its marks, as no place of the recording', (t) => {
  const seen = after(PLANTED, READ);
  t.deepEqual(seen?.read, ['password']);
  t.like(seen?.excerpt, { label: 'POST /login, read behind TLS', opened: true, sealed: false });
  t.deepEqual(seen?.excerpt?.marks, [{ secret: 'password', offset: 20, length: 14 }]);
});

test('the form that he read behind TLS stays in sight when its answers follow', (t) => {
  const answer: Happening = {
    type: 'exchange-read',
    lane,
    connection: 1,
    request: { method: 'GET', url: 'https://bank.test/account', headers: [], body: new Uint8Array(0) },
    response: { status: 200, headers: [], body: Buffer.from('Welcome, Alice') },
  };
  t.is(after(PLANTED, READ, answer)?.excerpt?.label, 'POST /login, read behind TLS');
});

test('what went in clear the tap has shown already', (t) => {
  const text = 'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Length: 34\r\n\r\n';
  const bytes = Buffer.concat([Buffer.from(text), BODY]);
  const segment: Happening = {
    type: 'segment-captured',
    lane,
    connection: 1,
    direction: 'to-bank',
    offset: 0,
    bytes,
  };
  t.is(after(PLANTED, segment, READ)?.excerpt?.opened, undefined);
});

test('deeds of attacker and victim are told in a few words, the last one stays', (t) => {
  const tampered: Happening = {
    type: 'form-tampered',
    lane,
    connection: 1,
    field: 'receiver',
    before: 'bob',
    after: 'mallory',
  };
  const forged: Happening = { type: 'certificate-forged', lane, name: 'bank.test', issuer: 'x' };
  t.is(after(forged, tampered)?.attackerDid, 'changed receiver: bob → mallory');
  t.is(after(forged)?.attackerDid, 'forged a certificate for bank.test');
  const upgraded: Happening = {
    type: 'navigation-upgraded',
    lane,
    from: 'http://bank.test/',
    to: 'https://bank.test/',
    why: 'hsts',
  };
  const knocked: Happening = {
    type: 'door-knocked',
    lane,
    port: 3306,
    service: 'mysql',
    with: 'nothing',
    outcome: 'answered',
    answer: new Uint8Array(1),
  };
  t.is(after(upgraded)?.victimDid, 'http became https: HSTS');
  t.is(after({ ...upgraded, why: 'https-only' })?.victimDid, 'tries https only');
  t.is(after(upgraded, knocked)?.victimDid, 'knocked at port 3306: answered');
});

test('of a stolen account the balance is told, or what there is on the page', (t) => {
  const hijacked: Happening = {
    type: 'session-hijacked',
    lane,
    cookie: 'session=1',
    connection: 1,
    url: 'https://bank.test/account',
    status: 200,
    title: '',
    text: 'Welcome, Alice · Balance 3,795.59 · Send money',
  };
  t.is(after(hijacked)?.attackerDid, 'opened her account: Balance 3,795.59');
  t.is(after({ ...hijacked, text: 'Welcome' })?.attackerDid, 'opened her account: Welcome');
});

for (const [type, known] of TYPES) {
  test(`${type}: what it says that somebody did, his place on the stage tells`, (t) => {
    const { brief, only } = known;
    fc.assert(
      fc.property(anyFact(type, known), (fact) => {
        const [seen] = reduce(EMPTY_STATE, fact).lanes;
        const words = brief === 'untold' || only === 'ladder' ? undefined : brief(fact);
        const place = placeOf(known.by);
        t.is(seen?.attackerDid, place === 'attacker' ? words : undefined);
        t.is(seen?.victimDid, place === 'victim' ? words : undefined);
      }),
      { numRuns: 20 },
    );
  });
}
