import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { parse } from 'yaml';
import { programRoot } from '../../src/root.ts';
import { parseScenario } from '../../src/script/format/scenario-file.ts';
import { schemaText } from '../../src/script/guide/schema-file.ts';
import { fitsSchema } from '../helpers/json-schema.ts';

const SCHEMA: unknown = JSON.parse(schemaText());

/** Whether an editor that has the schema marks nothing in a file, and whether the program takes it. */
function verdicts(text: string): { readonly editor: boolean; readonly program: boolean } {
  const { problems } = parseScenario(text, 'x.yaml');
  return { editor: fitsSchema(parse(text), SCHEMA), program: problems.length === 0 };
}

const LONG = 'x'.repeat(160);

/** A scenario with something in its lane, and with these steps after a page was opened. */
function file(lane: string, steps: string, more = ''): string {
  return `title: T\nminutes: 3\nshows: S\n${more}lanes:\n  plain: { title: P, visit: 'http://bank.test/'${lane === '' ? '' : `, ${lane}`} }\nsteps:\n  - visit: /login\n${steps}`;
}

const LANES = {
  taken: [
    '',
    'bank: { tls: 1.2 }',
    'bank: { tls: 1.3 }',
    'bank: { tls: 1.20 }',
    "bank: { tls: '1.2' }",
    'bank: { tls: both, hsts: true, mysql: false }',
    'bank: { customers: { bob: 4711, carol: 12.50 } }',
    'attacker: watch',
    'attacker: { does: strip, blocks: [443] }',
    'attacker: {}',
    'victim: { trusts: attacker, browses: https-only }',
  ],
  refused: [
    'bank: { tls: 1.1 }',
    'bank: { tls: 12 }',
    'bank: { tls: tls1.2 }',
    'bank: { hsts: yes }',
    'bank: { hsts: 1 }',
    'bank: { http: on }',
    'bank: { http: 80 }',
    'bank: { customers: [bob] }',
    'bank: { customers: { Bob: x } }',
    'bank: { customers: { bob: "" } }',
    'bank: { customers: { bob: "a\\nb" } }',
    `bank: { customers: { ${['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name) => `${name}: x`).join(', ')} } }`,
    'attacker: none',
    'attacker: 3',
    'attacker: { blocks: 443 }',
    'attacker: { blocks: [70000] }',
    'victim: { trusts: true }',
    'colour: red',
  ],
} as const;

const STEPS = {
  taken: [
    '  - say: 443',
    '  - say: 1e3',
    `  - say: ${LONG}`,
    '  - { say: a, note: 5, pause: true, lane: plain }',
    '  - { say: a, lane: [plain] }',
    '  - submit: { form: login, user: $user, password: 12.50 }',
    '  - submit: { form: login, password: $session cookie }',
    '  - submit: { form: transfer, receiver: bob, amount: 10 }',
    '  - submit: { form: transfer, receiver: bob, amount: 10, csrf: 1 }',
    '  - submit: { form: logout }',
    '  - click: 443',
    '  - visit: http://bank.test:65535/a',
    '  - knock: { port: 65535, with: nothing }',
    '  - wait: 60',
    '  - { ask: 80 or 443?, choices: [80, 443], answer: 1, because: 1 }',
    '  - { ask: Who?, choices: [Yes, No] }',
    '  - { claim: attacker reads password, say: a }',
    '  - { claim: port 65535 refuses, say: a }',
    `  - { claim: 'attacker reads "a #b"', say: a }`,
    '  - { claim: bank booked a transfer to mallory, say: a }',
    '  - attack: strip',
    '  - show: matrix',
  ],
  refused: [
    '  - say: true',
    '  - say: " "',
    '  - say: "a\\x1bb"',
    '  - say: "a\\u202eb"',
    `  - say: ${LONG}x`,
    `  - say: "${LONG} "`,
    '  - { say: a, note: "" }',
    '  - { say: a, pause: yes }',
    '  - { say: a, lane: 3 }',
    '  - { say: a, lane: [] }',
    '  - { say: a, lane: [plain, plain] }',
    '  - submit: { form: 3 }',
    '  - submit: { form: login, pin: 1 }',
    '  - submit: { form: logout, user: a }',
    '  - submit: { form: login, user: $usr }',
    '  - submit: { form: login, user: a$user }',
    '  - submit: { form: login, user: "a\\nb" }',
    '  - submit: { form: login, user: true }',
    '  - visit: 443',
    '  - visit: https://example.com/',
    '  - visit: http://www.bank.test/',
    '  - visit: http://bank.test:65536/',
    '  - knock: { port: 0, with: tls }',
    '  - knock: { port: "80", with: tls }',
    '  - wait: 0',
    '  - wait: 2.5',
    '  - { ask: Who?, choices: [Yes] }',
    '  - { ask: Who?, choices: [Yes, Yes] }',
    '  - { ask: Who?, choices: [Yes, No], because: x }',
    '  - { ask: Who?, choices: [Yes, No], answer: 1 }',
    '  - { ask: Who?, choices: [Yes, No], answer: 0, because: x }',
    '  - claim: 443',
    '  - claim: port 65536 refuses',
    '  - claim: attacker reads "abc"',
    `  - claim: 'attacker reads "a "b" cc"'`,
    '  - claim: bank let Bob in',
    '  - attack: none',
    '  - show: notes',
    '  - { visit: /, click: a }',
    '  - pause: true',
    '  - 3',
  ],
  /** What one part of a file says of another, which no schema can tell. */
  beyond: [
    '  - { say: a, lane: other }',
    '  - { ask: Who?, choices: [Yes, No], answer: 3, because: x }',
    '  - { ask: Who?, choices: [Yes, " yes"] }',
    '  - claim: bank let zed in',
    '  - claim: record lengths differ by 9',
    '  - attack: watch',
    '  - show: configuration',
  ],
} as const;

const TOPS = {
  taken: ['notes: 5\n', 'notes: " "\n'],
  refused: ['notes: true\n', 'notes: "a\\x1bb"\n', 'x: 1\n'],
} as const;

const FILES: Readonly<Record<'taken' | 'refused' | 'beyond', readonly string[]>> = {
  taken: [
    ...LANES.taken.map((lane) => file(lane, '')),
    ...STEPS.taken.map((step) => file('', step)),
    ...TOPS.taken.map((top) => file('', '', top)),
  ],
  refused: [
    ...LANES.refused.map((lane) => file(lane, '')),
    ...STEPS.refused.map((step) => file('', step)),
    ...TOPS.refused.map((top) => file('', '', top)),
    file('', '').replace('minutes: 3', 'minutes: "3"'),
    file('', '').replace('minutes: 3', 'minutes: 2.5'),
    file('', '').replace('plain:', '443:'),
  ],
  beyond: [...STEPS.beyond.map((step) => file('', step)), file('bank: { key-exchange: rsa }', '')],
};

const EXPECTED = {
  taken: { editor: true, program: true },
  refused: { editor: false, program: false },
  beyond: { editor: true, program: false },
} as const;

for (const kind of ['taken', 'refused', 'beyond'] as const)
  for (const text of FILES[kind]) {
    const [, lane = '', steps = ''] =
      /http:\/\/bank\.test\/'(.*) }\nsteps:\n {2}- visit: \/login\n([^]*)$/.exec(text) ?? [];
    const top = text.slice(0, text.indexOf('lanes:')).replaceAll('\n', ' ');
    const named = `${top}${lane}${steps.slice(0, 100)}${text.length}`;
    test(`the schema for editors and the program agree (${kind}): ${named}`, (t) => {
      t.deepEqual(verdicts(text), EXPECTED[kind], text);
    });
  }

test('the schema for editors takes every scenario of the catalogue', (t) => {
  const folder = join(programRoot(), 'scenarios');
  const names = readdirSync(folder).filter((name) => name.endsWith('.yaml') && name !== 'course.yaml');
  t.true(names.length > 10);
  for (const name of names)
    t.deepEqual(verdicts(readFileSync(join(folder, name), 'utf8')), EXPECTED.taken, name);
});
