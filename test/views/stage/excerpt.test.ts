import test from 'ava';
import { markedExcerpt, namesIn, redirectOf } from '../../../src/views/stage/excerpt.ts';
import type { UnitExcerpt } from '../../../src/views/stage/state.ts';

function passage(text: string, more: Partial<UnitExcerpt> = {}): UnitExcerpt {
  const bytes = Buffer.from(text);
  return {
    connection: 1,
    direction: 'to-bank',
    offset: 40,
    length: bytes.length,
    bytes,
    label: 'POST /login',
    sealed: false,
    ...more,
  };
}

const PASSWORD = { name: 'password', value: 'tulip & orbit' };
const USER = { name: 'user', value: 'alice' };

test('a secret is marked where it stands, as it is and as a form writes it', (t) => {
  const text = 'user=alice&password=tulip+%26+orbit&again=tulip & orbit';
  const { marks } = markedExcerpt(passage(text), [PASSWORD, USER]);
  t.deepEqual(
    marks.map(({ secret, offset, length }) => [secret, text.slice(offset, offset + length)]),
    [
      ['password', 'tulip & orbit'],
      ['password', 'tulip+%26+orbit'],
      ['user', 'alice'],
    ],
  );
});

test('nothing is marked in what is sealed, nor for an empty secret', (t) => {
  t.deepEqual(markedExcerpt(passage('alice', { sealed: true }), [USER]).marks, []);
  t.deepEqual(markedExcerpt(passage('alice'), [{ name: 'user', value: '' }]).marks, []);
});

test('a secret that stands there very often is marked a few times', (t) => {
  t.is(markedExcerpt(passage('alice '.repeat(500)), [USER]).marks.length, 4);
});

const rank = (one: UnitExcerpt): number => markedExcerpt(one, [PASSWORD, USER]).rank;

test('the password is the most telling, then any secret, a request, sealed bytes by their length', (t) => {
  const sealed = { sealed: true, label: 'TLS 1.3 · application data' };
  const order = [
    passage('tulip & orbit'),
    passage('alice'),
    passage('alice', { label: 'GET /account' }),
    passage('GET /'),
    passage('', { ...sealed, length: 900 }),
    passage('', { ...sealed, length: 90 }),
    passage('hello', { label: 'TLS · ClientHello' }),
    passage('200 OK', { direction: 'to-victim', label: '200 OK' }),
    passage('', { ...sealed, direction: 'to-victim', length: 90 }),
    passage('hello', { label: 'TLS · ServerHello', direction: 'to-victim' }),
  ].map(rank);
  t.deepEqual(
    order,
    order.toSorted((a, b) => b - a),
  );
  t.is(new Set(order).size, order.length);
});

test('a redirect to https is told with the place of its address, and goes before the request that it answers', (t) => {
  const text =
    'HTTP/1.1 308 Permanent Redirect\r\nLocation: https://bank.test/login\r\n\r\nLocation: https://x';
  const redirect = passage(text, { direction: 'to-victim', label: '308 Permanent Redirect' });
  const found = redirectOf(redirect);
  t.is(found?.address, 'https://bank.test/login');
  t.is(text.slice(found?.offset, (found?.offset ?? 0) + (found?.length ?? 0)), 'https://bank.test/login');
  t.true(rank(redirect) > rank(passage('GET /')));
  const plain = text.replaceAll('https:', 'http:');
  t.is(redirectOf({ ...redirect, bytes: Buffer.from(plain) }), undefined);
  t.is(redirectOf({ ...redirect, label: '200 OK' }), undefined);
  t.is(redirectOf({ ...redirect, sealed: true }), undefined);
});

test('what can be read in what a claim points at is told whatever its mark is', (t) => {
  const marked = markedExcerpt(passage('user=alice&password=tulip+%26+orbit'), [PASSWORD, USER]);
  t.deepEqual([...namesIn(marked, [])].toSorted(), ['password', 'user']);
  const pointed = { ...marked, rank: 0, marks: [{ secret: '', offset: 0, length: 4 }] };
  t.deepEqual([...namesIn(pointed, [USER])], ['user']);
});
