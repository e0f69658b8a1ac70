import test from 'ava';
import type { ExecutionContext } from 'ava';
import { Session } from '../../src/session/session.ts';
import { Director } from '../../src/stage/director.ts';
import { BEAT } from '../../src/stage/pacing.ts';
import { HandClock } from '../../tools/support/hand-clock.ts';
import { onTerminal } from '../../tools/support/stage-terminal.ts';
import { savedSession } from '../helpers/saved-facts.ts';

const LOGIN = savedSession('bank-login.jsonl');

/** Between two looks at the screen: ms. */
const FRAME = 50;

/** One look: the time, and each lane's own text. */
interface Look {
  readonly at: number;
  readonly left: string;
  readonly right: string;
}

/** Plays the sign-in of both lanes, and looks at the screen all the while. */
async function looks(t: ExecutionContext, live: boolean): Promise<readonly Look[]> {
  const clock = new HandClock();
  const session = new Session(() => clock.now());
  const director = new Director(session, clock, { live });
  director.togglePause();
  for (const fact of LOGIN) session.restore(fact);
  const terminal = onTerminal(director, 100, 30, { colours: 16 });
  t.teardown(async () => {
    director.stop();
    await terminal.close();
  });
  const submits = LOGIN.findIndex(({ type }) => type === 'form-filled');
  const before = LOGIN.slice(0, submits).findLastIndex(({ type }) => type === 'step-started');
  while (director.scene().point < before) director.byFact(1);
  director.togglePause();
  const seen: Look[] = [];
  for (let at = 0; at < 16_000; at += FRAME) {
    clock.turn(FRAME);
    const rows = await terminal.rows();
    // Without the line at its bottom, which counts.
    const lane = (from: number): string =>
      rows
        .slice(2, 27)
        .map((row) => row.slice(from, from + 50))
        .join('\n');
    seen.push({ at, left: lane(0), right: lane(50) });
  }
  return seen;
}

/** Between victim and attacker, and between attacker and bank. */
const above = (text: string): string => text.split(/^.*ATTACKER.*$/m)[0] ?? '';
const below = (text: string): string => text.split('\n').slice(-6).join('\n');

const EVENTS: Readonly<Record<string, (look: Look) => boolean>> = {
  'the form leaves': ({ left }) => /▼ ✉ POST \/login/.test(above(left)),
  'it stands at the attacker': ({ left }) => /│ ▼ POST \/login · /.test(left),
  'its bytes are there': ({ left }) => /poppy-/.test(left.replaceAll(/PASSWORD READ.*/g, '')),
  'the password is read': ({ left }) => /PASSWORD READ {2}poppy-bicycle-12/.test(left),
  'it goes on': ({ left }) => /▼ ✉ POST \/login/.test(below(left)),
  'the bank lets her in': ({ left }) => /alice signed in/.test(left),
};

for (const live of [true, false])
  test(`a form leaves, stops at the attacker, is read, goes on, and then the bank answers: ${live ? 'live' : 'from a file'}`, async (t) => {
    const seen = await looks(t, live);
    const first = Object.entries(EVENTS).map(([name, shows]) => ({ name, at: seen.find(shows)?.at ?? NaN }));
    for (const { name, at } of first) t.false(Number.isNaN(at), name);
    t.deepEqual(
      first.map(({ name }) => name),
      first.toSorted((a, b) => a.at - b.at).map(({ name }) => name),
      first.map(({ name, at }) => `${name} at ${at}`).join(', '),
    );

    // While it is looked at nothing moves, in either lane.
    const still = seen.filter(
      (look) => EVENTS['the password is read']?.(look) && !EVENTS['it goes on']?.(look),
    );
    const [one] = still;
    const held = still.filter(({ left, right }) => left === one?.left && right === one.right);
    t.true(held.length * FRAME >= BEAT.legs.held - BEAT.writing - 4 * FRAME, `${held.length * FRAME} ms`);

    // The sealed lane keeps step: its bar stands there in the same moments.
    t.true(held.every(({ right }) => /▒{3,} SEALED {2}\d+ bytes ▒{3,}/.test(right)));
    t.false(seen.some(({ right }) => right.includes('poppy')));
  });
