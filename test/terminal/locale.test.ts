import test from 'ava';
import { localeVariable, takesUtf8 } from '../../src/terminal/locale.ts';

test('The first variable that is set and not empty says the locale', (t) => {
  for (const [env, name, utf8] of [
    [{}, undefined, true],
    [{ LANG: 'C' }, 'LANG', false],
    [{ LANG: 'en_GB.UTF-8' }, 'LANG', true],
    [{ LC_ALL: '', LC_CTYPE: 'UTF-8', LANG: 'C' }, 'LC_CTYPE', true],
    [{ LC_ALL: 'POSIX', LC_CTYPE: 'C.utf8', LANG: 'C.UTF-8' }, 'LC_ALL', false],
    [{ LANG: 'de_DE@euro' }, 'LANG', false],
  ] as const) {
    t.is(localeVariable(env)?.name, name);
    t.is(takesUtf8(env, 'linux'), utf8);
  }
});

test('Windows Terminal takes UTF-8 whatever the locale, and no other system asks for it', (t) => {
  t.true(takesUtf8({ WT_SESSION: 'x' }, 'win32'));
  t.false(takesUtf8({}, 'win32'));
  t.false(takesUtf8({ WT_SESSION: 'x', LANG: 'C' }, 'linux'));
});
