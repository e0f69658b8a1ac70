import test from 'ava';
import type { ExecutionContext } from 'ava';
import stringWidth from 'string-width';

import { openLab } from '../../lab/lab.ts';
import { ATTACKS_AT_HAND, ORDINARY } from '../../lab/settings.ts';
import { handOnLab } from '../../src/script/play/hand-on-lab.ts';
import { Session } from '../../src/session/session.ts';
import type { AttackersHand } from '../../src/stage/attackers-hand.ts';
import { Director } from '../../src/stage/director.ts';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { onTerminal } from '../../tools/support/stage-terminal.ts';
import type { Terminal } from '../../tools/support/stage-terminal.ts';

const ESC = '\x1b';
const ENTER = '\r';

interface HandStage {
  readonly terminal: Terminal;
  readonly session: Session;
  readonly victim: { submit(form: string, values: Record<string, string>): Promise<void> };
  /** Waits for a fact of this type beyond those that there are, and until the stage shows it. */
  readonly next: (type: string) => Promise<void>;
  /** Shows all that has happened, and gives the rows. */
  readonly now: () => Promise<string>;
}

/** A lab of one lane in which Alice is signed in and looks at the form that sends money, on a stage with no script. */
async function handStage(
  t: ExecutionContext,
  columns: number,
  rows: number,
  given?: Partial<AttackersHand> | 'none',
): Promise<HandStage> {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const title = 'port 80';
  const visit = 'http://bank.test/login';
  session.append({
    type: 'session-opened',
    format: 1,
    version: '0',
    scenario: 'live',
    title: 'By hand',
    seed: 's',
    time: '2026-01-01T00:00:00.000Z',
    lanes: [{ id: 'plain', title, url: visit }],
    steps: [],
    notes: '',
  });
  const lab = await openLab({
    lanes: { plain: { title, visit, ...ORDINARY } },
    seed: 's',
    emit: (fact) => session.append(fact),
  });
  t.teardown(() => lab.close());
  const lane = lab.lanes.get('plain');
  if (lane === undefined) throw new Error('no lane was opened');
  await lane.victim.visit('/login');
  await lane.victim.submit('login', { user: 'alice', password: lane.secrets['password'] ?? '' });
  await lane.victim.click('Send money');
  const director = new Director(session, clock);
  director.ended();
  const hand = { ...handOnLab(() => lab.lanes), ...(given === 'none' ? {} : given) };
  const terminal = onTerminal(director, columns, rows, given === 'none' ? {} : { hand });
  t.teardown(async () => {
    director.stop();
    await terminal.close();
  });
  const now = async (): Promise<string> => {
    director.toEnd();
    clock.turn(60_000);
    return (await terminal.rows()).join('\n');
  };
  const next = async (type: string): Promise<void> => {
    const seen = session.facts.filter((fact) => fact.type === type).length;
    await new Promise<void>((resolve) => {
      const off = session.subscribe(() => {
        if (session.facts.filter((fact) => fact.type === type).length > seen) {
          off();
          resolve();
        }
      });
    });
  };
  await now();
  return { terminal, session, victim: lane.victim, now, next };
}

for (const [columns, rows] of [
  [80, 24],
  [100, 30],
  [160, 45],
] as const)
  test(`at ${columns}×${rows} a transfer is held, its receiver edited, and the bank books it`, async (t) => {
    const { terminal, session, victim, now, next } = await handStage(t, columns, rows);
    await terminal.press('h');
    t.regex(
      await now(),
      /THE ATTACKER’S HAND .*1 watch 2 forge 3 strip 4 tamper 5 block-443[^]*everything passes/,
    );
    await terminal.press('b');
    await terminal.press('request post field receiver');
    t.regex(await now(), /hold: request post field receiver▏/);
    await terminal.press(ENTER);
    t.regex(await now(), /HOLDS each request, method POST, field receiver/);
    const held = next('message-held');
    const sent = victim.submit('transfer', { receiver: 'bob', amount: '25.00' });
    await held;
    t.regex(await now(), /── held: 1 [^]*› +1 +POST \/transfer .*to the bank/);
    await terminal.press(ENTER);
    t.regex(
      await now(),
      /HELD 1 POST \/transfer[^]*POST \/transfer HTTP\/1\.1[^]*› receiver = bob[^]*nothing is changed/,
    );
    await terminal.press(ENTER);
    await terminal.press('\x7f\x7f\x7f');
    await terminal.press('mallory');
    t.regex(await now(), /receiver = mallory▏/);
    await terminal.press(ENTER);
    const screen = await now();
    t.regex(screen, /›\*receiver = mallory[^]*Content-Length \d+ → \d+ is put right/);
    for (const line of screen.split('\n')) t.true(stringWidth(line) <= columns, line);
    await terminal.press('s');
    await sent;
    const booked = session.facts.filter((fact) => fact.type === 'bank-booked').at(-1);
    t.is(booked?.type === 'bank-booked' ? booked.receiver : '', 'mallory');
    t.regex(await now(), /── held: nothing/);
    // The inspector has it before and after.
    await terminal.press(ESC);
    await now();
    await terminal.press(ENTER);
    await now();
    await terminal.press('\x1b[F');
    t.regex(await now(), /› *▸ → held 1 · POST \/transfer +let/);
    await terminal.press('\x1b[C');
    await terminal.press('\x1b[B\x1b[B');
    t.regex(await now(), /field receiver +=? ?“bob” → “mallory”/);
  });

test('Keys say to the hand what is to be done, and nothing where nobody acts', async (t) => {
  const said: unknown[] = [];
  const spy =
    (word: string) =>
    (...args: readonly unknown[]): void =>
      void said.push([word, ...args]);
  const { terminal, now } = await handStage(t, 100, 30, {
    attacks: ATTACKS_AT_HAND,
    begin: spy('begin'),
    hold: spy('hold'),
    resend: spy('resend'),
    again: spy('again'),
  });
  await terminal.press('h');
  await now();
  await terminal.press('2');
  t.regex(await now(), /forge: answers TLS .*, for connections that begin from now on/);
  await terminal.press('1');
  t.regex(await now(), /he does that already/);
  await terminal.press('h');
  await terminal.press('v');
  await terminal.press('d');
  t.regex(await now(), /nothing that is held is chosen/);
  await terminal.press('b');
  await terminal.press('status 303');
  await terminal.press(ENTER);
  t.regex(await now(), /A breakpoint does not know “status”/);
  await terminal.press(ESC);
  t.deepEqual(said, [
    ['begin', 'plain', 'forge'],
    ['hold', 'plain', {}],
    ['again', 'plain'],
  ]);
});

test('A request that passed is found by words, edited and sent once more; the bank answers the attacker', async (t) => {
  const { terminal, session, now, next } = await handStage(t, 100, 30);
  await terminal.press('/');
  await now();
  await terminal.press('post login');
  const found = await now();
  t.regex(found, /passed: 1 exchange · filter: post login/);
  t.regex(found, /POST \/login +303 +csrf user password/);
  await terminal.press(ENTER);
  await now();
  await terminal.press('R');
  t.regex(await now(), /ONCE MORE POST \/login[^]*› user = alice/);
  await terminal.press('\x1b[B');
  await terminal.press(ENTER);
  await terminal.press('wrong');
  await terminal.press(ENTER);
  const resent = next('request-resent');
  await terminal.press('s');
  await resent;
  const fact = session.facts.findLast(({ type }) => type === 'request-resent');
  if (fact?.type !== 'request-resent') throw new Error('nothing was sent');
  t.regex(Buffer.from(fact.after?.body ?? []).toString(), /password=[^&]*wrong/);
  t.not(fact.response.status, 303);
  t.regex(await now(), /POST \/login +\d+ · attacker/);
  await terminal.press('/');
  await terminal.press(' nowhere');
  t.regex(await now(), /passed: nothing/);
  await terminal.press(ENTER);
  t.regex(await now(), /nothing fits · words: post/);
});

test('A session that is played again shows the hand, and has no key that acts', async (t) => {
  const { terminal, now } = await handStage(t, 80, 24, 'none');
  await terminal.press('h');
  const screen = await now();
  t.regex(screen, /does: watch[^]*passed: 4 exchanges/);
  t.notRegex(screen, /h b hold|R resend/);
  await terminal.press(ENTER);
  t.regex(await now(), /PASSED GET \/transfer[^]*as it was read/);
});

test('In the inspector f shows only what fits, and esc shows all again', async (t) => {
  const { terminal, now } = await handStage(t, 100, 30);
  await terminal.press(ENTER);
  t.regex(await now(), /→ GET \/account/);
  await terminal.press('f');
  await terminal.press('post status 303');
  const filtered = await now();
  t.regex(filtered, /→ POST \/login/);
  t.notRegex(filtered, /→ GET \/account/);
  await terminal.press(ENTER);
  t.regex(await now(), /only what fits “post status 303”/);
  await terminal.press(ESC);
  t.notRegex(await now(), /only what fits/);
});
