import test from 'ava';
import * as fc from 'fast-check';
import { LIMITS } from '../../../lab/limits.ts';
import { Cookies } from '../../../lab/victim/cookies.ts';
import { sameSiteContext } from '../../../lab/victim/same-site.ts';

const http = new URL('http://bank.test/account/home');
const https = new URL('https://bank.test/account/home');

function after(...sets: readonly (readonly [URL, string])[]): Cookies {
  const cookies = new Cookies();
  for (const [url, line] of sets) cookies.store(url, [line]);
  return cookies;
}

test('a Secure cookie travels on https only', (t) => {
  const cookies = after([https, 'sid=1; Secure; HttpOnly; Path=/']);
  t.is(cookies.header(https, 'strict'), 'sid=1');
  t.is(cookies.header(http, 'strict'), undefined);
});

test('a cookie without Secure travels on http too', (t) => {
  t.is(after([https, 'sid=1; Path=/']).header(http, 'strict'), 'sid=1');
});

test('http can set no Secure cookie', (t) => {
  const cookies = after([http, 'sid=1; Secure; Path=/']);
  t.is(cookies.header(https, 'strict'), undefined);
});

for (const line of [
  'sid=evil; Path=/',
  'sid=evil; Path=/account',
  'sid=evil; Domain=bank.test; Path=/',
  'sid=; Path=/; Max-Age=0',
]) {
  test(`http leaves a Secure cookie alone: ${line}`, (t) => {
    const cookies = after([https, 'sid=good; Secure; Path=/'], [http, line]);
    t.is(cookies.header(https, 'strict'), 'sid=good');
    t.is(cookies.header(http, 'strict'), undefined);
  });
}

test('http may set a cookie of another name or place, and https may replace its own', (t) => {
  const cookies = after(
    [https, 'sid=good; Secure; Path=/account'],
    [http, 'lang=en; Path=/'],
    [http, 'sid=root; Path=/'],
    [https, 'sid=better; Secure; Path=/account'],
  );
  t.is(cookies.header(https, 'strict'), 'sid=better; lang=en; sid=root');
});

test('Path and Domain bound where a cookie goes', (t) => {
  const cookies = after(
    [http, 'a=1; Path=/other'],
    [http, 'b=2; Domain=bank.test; Path=/'],
    [http, 'c=3; Domain=evil.test; Path=/'],
    [http, 'd=4; Domain=test; Path=/'],
    [http, 'e=5'],
  );
  t.is(cookies.header(http, 'strict'), 'e=5; b=2');
  t.is(cookies.header(new URL('http://www.bank.test/'), 'strict'), 'b=2');
  t.is(cookies.header(new URL('http://evil.test/'), 'strict'), undefined);
});

test('a path is matched by whole parts of it, and a port makes no difference', (t) => {
  const cookies = after(
    [http, 'a=1; Path=/acc'],
    [http, 'b=2; Path=/account'],
    [http, 'c=3; Path=/account/'],
  );
  t.is(cookies.header(new URL('http://bank.test:8080/account/home'), 'strict'), 'c=3; b=2');
  t.is(cookies.header(new URL('http://bank.test/account'), 'strict'), 'b=2');
  t.is(cookies.header(new URL('http://bank.test/accounts'), 'strict'), undefined);
});

test('a host that names no Domain gets its cookie back alone; a subdomain may set one for both', (t) => {
  const www = new URL('https://www.bank.test/');
  const cookies = after([https, 'own=1; Path=/'], [www, 'both=1; Domain=.BANK.test; Path=/']);
  t.is(cookies.header(www, 'strict'), 'both=1');
  t.is(cookies.header(https, 'strict'), 'own=1; both=1');
  t.is(cookies.header(new URL('https://notbank.test/'), 'strict'), undefined);
});

test('a cookie that has expired is gone, and Max-Age counts before Expires', (t) => {
  const past = 'Expires=Thu, 01 Jan 1970 00:00:00 GMT';
  const cookies = after(
    [https, 'a=1; Path=/'],
    [https, 'b=1; Path=/'],
    [https, `a=; Path=/; ${past}`],
    [https, 'b=; Path=/; Max-Age=-1'],
    [https, `c=1; Path=/; Max-Age=60; ${past}`],
  );
  t.is(cookies.header(https, 'strict'), 'c=1');
});

test('__Secure- and __Host- promise what they say, or the cookie is not kept', (t) => {
  const cookies = after(
    [https, '__Secure-a=1; Path=/'],
    [https, '__Secure-b=1; Secure; Path=/'],
    [https, '__Host-c=1; Secure; Path=/; Domain=bank.test'],
    [https, '__Host-d=1; Secure; Path=/account'],
    [https, '__Host-e=1; Secure; Path=/'],
    [http, '__Secure-f=1; Secure; Path=/'],
  );
  t.is(cookies.header(https, 'strict'), '__Secure-b=1; __Host-e=1');
});

test('SameSite decides what comes along from another site; none given means Lax', (t) => {
  const cookies = after(
    [https, 'strict=1; SameSite=Strict; Path=/'],
    [https, 'lax=1; SameSite=Lax; Path=/'],
    [https, 'plain=1; Path=/'],
    [https, 'none=1; SameSite=None; Secure; Path=/'],
    [https, 'refused=1; SameSite=None; Path=/'],
  );
  t.is(cookies.header(https, 'strict'), 'strict=1; lax=1; plain=1; none=1');
  t.is(cookies.header(https, 'lax'), 'lax=1; plain=1; none=1');
  t.is(cookies.header(https, 'none'), 'none=1');
});

test('the context of a navigation follows who caused it, by what method, over which scheme', (t) => {
  t.is(sameSiteContext(undefined, https, 'POST'), 'strict');
  t.is(sameSiteContext(new URL('https://www.bank.test/'), https, 'POST'), 'strict');
  t.is(sameSiteContext(new URL('https://evil.test/'), https, 'GET'), 'lax');
  t.is(sameSiteContext(new URL('https://evil.test/'), https, 'POST'), 'none');
  t.is(sameSiteContext(http, https, 'POST'), 'none');
});

test('cookies are bounded in size and in number, Secure ones going last', (t) => {
  const cookies = after(
    [https, 'keep=1; Secure; Path=/'],
    [http, `big=${'x'.repeat(LIMITS.cookie)}; Path=/`],
  );
  const many = Array.from({ length: LIMITS.cookies + 20 }, (_, i) => `c${i}=1; Path=/`);
  cookies.store(http, many);
  const kept = cookies.header(https, 'strict')?.split('; ') ?? [];
  t.is(kept.length, LIMITS.cookies);
  t.true(kept.includes('keep=1'));
  t.false(kept.some((cookie) => cookie.startsWith('big=')));
});

test('no Set-Cookie line whatever throws', (t) => {
  const part = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '=',
      ';',
      ' ',
      '__proto__',
      'Domain=',
      'Path=',
      'Max-Age=-1',
      'Expires=',
      'Secure',
      'a=b',
      '.test',
      '%',
      '[::1]',
    ),
  );
  fc.assert(
    fc.property(
      fc.array(
        fc.array(part).map((parts) => parts.join('')),
        { maxLength: 5 },
      ),
      (lines) => {
        const cookies = new Cookies();
        for (const url of [https, http, new URL('http://[::1]/'), new URL('https://127.0.0.1/%')]) {
          cookies.store(url, lines);
          cookies.header(url, 'strict');
        }
      },
    ),
  );
  t.pass();
});
