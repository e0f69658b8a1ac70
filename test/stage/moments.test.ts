import test from 'ava';
import type { ExecutionContext } from 'ava';
import type { ClaimChecked, Fact, Happening } from '../../lab/facts/session.ts';
import { Director } from '../../src/stage/director.ts';
import { addressWord } from '../../src/stage/panes/address-bar.tsx';
import { onTerminal } from '../../tools/support/stage-terminal.ts';
import type { Terminal } from '../../tools/support/stage-terminal.ts';
import { logOf } from '../helpers/log-of.ts';
import { savedSession } from '../helpers/saved-facts.ts';

// What a class sees at the moments that a lesson is about, from a recorded login with more facts in it.

const LOGIN = savedSession('bank-login.jsonl');

/** The login as far as step `step`, counted from 1, begins; then the facts in `more`; then all is held. */
function at(
  t: ExecutionContext,
  [columns, rows]: readonly [number, number],
  step: number,
  more: readonly Happening[] = [],
  facts: readonly Fact[] = LOGIN,
): Terminal {
  const end = facts.findIndex((fact) => fact.type === 'step-started' && fact.index === step);
  const all = [...facts.slice(0, end), ...more.map((fact): Fact => ({ at: 1_000, ...fact }))];
  const director = new Director(logOf(all), { now: () => 0, after: () => () => undefined });
  director.togglePause();
  for (let point = -1; director.scene().point > point;) {
    point = director.scene().point;
    director.next();
  }
  const terminal = onTerminal(director, columns, rows);
  t.teardown(async () => {
    director.stop();
    await terminal.close();
  });
  return terminal;
}

const screen = async (terminal: Terminal): Promise<string> => (await terminal.rows()).join('\n');

/** The uppermost row of large figures. */
const top = (text: string): string => /^.*█.*$/m.exec(text)?.[0] ?? '';

/** A lane's own cells, of two that stand side by side. */
const half = async (terminal: Terminal, which: 'left' | 'right'): Promise<string> =>
  (await terminal.cells())
    .map((row) => (which === 'left' ? row.slice(0, row.length / 2) : row.slice(row.length / 2)))
    .map((row) => row.map(({ text }) => text).join(''))
    .join('\n');

function claim(lane: string, said: string, evidence: Partial<ClaimChecked['evidence']> = {}): Happening {
  return {
    type: 'claim-checked',
    lane,
    claim: said,
    held: true,
    evidence: { searched: 0, ways: 0, found: [], text: 'so it is', ...evidence },
  };
}

test('a banner belongs to the bytes beside it; what was read in others is told as such', async (t) => {
  const login = await half(at(t, [100, 30], 7), 'left');
  t.regex(login, /POST \/login[^]*PASSWORD READ {2}poppy-bicycle-12/);
  const cookie = await half(at(t, [100, 30], 8), 'left');
  t.regex(cookie, /GET \/account[^]*SESSION COOKIE READ[^]*READ {2}elsewhere: password/);
  t.notRegex(cookie, /PASSWORD READ/);
});

for (const size of [
  [80, 24],
  [100, 30],
  [160, 45],
] as const) {
  test(`at ${size.join('×')} two sizes stand in large figures beside each other, with what is between them`, async (t) => {
    const found = [
      { connection: 1, direction: 'to-bank', offset: 0, length: 1_532, way: 'sealed' },
      { connection: 2, direction: 'to-bank', offset: 0, length: 522, way: 'sealed' },
    ] as const;
    const terminal = at(t, size, 5, [claim('plain', 'record lengths differ by 1010', { found })]);
    const [left, right] = [await half(terminal, 'left'), await half(terminal, 'right')];
    t.regex(left, /1,010 BYTES MORE/);
    t.regex(right, /1,010 BYTES FEWER/);
    // 1537 and 527: each digit is five rows of dots.
    t.regex(top(left), / ██ {2}(?: {2})?██████ {2}██████ {2}██████/);
    t.regex(top(right), /██████ {2}██████ {2}██████/);
    for (const text of [left, right]) t.is(text.split('\n').filter((row) => row.includes('█')).length, 5);
    t.notRegex(left + right, /SEALED/);
  });

  test(`at ${size.join('×')} what a claim says stands whole`, async (t) => {
    const said = 'browser shows ERR_CERT_COMMON_NAME_INVALID';
    const terminal = at(t, size, 5, [claim('sealed', said)]);
    t.true((await half(terminal, 'right')).replaceAll(/[│\s]+/g, ' ').includes(`✓ SHOWN ${said}`));
  });
}

test('a claim that nothing was found says that it was then, once the attacker has got more', async (t) => {
  const nothing = claim('sealed', 'attacker does not read page path', { searched: 7_823 });
  const more: readonly (readonly [Happening, string])[] = [
    [passed(2), 'bytes that passed later'],
    [
      {
        type: 'recording-decrypted',
        lane: 'sealed',
        connection: 2,
        direction: 'to-bank',
        length: 5,
        bytes: Buffer.from('GET /'),
      },
      'what he opened later',
    ],
  ];
  for (const [later, what] of more) {
    t.regex(await half(at(t, [80, 24], 5, [nothing, later]), 'right'), /no page path[^…]*then/, what);
    t.notRegex(await half(at(t, [80, 24], 5, [later, nothing]), 'right'), /then/, `before it, ${what}`);
  }
  // The count gives way before the word does.
  const long = claim('sealed', 'attacker does not read session cookie', { searched: 13_199 });
  t.regex(await half(at(t, [80, 24], 5, [long, passed(2)]), 'right'), /✓ SHOWN no session cookie then/);
});

function passed(connection: number): Happening {
  return {
    type: 'segment-captured',
    lane: 'sealed',
    connection,
    direction: 'to-bank',
    offset: 100_000,
    bytes: new Uint8Array(9),
  };
}

test('the header names a port with what stands in for it where a lane asks first; p shows every address', async (t) => {
  const terminal = at(t, [100, 30], 2);
  const [, row = ''] = await terminal.rows();
  for (const [name, first] of [
    ['http 80', 8080],
    ['https 443', 8443],
  ] as const)
    t.true(row.includes(`${name}→${first} ●`), row);
  await terminal.press('p');
  const card = (await terminal.rows()).join('\n');
  for (const port of [8080, 41_041, 8443, 34_643])
    t.regex(card, new RegExp(`bank\\.test:\\d+ {2}is {2}127\\.0\\.0\\.1:${port}`));
  await terminal.press('p');
  t.false((await terminal.rows()).join('\n').includes('bank.test:443  is'));
});

test('in lanes of forty cells the address stands whole', async (t) => {
  const three = LOGIN.map((fact): Fact =>
    fact.type === 'session-opened'
      ? {
          ...fact,
          lanes: [...fact.lanes, { id: 'c', title: 'c', url: '' }, { id: 'd', title: 'd', url: '' }],
        }
      : fact,
  );
  t.regex(
    await screen(at(t, [160, 45], 5, [], three)),
    /http:\/\/bank\.test\/account +│[^]*│ {2}https:\/\/bank\.test\/account +│/,
  );
  const two = await screen(at(t, [80, 24], 5));
  t.regex(two, /⚠ Not secure http:\/\/bank\.test\/account *│/);
  t.regex(two, /✓ Secure +.?https:\/\/bank\.test\/account *│/);
});

test('where lanes are compared, one whose warning was clicked away says so and not that there is no page', async (t) => {
  const clicked = LOGIN.map((fact): Fact => {
    if (fact.type === 'session-opened')
      return { ...fact, lanes: [...fact.lanes, { id: 'c', title: 'c', url: '' }] };
    return fact.type === 'page-shown' && fact.lane === 'sealed'
      ? { ...fact, security: 'certificate-error', error: 'ERR_CERT_DATE_INVALID' }
      : fact;
  });
  const rows = await at(t, [100, 30], 5, [], clicked).rows();
  t.regex(rows[3] ?? '', /✗ Certificate error clicked on/);
});

test('of a claim about several lanes the one that is checked comes to the front', async (t) => {
  const three = LOGIN.map((fact): Fact =>
    fact.type === 'session-opened'
      ? { ...fact, lanes: [...fact.lanes, { id: 'c', title: 'lane c', url: '' }] }
      : fact,
  );
  const front = async (more: readonly Happening[]): Promise<string> =>
    (await at(t, [80, 24], 5, more, three).rows())[2] ?? '';
  t.regex(await front([]), /▸ port 80/);
  t.regex(await front([claim('plain', 'bank let nobody in'), claim('c', 'bank let nobody in')]), /▸ lane c/);
});

test('where no page came the address bar says what happened', (t) => {
  const page = {
    type: 'page-shown',
    lane: 'a',
    url: 'https://bank.test/',
    status: 0,
    title: '',
    security: 'unreachable',
    text: '',
    forms: [],
  } as const;
  const word = (error: string): string => addressWord({ page: { ...page, error } });
  t.is(word('ERR_CONNECTION_REFUSED'), '✗ Unreachable');
  t.is(word('ERR_CONNECTION_RESET'), '✗ Connection ended');
  t.is(word('ERR_SSL_PROTOCOL_ERROR'), '✗ TLS ended');
  t.is(
    addressWord({ page: { ...page, error: 'ERR_SSL_BAD_RECORD_MAC_ALERT' }, hungUp: true }),
    '✗ Bank hung up',
  );
});
