import test from 'ava';
import * as fc from 'fast-check';
import { Wrong } from '../../../lab/facts/codec.ts';
import { SESSION_LIMITS } from '../../../lab/facts/limits.ts';
import { transcript } from '../../../src/export/text.ts';
import { toJsonLine } from '../../../src/session/json.ts';
import { parseLine } from '../../../src/session/parse.ts';
import { Rules } from '../../../src/session/rules.ts';
import { anyFact, anyJson, TYPES } from '../../helpers/any-fact.ts';

for (const [type, known] of TYPES) {
  test(`${type}: whatever it holds, it is saved and read back the same`, (t) => {
    fc.assert(
      fc.property(anyJson(type, known), (json) => {
        const text = JSON.stringify(json);
        const fact = known.codec.read(json);
        const line = toJsonLine(fact);
        t.is(JSON.stringify(JSON.parse(line)), text);
        t.notRegex(line, /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
        t.deepEqual(parseLine(Buffer.from(line)), { fact });
      }),
    );
  });

  test(`${type}: it has words for what was done, or is untold on purpose`, (t) => {
    const { sentence, brief } = known;
    fc.assert(
      fc.property(anyFact(type, known), (fact) => {
        const lines = transcript(fact, 10);
        for (const line of lines) t.notRegex(line, /undefined|\[object/);
        if (sentence === 'untold') t.deepEqual(lines, []);
        if (brief === 'untold') return;
        t.regex(brief(fact), /^\p{L}+ /u);
        t.notRegex(brief(fact), /undefined|\[object/);
      }),
    );
    t.pass();
  });

  test(`${type}: a session may have ${known.often === 'any' ? 'any number' : 'a bounded number'} of them`, (t) => {
    const [fact] = fc.sample(anyFact(type, known), { numRuns: 1, seed: 1 });
    if (fact === undefined) return t.fail();
    const rules = new Rules();
    const most = type === 'session-opened' ? 1 : SESSION_LIMITS.kept;
    for (let count = 0; count < most; count += 1) rules.take(fact);
    if (known.often === 'any') t.notThrows(() => rules.take(fact));
    else t.throws(() => rules.take(fact), { instanceOf: Wrong });
  });
}

test('bytes are base64 also where they are a view into more, and stand in the place of their key', (t) => {
  const bytes = new Uint8Array([9, 9, 0xff, 0x00, 0x10, 9]).subarray(2, 5);
  const line = toJsonLine({
    type: 'door-knocked',
    answer: bytes,
    at: 1,
    lane: 'a',
    port: 23,
    with: 'nothing',
    outcome: 'answered',
  });
  t.is(
    line,
    '{"type":"door-knocked","answer":"/wAQ","at":1,"lane":"a","port":23,"with":"nothing","outcome":"answered"}',
  );
});
