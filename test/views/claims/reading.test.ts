import test from 'ava';
import type { Fact, Happening } from '../../../lab/facts/session.ts';
import { checkClaim, parseClaim } from '../../../src/views/claims/claims.ts';
import type { Claim } from '../../../src/views/claims/claims.ts';
import { savedSession } from '../../helpers/saved-facts.ts';

const READS = claimOf('attacker reads password');
const DOES_NOT = claimOf('attacker does not read password');
const SECRET = 'tulip-orbit-42';

function claimOf(sentence: string): Claim {
  const parsed = parseClaim(sentence);
  if (parsed === undefined) throw new Error(`not a claim: ${sentence}`);
  return parsed;
}

function log(...happenings: Happening[]): Fact[] {
  return happenings.map((happening, at) => ({ at, ...happening }));
}

const planted = (value = SECRET): Happening => ({
  type: 'secret-planted',
  lane: 'a',
  name: 'password',
  value,
});

function segment(text: string | Uint8Array, lane = 'a', offset = 0): Happening {
  return {
    type: 'segment-captured',
    lane,
    connection: 1,
    direction: 'to-bank',
    offset,
    bytes: typeof text === 'string' ? Buffer.from(text) : text,
  };
}

/** The victim sent this body, in whatever wrapping it then went over the wire. */
function sent(body: string): Happening {
  return {
    type: 'exchange-made',
    lane: 'a',
    request: { method: 'POST', url: 'https://bank.test/login', headers: [], body: Buffer.from(body) },
    response: { status: 200, headers: [], body: new Uint8Array(0) },
    waited: 0,
    took: 0,
  };
}

const SEALED = segment(Buffer.alloc(300, 0x5a));

test('what stands in the bytes is read, and the evidence says where', (t) => {
  const text = `user=alice&password=${SECRET}`;
  const { held, evidence } = checkClaim(
    READS,
    log(planted(), segment(text.slice(0, 25)), segment(text.slice(25), 'a', 25)),
    'a',
  );
  t.true(held);
  t.like(evidence.found[0], { connection: 1, direction: 'to-bank', offset: 20, length: SECRET.length });
  t.is(evidence.searched, text.length);
  t.regex(evidence.text, /^password found as it is at byte 20 of connection 1 to the bank/);
});

test('what does not stand in the bytes is not read', (t) => {
  const { held, evidence } = checkClaim(READS, log(planted(), SEALED, sent(SECRET)), 'a');
  t.false(held);
  t.deepEqual(evidence.found, []);
  t.is(evidence.text, `searched 300 bytes ${evidence.ways} ways: 0 found`);
});

test('that nothing was read holds where the secret travelled and was not found', (t) => {
  const { held, evidence } = checkClaim(DOES_NOT, log(planted(), SEALED, sent(SECRET)), 'a');
  t.true(held);
  t.is(evidence.searched, 300);
  t.true(evidence.ways > 1);
});

test('that nothing was read fails where it was found, and says where', (t) => {
  const { held, evidence } = checkClaim(
    DOES_NOT,
    log(planted(), segment(`password=${SECRET}`), sent(SECRET)),
    'a',
  );
  t.false(held);
  t.is(evidence.found[0]?.offset, 9);
});

test('that nothing was read proves nothing where the secret never travelled', (t) => {
  const { held, evidence } = checkClaim(DOES_NOT, log(planted(), SEALED, sent('hello')), 'a');
  t.false(held);
  t.regex(evidence.text, /no answered exchange of this lane held the password/);
});

test('without a secret nothing can be claimed', (t) => {
  for (const claim of [READS, DOES_NOT]) {
    const { held, evidence } = checkClaim(claim, log(SEALED, sent(SECRET)), 'a');
    t.false(held);
    t.is(evidence.text, 'no password was there to be read in this lane');
  }
});

test('where the recording was full, that nothing was found in it proves nothing', (t) => {
  const full: Happening = { type: 'capture-limit-reached', lane: 'a', limit: 300 };
  const { held, evidence } = checkClaim(DOES_NOT, log(planted(), SEALED, full, sent(SECRET)), 'a');
  t.false(held);
  t.regex(evidence.text, /recording was full/);
  t.true(checkClaim(READS, log(planted(), segment(SECRET), full), 'a').held, 'what was found was found');
});

test('where a body could not be decoded, that nothing was found proves nothing', (t) => {
  const broken =
    'POST /login HTTP/1.1\r\nHost: bank.test\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nnogz!';
  const { held, evidence } = checkClaim(DOES_NOT, log(planted(), segment(broken), sent(SECRET)), 'a');
  t.false(held);
  t.regex(evidence.text, /could not be decoded/);
});

test('bytes of another lane are no evidence', (t) => {
  t.false(checkClaim(READS, log(planted(), segment(SECRET, 'b')), 'a').held);
  t.true(checkClaim(DOES_NOT, log(planted(), SEALED, segment(SECRET, 'b'), sent(SECRET)), 'a').held);
});

test('of several secrets of one name the last one counts', (t) => {
  const facts = log(planted('old-password-1'), planted(), segment('old-password-1'), sent(SECRET));
  t.false(checkClaim(READS, facts, 'a').held);
});

test('evidence names a bounded number of places', (t) => {
  const { evidence } = checkClaim(READS, log(planted(), segment(`${SECRET} `.repeat(200))), 'a');
  t.is(evidence.found.length, 16);
});

test('on a recorded run the claims come out as they did', (t) => {
  const facts = savedSession('bank-login.jsonl');
  const at = facts.findIndex(({ type }) => type === 'claim-checked');
  for (const [lane, claim, held] of [
    ['plain', READS, true],
    ['plain', DOES_NOT, false],
    ['sealed', READS, false],
    ['sealed', DOES_NOT, true],
  ] as const) {
    t.is(checkClaim(claim, facts.slice(0, at), lane).held, held, `${lane} ${claim.kind}`);
  }
});
