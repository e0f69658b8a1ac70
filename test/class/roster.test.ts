import test from 'ava';
import * as fc from 'fast-check';
import { Ballot, mostVotes } from '../../src/class/ballot.ts';
import { makeCode, readCode } from '../../src/class/codes.ts';
import { CLASS_LIMITS } from '../../src/class/limits.ts';
import { Rate } from '../../src/class/rate.ts';
import { nicknameOf, Roster } from '../../src/class/roster.ts';
import type { ClassStudent } from '../../src/class/roster.ts';

function joined(roster: Roster, nickname: string, own = ''): ClassStudent {
  const student = roster.join({ code: roster.code, nickname, own });
  if (typeof student === 'string') throw new Error(student);
  return student;
}

test('the code lets in, in small letters too; a nickname is one person', (t) => {
  const roster = new Roster();
  t.regex(roster.code, /^[A-HJKMNP-Z2-9]{6}$/);
  const code = ` ${roster.code.slice(0, 3).toLowerCase()}-${roster.code.slice(3)} `;
  t.is(typeof roster.join({ code, nickname: 'Ann', own: '' }), 'object');
  t.is(roster.join({ code, nickname: 'ann', own: '' }), 'name taken');
  t.is(roster.join({ code: '', nickname: 'Bob', own: '' }), 'wrong code');
  t.is(roster.join({ code, nickname: '  ', own: '' }), 'no nickname');
});

test("a code of one's own brings back the same student, and nobody else; the teacher may give another", (t) => {
  const roster = new Roster();
  const ann = joined(roster, 'Ann');
  const bob = joined(roster, 'Bob');
  t.is(roster.join({ code: '', nickname: 'Ann', own: ann.code }), ann);
  t.is(roster.join({ code: roster.code, nickname: 'Ann', own: bob.code }), 'wrong code');
  t.is(roster.join({ code: roster.code, nickname: 'Eve', own: ann.code }), 'wrong code');
  const anew = roster.newCodeFor(ann.id);
  t.is(anew?.key, ann.key, 'devices stay');
  t.is(roster.join({ code: '', nickname: 'Ann', own: ann.code }), 'wrong code');
  t.like(roster.join({ code: '', nickname: 'Ann', own: anew?.code ?? '' }), { id: ann.id });
});

test('another code of the class keeps out who has the old one, and nobody who is in', (t) => {
  const roster = new Roster();
  const { code } = roster;
  const ann = joined(roster, 'Ann');
  roster.newCode();
  t.is(roster.join({ code, nickname: 'Bob', own: '' }), 'wrong code');
  t.is(roster.of(ann.key), ann);
  t.is(roster.kick(ann.id), ann);
  t.is(roster.of(ann.key), undefined);
  t.is(roster.kick(ann.id), undefined);
});

test('a class is full at its limit', (t) => {
  const roster = new Roster();
  for (let student = 0; student < CLASS_LIMITS.students; student += 1) joined(roster, `s${student}`);
  t.is(roster.join({ code: roster.code, nickname: 'late', own: '' }), 'full');
});

test('a nickname that is taken is short, visible and of letters, whatever was typed', (t) => {
  t.is(nicknameOf('  Zoë   van der Berg '), 'Zoë van der Berg');
  t.is(nicknameOf('<script>'), undefined);
  t.is(nicknameOf('a\u202eb'), undefined);
  t.is(nicknameOf('...'), undefined);
  t.is(nicknameOf('x'.repeat(CLASS_LIMITS.nickname + 1)), undefined);
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (typed) => {
      const name = nicknameOf(typed);
      if (name !== undefined && !/^[\p{L}\p{M}\p{N} ._'-]{1,24}$/u.test(name)) throw new Error(name);
      readCode(typed);
    }),
  );
  t.not(makeCode(), makeCode());
});

test('one vote a student, which may be changed until it is closed', (t) => {
  const ballot = new Ballot(1, 3);
  t.true(ballot.vote(1, 2));
  t.true(ballot.vote(1, 3));
  t.true(ballot.vote(2, 3));
  for (const none of [0, 4, -1, 1.5, Number.NaN]) t.false(ballot.vote(3, none));
  t.is(ballot.voted, 2);
  ballot.forget(2);
  t.deepEqual(ballot.close(), [0, 0, 1]);
  t.false(ballot.vote(4, 1));
  ballot.forget(1);
  t.deepEqual(ballot.counts(), [0, 0, 1], 'what is closed stays');
  t.is(mostVotes([0, 0]), 0);
  t.is(mostVotes([1, 3, 3]), 2);
});

test('whatever is voted in whatever order, as many votes count as there are students', (t) => {
  const vote = fc.tuple(fc.nat(20), fc.integer({ min: -2, max: 8 }));
  fc.assert(
    fc.property(fc.array(vote), (votes) => {
      const ballot = new Ballot(1, 4);
      const last = new Map<number, number>();
      for (const [student, choice] of votes) if (ballot.vote(student, choice)) last.set(student, choice);
      const counts = ballot.close();
      t.is(
        counts.reduce((sum, each) => sum + each, 0),
        last.size,
      );
      for (const [index, count] of counts.entries())
        t.is(count, [...last.values()].filter((choice) => choice === index + 1).length);
    }),
  );
  t.pass();
});

test('a rate holds in its time, and remembers a bounded number of addresses', (t) => {
  let now = 0;
  const rate = new Rate(2, 1_000, () => now);
  t.deepEqual(
    [1, 2, 3].map(() => rate.allows('a')),
    [true, true, false],
  );
  t.true(rate.allows('b'));
  now = 1_000;
  t.true(rate.allows('a'));
  for (let other = 0; other < CLASS_LIMITS.addresses; other += 1) rate.count(`${other}`);
  t.true(rate.allows('a') && rate.allows('a'), 'who came long ago is forgotten');
});
