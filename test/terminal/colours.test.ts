import { WriteStream } from 'node:tty';
import test from 'ava';
import { colourDepth, coloursOfDepth } from '../../src/terminal/colours.ts';
import type { ColourSource } from '../../src/terminal/colours.ts';

const asked: NodeJS.ProcessEnv[] = [];
const TERMINAL = {
  getColorDepth: (env: NodeJS.ProcessEnv = {}): number => {
    asked.push(env);
    return 24;
  },
};

test('a terminal says how many colours it has, unless a person wants none', (t) => {
  t.is(colourDepth(TERMINAL, { NO_COLOR: '1', FORCE_COLOR: '3' }), 1);
  t.is(asked.length, 0);
  t.is(colourDepth(TERMINAL, { NO_COLOR: '' }), 24);
  t.deepEqual(asked, [{ NO_COLOR: '' }]);
});

test('what TERM names decides, and neither tmux nor a terminal further out', (t) => {
  const source: ColourSource = { getColorDepth: (env) => WriteStream.prototype.getColorDepth(env) };
  const colours = (env: NodeJS.ProcessEnv): number => coloursOfDepth(colourDepth(source, env));
  const TMUX = '/tmp/tmux-1000/default,1,0';
  t.is(colours({ TERM: 'linux' }), 16);
  t.is(colours({ TERM: 'linux', TMUX }), 16);
  t.is(colours({ TERM: 'linux', TMUX, COLORTERM: 'truecolor' }), 16);
  t.is(colours({ TERM: 'xterm', TMUX }), 16);
  for (const TERM of ['screen', 'screen-256color', 'tmux-256color']) t.is(colours({ TERM, TMUX }), 256, TERM);
  t.is(colours({ TERM: 'xterm-256color', TMUX }), 256);
  t.is(colours({ TERM: 'xterm', COLORTERM: 'truecolor' }), 256);
  t.is(colours({ TERM: 'linux', FORCE_COLOR: '2' }), 256, 'a person says so');
});

test('a stage has none, 16 or 256', (t) => {
  t.deepEqual([1, 4, 8, 24].map(coloursOfDepth), [0, 16, 256, 256]);
});
