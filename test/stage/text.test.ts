import test from 'ava';
import { renderToString } from 'ink';
import { createElement } from 'react';
import { TextLine, Toned } from '../../src/stage/text.tsx';
import { Colours, painterOf } from '../../src/stage/theme.ts';
import type { ColourCount } from '../../src/stage/theme.ts';

const drawn = (colours: ColourCount, ...children: Parameters<typeof createElement>[2][]): string =>
  renderToString(createElement(Colours, { value: colours }, createElement(TextLine, {}, ...children)));

test('a tone has the colours that are handed in, whatever this process writes to', (t) => {
  const read = createElement(Toned, { key: 1, as: 'read' }, 'READ');
  t.is(drawn(16, read), '\u001b[1m\u001b[103m\u001b[30mREAD\u001b[39m\u001b[49m\u001b[22m');
  t.is(drawn(0, read), '\u001b[7m\u001b[1mREAD\u001b[22m\u001b[27m');
  t.is(drawn(0, createElement(Toned, { key: 1 }, 'plain')), 'plain');
});

test('where a text inside has ended, the one around it goes on as it was', (t) => {
  const bold = painterOf('title', 16);
  const dim = painterOf('muted', 16);
  t.is(bold?.(`a${dim?.('b')}c`), '\u001b[1ma\u001b[2mb\u001b[22m\u001b[1mc\u001b[22m');
  t.is(painterOf('plain', 16), undefined);
});
