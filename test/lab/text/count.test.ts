import test from 'ava';
import { counted, plural } from '../../../lab/text/count.ts';

test('one thing stands in the singular, any other number in the plural', (t) => {
  t.is(counted(1, 'byte'), '1 byte');
  t.is(counted(0, 'byte'), '0 bytes');
  t.is(counted(4812, 'byte'), '4,812 bytes');
});

test('plurals are those of English', (t) => {
  const nouns = ['identity', 'entry', 'key', 'address', 'box', 'match', 'index', 'child', 'suite', 'zero'];
  t.deepEqual(nouns.map(plural), [
    'identities',
    'entries',
    'keys',
    'addresses',
    'boxes',
    'matches',
    'indices',
    'children',
    'suites',
    'zeros',
  ]);
});

test('a phrase says its plural itself', (t) => {
  t.is(counted(1, 'byte follows', 'bytes follow'), '1 byte follows');
  t.is(counted(2, 'byte follows', 'bytes follow'), '2 bytes follow');
});
