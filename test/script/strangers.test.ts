import test from 'ava';

import type { ListenerOpened } from '../../lab/facts/facts.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { toHtml } from '../../src/export/html.tsx';
import { transcriber } from '../../src/export/text.ts';
import { factsByClient } from '../../src/reading/parties.ts';
import { findScenario, listCatalogue } from '../../src/script/catalogue/catalogue.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { AT_ONCE } from '../../src/script/play/pace.ts';
import { play } from '../../src/script/play/player.ts';
import { Session } from '../../src/session/session.ts';
import { EMPTY_STATE } from '../../src/views/stage/state.ts';
import { ladderAt } from '../../src/views/ladder/ladder.ts';
import { matrixAt } from '../../src/views/matrix/matrix.ts';
import { reduce } from '../../src/views/stage/reduce.ts';
import { needing } from '../helpers/needing.ts';
import { neededBy } from '../helpers/scenario-needs.ts';
import { STRANGERS_MARK, strangerAt } from '../helpers/stranger.ts';

/** A run at every tap of which a stranger does all that he can while each step plays. */
async function withStrangers(id: string): Promise<Session> {
  const session = new Session();
  const scenario = await readScenario(findScenario(id));
  let last = Promise.resolve();
  const taps = (): ListenerOpened[] =>
    session.facts.filter((fact) => fact.type === 'listener-opened').filter(({ role }) => role === 'tap');
  // One visit is under way while a step plays, and over before the next.
  const come = async (): Promise<void> => {
    await last;
    last = Promise.all(taps().map(strangerAt)).then(() => undefined);
  };
  const run = play({
    scenario,
    session,
    seed: 'strangers',
    version: '0',
    pace: { ...AT_ONCE, before: come },
  });
  await run.done;
  await last;
  await run.stop();
  return session;
}

/** How many facts of a type there are. */
function kinds(facts: readonly Fact[], type: Fact['type']): number {
  return facts.filter((fact) => fact.type === type).length;
}

const catalogue = await listCatalogue();
const needs = await Promise.all(catalogue.map(async ({ file }) => neededBy(await readScenario(file))));

test('the catalogue has 21 scenarios', (t) => {
  t.is(catalogue.length, 21);
});

for (const [index, { id }] of catalogue.entries()) {
  const declare = needing(needs[index] ?? [], test.serial);
  declare(`${id} holds while a stranger is at every tap in every step`, async (t) => {
    const { facts } = await withStrangers(id);
    const failed = facts.filter((fact) => fact.type === 'claim-checked').filter(({ held }) => !held);
    t.deepEqual(
      failed.map(({ lane, claim, evidence }) => `${lane}: ${claim}: ${evidence.text}`),
      [],
    );

    const { own, others } = factsByClient(facts);
    const strangers = others.get('stranger') ?? [];
    t.true(kinds(strangers, 'connection-opened') > 0);
    t.is(kinds(strangers, 'connection-closed'), kinds(strangers, 'connection-opened'));
    t.is(kinds(own, 'connection-closed'), kinds(own, 'connection-opened'));
    for (const type of ['tls-stripped', 'form-tampered', 'bytes-tampered', 'certificate-forged'] as const)
      t.is(kinds(strangers, type), 0, type);
    const mark = Buffer.from(STRANGERS_MARK).toString('base64').slice(0, 16);
    t.false(
      own.some(
        (fact) => JSON.stringify(fact).includes(STRANGERS_MARK) || JSON.stringify(fact).includes(mark),
      ),
    );

    // None of hers is taken for a stranger's: the bank counts as many of hers as her browser made, but for those that never came.
    const made = kinds(own, 'exchange-made');
    const answered = own.filter((fact) => fact.type === 'bank-answered' && fact.party === undefined).length;
    t.true(answered >= made - kinds(own, 'interception-failed') || made === 0, `${answered} of ${made}`);
  });
}

test.serial(
  'strangers stand as such in text, json, html, ladder and stage, and the matrix is as without them',
  async (t) => {
    const { facts } = await withStrangers('bank-login');
    const { own, others } = factsByClient(facts);
    const strangers = others.get('stranger') ?? [];
    const count = kinds(strangers, 'connection-opened');

    const told = facts.flatMap(transcriber());
    t.is(
      told.filter((line) => / tap +a stranger connected from 127\.0\.0\.1:\d+ to bank\.test:/.test(line))
        .length,
      count,
    );
    t.true(told.some((line) => / read GET http:\/\/bank\.test\/login\?by=.*, for a stranger$/.test(line)));

    const saved = facts.map((fact) => JSON.stringify(fact));
    t.true(saved.filter((line) => line.includes('"party":"stranger"')).length >= count);

    const page = toHtml(facts);
    t.regex(page, /<td>stranger<\/td>/);
    t.regex(page, /Connections of strangers, who are not the victim: \d+/);

    const rungs = ladderAt(facts, facts.length).flatMap((lane) => lane.rungs);
    t.true(
      rungs.some(
        ({ from, kind, label }) => from === 'stranger' && kind === 'open' && label.startsWith('stranger: '),
      ),
    );
    t.true(rungs.every(({ from, label }) => from !== 'victim' || !label.includes(STRANGERS_MARK)));

    const [seen, alone] = [facts, own].map((all) => all.reduce(reduce, EMPTY_STATE));
    t.is(
      seen?.lanes.reduce((sum, lane) => sum + lane.others.strangers, 0),
      count,
    );
    const bare = (state: typeof seen) => state?.lanes.map((lane) => ({ ...lane, others: undefined }));
    t.deepEqual(bare(seen), bare(alone));
    t.deepEqual(matrixAt(facts, facts.length), matrixAt(own, own.length));
  },
);
