import test from 'ava';
import { World } from './world.ts';

const PAGE = `<title>Bank</title><h1>Hello</h1><a href=/a>Send\n <b>money</b> </a><a href=/b>Send money</a>
  <a href=/c><img alt=x></a><a href="//bank.test/d#there">Sign &amp; go</a>`;

test('a click follows the first link with that text, as a link of the page does', async (t) => {
  const world = new World(t);
  const asked: string[] = [];
  await world.http('bank.test:80', (request, response) => {
    asked.push(`${request.url ?? ''} ${request.headers.referer ?? ''}`.trim());
    response.setHeader('Content-Type', 'text/html');
    response.end(PAGE);
  });
  const browser = world.browser();
  await browser.visit('/login?x=1');
  await browser.click('  Send   money ');
  await browser.click('Sign & go');
  t.deepEqual(asked, ['/login?x=1', '/a http://bank.test/login?x=1', '/d http://bank.test/a']);
  t.is(world.page(2).url, 'http://bank.test/d#there');
});

test('a link that is not there is told of, with the one that was probably meant, and nothing leaves', async (t) => {
  const world = new World(t);
  let requests = 0;
  await world.http('bank.test:80', (_request, response) => {
    requests += 1;
    response.setHeader('Content-Type', 'text/html');
    response.end(PAGE);
  });
  const browser = world.browser();
  await browser.click('Send money');
  await browser.visit('/login');
  for (const link of ['Send mony', 'Sign in', ' ']) await browser.click(link);
  t.deepEqual(
    world.of('link-not-followed').map(({ reason }) => reason),
    [
      'no page is shown',
      'the page has no link "Send mony"; did you mean "Send money"?',
      'the page has no link "Sign in"; it has "Send money", "Sign & go"',
      'the page has no link " "; it has "Send money", "Sign & go"',
    ],
  );
  t.is(requests, 1);
  await browser.close();
  await browser.click('Send money');
  t.is(world.of('link-not-followed').length, 4);
});
