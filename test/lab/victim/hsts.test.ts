import test from 'ava';
import * as fc from 'fast-check';
import { LIMITS } from '../../../lab/limits.ts';
import { Hsts, overHttps } from '../../../lab/victim/hsts.ts';
import { certificate, World } from './world.ts';

const YEAR = 'max-age=31536000';
const at = (host: string): URL => new URL(`https://${host}/`);

const authority = await certificate();
const leaf = await certificate(authority);
const trusted = [authority.cert];

test('a host is known for as long as it said, and not a moment longer', (t) => {
  let now = 1_000_000;
  const hsts = new Hsts([], () => now);
  hsts.note(at('bank.test'), 'max-age=60');
  now += 59_999;
  t.is(hsts.reason('bank.test'), 'hsts');
  now += 1;
  t.is(hsts.reason('bank.test'), undefined);
});

test('each visit counts from its own time, and max-age=0 forgets', (t) => {
  let now = 0;
  const hsts = new Hsts([], () => now);
  hsts.note(at('bank.test'), 'max-age=60');
  now = 50_000;
  hsts.note(at('bank.test'), 'max-age=60');
  now = 100_000;
  t.is(hsts.reason('bank.test'), 'hsts');
  hsts.note(at('bank.test'), 'max-age=0');
  t.is(hsts.reason('bank.test'), undefined);
});

test('subdomains are known only where the host says so, and never what stands above it', (t) => {
  const hsts = new Hsts();
  hsts.note(at('bank.test'), YEAR);
  t.is(hsts.reason('www.bank.test'), undefined);
  hsts.note(at('bank.test'), `${YEAR}; includeSubDomains`);
  t.is(hsts.reason('a.www.bank.test'), 'hsts');
  t.is(hsts.reason('notbank.test'), undefined);
  t.is(hsts.reason('test'), undefined);
  hsts.note(at('www.bank.test'), 'max-age=0');
  t.is(hsts.reason('www.bank.test'), 'hsts');
});

test('names are compared without case and without the root’s dot', (t) => {
  const hsts = new Hsts();
  hsts.note(at('BANK.test.'), YEAR);
  t.is(hsts.reason('bank.TEST'), 'hsts');
  t.is(hsts.reason('bank.test.'), 'hsts');
});

test('what comes over http, or from an IP address, does not count', (t) => {
  const hsts = new Hsts();
  hsts.note(new URL('http://bank.test/'), YEAR);
  hsts.note(at('192.0.2.1'), YEAR);
  hsts.note(at('[2001:db8::1]'), YEAR);
  t.is(hsts.reason('bank.test'), undefined);
  t.is(hsts.reason('192.0.2.1'), undefined);
  t.is(hsts.reason('[2001:db8::1]'), undefined);
});

for (const [header, known] of [
  [YEAR, true],
  ['MAX-AGE="31536000" ; INCLUDESUBDOMAINS', true],
  [';; max-age=1; ; preload', true],
  ['future="a;b\\"c"; max-age = 5', true],
  ['max-age=99999999999999999999999', true],
  ['includeSubDomains', false],
  ['max-age', false],
  ['max-age=', false],
  ['max-age=-1', false],
  ['max-age=1.5', false],
  ['max-age=1; max-age=2', false],
  ['max-age=1; includeSubDomains; includeSubDomains', false],
  ['max-age=1; includeSubDomains=1', false],
  ['max-age=1; includeSubDomains=""', false],
  ['max-age=1, max-age=2', false],
  ['max-age="1', false],
  ['=1; max-age=1', false],
  ['\tMax-Age\t=\t"5"\t;\t', true],
  ['max-age="\\5"', true],
  ['max-age=000000000000000000000000005', true],
  ['preload; max-age=1; preload', true],
  ['max-age=1; x; X=1; x="1"', true],
  ['x=";max-age=0"; max-age=1', true],
  ['max-age=1; x="', false],
  ['max-age=1; x=1 2', false],
  ['max-age=1; x==1', false],
  ['max-age=1 x', false],
  ['max-age==1', false],
  ['max-age=+1', false],
  ['max-age=""', false],
  ['max-age=1e3', false],
  ['max-age=\u0661', false],
  ['max-age=1\u00a0', false],
  ['max-age=1; =', false],
  ['max-age;max-age=1', false],
  ['max-age=1; max-age="1"', false],
  ['includeSubDomains; max-age=1; INCLUDESUBDOMAINS', false],
  [';;; ;', false],
  ['', false],
] as const) {
  test(`the header "${header}" ${known ? 'counts' : 'does not count'}`, (t) => {
    const hsts = new Hsts();
    hsts.note(at('bank.test'), header);
    t.is(hsts.reason('bank.test'), known ? 'hsts' : undefined);
  });
}

for (const [title, header] of Object.entries({
  'a long unknown directive before max-age': `x=${'a'.repeat(4079)}; max-age=31536000`,
  'a long quoted value behind it': `max-age=31536000; x="${'a'.repeat(50_000)}"`,
  'more semicolons than anybody counts': `${';'.repeat(50_000)}max-age=31536000`,
})) {
  test(`${title} is read in whole: a year is a year`, (t) => {
    let now = 0;
    const hsts = new Hsts([], () => now);
    hsts.note(at('bank.test'), header);
    now = 31_536_000_000 - 1;
    t.is(hsts.reason('bank.test'), 'hsts');
    now += 1;
    t.is(hsts.reason('bank.test'), undefined);
  });
}

test('a max-age that no clock can count lasts as long as the clock runs', (t) => {
  let now = 0;
  const hsts = new Hsts([], () => now);
  hsts.note(at('bank.test'), `max-age=${'9'.repeat(400)}`);
  now = 200 * 31_536_000_000;
  t.is(hsts.reason('bank.test'), 'hsts');
});

test('max-age=0 forgets the subdomains too, and a policy without them takes them back', (t) => {
  const hsts = new Hsts();
  hsts.note(at('bank.test'), `${YEAR}; includeSubDomains`);
  hsts.note(at('bank.test'), 'max-age="0"; includeSubDomains');
  t.is(hsts.reason('www.bank.test'), undefined);
  hsts.note(at('bank.test'), `${YEAR}; includeSubDomains`);
  hsts.note(at('bank.test'), YEAR);
  t.is(hsts.reason('www.bank.test'), undefined);
  t.is(hsts.reason('bank.test'), 'hsts');
});

test('a malformed header leaves what was known', (t) => {
  const hsts = new Hsts();
  hsts.note(at('bank.test'), YEAR);
  hsts.note(at('bank.test'), 'max-age=no');
  hsts.note(at('bank.test'), undefined);
  t.is(hsts.reason('bank.test'), 'hsts');
});

test('no header whatever throws, or makes another host known', (t) => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w\s=;"\\-]*$/)), (header) => {
      const hsts = new Hsts();
      hsts.note(at('bank.test'), header);
      return hsts.reason('other.test') === undefined;
    }),
  );
  t.pass();
});

test('preloaded names count with their subdomains, whatever the host says later', (t) => {
  const hsts = new Hsts(['bank.test'], () => Number.MAX_SAFE_INTEGER);
  hsts.note(at('bank.test'), 'max-age=0');
  t.is(hsts.reason('bank.test'), 'preload');
  t.is(hsts.reason('www.bank.test'), 'preload');
  t.is(hsts.reason('other.test'), undefined);
});

test('the hosts that are remembered are bounded, the oldest going first', (t) => {
  const hsts = new Hsts();
  for (let i = 0; i <= LIMITS.hsts; i++) hsts.note(at(`h${i}.test`), YEAR);
  t.is(hsts.reason('h0.test'), undefined);
  t.is(hsts.reason('h1.test'), 'hsts');
});

test('port 80 becomes 443, any other port stays', (t) => {
  for (const [from, to] of [
    ['http://bank.test/a?b#c', 'https://bank.test/a?b#c'],
    ['http://bank.test:80/', 'https://bank.test/'],
    ['http://bank.test:8080/', 'https://bank.test:8080/'],
  ] as const)
    t.is(overHttps(new URL(from)).href, to);
});

test('after one visit over https, http is https before a byte leaves', async (t) => {
  const world = new World(t);
  let knocks = 0;
  const plain = await world.http('bank.test:80', (_request, response) => response.end('plain'));
  plain.on('connection', () => knocks++);
  await world.https('bank.test:443', leaf, (_request, response) => {
    response.setHeader('Strict-Transport-Security', YEAR);
    response.end('sealed');
  });
  const browser = world.browser({ trusted });
  await browser.visit('https://bank.test/');
  await browser.visit('http://bank.test:80/login?a=1#top');
  t.is(knocks, 0);
  t.deepEqual(world.of('navigation-upgraded'), [
    {
      type: 'navigation-upgraded',
      lane: 'lane',
      from: 'http://bank.test/login?a=1#top',
      to: 'https://bank.test/login?a=1#top',
      why: 'hsts',
    },
  ]);
  t.is(world.page(-1).url, 'https://bank.test/login?a=1#top');
  t.is(world.page(-1).security, 'secure');
});

test('a form that points to http is sent over https, whole', async (t) => {
  const world = new World(t);
  const received: string[] = [];
  await world.https('bank.test:443', leaf, (request, response) => {
    response.setHeader('Strict-Transport-Security', YEAR);
    response.setHeader('Content-Type', 'text/html');
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => received.push(chunk));
    request.on('end', () =>
      response.end('<form id=f method=post action="http://bank.test/in"><input name=a></form>'),
    );
  });
  const browser = world.browser({ trusted });
  await browser.visit('https://bank.test/');
  await browser.submit('f', { a: 'secret' });
  t.deepEqual(received, ['a=secret']);
  t.deepEqual(world.resolved, ['bank.test:443']);
});

test('a redirect to http is followed over https', async (t) => {
  const world = new World(t);
  await world.https('bank.test:443', leaf, (request, response) => {
    response.setHeader('Strict-Transport-Security', YEAR);
    if (request.url === '/') response.writeHead(302, { Location: 'http://bank.test/next' });
    response.end('ok');
  });
  await world.browser({ trusted }).visit('https://bank.test/');
  t.is(world.page().url, 'https://bank.test/next');
  t.deepEqual(
    world.of('navigation-upgraded').map(({ why }) => why),
    ['hsts'],
  );
});

test('a header over http teaches nothing, and only the first of two counts', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (_request, response) => {
    response.setHeader('Strict-Transport-Security', YEAR);
    response.end();
  });
  await world.https('bank.test:443', leaf, (_request, response) => {
    response.writeHead(200, ['Strict-Transport-Security', 'max-age=0', 'Strict-Transport-Security', YEAR]);
    response.end();
  });
  const browser = world.browser({ trusted });
  for (const url of ['http://bank.test/', 'https://bank.test/', 'http://bank.test/'])
    await browser.visit(url);
  t.is(world.of('navigation-upgraded').length, 0);
});

test('an hour is over when the browser’s clock says so', async (t) => {
  const world = new World(t);
  let now = Date.now();
  await world.http('bank.test:80', (_request, response) => response.end());
  await world.https('bank.test:443', leaf, (_request, response) => {
    response.setHeader('Strict-Transport-Security', 'max-age=3600');
    response.end();
  });
  const browser = world.browser({ trusted, now: () => now });
  await browser.visit('https://bank.test/');
  now += 3_600_000;
  await browser.visit('http://bank.test/');
  t.is(world.page(-1).security, 'not-secure');
});

test('a preloaded host is reached over https at the first visit, and http is no way out', async (t) => {
  const world = new World(t);
  let knocks = 0;
  const plain = await world.http('bank.test:80', (_request, response) => response.end('plain'));
  plain.on('connection', () => knocks++);
  await world.closed('bank.test:443');
  await world.browser({ preload: ['bank.test'] }).visit('http://bank.test/');
  t.is(world.page().error, 'ERR_CONNECTION_REFUSED');
  t.is(world.page().url, 'https://bank.test/');
  t.is(world.of('navigation-upgraded')[0]?.why, 'preload');
  t.is(knocks, 0);
});
