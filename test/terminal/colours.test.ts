import test from 'ava';
import { colourDepth, coloursOfDepth } from '../../src/terminal/colours.ts';

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

test('a stage has none, 16 or 256', (t) => {
  t.deepEqual([1, 4, 8, 24].map(coloursOfDepth), [0, 16, 256, 256]);
});
