import { fileURLToPath } from 'node:url';
import test from 'ava';
import { run } from '../helpers/program.ts';
import { needing } from '../helpers/needing.ts';
import { fixture } from '../helpers/saved-facts.ts';
import { RESTORED, startOnTerminal } from '../helpers/terminal.ts';

const onTerminal = needing('terminal');

const REPLAY = ['replay', fileURLToPath(fixture('bank-login.jsonl'))];

/** The beginning of the question for the background (OSC 11), and what a terminal says of its kind (DA1). */
const QUESTION = ']11;?';
const KIND = '\u001b[?62;22c';

/** What draws the victim's name in each theme, in 256 colours. */
const VICTIM = { dark: '\u001b[38;5;117m', light: '\u001b[38;5;25m' } as const;

onTerminal(
  'A terminal is drawn on as its background asks, and what was typed meanwhile is pressed.',
  async (t) => {
    for (const [colour, theme] of [
      ['rgb:ffff/ffff/ffff', 'light'],
      ['rgb:1e1e/1e1e/1e1e', 'dark'],
    ] as const) {
      let written = '';
      // On a busy machine this terminal may answer too late: then it is as one that does not, and never typed on.
      for (let tries = 0; tries < 5 && !written.includes(VICTIM[theme]); tries += 1) {
        const stage = await startOnTerminal(t, REPLAY);
        await stage.writes(/\]11;\?/, 0);
        stage.type(`?\u001b]11;${colour}\u001b\\${KIND}`);
        const screen = await stage.shows(/any key closes/);
        t.notRegex(screen, /rgb:|62;22/);
        stage.type('x');
        await stage.shows(/VICTIM/);
        stage.type('qq');
        ({ stdout: written } = await stage.ended);
        t.true(written.includes(RESTORED));
      }
      t.true(written.includes(VICTIM[theme]), theme);
    }
  },
);

onTerminal('A terminal that does not say it may have said so in COLORFGBG; else it is dark.', async (t) => {
  for (const [env, theme] of [
    [{ COLORFGBG: '0;15' }, 'light'],
    [{}, 'dark'],
  ] as const) {
    const stage = await startOnTerminal(t, REPLAY, { env });
    await stage.writes(/\]11;\?/, 0);
    stage.type(KIND);
    await stage.shows(/VICTIM/);
    stage.type('qq');
    t.true((await stage.ended).stdout.includes(VICTIM[theme]));
  }
});

onTerminal(
  'A theme that is named is taken, and without colours none matters: nothing is asked.',
  async (t) => {
    for (const [args, env, looks] of [
      [['--theme', 'light'], {}, VICTIM.light],
      [['--theme', 'high-contrast'], {}, '\u001b[1mVICTIM'],
      [[], { NO_COLOR: '1' }, '\u001b[1mVICTIM'],
    ] as const) {
      const stage = await startOnTerminal(t, [...REPLAY, ...args], { env });
      await stage.shows(/VICTIM/);
      stage.type('qq');
      const { stdout } = await stage.ended;
      t.false(stdout.includes(QUESTION));
      t.true(stdout.includes(looks));
    }
  },
);

onTerminal(
  'Without UTF-8 nothing but ASCII is written, on the stage, in the catalogue and at the end.',
  async (t) => {
    for (const args of [REPLAY, ['demo']]) {
      const stage = await startOnTerminal(t, args, { env: { LANG: 'C' } });
      const screen = await stage.shows(/VICTIM|Enter play/);
      t.notRegex(screen, /[^\n\x20-\x7e]/);
      stage.type('Gq');
      if (args[0] === 'demo') stage.type('\u0003');
      // oxlint-disable-next-line no-control-regex -- what is looked for is all beyond ASCII
      t.notRegex((await stage.ended).stdout, /[^\x00-\x7e]/);
    }
  },
);

onTerminal('Ctrl-C while the terminal is asked ends as at any other moment.', async (t) => {
  const stage = await startOnTerminal(t, ['demo', 'bank-login']);
  await stage.writes(/\]11;\?/, 0);
  stage.type('\u0003');
  const { code, stdout } = await stage.ended;
  t.is(code, 130);
  t.true(stdout.includes(RESTORED));
});

test('A wrong word is told with the one that was probably meant, and nothing is played', async (t) => {
  for (const args of [['demo', 'bank-login'], REPLAY]) {
    const { code, stdout, stderr } = await run(t, [...args, '--theme', 'drak']);
    t.is(code, 2);
    t.is(stdout, '');
    t.is(
      stderr,
      'plainsight: --theme takes dark, light, high-contrast or auto, not "drak"; did you mean "dark"?\n',
    );
  }
});

test('Where there is no terminal nothing is asked', async (t) => {
  const { code, stdout } = await run(t, [...REPLAY, '--theme', 'auto']);
  t.is(code, 0);
  t.false(stdout.includes('\u001b'));
});
