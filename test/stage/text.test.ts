import test from 'ava';
import { renderToString } from 'ink';
import { createElement } from 'react';
import { TextLine, Toned } from '../../src/stage/text.tsx';
import { Colours, painterOf } from '../../src/stage/painter.ts';
import type { Palette } from '../../src/stage/painter.ts';

const DARK = { theme: 'dark', colours: 16 } as const;

const drawn = (palette: Palette, ...children: Parameters<typeof createElement>[2][]): string =>
  renderToString(createElement(Colours, { value: palette }, createElement(TextLine, {}, ...children)));

test('a tone has the colours that are handed in, whatever this process writes to', (t) => {
  const read = createElement(Toned, { key: 1, as: 'read' }, 'READ');
  t.is(drawn(DARK, read), '\u001b[1m\u001b[45m\u001b[97mREAD\u001b[39m\u001b[49m\u001b[22m');
  t.is(
    drawn({ theme: 'light', colours: 256 }, read),
    '\u001b[1m\u001b[48;5;162m\u001b[38;5;231mREAD\u001b[39m\u001b[49m\u001b[22m',
  );
  t.is(drawn({ ...DARK, colours: 0 }, read), '\u001b[7mREAD\u001b[27m');
  t.is(drawn({ ...DARK, colours: 0 }, createElement(Toned, { key: 1 }, 'plain')), 'plain');
});

test('where a text inside has ended, the one around it goes on as it was', (t) => {
  const bold = painterOf('title', DARK);
  const failed = painterOf('failed', DARK);
  t.is(
    bold?.(`a${failed?.('b')}c`),
    '\u001b[1ma\u001b[1m\u001b[41m\u001b[97mb\u001b[39m\u001b[49m\u001b[22m\u001b[1mc\u001b[22m',
  );
  t.is(painterOf('plain', DARK), undefined);
});

test('where colours do not tell, a word between blanks has marks there and is as long as before', (t) => {
  for (const palette of [{ ...DARK, colours: 0 } as const, { ...DARK, ascii: true }]) {
    t.regex(painterOf('read', palette)?.(' READ ') ?? '', /\[READ\]/);
    t.regex(painterOf('paused', palette)?.(' PAUSED ') ?? '', /<PAUSED>/);
    t.notRegex(painterOf('read', palette)?.('70 6f') ?? '', /\]$/);
  }
  t.notRegex(painterOf('read', DARK)?.(' READ ') ?? '', /\[READ\]/);
});
