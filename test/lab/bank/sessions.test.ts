import test from 'ava';
import * as fc from 'fast-check';
import { Sessions } from '../../../lab/bank/sessions.ts';
import { LIMITS } from '../../../lab/limits.ts';

test('a session begins under a new value, and ends for good', (t) => {
  const sessions = new Sessions();
  const visitor = sessions.fresh();
  const first = sessions.begin('alice', visitor);
  t.not(first, visitor);
  t.is(sessions.userOf(first), 'alice');
  t.is(sessions.userOf(visitor), undefined);
  const second = sessions.begin('alice', first);
  t.is(sessions.userOf(first), undefined);
  sessions.end(second);
  t.is(sessions.userOf(second), undefined);
});

test('one session too many ends the oldest', (t) => {
  const sessions = new Sessions();
  const ids = Array.from({ length: LIMITS.sessions + 1 }, () => sessions.begin('alice', undefined));
  t.is(sessions.userOf(ids[0]), undefined);
  t.is(sessions.userOf(ids[1]), 'alice');
  t.is(sessions.userOf(ids.at(-1)), 'alice');
});

test('a token is accepted with its own cookie at its own bank only', (t) => {
  const sessions = new Sessions();
  const token = sessions.tokenFor('a');
  t.true(sessions.accepts('a', token));
  t.false(sessions.accepts('b', token));
  t.false(sessions.accepts(undefined, token));
  t.false(new Sessions().accepts('a', token));
});

test('no other text is accepted as a token', (t) => {
  const sessions = new Sessions();
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => !sessions.accepts('a', text)));
  t.pass();
});
