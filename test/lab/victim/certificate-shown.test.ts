import test from 'ava';
import { certificate, World } from './world.ts';

const authority = await certificate();
const DAY = 86_400_000;

const CASES = {
  'a good one': [{}, undefined],
  'another name': [{ names: ['other.test', 'www.other.test'] }, 'ERR_CERT_COMMON_NAME_INVALID'],
  'one that is over': [
    { notBeforeDate: new Date(Date.now() - 3 * DAY), notAfterDate: new Date(Date.now() - DAY) },
    'ERR_CERT_DATE_INVALID',
  ],
  'one whose days have not begun': [
    { notBeforeDate: new Date(Date.now() + DAY), notAfterDate: new Date(Date.now() + 3 * DAY) },
    'ERR_CERT_DATE_INVALID',
  ],
  'one that nobody signed': [{ selfSigned: true }, 'ERR_CERT_AUTHORITY_INVALID'],
} as const;

for (const [name, [unlike, fault]] of Object.entries(CASES)) {
  test(`what the browser was shown is a fact, with what is wrong in it: ${name}`, async (t) => {
    const world = new World(t);
    const selfSigned = 'selfSigned' in unlike;
    const leaf = await certificate(selfSigned ? undefined : authority, unlike);
    await world.https('bank.test:443', leaf, (_request, response) => response.end('ok'));
    const browser = world.browser({ trusted: [authority.cert] });
    await browser.visit('https://bank.test/');
    await browser.visit('https://bank.test/again');
    const [shown, ...more] = world.of('certificate-shown');
    // A connection is kept; one that was refused is tried again.
    t.is(more.length, fault === undefined ? 0 : 1);
    t.is(shown?.host, 'bank.test');
    t.is(shown?.fault, fault);
    t.is(shown?.early, name.includes('not begun') ? true : undefined);
    t.is(shown?.issuer, selfSigned ? shown?.chain[0] : 'Test authority');
    t.deepEqual(shown?.names, 'names' in unlike ? [...unlike.names] : ['bank.test']);
    if (!selfSigned) t.is(shown?.chain[0], 'bank.test');
    t.regex(shown?.until ?? '', /^\d{4}-\d\d-\d\dT/);
    t.true((shown?.from ?? '') < (shown?.until ?? ''));
    t.true(
      world.facts.findIndex(({ type }) => type === 'certificate-shown') <
        world.facts.findIndex(({ type }) => type === 'page-shown'),
    );
  });
}

test('without TLS no certificate is shown', async (t) => {
  const world = new World(t);
  await world.http('bank.test:80', (_request, response) => response.end('ok'));
  await world.browser().visit('http://bank.test/');
  t.deepEqual(world.of('certificate-shown'), []);
});
