import { join } from 'node:path';
import test from 'ava';
import { programRoot } from '../../src/root.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { AT_ONCE } from '../../src/script/play/pace.ts';
import type { Pace } from '../../src/script/play/pace.ts';
import { play } from '../../src/script/play/player.ts';
import type { Play } from '../../src/script/play/player.ts';
import type { Scenario } from '../../src/script/scenario.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { Session } from '../../src/session/session.ts';

// Real runs on real sockets: the scenario of the catalogue, and the lab.
const SCENARIO = await readScenario(join(programRoot(), 'scenarios/bank-login.yaml'));

function begin(pace: Pace = AT_ONCE, scenario: Scenario = SCENARIO): { session: Session; played: Play } {
  const session = new Session();
  return { session, played: play({ scenario, session, seed: 'test', version: '0.0.0', pace }) };
}

/** Resolves when a fact of this type has come. */
function comes(session: Session, type: Fact['type']): Promise<void> {
  return new Promise((resolve) => {
    session.subscribe((fact) => {
      if (fact.type === type) resolve();
    });
  });
}

const typesOf = (session: Session): Fact['type'][] => session.facts.map(({ type }) => type);

test('a run begins with what it is, plays every step in order and ends with its claims', async (t) => {
  const { session, played } = begin();
  t.is(session.facts[0]?.type, 'session-opened', 'before anything is waited for');
  await played.done;
  await played.stop();
  const starts = session.facts.flatMap((fact) => (fact.type === 'step-started' ? [fact.index] : []));
  const ends = session.facts.flatMap((fact) => (fact.type === 'step-finished' ? [fact.index] : []));
  t.deepEqual(starts, [...SCENARIO.steps.keys()]);
  t.deepEqual(ends, starts);
  t.like(session.facts.at(-1), { type: 'session-closed', held: 5, failed: 0, how: 'finished' });
  t.is(typesOf(session).filter((type) => type === 'session-closed').length, 1);
});

test('a question is explained after the first claim that follows it, before the next step', async (t) => {
  const { session, played } = begin({ ...AT_ONCE, answer: () => Promise.resolve(2) });
  await played.done;
  await played.stop();
  const told = typesOf(session).filter((type) =>
    ['question-asked', 'answer-given', 'claim-checked', 'question-explained', 'session-closed'].includes(
      type,
    ),
  );
  t.deepEqual(told, [
    'question-asked',
    'answer-given',
    'claim-checked',
    'question-explained',
    'claim-checked',
    'claim-checked',
    'claim-checked',
    'claim-checked',
    'session-closed',
  ]);
  const at = session.facts.findIndex(({ type }) => type === 'question-explained');
  t.like(session.facts[at], { choice: 2, answer: 1 });
  t.is(session.facts[at + 1]?.type, 'step-started');
});

test('a poll is answered, and nothing of it is explained', async (t) => {
  const steps: Scenario['steps'] = [
    { kind: 'ask', lanes: ['plain'], question: 'Who?', choices: ['I', 'You'], answer: 0, because: '' },
    { kind: 'say', lanes: ['plain'], say: 'So.' },
  ];
  const { session, played } = begin({ ...AT_ONCE, answer: () => Promise.resolve(2) }, { ...SCENARIO, steps });
  await played.done;
  await played.stop();
  t.like(session.facts[0], { steps: [{ kind: 'ask', answer: '' }, { kind: 'say' }] });
  const told = session.facts.filter(({ type }) => ['answer-given', 'question-explained'].includes(type));
  t.is(told.length, 1);
  t.like(told.at(-1), { choice: 2 });
});

test('no step begins before its pace says so', async (t) => {
  const asked: number[] = [];
  const { session, played } = begin({
    before: (index) => {
      asked.push(index);
      t.false(session.facts.some((fact) => fact.type === 'step-started' && fact.index >= index));
      return Promise.resolve();
    },
    answer: () => Promise.resolve(0),
  });
  await played.done;
  await played.stop();
  t.deepEqual(asked, [...SCENARIO.steps.keys()]);
});

const NEVER = new Promise<never>(() => undefined);

for (const type of [
  'session-opened',
  'listener-opened',
  'lane-opened',
  'step-started',
  'connection-opened',
  'segment-captured',
  'question-asked',
  'form-filled',
  'claim-checked',
] as const) {
  test(`stopped at the first ${type}, a run ends in order and says that it was interrupted`, async (t) => {
    const { session, played } = begin();
    if (type !== 'session-opened') await comes(session, type);
    await Promise.all([played.stop(), played.stop()]);
    await played.done;
    t.like(session.facts.at(-1), { type: 'session-closed', how: 'interrupted' });
    const { length } = session;
    await played.stop();
    t.is(session.length, length, 'nothing comes after the end');
  });
}

test('a run that waits for its pace, or for a class, can be stopped', async (t) => {
  for (const pace of [
    { before: () => NEVER, answer: () => NEVER },
    { before: () => Promise.resolve(), answer: () => NEVER },
  ]) {
    const { session, played } = begin(pace);
    await comes(session, pace.before() === NEVER ? 'lane-opened' : 'question-asked');
    await played.stop();
    await played.done;
    t.like(session.facts.at(-1), { type: 'session-closed', how: 'interrupted' });
  }
});

test('a run that is left before its end says how many claims it has not checked; one that is played to its end does not', async (t) => {
  const claims = [...SCENARIO.steps.entries()].filter(([, { kind }]) => kind === 'claim');
  for (const [last, held, unchecked] of [
    [0, 0, 5],
    [claims[0]?.[0], 1, 4],
    [claims[1]?.[0], 2, 3],
    [SCENARIO.steps.length, 5, undefined],
  ] as const) {
    const { promise: stops, resolve: waits } = Promise.withResolvers<void>();
    const before = (index: number): Promise<void> => {
      if (index <= (last ?? -1)) return Promise.resolve();
      waits();
      return NEVER;
    };
    const { session, played } = begin({ before, answer: () => Promise.resolve(0) });
    await Promise.race([stops, played.done]);
    await played.stop();
    const how = unchecked === undefined ? 'finished' : 'interrupted';
    t.like(session.facts.at(-1), { type: 'session-closed', held, failed: 0, how });
    const end = session.facts.at(-1);
    t.is(end?.type === 'session-closed' ? end.unchecked : Number.NaN, unchecked);
  }
});

test('what breaks a run rejects it, and the session says so', async (t) => {
  const { session, played } = begin({ ...AT_ONCE, before: () => Promise.reject(new Error('no more')) });
  await t.throwsAsync(played.done, { message: 'no more' });
  await played.stop();
  t.like(session.facts.at(-1), { type: 'session-closed', how: 'broken' });
});

test('a victim does again what she did in the script once that is over, and never beside it', async (t) => {
  const before = (): Promise<void> => {
    ask();
    return Promise.resolve();
  };
  const { session, played } = begin({ ...AT_ONCE, before });
  function ask(): void {
    for (const lane of SCENARIO.lanes.keys()) played.hand.again?.(lane);
  }
  session.subscribe(ask);
  const sent = (): number => typesOf(session).filter((type) => type === 'form-filled').length;
  await played.done;
  t.is(sent(), 2, 'once in each lane, however often it was asked for');
  const came = comes(session, 'form-filled');
  ask();
  ask();
  await came;
  await played.stop();
  t.like(session.facts.at(-1), { type: 'session-closed', how: 'finished' });
});

test('what breaks while a victim does something again is told, and the session says so', async (t) => {
  const steps = [...SCENARIO.steps];
  const { session, played } = begin(AT_ONCE, { ...SCENARIO, steps });
  await played.done;
  steps.push({
    kind: 'submit',
    form: 'login',
    lanes: ['plain'],
    get fields(): never {
      throw new Error('no more');
    },
  });
  played.hand.again?.('plain');
  await t.throwsAsync(played.brokenLater, { message: 'no more' });
  await played.stop();
  t.like(session.facts.at(-1), { type: 'session-closed', how: 'broken' });
});

const typed = (text: string, lanes: readonly string[], user?: string): Scenario['steps'][number] => ({
  kind: 'submit',
  form: 'login',
  lanes,
  fields: [
    {
      name: 'user',
      value: user === undefined ? { kind: 'secret', secret: 'user' } : { kind: 'text', text: user },
    },
    { name: 'password', value: { kind: 'text', text } },
  ],
});

test('a password that is written out is Alice’s at the bank of that lane, and of several the last', async (t) => {
  const claim = SCENARIO.steps.filter((step) => step.kind === 'claim' && step.claim.value === 'password');
  const visit = SCENARIO.steps.filter(({ kind }) => kind === 'visit');
  const steps = [
    ...visit,
    typed('guess', ['plain']),
    typed('hunter2', ['plain']),
    typed('a b&c', ['sealed']),
    ...claim,
  ];
  const { session, played } = begin(AT_ONCE, { ...SCENARIO, steps });
  await played.done;
  await played.stop();
  const said = session.facts.flatMap((fact) =>
    fact.type === 'secret-planted' && fact.name === 'password' ? [`${fact.lane} ${fact.value}`] : [],
  );
  t.deepEqual(said, ['plain hunter2', 'sealed a b&c']);
  const booked = session.facts.flatMap((fact) =>
    fact.type === 'bank-booked' ? [`${fact.lane} ${fact.event}`] : [],
  );
  t.deepEqual(booked.toSorted(), ['plain sign-in-refused', 'plain signed-in', 'sealed signed-in']);
  t.like(session.facts.at(-1), { type: 'session-closed', held: 2, failed: 0 });
});

test('another customer of the lane signs in with a password of their own, and Alice keeps hers', async (t) => {
  const lanes = new Map(
    [...SCENARIO.lanes].map(([id, lane]) => [
      id,
      {
        ...lane,
        bank: {
          ...lane.bank,
          customers: id === 'plain' ? { bob: 'sunny-day-12' } : { bob: 'sunny-day-12', alice: 'hers' },
        },
      },
    ]),
  );
  const visit = SCENARIO.steps.filter(({ kind }) => kind === 'visit');
  const both = ['plain', 'sealed'];
  const steps = [...visit, typed('hunter2', both), ...visit, typed('sunny-day-12', both, 'bob')];
  const { session, played } = begin(AT_ONCE, { ...SCENARIO, lanes, steps });
  await played.done;
  await played.stop();
  const said = session.facts.flatMap((fact) =>
    fact.type === 'secret-planted' && fact.name === 'password' ? [`${fact.lane} ${fact.value}`] : [],
  );
  t.deepEqual(said, ['plain hunter2', 'sealed hers']);
  const booked = session.facts.flatMap((fact) =>
    fact.type === 'bank-booked' ? [`${fact.lane} ${fact.event} ${fact.user}`] : [],
  );
  t.deepEqual(booked.toSorted(), [
    'plain signed-in alice',
    'plain signed-in bob',
    'sealed sign-in-refused alice',
    'sealed signed-in bob',
  ]);
  const opened = session.facts.filter(({ type }) => type === 'lane-opened');
  t.like(opened[1], { settings: { bank: { customers: ['bob', 'alice'] } } });
});
