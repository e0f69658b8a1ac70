import { readFile } from 'node:fs/promises';
import test from 'ava';
import { CLAIM_KINDS } from '../../src/views/claims/claims.ts';
import { parseScenario } from '../../src/script/format/scenario-file.ts';
import { referencePath, referenceText } from '../../src/script/guide/reference.ts';
import { KNOWN_KEYS } from '../../src/script/format/schema.ts';
import { templateScenario } from '../../src/script/guide/template.ts';
import { claimsIn, playThrough } from '../helpers/play-through.ts';

test('the committed reference is the one that the code gives', async (t) => {
  t.is(await readFile(referencePath(), 'utf8'), referenceText(), 'make reference writes it anew');
});

test('the reference names every key and every claim', (t) => {
  const text = referenceText();
  const { step, ...places } = KNOWN_KEYS;
  for (const key of [...Object.values(places), ...Object.values(step)].flat())
    t.true(text.includes(`\`${key}\``), key);
  for (const { sentence } of CLAIM_KINDS) t.true(text.includes(`| \`${sentence}\` |`), sentence);
  t.false(text.includes('undefined'));
});

test('the scenario in the reference runs, and its claims hold', async (t) => {
  const [, yaml = ''] = /```yaml\n([^]*?)\n```/.exec(referenceText()) ?? [];
  t.is(`${yaml}\n`, templateScenario('./scenario.schema.json'));
  const { scenario, problems } = parseScenario(yaml, 'new.yaml');
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
