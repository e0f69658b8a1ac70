import type { ExecutionContext } from 'ava';
import { freshFolder } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';
import { KEYS } from '../helpers/shown.ts';
import { afterStage, RESTORED, startOnTerminal } from '../helpers/terminal.ts';
import type { OnTerminal } from '../helpers/terminal.ts';

const onTerminal = needing('terminal');

/** A demo in which every step waits, and the notes of it in another terminal, which have begun. */
async function followed(
  t: ExecutionContext,
  scenario: string,
): Promise<{ readonly demo: OnTerminal; readonly notes: OnTerminal }> {
  const home = await freshFolder(t);
  const env = { XDG_RUNTIME_DIR: home, TMPDIR: home };
  const demo = await startOnTerminal(t, ['demo', scenario, '--manual', '--speed', '16'], { env });
  await demo.shows(/press → to go on/);
  // The demo can be followed a moment after it is drawn.
  for (;;) {
    const notes = await startOnTerminal(t, ['notes'], { env, columns: 80, rows: 24 });
    const begun = await notes.shows(/the lab is open: → begins/).catch(() => undefined);
    if (begun !== undefined) return { demo, notes };
  }
}

onTerminal(
  'A lesson is given by remote alone: next, back, hold, a jump, an answer, a blank screen, and once more anew.',
  async (t) => {
    const { demo, notes } = await followed(t, 'tampering');
    notes.type(KEYS.pageDown);
    await notes.shows(/waits · step 1 of 10/);
    notes.type(KEYS.right);
    await notes.shows(/waits · step 2 of 10/);
    for (const key of ['b', '.']) {
      notes.type(key);
      await notes.shows(/BLANK · step 2 of 10[^]*BLANK: → ← space b \. show it again/);
      await demo.shows(/^(?![^]*\S)/);
      notes.type(key === 'b' ? '.' : KEYS.pageDown);
      await notes.shows(/waits · step 2 of 10[^]*next/);
      await demo.shows(/step 2 of 10[^]*press → to go on/);
    }
    notes.type(KEYS.pageUp);
    await notes.shows(/PAUSED · step 1 of 10/);
    await demo.shows(/PAUSED · fact \d+ of \d+ [^\n]*step 1 of 10/);
    notes.type(' ');
    await notes.shows(/waits · step 1 of 10/);

    notes.type('5\r');
    const asked = await notes.shows(/The class says: 1 [^]*1–9 answer/);
    t.regex(asked, /Question to the class[^]*Answer: 3\) Break it and no more\./);
    await demo.shows(/WHAT DO YOU EXPECT/);
    notes.type('4');
    await notes.shows(/there is no answer 4/);
    notes.type('3');
    await notes.shows(/waits · step 5 of 10/);
    await demo.shows(/3 {2}Break it and no more +← chosen/);
    notes.type('j7\r');
    await notes.shows(/waits · step 7 of 10/);

    notes.type('r');
    await notes.shows(/play it anew\?/);
    notes.type('y');
    await notes.shows(/waits · step 0 of 10[^]*the lab is open: → begins/);
    await demo.shows(/step 0 of 10[^]*press → to go on/);
    demo.type('q');
    const { code, stdout } = await demo.ended;
    t.is(code, 0);
    t.true(stdout.includes(RESTORED));
    const [, ...runs] = afterStage(stdout).split(/scenario tampering · seed /);
    t.is(new Set(runs.map((text) => text.slice(0, 8))).size, 2, 'it was played anew with another seed');
    t.regex(runs[0] ?? '', /\n1 claim held, 0 failed, 2 not checked\. The run was interrupted/);
    t.regex(runs[1] ?? '', /\n0 claims held, 0 failed, 3 not checked\. The run was interrupted/);
    t.regex((await notes.ended).stdout, /The demo has ended\./);
  },
);

onTerminal('At the end of a lesson the remote leads on to the next one of the course.', async (t) => {
  const { demo, notes } = await followed(t, 'tampering');
  notes.type('n');
  await notes.shows(/the next scenario can be begun at the end of this one/);
  notes.type('10\r');
  await notes.shows(/all is shown · step 10 of 10[^]*n a next scenario[^]*q quit/);
  await demo.shows(/All 3 claims held[^]*a next: no-443/);
  notes.type('n');
  await notes.shows(/A bank without 443[^]*step 0 of 12[^]*the lab is open: → begins/);
  await demo.shows(/A bank without 443[^]*MANUAL {2}step 0 of 12[^]*press → to go on/);
  notes.type('q');
  t.is((await notes.ended).code, 0);
  demo.type('q');
  const { code, stdout } = await demo.ended;
  t.is(code, 0);
  t.regex(afterStage(stdout), /\n3 claims held, 0 failed\.\n[^]*\n0 claims held, 0 failed, 7 not checked\./);
});
