import test from 'ava';
import { byLikeness, editDistance, nearest } from '../../lab/text/nearest.ts';

test('the distance of two words counts what to add, drop, change and swap', (t) => {
  t.is(editDistance('title', 'title'), 0);
  t.is(editDistance('titel', 'title'), 1);
  t.is(editDistance('', 'lane'), 4);
  t.is(editDistance('Lanes', 'lane'), 1);
  t.is(editDistance('say', 'ask'), 2);
  t.is(editDistance('http', 'form'), 4);
});

test('only a word that is like one is taken for it', (t) => {
  t.is(nearest('stpes', ['title', 'steps']), 'steps');
  t.is(nearest('colour', ['title', 'steps']), undefined);
  t.is(nearest('x', []), undefined);
  t.deepEqual(byLikeness('lane', ['steps', 'lanes', 'line']), ['lanes', 'line', 'steps']);
});

test('a hostile word costs no more than a long one', (t) => {
  t.is(nearest('x'.repeat(1_000_000), ['title']), 'title');
});
