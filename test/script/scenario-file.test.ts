import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import { ORDINARY } from '../../lab/settings.ts';
import { UserError, formatUserError } from '../../src/errors.ts';
import { checkScenario, readScenario, parseScenario } from '../../src/script/format/scenario-file.ts';
import { needing } from '../helpers/needing.ts';

const GOOD = `title: T
minutes: 3
shows: S
lanes:
  plain: { title: P, visit: http://bank.test/ }
  odd:
    title: O
    visit: https://bank.test:8443/login?a=b
    bank: { http: tls, https: plain }
    attacker: forge
    victim: { trusts: attacker }
steps:
  - say: >
      Hello
      class.
  - { visit: /login, say: She opens it. }
  - submit: { form: login, user: alice, password: $password, csrf: $session cookie }
    lane: [odd, plain]
  - { ask: Why?, choices: [A, B], answer: 2, because: So., lane: odd }
  - claim: attacker does not read session cookie
notes: |
  One.

  Two.
`;

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'plainsight-script-'));
  t.teardown(() => rm(path, { recursive: true, force: true }));
  return path;
}

async function refusal(t: ExecutionContext, path: string): Promise<string> {
  const error = await t.throwsAsync(readScenario(path), { instanceOf: UserError });
  t.is(error?.exitCode, 2);
  return error === undefined ? '' : formatUserError(error);
}

test('a good file becomes a scenario with every default filled in', (t) => {
  const { content: scenario, problems } = parseScenario(GOOD, '/some/where/my-lesson.yaml');
  t.deepEqual(problems, []);
  const both = ['plain', 'odd'];
  t.deepEqual(scenario, {
    id: 'my-lesson',
    title: 'T',
    minutes: 3,
    shows: 'S',
    lanes: new Map([
      [
        'plain',
        {
          title: 'P',
          visit: 'http://bank.test/',
          ...ORDINARY,
        },
      ],
      [
        'odd',
        {
          title: 'O',
          visit: 'https://bank.test:8443/login?a=b',
          bank: { ...ORDINARY.bank, http: 'tls', https: 'plain' },
          attacker: { ...ORDINARY.attacker, does: 'forge' },
          victim: { ...ORDINARY.victim, trustsAttacker: true },
        },
      ],
    ]),
    steps: [
      { kind: 'say', lanes: both, say: 'Hello class.' },
      { kind: 'visit', lanes: both, say: 'She opens it.', to: '/login' },
      {
        kind: 'submit',
        lanes: ['odd', 'plain'],
        form: 'login',
        fields: [
          { name: 'user', value: { kind: 'text', text: 'alice' } },
          { name: 'password', value: { kind: 'secret', secret: 'password' } },
          { name: 'csrf', value: { kind: 'secret', secret: 'session cookie' } },
        ],
      },
      {
        kind: 'ask',
        lanes: ['odd'],
        question: 'Why?',
        choices: ['A', 'B'],
        answer: 2,
        because: 'So.',
      },
      {
        kind: 'claim',
        lanes: both,
        claim: { kind: 'attacker does not read <what>', value: 'session cookie' },
        sentence: 'attacker does not read session cookie',
      },
    ],
    notes: 'One.\n\nTwo.',
  });
});

test('a number where text is meant is taken as it is written', (t) => {
  const text = GOOD.replace('title: T', 'title: 0x1F')
    .replace('password: $password', 'password: 007')
    .replace('user: alice', 'user: 25.00')
    .replace('choices: [A, B]', 'choices: [443, 1e3]')
    .replace('http: tls,', 'tls: 1.2,');
  const { content: scenario, problems } = parseScenario(text, 'x.yaml');
  t.deepEqual(problems, []);
  t.is(scenario?.title, '0x1F');
  t.is(scenario?.minutes, 3);
  t.is(scenario?.lanes.get('odd')?.bank.tls, '1.2');
  const typed = scenario?.steps.flatMap((step) => (step.kind === 'submit' ? step.fields : [])) ?? [];
  t.deepEqual(
    typed.slice(0, 2).map(({ value }) => value),
    [
      { kind: 'text', text: '25.00' },
      { kind: 'text', text: '007' },
    ],
  );
  t.deepEqual(
    scenario?.steps.flatMap((step) => (step.kind === 'ask' ? step.choices : [])),
    ['443', '1e3'],
  );
});

test('a claim that says nothing to the class is warned of, in a file of which nothing is wrong', (t) => {
  const { problems, warnings } = parseScenario(GOOD, 'x.yaml');
  t.deepEqual(problems, []);
  t.deepEqual(warnings, [
    {
      line: 20,
      column: 12,
      message: 'this claim says nothing to the class: add say: with a sentence of what it shows',
    },
  ]);
  const said = GOOD.replace('notes:', '    say: So.\nnotes:');
  t.is(parseScenario(said, 'x.yaml').warnings, undefined);
  t.is(parseScenario(GOOD.replace('minutes: 3', 'minutes: x'), 'x.yaml').warnings, undefined);
});

test('a file is read, also through a link', async (t) => {
  const dir = await folder(t);
  await writeFile(join(dir, 'a.yaml'), GOOD);
  await symlink(join(dir, 'a.yaml'), join(dir, 'b.yaml'));
  t.is((await readScenario(join(dir, 'a.yaml'))).id, 'a');
  t.is((await readScenario(join(dir, 'b.yaml'))).id, 'b');
});

test('a wrong file is refused with the place of its first problem and the count of the others', async (t) => {
  const file = join(await folder(t), 'a.yaml');
  await writeFile(file, GOOD.replace('minutes: 3', 'minutes: x'));
  t.is(await refusal(t, file), `${file}:2:10: minutes must be a whole number, not text`);
  await writeFile(file, GOOD.replace('minutes: 3', 'minutes: x').replace('lane: odd', 'lane: od'));
  t.is(
    await refusal(t, file),
    `${file}:2:10: minutes must be a whole number, not text (plainsight check lists 1 more)`,
  );
  t.is((await checkScenario(file)).problems.length, 2);
});

test('bytes that are not UTF-8 have a place too', async (t) => {
  const file = join(await folder(t), 'a.yaml');
  await writeFile(file, Buffer.from([0x61, 0xc3, 0x28]));
  t.is(await refusal(t, file), `${file}:1:2: the file is not UTF-8 text: save it as UTF-8`);
});

test('a file too large is refused by its size', async (t) => {
  const file = join(await folder(t), 'a.yaml');
  const tooLarge = `${file}:1:1: the file is larger than 256 KiB, the most a scenario may have`;
  await writeFile(file, '#'.repeat(10 * 1024 * 1024));
  t.is(await refusal(t, file), tooLarge);
  await writeFile(file, '#'.repeat(256 * 1024 + 1));
  t.is(await refusal(t, file), tooLarge);
  await writeFile(file, `${GOOD}#`.padEnd(256 * 1024, '#'));
  t.is((await readScenario(file)).title, 'T');
});

test('what is no file is refused', async (t) => {
  const dir = await folder(t);
  t.is(await refusal(t, join(dir, 'no.yaml')), `${dir}/no.yaml cannot be read: there is no such file`);
  t.is(
    await refusal(t, join(dir, 'n\0.yaml')),
    `${dir}/n\\u0000.yaml cannot be read: the system says ERR_INVALID_ARG_VALUE`,
  );
  await mkdir(join(dir, 'sub'));
  t.is(await refusal(t, join(dir, 'sub')), `${dir}/sub is a folder: name a scenario file in it`);
  await symlink('circle.yaml', join(dir, 'circle.yaml'));
  t.is(
    await refusal(t, join(dir, 'circle.yaml')),
    `${dir}/circle.yaml cannot be read: its links lead in a circle`,
  );
});

needing('fifo')('a FIFO and a device are refused without waiting for them', async (t) => {
  const fifo = join(await folder(t), 'fifo.yaml');
  execFileSync('mkfifo', [fifo]);
  t.is(await refusal(t, fifo), `${fifo} is not a regular file: name a scenario file`);
  t.is(await refusal(t, '/dev/zero'), '/dev/zero is not a regular file: name a scenario file');
});

needing('no rights')('a file without permission is refused', async (t) => {
  const file = join(await folder(t), 'a.yaml');
  await writeFile(file, GOOD);
  await chmod(file, 0);
  t.is(await refusal(t, file), `${file} cannot be read: you have no permission to read it`);
});
