import { readFile } from 'node:fs/promises';
import test from 'ava';
import { CLAIM_KINDS } from '../../src/views/claims/claims.ts';
import { parseScenario } from '../../src/script/format/scenario-file.ts';
import { referencePath, referenceText } from '../../src/script/guide/reference.ts';
import { schemaText } from '../../src/script/guide/schema-file.ts';
import { isGroup } from '../../src/script/file/words.ts';
import { templateScenario } from '../../src/script/guide/template.ts';
import { claimsIn, playThrough } from '../helpers/play-through.ts';

test('the committed reference is the one that the code gives', async (t) => {
  t.is(await readFile(referencePath(), 'utf8'), referenceText(), 'make reference writes it anew');
});

/** Every key that a JSON Schema names where no other may stand. */
function keysIn(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysIn);
  if (!isGroup(schema)) return [];
  const isClosed = schema['additionalProperties'] === false;
  const own = isClosed && isGroup(schema['properties']) ? Object.keys(schema['properties']) : [];
  return [...own, ...Object.values(schema).flatMap(keysIn)];
}

test('the reference names every key and every claim', (t) => {
  const text = referenceText();
  const keys = keysIn(JSON.parse(schemaText()));
  for (const key of ['title', 'clicks-through', 'because', 'with']) t.true(keys.includes(key), key);
  for (const key of keys) t.true(text.includes(`\`${key}\``), key);
  for (const { sentence } of CLAIM_KINDS) t.true(text.includes(`| \`${sentence}\` |`), sentence);
  t.false(text.includes('undefined'));
});

test('the scenario in the reference runs, and its claims hold', async (t) => {
  const [, yaml = ''] = /```yaml\n([^]*?)\n```/.exec(referenceText()) ?? [];
  t.is(`${yaml}\n`, templateScenario('./scenario.schema.json'));
  const { content: scenario, problems } = parseScenario(yaml, 'new.yaml');
  t.deepEqual(problems, []);
  if (scenario === undefined) return;
  const claims = claimsIn(await playThrough(scenario));
  t.deepEqual(
    claims.map(({ lane, held }) => [lane, held]),
    [
      ['plain', true],
      ['sealed', true],
    ],
  );
});

test('what stands as a remark in the template can be put in', (t) => {
  const open = templateScenario('x').replaceAll(/^( +)# (bank|attacker|victim):/gm, '$1$2:');
  t.not(open, templateScenario('x'));
  t.deepEqual(parseScenario(open, 'new.yaml').problems, []);
});
