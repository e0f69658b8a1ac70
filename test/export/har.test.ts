import { gzipSync } from 'node:zlib';
import test from 'ava';
import * as fc from 'fast-check';
import type { ExchangeMade, HeaderList } from '../../lab/facts/facts.ts';
import { toHar } from '../../src/export/har.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { anyFacts, OPENED, timed } from '../helpers/happenings.ts';
import { HAR } from '../helpers/har-rules.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';

const har = (facts: Iterable<Fact>) => HAR.parse(JSON.parse([...toHar(facts)].join(''))).log;

const made = (request: Partial<ExchangeMade['request']>, headers: HeaderList = [], body = Buffer.alloc(0)) =>
  ({
    type: 'exchange-made',
    lane: 'plain',
    request: { method: 'GET', url: 'http://bank.test/', headers: [], body: Buffer.alloc(0), ...request },
    response: { status: 200, headers, body },
    waited: 3.0004,
    took: 5,
  }) as const;

test('a recorded session keeps the rules of HAR 1.2, and holds every exchange and page', (t) => {
  const { entries, pages, creator } = har(RECORDED);
  t.is(creator.name, 'Plainsight');
  t.is(entries.length, RECORDED.filter(({ type }) => type === 'exchange-made').length);
  t.is(pages.length, RECORDED.filter(({ type }) => type === 'page-shown').length);
  const ids = pages.map(({ id }) => id);
  t.true(entries.every(({ pageref }) => ids.includes(pageref ?? '')));
});

test('entries stand in the order in which they began, and belong to the page of their lane that they led to', (t) => {
  const { entries, pages } = har(RECORDED);
  const began = entries.map(({ startedDateTime }) => startedDateTime);
  t.deepEqual(began, began.toSorted());
  const lanes = new Map(pages.map((page) => [page.id, page['_lane']]));
  for (const entry of entries) t.is(lanes.get(entry.pageref ?? ''), entry['_lane']);
  const account = pages.find(
    ({ id, title }) => title.startsWith('Your account') && lanes.get(id) === 'plain',
  );
  const methods = entries
    .filter(({ pageref }) => pageref === account?.id)
    .map(({ request }) => request.method);
  t.deepEqual(methods, ['POST', 'GET']);
});

test('the password that was typed stands in the form that was sent', (t) => {
  const password = RECORDED.find((fact) => fact.type === 'secret-planted' && fact.name === 'password');
  const posts = har(RECORDED).entries.filter(({ request }) => request.method === 'POST');
  t.is(posts.length, 2);
  for (const { request, response } of posts) {
    const field = request.postData?.params.find(({ name }) => name === 'password');
    t.is(field?.value, password?.type === 'secret-planted' ? password.value : '');
    t.true(request.postData?.text.includes(`password=${field?.value}`));
    t.is(response.redirectURL, '/account');
    t.is(response.cookies[0]?.name, 'session');
  }
});

test('the times of an entry add up, and what is not known is -1', (t) => {
  const [entry] = har(timed(OPENED, made({}))).entries;
  t.is(entry?.startedDateTime, '2026-01-02T03:04:04.996Z');
  t.is(entry?.time, 5);
  t.deepEqual(entry?.timings, { blocked: -1, dns: -1, connect: -1, ssl: -1, send: 0, wait: 3, receive: 2 });
});

test('what began first comes first, though it ended last', (t) => {
  const { entries } = har(
    timed(...Array.from({ length: 200 }, (_, index) => ({ ...made({}), took: index % 3 }))),
  );
  const began = entries.map(({ startedDateTime }) => startedDateTime);
  t.is(began.length, 200);
  t.deepEqual(began, began.toSorted());
});

test('queries and cookies are taken apart', (t) => {
  const headers = [['Cookie', 'a=1; b=x=y; c']] as const;
  const set = [
    ['Set-Cookie', 'k=v; Path=/p; HttpOnly; Secure; Expires=Fri, 02 Jan 2026 03:04:05 GMT'],
  ] as const;
  const [entry] = har(timed(made({ url: 'http://bank.test/?q=a%20b&q=', headers }, set))).entries;
  t.deepEqual(entry?.request.queryString, [
    { name: 'q', value: 'a b' },
    { name: 'q', value: '' },
  ]);
  t.deepEqual(entry?.request.cookies, [
    { name: 'a', value: '1' },
    { name: 'b', value: 'x=y' },
    { name: '', value: 'c' },
  ]);
  t.deepEqual(entry?.response.cookies, [
    { name: 'k', value: 'v', path: '/p', expires: '2026-01-02T03:04:05.000Z', httpOnly: true, secure: true },
  ]);
});

test('a body that is no UTF-8 is base64, and a coded one is shown as what it says', (t) => {
  const bytes = Buffer.from([0xff, 0x00, 0x80]);
  const [binary] = har(timed(made({ method: 'POST', body: bytes }, [], bytes))).entries;
  t.is(binary?.response.content.encoding, 'base64');
  t.is(binary?.response.content.text, bytes.toString('base64'));
  t.is(binary?.request.postData?.['_encoding'], 'base64');

  const packed = gzipSync('hello '.repeat(100));
  const [coded] = har(timed(made({}, [['Content-Encoding', 'gzip']], packed))).entries;
  t.is(coded?.response.content.text, 'hello '.repeat(100));
  t.is(coded?.response.content.compression, 600 - packed.length);
  t.is(coded?.response.bodySize, packed.length);
});

test('any facts make a file that keeps the rules', (t) => {
  fc.assert(
    fc.property(anyFacts, (facts) => {
      har(facts);
    }),
    { numRuns: 300 },
  );
  t.pass();
});
