import test from 'ava';
import * as fc from 'fast-check';
import { printable } from '../../lab/text/printable.ts';
import { pastePresses, queryAfter, queryPresses } from '../../src/stage/query.ts';
import { NO_KEY } from '../helpers/no-key.ts';

test('letters are text, and the keys that edit are what they are', (t) => {
  t.deepEqual(queryPresses('é', NO_KEY), [{ text: 'é' }]);
  t.deepEqual(queryPresses('', { ...NO_KEY, return: true }), ['enter']);
  t.deepEqual(queryPresses('', { ...NO_KEY, escape: true }), ['escape']);
  t.deepEqual(queryPresses('', { ...NO_KEY, delete: true }), ['backspace']);
  t.deepEqual(queryPresses('a', { ...NO_KEY, ctrl: true }), []);
  t.deepEqual(queryPresses('', { ...NO_KEY, upArrow: true }), []);
});

test('of what is pasted the first line counts, and nothing in it is a key', (t) => {
  t.deepEqual(pastePresses('one two\r\nthree'), [{ text: 'one two' }]);
  t.deepEqual(pastePresses('\n \none\n'), [{ text: 'one' }]);
  t.deepEqual(pastePresses('a\u001b[2J\u202eb'), [{ text: 'a[2Jb' }]);
  t.deepEqual(pastePresses('\r\n\u0003\t'), []);
  t.deepEqual(queryPresses('\n', NO_KEY), ['enter']);
});

test('a backspace takes a whole character, and one more gives the query up', (t) => {
  t.is(queryAfter('a🏦', 'backspace', 9), 'a');
  t.is(queryAfter('a', 'backspace', 9), '');
  t.is(queryAfter('', 'backspace', 9), undefined);
  t.is(queryAfter('abc', 'escape', 9), undefined);
});

test('whatever is typed, a query has no more characters than it may, and is safe to show', (t) => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary' })), fc.nat(20), (inputs, most) => {
      let query: string | undefined = '';
      for (const input of inputs) {
        for (const press of [...queryPresses(input, NO_KEY), ...pastePresses(input)])
          if (press !== 'enter') query = queryAfter(query ?? '', press, most);
      }
      return Array.from(query ?? '').length <= most && printable(query ?? '') === query;
    }),
  );
  t.pass();
});
