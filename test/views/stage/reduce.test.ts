import test from 'ava';
import * as fc from 'fast-check';
import type { Fact, Happening } from '../../../lab/facts/session.ts';
import { shownExcerpt, staysSealed } from '../../../src/views/stage/excerpt.ts';
import { reduce } from '../../../src/views/stage/reduce.ts';
import { EMPTY_STATE } from '../../../src/views/stage/state.ts';
import type { LabState, LaneState } from '../../../src/views/stage/state.ts';
import { http, Log } from '../../helpers/log.ts';
import { savedSession } from '../../helpers/saved-facts.ts';

const LOGIN = savedSession('bank-login.jsonl');

function fold(facts: readonly Happening[], from: LabState = EMPTY_STATE): LabState {
  return facts.reduce((state, fact) => reduce(state, { at: 0, ...fact }), from);
}

function laneOf(state: LabState, id: string): LaneState {
  const lane = state.lanes.find((one) => one.id === id);
  if (lane === undefined) throw new Error(`no lane ${id}`);
  return lane;
}

test('at the end of a recorded run each lane shows what happened in it', (t) => {
  const state = fold(LOGIN);
  const plain = laneOf(state, 'plain');
  const sealed = laneOf(state, 'sealed');
  t.is(plain.page?.security, 'not-secure');
  t.is(sealed.page?.security, 'secure');
  t.deepEqual([...plain.read].toSorted(), ['balance', 'password', 'session cookie', 'user']);
  t.deepEqual(sealed.read, []);
  t.is(plain.booked?.event, 'signed-in');
  t.is(sealed.booked?.event, 'signed-in');
  t.is(plain.claims.length + sealed.claims.length, 3);
  t.is(state.claims.length, 3);
  t.is(state.closed?.held, 3);
  t.is(plain.connections.size, 0, 'connections that are over are forgotten');
});

test('the excerpt of the login marks the password at its place in the stream', (t) => {
  const { excerpt } = laneOf(fold(LOGIN), 'plain');
  const mark = excerpt?.marks.find(({ secret }) => secret === 'password');
  t.is(excerpt?.label, 'POST /login');
  const at = (excerpt?.offset ?? 0) + (mark?.offset ?? 0);
  const claim = LOGIN.find(
    (fact) => fact.type === 'claim-checked' && fact.claim === 'attacker reads password',
  );
  t.is(claim?.type === 'claim-checked' ? claim.evidence.found[0]?.offset : undefined, at);
  const value = excerpt?.bytes.subarray(mark?.offset, (mark?.offset ?? 0) + (mark?.length ?? 0));
  t.is(Buffer.from(value ?? []).toString(), 'poppy-bicycle-12');
});

test('the sealed lane holds up the longest sealed request, and marks nothing', (t) => {
  const { excerpt } = laneOf(fold(LOGIN), 'sealed');
  t.true(excerpt?.sealed);
  t.is(excerpt?.direction, 'to-bank');
  t.deepEqual(excerpt?.marks, []);
});

test('a scrap that passes in a later step takes the place of nothing, until somebody acts anew', (t) => {
  const before = fold(LOGIN.slice(0, CLAIMED));
  const { excerpt } = laneOf(before, 'plain');
  const connection = excerpt?.connection ?? 0;
  const scrap: Happening = {
    type: 'segment-captured',
    lane: 'plain',
    connection: connection + 1_000,
    direction: 'to-bank',
    offset: 0,
    bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
  };
  t.is(laneOf(fold([scrap], before), 'plain').excerpt, excerpt);
  const steps = before.steps.map((step, index) =>
    index === before.step ? { ...step, kind: 'visit' as const } : step,
  );
  t.not(laneOf(fold([scrap], { ...before, steps }), 'plain').excerpt, excerpt);
});

test('what passed last is told with all bytes of the message that it ends', (t) => {
  const whole = http('POST', '/login', 'user=alice');
  const log = new Log({ a: 'http://bank.test/' })
    .open('a', 1)
    .captured('a', 1, 'to-bank', whole.slice(0, -4))
    .captured('a', 1, 'to-bank', whole.slice(-4));
  t.is(laneOf(fold(log.facts), 'a').moving?.bytes, whole.length);
});

const CLAIMED = LOGIN.findIndex(
  (fact) => fact.type === 'claim-checked' && fact.claim === 'attacker reads session cookie',
);

test('what a claim has found is held up with its mark while its step lasts', (t) => {
  const claim = LOGIN[CLAIMED];
  const found = claim?.type === 'claim-checked' ? claim.evidence.found[0] : undefined;
  const before = fold(LOGIN.slice(0, CLAIMED));
  t.is(laneOf(before, 'plain').pointed, undefined);
  const state = fold(LOGIN.slice(0, CLAIMED + 1));
  const { pointed, excerpt } = laneOf(state, 'plain');
  const [mark] = pointed?.marks ?? [];
  t.is((pointed?.offset ?? 0) + (mark?.offset ?? 0), found?.offset ?? -1);
  t.deepEqual(excerpt, laneOf(before, 'plain').excerpt);
  const next = fold([{ type: 'step-started', index: 8, kind: 'say', text: '' }], state);
  t.is(laneOf(next, 'plain').pointed, undefined);
});

test('what failed on the path is told until the next connection', (t) => {
  const failed: Happening = { type: 'interception-failed', lane: 'plain', kind: 'hung-up', message: '' };
  const opened = LOGIN.find(({ type }) => type === 'connection-opened');
  if (opened?.type !== 'connection-opened') throw new Error('no connection');
  t.is(laneOf(fold([failed]), 'plain').interceptionFailed?.kind, 'hung-up');
  t.is(laneOf(fold([failed, { ...opened, lane: 'plain' }]), 'plain').interceptionFailed, undefined);
});

test('a claim that failed, or whose bytes are not kept, points at nothing', (t) => {
  const claim = LOGIN[CLAIMED];
  if (claim?.type !== 'claim-checked') throw new Error('no such claim');
  const before = fold(LOGIN.slice(0, CLAIMED));
  const far = { connection: 99, direction: 'to-bank' as const, offset: 0, length: 1, way: 'as it is' };
  const elsewhere = { ...claim, evidence: { ...claim.evidence, found: [far] } };
  for (const other of [{ ...claim, held: false }, elsewhere])
    t.is(laneOf(fold([other], before), 'plain').pointed, undefined);
});

test('of what passed in clear the latest few are kept, each message once', (t) => {
  const { clear } = laneOf(fold(LOGIN), 'plain');
  t.true(clear.length > 0 && clear.length <= 12);
  const places = clear.map(({ connection, direction, offset }) => `${connection} ${direction} ${offset}`);
  t.is(new Set(places).size, places.length);
  t.true(clear.every(({ sealed }) => !sealed));
});

const page = (url: string, lane = 'a'): Happening => ({
  type: 'page-shown',
  lane,
  url,
  status: 200,
  title: '',
  security: 'secure',
  text: '',
  forms: [],
});
const filled: Happening = { type: 'form-filled', lane: 'a', form: 'login', fields: [] };

test('a filled form stays in sight while its page does', (t) => {
  t.truthy(laneOf(fold([page('https://a/login'), filled, page('https://a/login')]), 'a').form);
  t.is(laneOf(fold([page('https://a/login'), filled, page('https://a/account')]), 'a').form, undefined);
});

test('that a form was not sent is told until a page or a form comes', (t) => {
  const notSent: Happening = { type: 'form-not-sent', lane: 'a', form: 'login', reason: 'no page' };
  t.truthy(laneOf(fold([notSent]), 'a').notSent);
  t.is(laneOf(fold([notSent, page('https://a/')]), 'a').notSent, undefined);
  t.is(laneOf(fold([notSent, filled]), 'a').notSent, undefined);
});

const step = (index: number): Happening => ({ type: 'step-started', index, kind: 'say', text: '' });

test('a question stands open over the steps until it is explained, and goes with the next step', (t) => {
  const asked: Happening = { type: 'question-asked', question: '?', choices: ['a'], answer: 1, because: 'b' };
  const open = fold([step(0), asked, { type: 'answer-given', choice: 1 }, step(1)]);
  t.is(open.question?.choice, 1);
  const told = fold([{ type: 'question-explained', choice: 1, answer: 1, because: 'b' }], open);
  t.true(told.question?.explained);
  t.is(fold([step(2)], told).question, undefined);
  t.is(fold([{ type: 'answer-given', choice: 1 }]).question, undefined);
});

test('a lane that nobody announced gets a place of its own', (t) => {
  t.deepEqual(
    fold([page('https://a/')]).lanes.map(({ id }) => id),
    ['a'],
  );
});

test('a fact changes its own lane and leaves the others the very objects that they were', (t) => {
  const before = fold(LOGIN.slice(0, 30));
  const after = fold([page('https://x/', 'plain')], before);
  t.not(laneOf(after, 'plain'), laneOf(before, 'plain'));
  t.is(laneOf(after, 'sealed'), laneOf(before, 'sealed'));
});

test('any facts in any order, with any bytes, never throw, and what is kept of them is bounded', (t) => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 40 }),
    fc
      .constantFrom('GET / HTTP/1.1\r\n', '\x16\x03\x01')
      .map((text) => new Uint8Array(Buffer.from(text, 'latin1'))),
  );
  const segment = fc.record({
    type: fc.constant('segment-captured' as const),
    at: fc.constant(0),
    lane: fc.constantFrom('plain', 'sealed', '__proto__'),
    connection: fc.integer({ min: -1, max: 3 }),
    direction: fc.constantFrom('to-bank' as const, 'to-victim' as const),
    offset: fc.integer({ min: -5, max: 5000 }),
    bytes,
  });
  const fact: fc.Arbitrary<Fact> = fc.oneof(fc.constantFrom(...LOGIN), segment);
  fc.assert(
    fc.property(fc.array(fact, { maxLength: 80 }), (facts) => {
      const state = fold(facts);
      for (const lane of state.lanes) {
        t.true((lane.excerpt?.bytes.length ?? 0) <= 4096);
        for (const { directions } of lane.connections.values())
          for (const { held } of Object.values(directions)) t.true(held.length <= 4096);
      }
    }),
    { numRuns: 300 },
  );
});

test('a state is never changed in place', (t) => {
  const states: LabState[] = [EMPTY_STATE];
  for (const fact of LOGIN) states.push(reduce(states.at(-1) ?? EMPTY_STATE, fact));
  const again = fold(LOGIN.slice(0, 60));
  t.deepEqual(states[60], again);
  t.deepEqual(EMPTY_STATE.lanes, []);
});

const open = (connection: number): Happening => ({
  type: 'connection-opened',
  lane: 'a',
  connection,
  logical: 'bank.test:443',
  client: 'c',
  server: 's',
});

test('what succeeded on a later connection counts, whenever the failure of an earlier one is told', (t) => {
  const failed: Happening = { type: 'interception-failed', lane: 'a', kind: 'hung-up', message: '' };
  const read: Happening = {
    type: 'exchange-read',
    lane: 'a',
    connection: 2,
    request: {
      method: 'GET',
      url: 'https://bank.test/login',
      headers: [['Cookie', 'session=abc-def']],
      body: new Uint8Array(),
    },
    response: { status: 200, headers: [], body: new TextEncoder().encode('<p>Balance 12.34</p>') },
  };
  const known: readonly Happening[] = [
    { type: 'secret-planted', lane: 'a', name: 'balance', value: '12.34' },
    { type: 'secret-planted', lane: 'a', name: 'session cookie', value: 'abc-def' },
  ];
  for (const facts of [
    [open(1), failed, open(2), read],
    [open(1), open(2), failed, read],
    [open(1), open(2), read, failed],
  ]) {
    const lane = laneOf(fold([...known, ...facts]), 'a');
    t.is(lane.interceptionFailed, undefined);
    t.deepEqual([...lane.read].toSorted(), ['balance', 'session cookie']);
    t.is(lane.readValues.get('balance'), '12.34');
    t.false(staysSealed(lane, lane.excerpt));
    t.regex(lane.excerpt?.label ?? '', /^the answer to GET \/login, read behind TLS$/);
  }
  t.is(laneOf(fold([open(1), open(2), failed]), 'a').interceptionFailed?.kind, 'hung-up');
});

test('what she typed is looked for and marked, whoever made it up', (t) => {
  const typed: Happening = {
    type: 'form-filled',
    lane: 'a',
    form: 'login',
    fields: [
      { name: 'user', type: 'text', value: 'bob' },
      { name: 'password', type: 'password', value: 'hunter2' },
    ],
  };
  const bytes = new TextEncoder().encode(
    'POST / HTTP/1.1\r\nContent-Length: 25\r\n\r\nuser=bob&password=hunter2',
  );
  const lane = laneOf(
    fold([
      { type: 'secret-planted', lane: 'a', name: 'password', value: 'tulip-orbit-42' },
      typed,
      { type: 'segment-captured', lane: 'a', connection: 1, direction: 'to-bank', offset: 0, bytes },
    ]),
    'a',
  );
  t.deepEqual([...lane.read].toSorted(), ['password', 'user']);
  t.is(lane.readValues.get('password'), 'hunter2');
});

/** The login with a step begun after it, of this kind. */
function thenStep(kind: 'claim' | 'visit', more: readonly Happening[]): LabState {
  const opened = LOGIN.map((fact): Fact =>
    fact.type === 'session-opened'
      ? { ...fact, steps: [...fact.steps, { kind, text: 'then', lanes: ['plain', 'sealed'] }] }
      : fact,
  );
  const submitted = opened.findIndex((fact) => fact.type === 'step-started' && fact.index === 5);
  return fold([
    ...opened.slice(0, submitted),
    ...more,
    { type: 'step-started', index: 10, kind, text: 'then' },
  ]);
}

test('what was changed on the way stays marked over claims, until somebody acts anew', (t) => {
  const sent = LOGIN.find(
    (fact) => fact.type === 'segment-captured' && Buffer.from(fact.bytes).includes('POST /login'),
  );
  const connection = sent?.type === 'segment-captured' ? sent.connection : 0;
  const changed = {
    type: 'form-tampered',
    lane: 'plain',
    connection,
    field: 'user',
    before: 'alice',
    after: 'mallory',
  } as const;
  const over = laneOf(thenStep('claim', [changed]), 'plain');
  const shown = shownExcerpt(over);
  const [mark] = shown?.marks ?? [];
  t.is(
    Buffer.from(shown?.bytes ?? []).toString(
      'latin1',
      mark?.offset,
      (mark?.offset ?? 0) + (mark?.length ?? 0),
    ),
    'user=alice',
  );
  t.is(laneOf(thenStep('visit', [changed]), 'plain').changed, undefined);
});

test('two sizes that a claim has compared stand in both lanes, until somebody acts anew', (t) => {
  const place = { direction: 'to-bank', offset: 0, way: 'sealed' } as const;
  const compared = (found: readonly { connection: number; length: number }[]): Happening => ({
    type: 'claim-checked',
    lane: 'plain',
    claim: 'record lengths differ by 10',
    held: true,
    evidence: { searched: 1, ways: 1, text: '', found: found.map((each) => ({ ...place, ...each })) },
  });
  const two = [
    { connection: 1, length: 532 },
    { connection: 2, length: 522 },
  ];
  const both = thenStep('claim', [compared(two)]);
  t.deepEqual(laneOf(both, 'plain').sized, { bytes: 537, than: { title: 'port 443 · https', bytes: 527 } });
  t.deepEqual(laneOf(both, 'sealed').sized, { bytes: 527, than: { title: 'port 80 · http', bytes: 537 } });
  t.is(laneOf(thenStep('visit', [compared(two)]), 'plain').sized, undefined);
  t.is(laneOf(thenStep('claim', [compared(two.slice(1))]), 'plain').sized, undefined);
});
