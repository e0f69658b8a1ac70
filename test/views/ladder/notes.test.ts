import test from 'ava';
import { otherClientOf } from '../../../lab/facts/values.ts';
import * as fc from 'fast-check';
import { ladderAt } from '../../../src/views/ladder/ladder.ts';
import { cut } from '../../../src/views/matrix/cell.ts';
import { anyFact, TYPES } from '../../helpers/any-fact.ts';
import { Log } from '../../helpers/log.ts';

const knocked = {
  type: 'door-knocked',
  lane: 'a',
  port: 3306,
  with: 'nothing',
  outcome: 'answered',
  answer: Buffer.from('8.4.0'),
} as const;

test('what a fact would repeat of the bytes, or of itself, has no rung', (t) => {
  const opened = { lane: 'a', connection: 1, length: 1, bytes: new Uint8Array(1) } as const;
  const log = new Log({ a: 'http://bank.test/' })
    .add(knocked)
    .add({ type: 'recording-decrypted', direction: 'to-bank', ...opened })
    .add({ type: 'recording-decrypted', direction: 'to-victim', ...opened })
    .read('a', 1, 'GET', 'http://bank.test/');
  t.deepEqual(
    (ladderAt(log.facts, log.facts.length)[0]?.rungs ?? []).map(({ kind, label }) => `${kind} ${label}`),
    ['note opened the recording with the key'],
  );
});

for (const [type, known] of TYPES) {
  const { brief, ladder } = known;
  if (brief === 'untold' || ladder !== undefined) continue;
  test(`${type}: the ladder has a rung for each`, (t) => {
    fc.assert(
      fc.property(anyFact(type, known), (fact) => {
        if (!('lane' in fact)) return t.fail();
        const log = new Log({ [fact.lane]: 'http://bank.test/' });
        const [rung, ...more] = ladderAt([...log.facts, fact], log.facts.length + 1)[0]?.rungs ?? [];
        // A request behind the attacker comes with its answer.
        t.deepEqual(
          more.map(({ kind, at }) => [kind, at]),
          rung?.kind === 'behind' ? [['behind', fact.at]] : [],
        );
        t.is(rung?.at, fact.at);
        const other = 'party' in fact ? otherClientOf(fact.party) : undefined;
        const whose = other === undefined ? '' : `${other}: `;
        if (rung?.kind !== 'behind') t.is(rung?.label, cut(whose + cut(brief(fact), 200), 200));
      }),
      { numRuns: 20 },
    );
  });
}
