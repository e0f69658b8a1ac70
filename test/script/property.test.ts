import test from 'ava';
import * as fc from 'fast-check';
import { readFile } from 'node:fs/promises';
import { findScenario } from '../../src/script/catalogue/catalogue.ts';
import type { CheckedFile } from '../../src/script/file/checked-file.ts';
import { parseScenario, parseScenarioBytes } from '../../src/script/format/scenario-file.ts';
import type { Scenario } from '../../src/script/scenario.ts';

/** Whether the answer is one of the two that a file may get, with places inside the file. */
function isAnswer({ content: scenario, problems }: CheckedFile<Scenario>, text: string): boolean {
  if (scenario !== undefined)
    return problems.length === 0 && scenario.steps.every(({ lanes }) => lanes.length > 0);
  const lines = text.replace(/^\ufeff/, '').split('\n');
  return (
    problems.length > 0 &&
    problems.length <= 100 &&
    problems.every(({ line, column, message }) => {
      const inside =
        line >= 1 && line <= lines.length && column >= 1 && column <= (lines[line - 1]?.length ?? 0) + 1;
      return inside && message.length > 0 && message.length < 300 && !message.includes('\n');
    })
  );
}

const WORDS = [
  'title',
  'minutes',
  'shows',
  'lanes',
  'steps',
  'notes',
  'visit',
  'bank',
  'http',
  'https',
  'attacker',
  'victim',
  'trusts',
  'say',
  'submit',
  'ask',
  'claim',
  'lane',
  'choices',
  'answer',
  'because',
  'form',
  'plain',
  '__proto__',
  'constructor',
  'x',
];

test('any text is a scenario or has problems', (t) => {
  const pieces = fc.constantFrom(
    ...WORDS,
    ': ',
    '- ',
    '\n',
    '\n  ',
    '\t',
    '{',
    '}',
    '[',
    ']',
    ',',
    '"',
    "'",
    '&a',
    '*a',
    '!!str',
    '|\n',
    '>\n',
    '#',
    '---\n',
    '%',
    '? ',
    '\r\n',
    '\ufeff',
    '$password',
    '1',
    '<<',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc.array(pieces, { maxLength: 60 }).map((all) => all.join('')),
  );
  fc.assert(
    fc.property(text, (each) => isAnswer(parseScenario(each, 'x.yaml'), each)),
    { numRuns: 2_000 },
  );
  t.pass();
});

test('a key of two lines is named in one', (t) => {
  const { problems } = parseScenario('? >\n\n  title', 'x.yaml');
  t.true(isAnswer({ problems }, '? >\n\n  title'));
  t.true(problems.at(-1)?.message.includes(String.raw`"\u000atitle\u000a"`));
});

test('any bytes are a scenario or have problems', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) =>
      isAnswer(parseScenarioBytes(bytes, 'x.yaml'), new TextDecoder().decode(bytes)),
    ),
    { numRuns: 1_000 },
  );
  t.pass();
});

test("any values under the keys of a scenario are told of in a teacher's words", (t) => {
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(fc.constantFrom(...WORDS), fc.integer(), fc.double(), fc.boolean(), fc.constant(null)),
      fc.array(tie('tree'), { maxLength: 4 }),
      fc.dictionary(fc.constantFrom(...WORDS), tie('tree'), { maxKeys: 6 }),
    ),
  }));
  const file = fc.record(
    { title: tree, minutes: tree, shows: tree, lanes: tree, steps: tree, notes: tree },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(file, (value) => {
      const text = JSON.stringify(value);
      const parsed = parseScenario(text, 'x.yaml');
      const jargon = /expected|received|invalid|undefined|NaN|object|string|array|union|scalar|node/i;
      // The errors' names in claims are Chromium's own words.
      const plain = parsed.problems.map(({ message }) => message.replaceAll(/ERR_\w+/g, ''));
      return isAnswer(parsed, text) && plain.every((message) => !jargon.test(message));
    }),
    { numRuns: 2_000, examples: [[{ steps: [{ claim: 'shows' }] }]] },
  );
  t.pass();
});

test('a good file with any one part of it cut out or written over is still answered', async (t) => {
  const good = await readFile(findScenario('bank-login'), 'utf8');
  const at = fc.nat({ max: good.length });
  fc.assert(
    fc.property(at, fc.nat({ max: 20 }), fc.string({ unit: 'binary', maxLength: 5 }), (from, count, by) => {
      const text = good.slice(0, from) + by + good.slice(from + count);
      return isAnswer(parseScenario(text, 'x.yaml'), text);
    }),
    { numRuns: 1_000 },
  );
  t.pass();
});
