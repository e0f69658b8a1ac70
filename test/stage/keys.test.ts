import { stripVTControlCharacters } from 'node:util';
import test from 'ava';
import { renderToString } from 'ink';
import type { Key } from 'ink';
import { createElement } from 'react';
import { SMALLEST } from '../../src/stage/layout.ts';
import { Help } from '../../src/stage/panes/footer.tsx';
import { actionOf, BINDINGS } from '../../src/stage/keys.ts';
import type { Binding } from '../../src/stage/keys.ts';
import { SCREENS } from '../../src/stage/stage.tsx';
import { NO_KEY } from '../helpers/no-key.ts';

type Press = readonly [input: string, key: Key];

const NAMED = Object.keys(NO_KEY).filter(
  (name) => !['ctrl', 'shift', 'meta', 'super', 'hyper', 'capsLock', 'numLock'].includes(name),
);

/** Every key of a keyboard that a terminal can send, alone and with Ctrl. */
const PRESSES: readonly Press[] = [
  ...Array.from({ length: 95 }, (_, code): Press => [String.fromCharCode(0x20 + code), NO_KEY]),
  ...Array.from({ length: 26 }, (_, code): Press => [
    String.fromCharCode(0x61 + code),
    { ...NO_KEY, ctrl: true },
  ]),
  ...NAMED.map((name): Press => ['', { ...NO_KEY, [name]: true }]),
  ...NAMED.filter((name) => name.endsWith('Arrow')).map((name): Press => [
    '',
    { ...NO_KEY, [name]: true, shift: true },
  ]),
];

const said = ([input, key]: Press): string =>
  `${JSON.stringify(input)} ${Object.entries(key)
    .filter(([, on]) => on)
    .map(([name]) => name)
    .join('+')}`;

for (const [id, { bindings, claims = [] }] of Object.entries(SCREENS)) {
  const table: readonly Binding[] = [
    ...bindings,
    ...BINDINGS.filter(({ action }) => !claims.includes(action)),
  ];

  test(`on the screen ${id} no key means two things`, (t) => {
    for (const press of PRESSES) {
      const meant = table.filter((binding) => binding.matches(...press));
      t.true(meant.length <= 1, `${said(press)}: ${meant.map(({ action }) => action).join(', ')}`);
    }
  });

  test(`on the screen ${id} the help has a row for every key on the smallest terminal`, (t) => {
    // Two rows are the header's, one is the key line's.
    const help = createElement(Help, { rows: SMALLEST.rows - 3, bindings: table });
    const drawn = stripVTControlCharacters(renderToString(help, { columns: SMALLEST.columns })).split('\n');
    for (const { keys, says } of table.filter((binding) => binding.says !== ''))
      t.true(
        drawn.some((row) => row.includes(`${keys.padEnd(8)} ${says}`)),
        says,
      );
  });

  test(`on the screen ${id} every key is told in the help, and can be pressed`, (t) => {
    for (const [index, binding] of table.entries()) {
      // Of keys that one row of the help speaks for, only the first says something.
      const told = table.slice(0, index + 1).findLast(({ says, keys }) => says !== '' || keys !== '');
      t.not(told?.keys.trim() ?? '', '');
      t.not(told?.says.trim() ?? '', '');
      t.true(
        PRESSES.some((press) => binding.matches(...press)),
        binding.action,
      );
    }
    t.is(new Set(table.map(({ action }) => action)).size, table.length);
  });
}

const means = (input: string, key: Partial<Key> = {}): string | undefined =>
  actionOf(BINDINGS, input, { ...NO_KEY, ...key });

test('a key means what the help says', (t) => {
  t.is(means(' '), 'pause');
  t.is(means('', { rightArrow: true }), 'next');
  t.is(means('', { leftArrow: true }), 'back');
  t.is(means('', { rightArrow: true, shift: true }), 'fact-on');
  t.is(means('', { leftArrow: true, shift: true }), 'fact-back');
  t.is(means('.'), 'fact-on');
  t.is(means(','), 'fact-back');
  t.is(means('g'), 'first-fact');
  t.is(means('G'), 'last-fact');
  t.is(means('', { tab: true }), 'tab');
  t.is(means('?'), 'help');
  t.is(means('q'), 'quit');
  t.is(means('c', { ctrl: true }), 'interrupt');
  t.is(means('1'), 'choose');
  t.is(means('0'), undefined);
  t.is(means('12'), undefined);
  t.is(means('x'), undefined);
});
