import test from 'ava';
import { redirected, type Step } from '../../../lab/victim/navigation.ts';
import { NetError } from '../../../lab/victim/chromium-errors.ts';
import { World } from './world.ts';

const latin1 = (text: string): string => Buffer.from(text).toString('latin1');

/** Where a 302 from `from` with these `Location` fields leads, or the error. */
function led(from: string, ...locations: string[]): string | undefined {
  try {
    return redirected({ url: new URL(from), method: 'GET' }, 302, locations)?.url.href;
  } catch (error) {
    if (error instanceof NetError) return error.code;
    throw error;
  }
}

// Location as its bytes stand on the wire, one character each.
for (const [from, location, expected] of [
  // Bytes beyond ASCII are escaped as they are, UTF-8 or not, and what is escaped already stays.
  ['/a', latin1('/top?☃'), '/top?%E2%98%83'],
  ['/a', latin1('/☃#☃'), '/%E2%98%83#%E2%98%83'],
  ['/a', latin1('/☃%e2%98%83'), '/%E2%98%83%e2%98%83'],
  ['/a', latin1('/%☃'), '/%%E2%98%83'],
  ['/a', '/\xff?%ff\xff', '/%FF?%ff%FF'],
  ['/a', latin1('http://bücher.bank.test/'), 'http://xn--bcher-kva.bank.test/'],
  // The rest is the URL standard's.
  ['/a', '/ <>"`{}|\\?\'^#`', '/%20%3C%3E%22%60%7B%7D|/?%27^#%60'],
  ['/a/b', '../c/./d', '/c/d'],
  ['/a', '  /b\t\n ', '/b'],
  ['/a?b', '', '/a?b'],
  ['/a?b', '?', '/a?'],
  ['/a?b', '?c??', '/a?c??'],
  ['/a', '//other.test', 'http://other.test/'],
  ['/a', 'HTTP://BANK.test:80/B', '/B'],
  ['/a', 'https:b', 'https://b/'],
  ['/a', 'http:b', '/b'],
  ['/a', '\\b', '/b'],
  ['/a', 'http://u:p@bank.test/', 'http://u:p@bank.test/'],
  // A fragment is inherited where there is none; an empty one is one.
  ['/a#x', '/b', '/b#x'],
  ['/a#x', '/b#y', '/b#y'],
  ['/a#x', '/b#', '/b#'],
  ['/a#', '/b', '/b#'],
  ['/a', '/b', '/b'],
  ['/a#x?y', '?', '/a?#x?y'],
  ['/a#x', '', '/a#x'],
  // Where no browser goes.
  ['/a', 'http://', 'ERR_INVALID_REDIRECT'],
  ['/a', 'http://a b/', 'ERR_INVALID_REDIRECT'],
  ['/a', 'http://bank.test:99999/', 'ERR_INVALID_REDIRECT'],
  ['/a', 'data:text/html,x', 'ERR_UNSAFE_REDIRECT'],
  ['/a', 'about:blank', 'ERR_UNSAFE_REDIRECT'],
  ['/a', 'file:///etc/passwd', 'ERR_UNSAFE_REDIRECT'],
  ['/a', 'JavaScript:alert(1)', 'ERR_UNSAFE_REDIRECT'],
  ['/a', 'tel:1', 'ERR_UNKNOWN_URL_SCHEME'],
  ['/a', 'bank.test:443/b', 'ERR_UNKNOWN_URL_SCHEME'],
  ['/a', 'http://bank.test:6667/', 'ERR_UNSAFE_PORT'],
  ['/a', 'http://bank.test:0/', 'ERR_UNSAFE_PORT'],
] as const) {
  test(`from ${from}, Location ${JSON.stringify(location)} leads to ${expected}`, (t) => {
    const whole = expected.startsWith('/') ? `http://bank.test${expected}` : expected;
    t.is(led(`http://bank.test${from}`, location), whole);
  });
}

test('no Location is no redirect; two that differ are an error, two that are the same are not', (t) => {
  t.is(led('http://bank.test/'), undefined);
  t.is(led('http://bank.test/', '/a', '/a'), 'http://bank.test/a');
  t.is(led('http://bank.test/', '/a', '/b'), 'ERR_RESPONSE_HEADERS_MULTIPLE_LOCATION');
});

test('which status leads on, and by what method', (t) => {
  const body = new Uint8Array([1]);
  const step: Step = { url: new URL('http://bank.test/'), method: 'POST', body };
  for (const status of [200, 201, 300, 304, 305, 306, 309, 399, 400]) {
    t.is(redirected(step, status, ['/a']), undefined, String(status));
  }
  for (const status of [301, 302, 303]) {
    const next = redirected(step, status, ['/a']);
    t.is(next?.method, 'GET');
    t.is(next?.body, undefined);
  }
  for (const status of [307, 308]) t.like(redirected(step, status, ['/a']), { method: 'POST', body });
});

test('on the wire: bytes, an empty query and the fragment arrive as they are to', async (t) => {
  const world = new World(t);
  const asked: string[] = [];
  const places = [latin1('/☃?☃'), '/b?', '/c'];
  await world.http('bank.test:80', (request, response) => {
    asked.push(request.url ?? '');
    const location = places.shift();
    response.writeHead(
      location === undefined ? 200 : 302,
      location === undefined ? [] : ['Location', location],
    );
    response.end();
  });
  await world.browser().visit('/a?#');
  t.deepEqual(asked, ['/a?', '/%E2%98%83?%E2%98%83', '/b?', '/c']);
  t.deepEqual(
    world.of('exchange-made').map(({ request }) => request.url),
    ['/a?', '/%E2%98%83?%E2%98%83', '/b?', '/c'].map((path) => `http://bank.test${path}`),
  );
  t.is(world.page().url, 'http://bank.test/c#');
});

test('a port of another protocol is asked nothing', async (t) => {
  const world = new World(t);
  await world.browser().visit('http://bank.test:25/');
  t.is(world.page().error, 'ERR_UNSAFE_PORT');
  t.deepEqual(world.resolved, []);
});
