import test from 'ava';
import type { Fact } from '../../../lab/facts/session.ts';
import {
  CLAIM_KINDS,
  CLAIM_SENTENCES,
  checkClaim,
  parseClaim,
  takesNumber,
} from '../../../src/views/claims/claims.ts';
import { ladderAt } from '../../../src/views/ladder/ladder.ts';
import { matrixAt } from '../../../src/views/matrix/matrix.ts';
import { WITH_VICTIMS_KEYS } from '../../../src/views/claims/victims-keys.ts';
import { RECORDED } from '../../../tools/support/recorded-session.ts';
import { savedSessions } from '../../agreement/sessions.ts';
import { ownModules } from '../../house/modules.ts';

const withoutSecrets = (facts: readonly Fact[]): Fact[] =>
  facts.filter(({ type }) => type !== 'tls-secret-logged');

const isOfHers = (sentence: string): boolean => sentence.startsWith("with the victim's keys ");

/** Every sentence that a claim may be, with a number of each port that matters and with texts in quotes. */
const SENTENCES = [
  ...CLAIM_SENTENCES,
  ...CLAIM_KINDS.filter(takesNumber).flatMap(({ sentence }) =>
    ['80', '443', '3306'].map((port) => sentence.replace(/<.*>/, port)),
  ),
  ...CLAIM_KINDS.flatMap(({ sentence }) =>
    ['"password="', '"Cookie: "', '"text/html"'].map((text) => sentence.replace(/<.*>/, () => text)),
  ).filter((sentence) => sentence.includes('"') && parseClaim(sentence) !== undefined),
];

/** Every verdict on every lane of a session, and every pair of lanes, by its sentence. */
function verdicts(facts: readonly Fact[], sentences: readonly string[]): Map<string, string> {
  const lanes = facts.flatMap((fact) => (fact.type === 'lane-opened' ? [fact.lane] : []));
  const said = new Map<string, string>();
  for (const sentence of sentences) {
    const claim = parseClaim(sentence);
    if (claim === undefined) throw new Error(`no claim: ${sentence}`);
    for (const lane of lanes)
      for (const other of lanes)
        said.set(`${lane} ${other}: ${sentence}`, JSON.stringify(checkClaim(claim, facts, lane, other)));
  }
  return said;
}

const sessions = [{ name: 'a login', facts: RECORDED }, ...(await savedSessions())].filter(({ facts }) =>
  facts.some(({ type }) => type === 'tls-secret-logged'),
);

test('there are sessions whose victims logged secrets', (t) => {
  t.true(sessions.length > 8);
});

for (const { name, facts } of sessions) {
  test(`${name}: with the victim’s secrets in the session no claim about the attacker and no cell changes`, (t) => {
    const bare = withoutSecrets(facts);
    t.true(bare.length < facts.length);
    const others = SENTENCES.filter((sentence) => !isOfHers(sentence));
    t.deepEqual(verdicts(facts, others), verdicts(bare, others));
    const [withSecrets, without] = [facts, bare].map((all) =>
      JSON.stringify(matrixAt(all, all.length).columns.map(({ cells }) => cells)),
    );
    t.is(withSecrets?.replaceAll(/"index":\d+/g, ''), without?.replaceAll(/"index":\d+/g, ''));
    const rungs = [facts, bare].map((all) =>
      ladderAt(all, all.length).map((ladder) =>
        JSON.stringify(ladder).replaceAll(/"(?:index|order|from|to)":\d+/g, ''),
      ),
    );
    t.deepEqual(rungs[0], rungs[1]);
  });
}

test('the victim’s keys show what was sealed, and nothing where they are not there', (t) => {
  const hers = SENTENCES.filter(isOfHers);
  t.true(hers.length > 4);
  const held = (facts: readonly Fact[]): string[] =>
    [...verdicts(facts, hers)].flatMap(([sentence, said]) =>
      said.startsWith('{"held":true') ? [sentence] : [],
    );
  const shown = held(RECORDED);
  for (const what of ['user', 'password', 'session cookie', 'balance', '"password="'])
    t.true(shown.includes(`sealed sealed: with the victim's keys the recording shows ${what}`), what);
  t.true(
    shown.every((sentence) => sentence.startsWith('sealed ')),
    'in clear nothing is sealed',
  );
  t.deepEqual(held(withoutSecrets(RECORDED)), []);
});

test('her secrets of one lane open nothing in another', (t) => {
  const moved = RECORDED.map((fact) =>
    fact.type === 'tls-secret-logged' ? { ...fact, lane: 'plain' } : fact,
  );
  const [claim] = WITH_VICTIMS_KEYS;
  const verdict = checkClaim({ kind: claim?.sentence ?? '', value: 'password' }, moved, 'sealed');
  t.false(verdict.held);
  t.regex(verdict.evidence.text, /logged no TLS secrets/);
});

test('only the inspector, grading of a student’s own run, and the claims that say so open anything with the victim’s keys', (t) => {
  const users = ownModules().filter(({ path, imports }) => {
    const opens = imports.some(({ specifier = '' }) =>
      /(?:reading|\.)\/opened\.ts$|opening\/key-log\.ts$/.test(specifier),
    );
    return opens && path.startsWith('src/');
  });
  t.deepEqual(users.map(({ path }) => path).toSorted(), [
    // Writes them down, line by line, where somebody exports the key log.
    'src/export/keylog.ts',
    // Opens with what it is handed.
    'src/reading/opened.ts',
    // Read lines of key logs, which stand in a capture or beside it, and open nothing.
    'src/sources/capture/pcapng.ts',
    'src/sources/keylog.ts',
    'src/teaching/grade/opened-run.ts',
    'src/views/claims/victims-view.ts',
    'src/views/inspection/inspection-items.ts',
    'src/views/inspection/inspection.ts',
    'src/views/inspection/lane-keys.ts',
  ]);
});
