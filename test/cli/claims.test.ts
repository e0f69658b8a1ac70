import { stat, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'ava';
import { factsOf, FIXTURES, forEachFew, freshFolder, run } from '../helpers/program.ts';

type Fact = Record<string, unknown>;

function ofType(facts: readonly Fact[], type: string): Fact[] {
  return facts.filter((fact) => fact['type'] === type);
}

/** A lane's bytes as they were captured, decoded here from base64 and by nothing of the program's own. */
function captured(facts: readonly Fact[], lane: string): Buffer {
  const segments = ofType(facts, 'segment-captured').filter((fact) => fact['lane'] === lane);
  return Buffer.concat(segments.map(({ bytes }) => Buffer.from(String(bytes), 'base64')));
}

function planted(facts: readonly Fact[], lane: string, name = 'password'): string {
  const secret = ofType(facts, 'secret-planted').find(
    (fact) => fact['lane'] === lane && fact['name'] === name,
  );
  return String(secret?.['value']);
}

/** Facts as the design fixes them: other programs read these fields. */
const FIELDS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'session-opened': {
    format: 'number',
    version: 'string',
    scenario: 'string',
    seed: 'string',
    time: 'string',
  },
  'listener-opened': { role: 'string', address: 'string', port: 'number', logical: 'string' },
  'lane-opened': { lane: 'string', title: 'string', url: 'string', settings: 'object' },
  'secret-planted': { lane: 'string', name: 'string', value: 'string' },
  'step-started': { index: 'number', kind: 'string', text: 'string' },
  'step-finished': { index: 'number', kind: 'string', text: 'string' },
  'page-shown': { lane: 'string', url: 'string', status: 'number', title: 'string', security: 'string' },
  'connection-opened': { lane: 'string', connection: 'number', logical: 'string' },
  'connection-closed': { lane: 'string', connection: 'number', by: 'string', how: 'string' },
  'segment-captured': {
    lane: 'string',
    connection: 'number',
    direction: 'string',
    offset: 'number',
    bytes: 'string',
  },
  'exchange-read': { lane: 'string', connection: 'number' },
  'claim-checked': { lane: 'string', claim: 'string', held: 'boolean', evidence: 'object' },
  'session-closed': { held: 'number', failed: 'number', how: 'string' },
};

test('run --json writes one fact a line, with the fields that others read, from session-opened to session-closed.', async (t) => {
  const { code, stdout, stderr } = await run(t, ['run', 'bank-login', '--json']);
  t.is(code, 0);
  t.is(stderr, '');
  const facts = factsOf(stdout);
  t.is(facts[0]?.['type'], 'session-opened');
  t.is(facts.at(-1)?.['type'], 'session-closed');
  for (const [type, fields] of Object.entries(FIELDS)) {
    const found = ofType(facts, type);
    t.true(found.length > 0, `no ${type}`);
    for (const fact of found)
      for (const [field, kind] of Object.entries(fields))
        t.true(typeof fact[field] === kind, `${type}.${field}`);
  }
  let before = 0;
  for (const { at, type } of facts) {
    t.true(typeof at === 'number' && at >= before, `${String(type)} at ${String(at)} after ${before}`);
    before = Number(at);
  }
  t.like(facts.at(-1), { held: 5, failed: 0, how: 'finished' });
});

test('The planted password stands in the plain lane’s bytes, and nowhere in the sealed lane’s.', async (t) => {
  const facts = factsOf((await run(t, ['run', 'bank-login', '--json'])).stdout);
  const plain = captured(facts, 'plain');
  const sealed = captured(facts, 'sealed');
  t.true(plain.length > 1000 && sealed.length > 1000);
  t.true(plain.includes(planted(facts, 'plain')));
  t.true(plain.includes(planted(facts, 'plain', 'session cookie')));
  t.false(sealed.includes(planted(facts, 'sealed')));
  t.false(sealed.includes(planted(facts, 'sealed', 'session cookie')));
  t.false(sealed.includes(planted(facts, 'plain')));
  for (const segment of ofType(facts, 'segment-captured')) {
    const bytes = String(segment['bytes']);
    t.is(Buffer.from(bytes, 'base64').toString('base64'), bytes, 'base64 as RFC 4648 has it');
  }
});

test('The place that a claim names is where the secret stands in that connection’s bytes.', async (t) => {
  const facts = factsOf((await run(t, ['run', 'bank-login', '--json'])).stdout);
  const [claim] = ofType(facts, 'claim-checked');
  const { evidence } = { ...claim } as {
    evidence?: { found?: { connection: number; direction: string; offset: number; length: number }[] };
  };
  const [place] = evidence?.found ?? [];
  const stream = Buffer.concat(
    ofType(facts, 'segment-captured')
      .filter((one) => one['connection'] === place?.connection && one['direction'] === place?.direction)
      .map(({ bytes }) => Buffer.from(String(bytes), 'base64')),
  );
  const { offset = 0, length = 0 } = place ?? {};
  t.is(stream.toString('latin1', offset, offset + length), planted(facts, 'plain'));
});

test('A seed repeats the made-up values; without one they are new in each run.', async (t) => {
  const passwords: string[] = [];
  await forEachFew([['--seed', 'a'], ['--seed', 'a'], [], []], 2, async (seed) => {
    const facts = factsOf((await run(t, ['run', 'bank-login', '--json', ...seed])).stdout);
    passwords.push(`${seed.join('')}:${planted(facts, 'plain')}`);
  });
  const seeded = passwords.filter((password) => password.startsWith('--seed'));
  t.is(seeded.length, 2);
  t.is(new Set(seeded).size, 1);
  t.is(new Set(passwords).size, 3);
});

test('A claim that is not so exits 1 and is named as failed, with what was found.', async (t) => {
  const { code, stdout, stderr } = await run(t, ['run', join(FIXTURES, 'swapped.yaml')]);
  t.is(code, 1);
  t.is(stderr, '');
  t.regex(stdout, /plain +✗ FAILED +attacker does not read password: password found as it is at byte \d+/);
  t.regex(stdout, /sealed +✗ FAILED +attacker reads password: searched [\d,]+ bytes \d+ ways: 0 found/);
  t.regex(stdout, /plain +✓ held +attacker reads user/);
  t.regex(stdout, /1 claim held, 2 failed\.\n$/);
});

test('HTTP on port 443 is read, so the claim that it is not fails.', async (t) => {
  const { code, stdout } = await run(t, ['run', join(FIXTURES, 'plain-on-443.yaml')]);
  t.is(code, 1);
  t.regex(stdout, /FAILED +attacker does not read password: password found as it is/);
});

test('A claim that nothing was read fails where nothing was sent.', async (t) => {
  const { code, stdout } = await run(t, ['run', join(FIXTURES, 'nothing-tested.yaml')]);
  t.is(code, 1);
  t.regex(stdout, /Unreachable .*ERR_SSL_PROTOCOL_ERROR/);
  t.regex(
    stdout,
    /FAILED +attacker does not read password: no answered exchange of this lane held the password/,
  );
});

test('The exit status of several scenarios is the worst of theirs.', async (t) => {
  const { code, stdout } = await run(t, ['run', join(FIXTURES, 'swapped.yaml'), 'bank-login']);
  t.is(code, 1);
  t.regex(stdout, /2 failed\.\n[^]*5 claims held, 0 failed\.\n$/);
});

test('--save writes what --json says, readable by its owner only; demo without a terminal does as run does.', async (t) => {
  const folder = await freshFolder(t);
  const [json, text] = [join(folder, 'run.json'), join(folder, 'demo.json')];
  const ran = await run(t, ['run', 'bank-login', '--json', '--save', json]);
  t.is(await readFile(json, 'utf8'), ran.stdout);
  t.is((await stat(json)).mode & 0o777, 0o600);

  const played = await run(t, ['demo', '--save', text]);
  t.is(played.code, 0);
  t.is(played.stderr, '');
  t.regex(played.stdout, /^Bank login on port 80[^]*5 claims held, 0 failed\.\n$/);
  const facts = factsOf(await readFile(text, 'utf8'));
  t.is(facts.at(-1)?.['type'], 'session-closed');
});
