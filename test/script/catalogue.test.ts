import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import test from 'ava';
import { UserError } from '../../src/errors.ts';
import { findScenario, listCatalogue } from '../../src/script/catalogue/catalogue.ts';
import { scenariosFolder } from '../../src/script/catalogue/folder.ts';
import { readScenario } from '../../src/script/format/scenario-file.ts';
import { schemaPath, schemaText } from '../../src/script/guide/schema-file.ts';

test('every scenario of the catalogue is good, by id in the order of the alphabet', async (t) => {
  const entries = await listCatalogue();
  t.deepEqual(
    entries.map(({ id }) => id),
    entries.map(({ id }) => id).toSorted(),
  );
  const bank = entries.find(({ id }) => id === 'bank-login');
  t.is(bank?.title, 'Bank login on port 80 and port 443');
  t.is(bank?.minutes, 3);
  t.is(bank?.file, findScenario('bank-login'));
});

test('every scenario names the schema for editors in its first line, and tells sentences of under 20 words', async (t) => {
  for (const { file } of await listCatalogue()) {
    const [first] = (await readFile(file, 'utf8')).split('\n', 1);
    t.is(first, '# yaml-language-server: $schema=./scenario.schema.json');
    const { title, shows, lanes, steps, notes } = await readScenario(file);
    const told = steps
      .flatMap((step) => [
        step.say ?? '',
        ...(step.kind === 'ask' ? [step.question, step.because, ...step.choices] : []),
      ])
      .concat(title, shows, notes, ...[...lanes.values()].map((lane) => lane.title))
      .flatMap((text) => text.replaceAll(/\s+/g, ' ').split(/(?<=[.?!]) /));
    for (const sentence of told) t.true(sentence.split(' ').length < 20, sentence);
  }
});

test('every scenario asks, claims, takes 2 to 6 minutes in 5 to 12 steps, says what happens, ends in words and helps its instructor', async (t) => {
  for (const { file, id } of await listCatalogue()) {
    const { steps, minutes, notes } = await readScenario(file);
    t.true(minutes >= 2 && minutes <= 6, id);
    t.true(steps.length >= 5 && steps.length <= 12, id);
    for (const kind of ['ask', 'claim'])
      t.true(
        steps.some((step) => step.kind === kind),
        `${id}: ${kind}`,
      );
    t.is(steps.at(-1)?.kind, 'say', id);
    // An unquoted comma cuts a choice in two, and what is behind it would count as one more.
    for (const step of steps)
      if (step.kind === 'ask')
        for (const choice of step.choices) t.regex(choice, /^\p{Lu}/u, `${id}: ${choice}`);
    // A question says itself. Where anything else happens, or is claimed, the class is told what.
    for (const { kind, say } of steps) t.true(kind === 'ask' || say !== undefined, id);
    t.not(notes, '', id);
  }
});

test('a course is no scenario', async (t) => {
  t.false((await listCatalogue()).some(({ id }) => id === 'course'));
});

test('the bank login claims what each lane shows', async (t) => {
  const { steps, lanes } = await readScenario(findScenario('bank-login'));
  t.deepEqual(
    [...lanes].map(([id, { visit }]) => [id, visit]),
    [
      ['plain', 'http://bank.test/login'],
      ['sealed', 'https://bank.test/login'],
    ],
  );
  t.deepEqual(
    steps.flatMap((step) => (step.kind === 'claim' ? [[step.sentence, ...step.lanes]] : [])),
    [
      ['attacker reads password', 'plain'],
      ['attacker does not read password', 'sealed'],
      ['bank let alice in', 'plain', 'sealed'],
      ['attacker reads session cookie', 'plain'],
    ],
  );
});

test('what has a dot or a slash is a path', (t) => {
  for (const path of ['./mine', 'lessons/mine.yaml', 'bank-login.yaml', String.raw`C:\mine`])
    t.is(findScenario(path), path);
});

test('a course is no scenario, and is not read as one', (t) => {
  for (const path of ['course.yaml', 'lessons/course.yaml'])
    t.throws(() => findScenario(path), {
      instanceOf: UserError,
      message: `${path} is a course, not a scenario: name one of its scenarios instead`,
    });
});

test('a wrong id is told with those like it', (t) => {
  const error = t.throws(() => findScenario('bnak-login'), { instanceOf: UserError });
  t.regex(error?.message ?? '', /^no scenario is named "bnak-login"; did you mean bank-login/);
  t.is(error?.exitCode, 2);
  t.throws(() => findScenario(''), { instanceOf: UserError });
});

test('the scenarios are found from the source, the build and a bundle, and only beside a package.json', async (t) => {
  const home = await mkdtemp(join(tmpdir(), 'plainsight-home-'));
  t.teardown(() => rm(home, { recursive: true, force: true }));
  const from = (path: string): string => scenariosFolder(pathToFileURL(join(home, path)).href);
  await mkdir(join(home, 'scenarios'));
  t.throws(() => from('dist/plainsight.js'), { instanceOf: UserError });
  await writeFile(join(home, 'package.json'), '{}');
  for (const path of ['dist/plainsight.js', 'src/script/catalogue.ts', 'build/src/script/catalogue.js'])
    t.is(from(path), join(home, 'scenarios'));
});

test('the committed JSON Schema is the one that the code gives', async (t) => {
  t.is(await readFile(schemaPath(), 'utf8'), schemaText(), 'make reference writes it anew');
});
