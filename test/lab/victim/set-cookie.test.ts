import test from 'ava';
import { LIMITS } from '../../../lab/limits.ts';
import { Cookies } from '../../../lab/victim/cookies.ts';
import { World } from './world.ts';

const HOST = 'https://www.bank.test/account/home';
const x = (count: number): string => 'x'.repeat(count);

/** What goes along with a request for the same page after these `Set-Cookie` lines. */
function kept(lines: string | readonly string[], url = HOST): string {
  const cookies = new Cookies();
  for (const line of typeof lines === 'string' ? [lines] : lines) cookies.store(new URL(url), [line]);
  return cookies.header(new URL(url), 'strict') ?? '';
}

// RFC 6265bis, section 5.6: what is a name, what is a value.
for (const [lines, expected] of [
  ['a=1', 'a=1'],
  ['a=', 'a='],
  ['=a=1', 'a=1'],
  ['===a', '==a'],
  ['a', 'a'],
  [' a b ; c', 'a b'],
  ['a=1=2==', 'a=1=2=='],
  ['a="1;2"', 'a="1'],
  [' \ta \t=\t 1 2 \t; Path=/', 'a=1 2'],
  ['%61=%31, b=2', '%61=%31, b=2'],
  ['a=\u00ff', 'a=\u00ff'],
  ['__proto__=1', '__proto__=1'],
  ['constructor', 'constructor'],
  [['a=1', '=', '', ' \t', '; b', ' = ; b'], 'a=1'],
  [['=a', 'b', 'c=1'], 'b; c=1'],
] as const) {
  test(`Set-Cookie: ${JSON.stringify(lines)} is kept as "${expected}"`, (t) => t.is(kept(lines), expected));
}

test('a control anywhere spoils the line, a tab does not', (t) => {
  for (let code = 0; code < 0x80; code++) {
    if (code > 0x1f && code !== 0x7f) continue;
    const control = String.fromCodePoint(code);
    const lines = [`a=1${control}2`, `a${control}b=1`, `a=1; Pa${control}th=/`, `a=1; x=${control}y`];
    t.deepEqual(
      lines.map((line) => kept(line)),
      code === 9 ? ['a=1\t2', 'a\tb=1', 'a=1', 'a=1'] : ['', '', '', ''],
      `control ${code}`,
    );
  }
});

for (const [line, expected] of [
  [`a=${x(4095)}`, `a=${x(4095)}`],
  [`a=${x(4096)}`, ''],
  [x(4096), x(4096)],
  [x(4097), ''],
  [`a=1; Path=/account; Path=/${x(1023)}`, ''],
  [`a=1; Path=/account; Path=/${x(1024)}`, 'a=1'],
  [`a=1; Domain=bank.test; Domain=${x(1025)}`, 'a=1'],
  [`a=1; Max-Age=-${x(0)}${'1'.repeat(1023)}`, ''],
  [`a=1; Max-Age=-${'1'.repeat(1024)}`, 'a=1'],
  [`a=1; Max-Age=${'1'.repeat(1024)}`, 'a=1'],
] as const) {
  test(`sizes: ${line.slice(0, 30)}… of ${line.length} characters`, (t) => t.is(kept(line), expected));
}

for (const [attributes, comesBack] of [
  ['Domain=www.bank.test', true],
  ['domain=.WWW.Bank.test', true],
  ['Domain=', true],
  ['Domain=.', true],
  ['Domain=other.test; Domain=', true],
  ['Domain=other.test; Domain=bank.test', true],
  ['Domain=bank.test; Domain=other.test', false],
  ['Domain=..bank.test', false],
  ['Domain=  .bank.test', true],
  ['Domain=. bank.test', false],
  ['Domain=www..bank.test', false],
  ['Domain=bank.test.', false],
  ['Domain=bank.test .', false],
  ['Domain="bank.test"', false],
  ['Domain=bank.test:443', false],
  ['Domain=a.www.bank.test', false],
  ['Domain=ank.test', false],
  ['Domain=test', false],
  ['Domain=b\u00e4nk.test', false],
  ['Path', true],
  ['Path=account', true],
  ['Path=/account', true],
  ['Path=/account/', true],
  ['Path=/ACCOUNT', false],
  ['Path=/acc', false],
  ['Path=/; Path=/other', false],
  ['Path=/other; Path=', true],
  ['Max-Age=1', true],
  ['Max-Age=0', false],
  ['Max-Age=-0', false],
  ['Max-Age=1.5', true],
  ['Max-Age=+0', true],
  ['Max-Age=-', true],
  ['Max-Age=0; Max-Age=1', true],
  ['Max-Age=0; Max-Age=no', false],
  ['Max-Age=0; Expires=Fri, 01 Jan 2038 00:00:00 GMT', false],
  ['Max-Age=9; Expires=Thu, 01 Jan 1970 00:00:00 GMT', true],
  ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=9', true],
  ['Expires=Thu, 01 Jan 1970 00:00:00 GMT', false],
  ['Expires=Thu, 01 Jan 1970 00:00:00 GMT; Expires=soon', false],
  ['Expires=1 jan 70 0:0:0', false],
  ['Expires=Fri, 31 Feb 2038 00:00:00 GMT', true],
  ['Secure qux', true],
  ['"Secure"', true],
  ['SameSite=None', false],
  ['SameSite=None; Secure', true],
  ['SameSite=None; SameSite=Lax', true],
  ['SameSite=odd', true],
  ['Partitioned', false],
  ['Partitioned; Secure', true],
] as const) {
  test(`a=1; ${attributes} ${comesBack ? 'comes back' : 'does not'}`, (t) => {
    t.is(kept(`a=1; ${attributes}`), comesBack ? 'a=1' : '');
  });
}

for (const [line, holds] of [
  ['__SECURE-a=1; Secure', true],
  ['__SeCuRe-a=1', false],
  ['__hOsT-a=1; Secure; Path=/', true],
  ['__Host-a=1; Secure; Path=/; Domain=', true],
  ['__Host-a=1; Secure', false],
  ['__Host-a=1; Secure; Path', false],
  ['__Host-a=1; Path=/', false],
  ['__HOST-a=1; Secure; Path=/; Domain=www.bank.test', false],
  ['__Http-a=1; Secure', false],
  ['__Http-a=1; Secure; HttpOnly', true],
  ['__Host-Http-a=1; Secure; Path=/', false],
  ['__Host-Http-a=1; Secure; HttpOnly; Path=/', true],
  ['__Hosta=1', true],
  ['=__Secure-a; Secure', false],
  ['__host-a; Secure; Path=/', false],
] as const) {
  test(`a prefix is a promise: ${line} ${holds ? 'keeps it' : 'breaks it'}`, (t) => {
    t.is(kept(line, 'https://www.bank.test/') !== '', holds);
  });
}

test('a cookie for the host alone and one for its domain stand side by side', (t) => {
  t.is(kept(['a=1; Path=/', 'a=2; Domain=www.bank.test; Path=/']), 'a=1; a=2');
  t.is(kept(['a=1; Domain=www.bank.test', 'a=2; Domain=.www.bank.test']), 'a=2');
});

test('a host that is a public suffix, or an address, keeps cookies for itself', (t) => {
  t.is(kept('a=1; Domain=test', 'http://test/'), 'a=1');
  t.is(kept('a=1', 'http://bank.test./'), 'a=1');
  t.is(kept('a=1; Domain=192.0.2.1', 'http://192.0.2.1/'), 'a=1');
  t.is(kept('a=1; Domain=[2001:db8::1]', 'http://[2001:db8::1]/'), 'a=1');
  t.is(kept('a=1; Domain=2.1', 'http://192.0.2.1/'), '');
});

test('a path is compared with the address as it is escaped', (t) => {
  const url = 'https://bank.test/a%20b/%C2%B8/c';
  const paths = ['/a%20b', '/a b', '/a%20b/%C2%B8', '/a%20b/\u00b8', '/a%20b/\u00c2\u00b8'];
  t.deepEqual(
    paths.filter((path) => kept(`a=1; Path=${path}`, url) !== ''),
    ['/a%20b', '/a%20b/%C2%B8'],
  );
});

test('a cookie that is set anew keeps its place, one that was deleted comes last', (t) => {
  t.is(kept(['a=1', 'b=1', 'a=2']), 'a=2; b=1');
  t.is(kept(['a=1', 'b=1', 'a=; Max-Age=0', 'a=2']), 'b=1; a=2');
});

test('a life is counted from its Set-Cookie, by the browser’s clock, and has a bound', (t) => {
  let now = 1_000_000;
  const url = new URL(HOST);
  const cookies = new Cookies(() => now);
  cookies.store(url, ['a=1; Max-Age=60', 'b=1; Max-Age=99999999999', 'c=1']);
  now += 59_999;
  t.is(cookies.header(url, 'strict'), 'a=1; b=1; c=1');
  now += 1;
  t.is(cookies.header(url, 'strict'), 'b=1; c=1');
  now += LIMITS.cookieLife;
  t.is(cookies.header(url, 'strict'), 'c=1');
});

test('on the wire: a control in Set-Cookie costs the cookie, not the page; other bytes come back as they went', async (t) => {
  const world = new World(t);
  const asked: string[] = [];
  const lines = ['Set-Cookie: a=\x7f', 'Set-Cookie: b=\x01', 'Set-Cookie: =', 'Set-Cookie: c=\t\xff\xc3\xa9'];
  await world.tcp('bank.test:80', (socket) =>
    socket.on('data', (bytes: Uint8Array) => {
      asked.push(/^cookie:.*$/im.exec(Buffer.from(bytes).toString('latin1'))?.[0] ?? 'no cookie');
      socket.write(
        Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join('\r\n')}\r\nContent-Length: 2\r\n\r\nok`, 'latin1'),
      );
    }),
  );
  const browser = world.browser();
  await browser.visit('/');
  await browser.visit('/');
  t.deepEqual(asked, ['no cookie', 'Cookie: c=\xff\xc3\xa9']);
  t.is(world.page(-1).status, 200);
});

test('on the wire: a NUL in a header field is no HTTP', async (t) => {
  const world = new World(t);
  await world.tcp('bank.test:80', (socket) =>
    socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nA: \0\r\nContent-Length: 2\r\n\r\nok')),
  );
  await world.browser().visit('/');
  t.is(world.page().error, 'ERR_INVALID_HTTP_RESPONSE');
});
