import test from 'ava';
import type { Fact } from '../../lab/facts/session.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { isSameRun, judgeRun, readRun } from '../../src/teaching/grade/own-run.ts';
import type { Judged } from '../../src/teaching/grade/verdict.ts';
import { catalogued } from '../helpers/class.ts';
import { playThrough } from '../helpers/play-through.ts';

const scenario = await catalogued('bank-login');
const { facts } = await playThrough(scenario, 'mine');

function saved(run: readonly Fact[]): Buffer {
  return Buffer.from(run.map((fact) => `${toJsonLine(fact)}\n`).join(''));
}

function judged(run: readonly Fact[], seed = 'mine'): Judged {
  return judgeRun(readRun('run.jsonl', saved(run)), scenario, {
    seed,
    ownerOf: (other) => (other === 'mine' ? 'bob' : undefined),
  });
}

/** The run with each fact of one type changed. */
function changed<T extends Fact['type']>(
  type: T,
  change: (fact: Extract<Fact, { readonly type: T }>) => Fact | undefined,
): readonly Fact[] {
  const isIt = (fact: Fact): fact is Extract<Fact, { readonly type: T }> => fact.type === type;
  return facts.flatMap((fact) => (isIt(fact) ? (change(fact) ?? []) : [fact]));
}

test('a run as it was saved is right', (t) => {
  t.deepEqual(judged(facts), {
    outcome: 'right',
    part: 1,
    evidence: 'run.jsonl: 5 claims checked again from its bytes, and all hold',
    feedback: 'Right: every claim holds when it is checked again from the bytes of your run.',
  });
});

test('a run with another seed, of another scenario, or that is none has its own sentence', async (t) => {
  t.like(judged(facts, 'yours'), { outcome: 'another', evidence: 'run.jsonl: it has the seed of bob' });
  const other = await playThrough(await catalogued('tls-versions'), 'mine');
  t.is(
    judged(other.facts).feedback,
    'This is a run of another scenario: play bank-login, with your own seed.',
  );
  t.is(judged(facts.slice(1)).feedback, 'This session cannot be read: this is no saved session.');
  t.like(judgeRun(undefined, scenario, { seed: 'mine', ownerOf: () => undefined }), { outcome: 'missing' });
});

test('a run that was broken off has a part of the points', (t) => {
  const second = facts.findIndex(
    (fact, index) =>
      fact.type === 'claim-checked' && facts.slice(0, index).some(({ type }) => type === fact.type),
  );
  t.like(judged(facts.slice(0, second + 1)), { outcome: 'partly', part: 2 / 5 });
});

test('what a run says and its bytes do not is caught', (t) => {
  const caught = (run: readonly Fact[], pattern: RegExp): void => {
    const { outcome, part, evidence } = judged(run);
    t.deepEqual([outcome, part], ['wrong', 0]);
    t.regex(evidence, pattern);
  };
  // Another password than the seed's.
  caught(
    changed('secret-planted', (fact) =>
      fact.name === 'password' ? { ...fact, value: 'tulip-orbit-42' } : fact,
    ),
    /its seed does not plant the password of lane plain/,
  );
  // A claim that is said to have come out otherwise, and one that the scenario does not make.
  caught(
    changed('claim-checked', (fact) => ({ ...fact, held: fact.lane !== 'plain' })),
    /"attacker reads password" in lane plain comes out otherwise/,
  );
  caught(
    changed('claim-checked', (fact) => ({ ...fact, claim: 'bank let nobody in' })),
    /is no claim of the scenario at this place/,
  );
  // Bytes that were taken away.
  let left = 3;
  caught(
    changed('segment-captured', (fact) => (fact.lane === 'sealed' || left-- > 0 ? fact : undefined)),
    /not recorded as it passed|comes out otherwise/,
  );
  // Sealed bytes that are not those of the run.
  caught(
    changed('segment-captured', (fact) =>
      fact.lane === 'sealed' && fact.direction === 'to-bank'
        ? { ...fact, bytes: fact.bytes.map((byte, at) => (fact.offset + at > 2_000 ? byte ^ 1 : byte)) }
        : fact,
    ),
    /TLS secrets open no record|stands nowhere in what was sent/,
  );
  caught(
    changed('tls-secret-logged', () => undefined),
    /the session’s own TLS secrets open no record of connection \d+ in lane sealed/,
  );
});

test('two runs with one seed are told from one run that was handed in twice', async (t) => {
  const again = await playThrough(scenario, 'mine');
  const [one, other] = [readRun('a', saved(facts)), readRun('b', saved(again.facts))];
  t.false(isSameRun(one.passed, other.passed));
  const retold = facts.map((fact) => ({ ...fact, at: fact.at + 1 }));
  t.true(isSameRun(one.passed, readRun('c', saved(retold)).passed));
});
