import test from 'ava';
import * as fc from 'fast-check';
import { toJsonArray, toJsonLines } from '../../src/export/json.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { anyFacts } from '../helpers/happenings.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { fileOf, readBack } from '../helpers/saved.ts';

test('lines of JSON read back as the facts that they were', async (t) => {
  t.deepEqual(await readBack(fileOf([...toJsonLines(RECORDED)].join(''))), {
    facts: [...RECORDED],
    notices: [],
  });
});

test('an array of JSON holds every fact as its line has it', (t) => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      const array: unknown = JSON.parse([...toJsonArray(facts)].join(''));
      t.deepEqual(
        array,
        facts.map((fact): unknown => JSON.parse(toJsonLine(fact))),
      );
    }),
    { numRuns: 50 },
  );
});
