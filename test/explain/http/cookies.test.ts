import test from 'ava';
import * as fc from 'fast-check';
import { Cookie } from 'tough-cookie';
import { cookieDate } from '../../../src/explain/http/cookie-date.ts';
import { httpFields } from '../../../src/explain/http/message-fields.ts';
import type { Field } from '../../../src/explain/field.ts';
import { decodeHttp } from '../../../lab/wire/http/parser.ts';
import { allFields, bytes } from '../../helpers/captured.ts';

/** A Set-Cookie header explained, in an answer with these other headers. */
function setCookie(value: string, ...others: readonly string[]): Field {
  const head = ['HTTP/1.1 200 OK', ...others, `Set-Cookie: ${value}`, 'Content-Length: 0', '', ''].join(
    '\r\n',
  );
  const [message] = decodeHttp('to-victim', bytes(head)).messages;
  const field =
    message === undefined
      ? undefined
      : httpFields(message).children?.find(({ label }) => label === 'Set-Cookie');
  if (field === undefined) throw new Error('no Set-Cookie');
  return field;
}

const child = (field: Field, label: string): Field | undefined =>
  field.children?.find((one) => one.label === label);

test('Max-Age wins over Expires, whatever their order', (t) => {
  for (const value of [
    'a=b; Expires=Thu, 01 Jan 2099 00:00:00 GMT; Max-Age=0',
    'a=b; max-age=-5; Expires=Thu, 01 Jan 2099 00:00:00 GMT',
  ]) {
    t.regex(setCookie(value).why, /asks the browser to drop the cookie a/);
    t.regex(child(setCookie(value), 'Expires')?.why ?? '', /Max-Age is there too, and it wins/);
  }
  const kept = setCookie('a=b; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
  t.regex(kept.why, /asks the browser to keep the cookie a/);
  t.regex(child(kept, 'Max-Age')?.why ?? '', /How many seconds it lives/);
});

test('a Max-Age that is no number is passed over, and Expires counts', (t) => {
  const field = setCookie('a=b; Max-Age=soon; Expires=Thu, 01 Jan 1970 00:00:00 GMT');
  t.regex(field.why, /drop/);
  t.regex(child(field, 'Max-Age')?.why ?? '', /browsers pass it over/);
  t.regex(child(field, 'Expires')?.why ?? '', /This date has passed/);
});

test('a date is over when the answer’s own date is later', (t) => {
  const value = 'a=b; Expires=Wed, 21 Oct 2026 07:28:00 GMT';
  t.regex(setCookie(value, 'Date: Thu, 22 Oct 2026 07:28:00 GMT').why, /drop/);
  t.regex(setCookie(value, 'Date: Tue, 20 Oct 2026 07:28:00 GMT').why, /keep/);
  t.regex(setCookie(value).why, /keep/, 'without a date nobody can tell');
  t.regex(child(setCookie('a=b; Expires=never'), 'Expires')?.why ?? '', /Not a date/);
});

test('the guarded names keep their rules', (t) => {
  const refused: readonly (readonly [value: string, because: RegExp])[] = [
    ['__Host-a=b; Path=/', /begins with __Host- needs Secure\./],
    ['__Host-a=b; Secure', /needs Path=\//],
    ['__host-a=b; Secure; Path=/; Domain=bank.test', /__Host- needs no Domain/],
    ['__Host-a=b', /needs Secure and Path=\//],
    ['__Secure-a=b', /begins with __Secure- needs Secure/],
    ['__SECURE-a=b; Secure', /it is Secure and came over plain http/],
    ['=__Host-a=b', /without a name/],
    ['a=b; Secure', /it is Secure and came over plain http/],
    ['a=b; Partitioned', /Partitioned needs Secure/],
    ['=', /neither a name nor a value/],
  ];
  for (const [value, because] of refused) {
    t.regex(setCookie(value).why, /browsers refuse it/, value);
    t.regex(setCookie(value).why, because, value);
  }
  t.notRegex(setCookie('a=b').why, /refuse/);
});

test('a cookie whose name is Secure is not taken for a guarded one', (t) => {
  t.regex(setCookie('secure=1').why, /It lacks Secure and HttpOnly/);
});

test('a path must begin with a slash, and the last one counts', (t) => {
  t.regex(child(setCookie('a=b; Path=login'), 'Path')?.why ?? '', /does not begin with a slash/);
  t.regex(child(setCookie('a=b; Path=/'), 'Path')?.why ?? '', /every page/);
  t.regex(child(setCookie('a=b; Path=/login'), 'Path')?.why ?? '', /this path and what lies below it only/);
  const paths =
    setCookie('a=b; Path=/one; Path=/two').children?.filter(({ label }) => label === 'Path') ?? [];
  t.deepEqual(
    paths.map(({ why }) => /the last one counts/.test(why)),
    [true, false],
  );
});

test('Partitioned and an empty Domain have their words', (t) => {
  t.regex(child(setCookie('a=b; Secure; Partitioned'), 'Partitioned')?.why ?? '', /CHIPS/);
  t.regex(child(setCookie('a=b; Domain='), 'Domain')?.why ?? '', /pass it over/);
});

test('a cookie without = has no name, in both directions', (t) => {
  t.deepEqual(
    setCookie('a; HttpOnly').children?.map(({ label, value }) => [label, value]),
    [
      ['cookie (no name)', 'a'],
      ['HttpOnly', ''],
    ],
  );
  const [request] = decodeHttp('to-bank', bytes('GET / HTTP/1.1\r\nCookie: a; b=c\r\n\r\n')).messages;
  const sent = request === undefined ? [] : allFields(httpFields(request));
  t.deepEqual(
    sent.filter(({ label }) => label.startsWith('cookie ')).map(({ label, value }) => [label, value]),
    [
      ['cookie (no name)', 'a'],
      ['cookie b', 'c'],
    ],
  );
});

test('more cookies than are shown are counted', (t) => {
  const cookies = Array.from({ length: 66 }, (_, index) => `c${index}=1`).join('; ');
  const text = `GET / HTTP/1.1\r\nCookie: ${cookies}\r\n\r\n`;
  const [request] = decodeHttp('to-bank', bytes(text)).messages;
  const more =
    request === undefined ? undefined : allFields(httpFields(request)).find(({ label }) => label === 'more');
  t.is(more?.value, '2 more cookies');
  t.is(text.slice(more?.offset ?? 0, (more?.offset ?? 0) + (more?.length ?? 0)), 'c64=1; c65=1');
});

test('a folded Set-Cookie is read as a whole, though its parts have no places', (t) => {
  const field = setCookie('a=b;\r\n Max-Age=0');
  t.regex(field.why, /drop the cookie a/);
  t.is(field.children, undefined);
});

test('dates are read as RFC 6265 reads them', (t) => {
  t.is(cookieDate('Sun, 06 Nov 1994 08:49:37 GMT'), 784_111_777_000);
  t.is(cookieDate('Sunday, 06-Nov-94 08:49:37 GMT'), 784_111_777_000);
  t.is(cookieDate('Sun Nov  6 08:49:37 1994'), 784_111_777_000);
  t.is(cookieDate('06 Nov 69 08:49:37'), Date.UTC(2069, 10, 6, 8, 49, 37));
  for (const none of [
    '',
    '0',
    'Thu, 32 Jan 2026 00:00:00 GMT',
    '31 Feb 2026 00:00:00',
    '1 Jan 2026 24:00:00',
    '1 Jan 1600 00:00:00',
  ])
    t.is(cookieDate(none), undefined, none);
});

test('dates are read as a cookie jar reads them', (t) => {
  const token = fc.constantFrom(
    'Thu,',
    '01',
    '1',
    '31',
    'Jan',
    'feb',
    'December',
    '2026',
    '99',
    '00:00:00',
    '23:59:59',
    '9:9:9',
    'GMT',
    '-',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 7 }), (tokens) => {
      const text = tokens.join(' ');
      const expires = Cookie.parse(`a=b; Expires=${text}`)?.expires;
      const theirs = expires instanceof Date ? expires.getTime() : undefined;
      t.is(cookieDate(text), theirs, text);
    }),
    { numRuns: 2_000 },
  );
});
