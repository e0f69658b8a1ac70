import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import * as fc from 'fast-check';
import { parse } from 'parse5';
import type { DefaultTreeAdapterTypes, ParserError } from 'parse5';
import { toHtml } from '../../src/export/html.tsx';
import { QUIETLY } from '../helpers/quiet-chromium.ts';
import { needing } from '../helpers/needing.ts';
import { answer, clientHello, http, Log, OVER_TLS, sealedRecord, serverHello } from '../helpers/log.ts';

type Element = DefaultTreeAdapterTypes.Element;
type Node = DefaultTreeAdapterTypes.Node;

const LOGIN = 'user=alice&password=tulip-orbit-42';

/** A session of two lanes with one of everything, in which `said` stands wherever text can stand. */
function session(said: string): Log {
  const log = new Log({ [`a${said}`]: 'http://bank.test/login', b: 'https://bank.test/login' });
  const lane = `a${said}`;
  const [opened] = log.facts;
  if (opened?.type !== 'session-opened') throw new Error('no beginning');
  log.facts[0] = {
    ...opened,
    title: `Title ${said}`,
    scenario: `scenario ${said}`,
    seed: `seed ${said}`,
    version: `version ${said}`,
    notes: `Note one ${said}\nstill one.\n\nNote two.`,
    lanes: opened.lanes.map(({ id, url }) => ({ id, title: `lane ${id} ${said}`, url })),
    steps: [{ kind: 'say', text: `Step ${said}`, lanes: [] }],
  };
  const typed = [
    { name: `user ${said}`, type: 'text', value: said },
    { name: 'password', type: 'password', value: 'never-shown-as-typed' },
  ];
  return log
    .plant(lane, 'user', 'alice')
    .plant(lane, 'password', 'tulip-orbit-42')
    .plant(lane, `secret ${said}`, said)
    .plant('b', 'password', 'tulip-orbit-42')
    .open(lane, 1, `bank.test:80${said}`)
    .captured(lane, 1, 'to-bank', http('POST', '/login', `${LOGIN}&${said}`))
    .captured(lane, 1, 'to-victim', answer(said, `200 ${said}`))
    .made(lane, 'POST', `http://bank.test/login${said}`, { sent: LOGIN })
    .add({
      type: 'page-shown',
      lane,
      url: `http://bank.test/${said}`,
      status: 200,
      title: `Page ${said}`,
      security: 'not-secure',
      text: said,
      forms: [],
    })
    .add({ type: 'form-filled', lane, form: `login ${said}`, fields: typed })
    .add({ type: 'form-not-sent', lane, form: said, reason: said })
    .add({
      type: 'bank-answered',
      lane,
      scheme: 'http',
      method: `GET ${said}`,
      path: `/${said}`,
      status: 200,
    })
    .add({
      type: 'bank-booked',
      lane,
      scheme: 'http',
      event: 'signed-in',
      user: `alice ${said}`,
      balance: said,
    })
    .captured('b', 2, 'to-bank', clientHello(`bank.test${said.slice(0, 20)}`))
    .captured('b', 2, 'to-victim', serverHello())
    .captured('b', 2, 'to-bank', sealedRecord(80))
    .made('b', 'POST', 'https://bank.test/login', { sent: LOGIN, ...OVER_TLS })
    .add({ type: 'destination-refused', lane: 'b', destination: `elsewhere ${said}` })
    .add({
      type: 'question-asked',
      question: `Which? ${said}`,
      choices: [`This ${said}`, 'That'],
      answer: 1,
      because: `Because ${said}`,
    })
    .add({ type: 'answer-given', choice: 2 })
    .add({
      type: 'claim-checked',
      lane,
      claim: `attacker reads password ${said}`,
      held: true,
      evidence: {
        searched: 10,
        ways: 7,
        found: [{ connection: 1, direction: 'to-bank', offset: 70, length: 14, way: `as it is ${said}` }],
        text: `found ${said}`,
      },
    })
    .add({ type: 'session-closed', held: 1, failed: 0, how: 'finished' });
}

const HOSTILE =
  '<script>document.title="acted"</script><img src=x onerror="throw 1">"\'>&amp;</style></title>]]>--><!--\u202e\u0000\u001b[2J\u200b\r';

function parsed(html: string): { readonly elements: Element[]; readonly errors: string[] } {
  const errors: string[] = [];
  const document = parse(html, {
    sourceCodeLocationInfo: true,
    onParseError: ({ code, startLine, startCol }: ParserError) =>
      errors.push(`${code} ${startLine}:${startCol}`),
  });
  const elements: Element[] = [];
  const walk = (node: Node): void => {
    if ('attrs' in node) elements.push(node);
    if ('childNodes' in node) for (const child of node.childNodes) walk(child);
  };
  walk(document);
  return { elements, errors };
}

const attribute = (element: Element, name: string): string | undefined =>
  element.attrs.find((attr) => attr.name === name)?.value;

const TAGS = new Set(
  [
    'html head meta title style body header h1 h2 h3 h4 dl dt dd nav ul ol li a main section article div p span',
    'strong small br time table caption thead tbody tr th td figure figcaption pre mark details summary footer',
    'svg desc g line path circle text',
  ].flatMap((line) => line.split(' ')),
);

/** What would let a page load or do something. */
function dangers({ elements }: { readonly elements: readonly Element[] }): string[] {
  return elements.flatMap((element) => [
    ...(TAGS.has(element.tagName) ? [] : [`<${element.tagName}>`]),
    ...element.attrs.flatMap(({ name, value }) => {
      if (name.startsWith('on') || name === 'src' || name === 'style' || name === 'srcset') return [name];
      return name === 'href' && !value.startsWith('#') ? [`href=${value}`] : [];
    }),
  ]);
}

/** What must not stand in the page: controls but for line ends, marks that turn text round or hide in it. */
const UNSEEN = /[^\P{Cc}\n]|\p{Cf}|[\p{Zl}\p{Zp}]/u;

for (const [name, said] of [
  ['ordinary', 'words'],
  ['hostile', HOSTILE],
] as const) {
  test(`${name} text gives valid HTML with unique ids and headings in order`, (t) => {
    const { elements, errors } = parsed(toHtml(session(said).facts));
    t.deepEqual(errors, []);
    const ids = elements.flatMap((element) => attribute(element, 'id') ?? []);
    t.is(new Set(ids).size, ids.length);
    const levels = elements.flatMap(({ tagName }) => (/^h[1-6]$/.test(tagName) ? [Number(tagName[1])] : []));
    t.is(levels[0], 1);
    t.is(levels.filter((level) => level === 1).length, 1);
    for (const [index, level] of levels.entries()) t.true(level <= (levels[index - 1] ?? 0) + 1);
    for (const element of elements) {
      for (const id of attribute(element, 'aria-labelledby')?.split(' ') ?? []) t.true(ids.includes(id), id);
      const href = attribute(element, 'href');
      if (href !== undefined) t.true(ids.includes(href.slice(1)), href);
    }
  });

  test(`${name} text cannot act, hide or load anything`, (t) => {
    const html = toHtml(session(said).facts);
    t.deepEqual(dangers(parsed(html)), []);
    t.notRegex(html, UNSEEN);
    t.notRegex(html, /@import|url\(/i);
  });
}

test('the policy stands before everything that it could stop', (t) => {
  const { elements } = parsed(toHtml(session('words').facts));
  const at = elements.findIndex((element) => attribute(element, 'http-equiv') === 'Content-Security-Policy');
  const policy = elements[at];
  t.is(policy && attribute(policy, 'content'), "default-src 'none'; style-src 'unsafe-inline'");
  t.true(at < elements.findIndex(({ tagName }) => tagName === 'style'));
});

test('a screen reader finds landmarks, table headers, captions and a named picture for each lane', (t) => {
  const { elements } = parsed(toHtml(session('words').facts));
  const all = (tag: string): Element[] => elements.filter(({ tagName }) => tagName === tag);
  for (const tag of ['header', 'nav', 'main', 'footer']) t.is(all(tag).length, 1, tag);
  for (const th of all('th')) t.regex(attribute(th, 'scope') ?? '', /^(?:col|row)$/);
  t.is(all('caption').length, all('table').length);
  t.is(all('figcaption').length, all('figure').length);
  t.is(all('svg').length, 2);
  for (const svg of all('svg')) {
    t.is(attribute(svg, 'role'), 'img');
    const children = svg.childNodes.flatMap((node) => ('tagName' in node ? [node.tagName] : []));
    t.deepEqual(children.slice(0, 2), ['title', 'desc']);
  }
});

test('the page holds what happened', (t) => {
  const html = toHtml(session('words').facts);
  for (const text of [
    'Title words',
    'seed words',
    '2026-01-02 03:04:05 UTC',
    '⚠ Not secure',
    '<mark>',
    'READ</span> tulip-orbit-42',
    'SEALED</span>',
    'ClientHello for bank.test',
    '✓ SHOWN',
    'at byte 70 of connection 1 to the bank',
    'Because words',
    'The class chose another answer.',
    'Notes for the instructor',
    'Note one words still one.',
    'Step words',
  ]) {
    t.true(html.includes(text), text);
  }
  t.false(html.includes('never-shown-as-typed'));
});

test('the same session gives the same bytes', (t) => {
  const { facts } = session('words');
  t.is(toHtml(facts), toHtml(structuredClone(facts)));
  t.is(toHtml(facts), toHtml(facts));
});

test('a session without a beginning, without an end or without anything still gives a page', (t) => {
  const { facts } = session('words');
  for (const some of [[], facts.slice(1), facts.slice(0, 1), facts.slice(0, 9)]) {
    t.deepEqual(parsed(toHtml(some)).errors, []);
  }
  t.true(toHtml(facts.slice(0, -1)).includes('The log stops before the run was over.'));
});

test('no text makes a page that can act', (t) => {
  const nasty = fc.array(
    fc.oneof(
      fc.constantFrom(
        '<',
        '>',
        '"',
        "'",
        '&',
        '</',
        '<script>',
        '-->',
        ']]>',
        '\u2028',
        '\ud800',
        '\ufffe',
        '=',
        '`',
      ),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(nasty, (pieces) => {
      const html = toHtml(session(pieces.join('')).facts);
      const page = parsed(html);
      return page.errors.length === 0 && dangers(page).length === 0 && !UNSEEN.test(html);
    }),
    { numRuns: 30 },
  );
  t.pass();
});

needing('chromium')('Chromium shows the page without a complaint, and nothing in it acts', async (t) => {
  t.timeout(120_000);
  const folder = await mkdtemp(join(tmpdir(), 'plainsight-html-'));
  try {
    const page = join(folder, 'page.html');
    const picture = join(folder, 'page.png');
    await writeFile(page, toHtml(session(HOSTILE).facts));
    const chromium = async (...wanted: readonly string[]): Promise<{ stdout: string; stderr: string }> =>
      promisify(execFile)(
        'chromium',
        [
          ...QUIETLY,
          '--enable-logging=stderr',
          '--v=0',
          `--user-data-dir=${join(folder, 'profile')}`,
          ...wanted,
          `file://${page}`,
        ],
        { timeout: 50_000, maxBuffer: 16 * 1024 * 1024 },
      );
    const { stdout, stderr } = await chromium('--dump-dom');
    t.true(stdout.includes('Who sees what'));
    t.deepEqual(dangers(parsed(stdout)), []);
    t.notRegex(stdout, /<title>acted/);
    t.notRegex(stderr, /CONSOLE/);
    await chromium(`--screenshot=${picture}`, '--window-size=1280,2000');
    // A page of one colour takes under 20 kB.
    t.true((await readFile(picture)).length > 40_000);
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});

test('a run whose last step is done has come to its end, and no claim is said to have held where none was checked', (t) => {
  const log = new Log({ a: 'http://bank.test/login' });
  const [opened] = log.facts;
  if (opened?.type !== 'session-opened') throw new Error('no beginning');
  log.facts[0] = { ...opened, steps: [{ kind: 'say', text: 'One.', lanes: [] }] };
  const begun = log.add({ type: 'step-started', index: 0, kind: 'say', text: 'One.' });
  t.regex(toHtml(begun.facts), /None was checked\. The log stops before the run was over\./);
  const done = begun.add({ type: 'step-finished', index: 0, kind: 'say', text: 'One.' });
  t.regex(toHtml(done.facts), /None was checked\. The run came to its end\./);
});

test('of a claim that nothing was found it is said that the attacker got more later, where he did', (t) => {
  const claimed = new Log({ b: 'https://bank.test/login' })
    .open('b', 1, 'bank.test:443')
    .captured('b', 1, 'to-bank', clientHello('bank.test'))
    .add({
      type: 'claim-checked',
      lane: 'b',
      claim: 'attacker does not read password',
      held: true,
      evidence: { searched: 9, ways: 7, found: [], text: '0 found' },
    });
  t.notRegex(toHtml(claimed.facts), /got more later/);
  const opened = claimed.add({
    type: 'recording-decrypted',
    lane: 'b',
    connection: 1,
    direction: 'to-bank',
    length: 5,
    bytes: Buffer.from('GET /'),
  });
  t.regex(toHtml(opened.facts), /0 found then: the attacker got more later/);
});
