import test from 'ava';
import * as fc from 'fast-check';
import { parse, parseFragment } from 'parse5';
import type { DefaultTreeAdapterTypes } from 'parse5';

import { stripBody } from '../../../../lab/attacker/strip/body.ts';
import { LIMITS } from '../../../../lab/limits.ts';

const HTML = 'text/html; charset=utf-8';

/** The page or text as it goes on; `null` for no Content-Type. */
function strip(text: string, type: string | null = HTML): string {
  return stripBody(Buffer.from(text), type ?? undefined, 'bank.test').bytes.toString();
}

/** The same for text with one character a byte. */
function latin1(text: string, type: string): string {
  return stripBody(Buffer.from(text, 'latin1'), type, 'bank.test').bytes.toString('latin1');
}

/** What a browser reads in the first attribute of the page's first element, where it stands at `http://bank.test/`. */
function readAddress(html: string): string | undefined {
  const [first] = parseFragment(html).childNodes;
  if (first === undefined || !('attrs' in first)) return undefined;
  return URL.parse(first.attrs[0]?.value ?? '', 'http://bank.test/')?.href;
}

for (const spelled of [
  'https&colon;//bank.test/x',
  'https&#58//bank.test/x',
  'https:&#x2F;&#x2F;bank.test/x',
  '&#104ttps://bank.test/x',
  '&#x000000000000000000000000000000000000000000000000000000000000000000000068;ttps://bank.test/x',
  'HTTPS:&sol;&bsol;bank&period;test/x',
  'https:bank.test/x',
  'https:/bank.test/x',
  'https:///bank.test/x',
  String.raw`https:\\bank.test/x`,
  String.raw`https:\/bank.test/x`,
  'ht\ntps:/\t/ba\rnk.test/x',
  'h&Tab;ttps://ba&NewLine;nk.test/x',
  'https://u:p@bank.test/x',
  'https://bank.test@bank.test/x',
  'https://bank.test:/x',
  'https://bank.test:0443/x',
  'https://bank.test./x',
  'https://b%61nk.test/x',
  'https://b%EF%BD%81nk.test/x',
  'https://ｂａｎｋ．ｔｅｓｔ/x',
  'https://&#xFF42;ank.test/x',
  'https://bank。test/x',
  'https://ba&shy;nk.test/x',
  'https://𝐛ank.test/x',
]) {
  test(`A browser is led to http by ${JSON.stringify(spelled)}`, (t) => {
    const page = `<a href="${spelled}">é</a>`;
    t.regex(readAddress(page) ?? '', /^https:\/\/([^/]*@)?bank\.test\.?\/x$/, 'it leads to https as it is');
    t.is(strip(page), '<a href="http://bank.test/x">é</a>');
  });
}

for (const other of [
  'https://bank.test@evil.test/',
  'https://bank.test.evil.test/',
  'https://bank.test:8443/',
  'https://bank.testing/',
  'https://bank.test,evil/',
  'https://bank.test\n.evil.test/',
  'https://my-bank.test/',
  'https:x/bank.test',
  'xhttps://bank.test/',
  'https%3A%2F%2Fbank.test/',
  'http://bank.test/',
  '//bank.test/',
  'mailto:https',
])
  test(`What leads elsewhere stays: ${JSON.stringify(other)}`, (t) => {
    const page = `<p>é</p><a href="${other}">`;
    t.is(strip(page), page);
  });

/** One character in any way in which HTML may spell it, in the name of a host also with percent signs. */
function spelling(character: string, inHost: boolean): fc.Arbitrary<string> {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return fc.constantFrom(
    character,
    character,
    character.toUpperCase(),
    `&#${code};`,
    `&#x${hex};`,
    `&#X${hex.toUpperCase()};`,
    `${character}\n`,
    `&Tab;${character}`,
    ...(inHost ? [`%${hex}`] : []),
  );
}

const SPELLED_ADDRESS = fc
  .tuple(
    ...Array.from('https:', (character) => spelling(character, false)),
    fc.constantFrom('', '/', '//', '///', String.raw`\\`, '&sol;/', '/&#92;', '\t//'),
    fc.constantFrom('', 'u@', 'u:p@', '&commat;'),
    ...Array.from('bank.test', (character) => spelling(character, true)),
    fc.constantFrom('', '.', ':', ':443', '&colon;0443'),
    fc.constantFrom('', '/x', '?x', '#x', String.raw`\x`),
  )
  .map((parts) => parts.join(''));

test('However an address is spelled, what a browser reads in it is http afterwards', (t) => {
  fc.assert(
    fc.property(
      SPELLED_ADDRESS,
      fc.constantFrom('"', "'"),
      fc.constantFrom('a href', 'form action', 'p formaction', 'q cite'),
      (address, quote, [...place]) => {
        const page = `<${place.join('')}=${quote}${address}${quote}>é`;
        const before = URL.parse(readAddress(page) ?? '');
        const after = URL.parse(readAddress(strip(page)) ?? '');
        if (before?.protocol !== 'https:' || before.hostname.replace(/\.$/, '') !== 'bank.test') return;
        t.is(after?.protocol, 'http:', page);
        t.is(after?.host, 'bank.test', page);
        t.is(after?.pathname, before.pathname, page);
        t.is(after?.search, before.search, page);
      },
    ),
    { numRuns: 1000 },
  );
});

const TAGS =
  'select title textarea svg math mi foreignObject desc script style template table td p b noscript iframe noembed frameset form option body head';
const PAGE_PIECES = TAGS.split(' ').flatMap((tag) => [`<${tag}>`, `<${tag}>`, `</${tag}>`, `<${tag}/>`]);

function leadsToTls(address: string): boolean {
  return /^https:\/\/(?:[^/]*@)?bank\.test\.?\//.test(address);
}

/** Addresses in the attributes of every element that a browser makes of a page. */
function addressesIn(page: string): string[] {
  const addresses: string[] = [];
  const stack: DefaultTreeAdapterTypes.Node[] = [parse(page, { scriptingEnabled: false })];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    if ('attrs' in node)
      addresses.push(...node.attrs.map(({ value }) => URL.parse(value, 'http://bank.test/')?.href ?? ''));
    if ('content' in node) stack.push(node.content);
    if ('childNodes' in node) stack.push(...node.childNodes);
  }
  return addresses;
}

test('Whatever stands around it, no element is left that leads to https', (t) => {
  const link = fc.constantFrom(
    'a href',
    'input formaction',
    'form action',
    'image xlink:href',
    'meta content',
  );
  const piece = fc.oneof(
    { weight: 4, arbitrary: fc.constantFrom(...PAGE_PIECES) },
    fc.constantFrom('text', '<!--', '-->', '<![CDATA[', ']]>', '<!doctype html>', '"', '>'),
    fc.tuple(link, SPELLED_ADDRESS).map(([place, address]) => `<${place}="${address}">`),
  );
  let found = 0;
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 25 }), (pieces) => {
      const page = pieces.join('');
      found += addressesIn(page).filter(leadsToTls).length;
      t.deepEqual(addressesIn(strip(page)).filter(leadsToTls), [], page);
    }),
    { numRuns: 2000 },
  );
  t.true(found > 100);
});

test('A page of too many elements, or too deep ones, is read to its end', (t) => {
  const link = '<a href="https:&#x2F;/bank.test">';
  const stripped = '<a href="http://bank.test">';
  const many = '<br>'.repeat(LIMITS.elements);
  const deep = '<div>'.repeat(1000);
  t.is(strip(`${link}${many}${link}é`), `${stripped}${many}${stripped}é`);
  t.is(strip(`${link}${deep}${link}é`), `${stripped}${deep}${stripped}é`);
});

const TYPES = [
  HTML,
  'application/json',
  'text/css',
  'image/svg+xml',
  'text/html; charset=shift_jis',
  'text/html; charset=utf-16',
  undefined,
];
const PIECES = [
  '<a href="',
  '<script>',
  '</script>',
  '<style>',
  '<svg>',
  '">',
  '<!--',
  '-->',
  ' ',
  'é',
  '\\x',
  '&#',
  '&colon;',
  '\\u002f',
  '//',
  '/',
  'https:',
  'wss:',
  'bank.test',
  'other.test',
  ':443',
  '\n',
  '@',
  ';',
  ',',
  '<meta http-equiv=content-security-policy content="',
  'upgrade-insecure-requests',
];

test('Whatever comes is read, once is enough, and what is not changed is the same bytes', (t) => {
  const piece = fc.oneof(
    fc.constantFrom(...PIECES).map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.constantFrom(...TYPES), (pieces, type) => {
      const bytes = Buffer.concat(pieces);
      const once = stripBody(bytes, type, 'bank.test');
      if (once.links + once.policies === 0) t.is(once.bytes, bytes);
      else t.false(once.bytes.equals(bytes));
      t.deepEqual(stripBody(bytes, type, 'elsewhere.example').links, 0);
    }),
    { numRuns: 2000 },
  );
});

test('Addresses are found wherever a page has them', (t) => {
  const pages: readonly (readonly [string, string])[] = [
    ['<base href="https://bank.test/">', '<base href="http://bank.test/">'],
    ['<button formaction=https:&#x2F;/bank.test/y name=b>', '<button formaction=http://bank.test/y name=b>'],
    [
      '<img srcset="https:bank.test/1.png 1x,https://bank.test/2.png 2x,\nhttps://bank.test\n 3x">',
      '<img srcset="http://bank.test/1.png 1x,http://bank.test/2.png 2x,\nhttp://bank.test\n 3x">',
    ],
    [
      `<meta http-equiv=refresh content="0; url='https&colon;//bank.test/a'">`,
      `<meta http-equiv=refresh content="0; url='http://bank.test/a'">`,
    ],
    ['<a href=" \u0001https:bank.test ">', '<a href=" \u0001http://bank.test ">'],
    ['<a href="//bank.test:443/x">', '<a href="//bank.test/x">'],
    ['<a href="/go?next=https://bank.test/x&amp;y=1">', '<a href="/go?next=http://bank.test/x&amp;y=1">'],
    [
      String.raw`<a href="javascript:location='https:%2f\x2fbank.test'">`,
      `<a href="javascript:location='http://bank.test'">`,
    ],
    [
      '<iframe srcdoc="<a href=&quot;https&amp;colon;//bank.test&quot;>"></iframe>',
      '<iframe srcdoc="<a href=&quot;http://bank.test&quot;>"></iframe>',
    ],
    [
      `<p style="background:url(https:\\2f /bank.test/i)" onclick="location=&apos;https:\\/\\/bank.test&apos;">`,
      `<p style="background:url(http://bank.test/i)" onclick="location=&apos;http:\\/\\/bank.test&apos;">`,
    ],
    [
      '<svg><script>x="https&colon;//bank.test"</script></svg>',
      '<svg><script>x="http://bank.test"</script></svg>',
    ],
    ['<svg><![CDATA[>https://bank.test]]></svg>', '<svg><![CDATA[>http://bank.test]]></svg>'],
    ['<title>https&colon;//bank.test</title>', '<title>http://bank.test</title>'],
    ['<!-- https://bank.test -->', '<!-- http://bank.test -->'],
    [
      '<script type=text/template><a href="https:bank.test"></script>',
      '<script type=text/template><a href="http://bank.test"></script>',
    ],
    ['<select><a href="https:bank.test"></select>', '<select><a href="http://bank.test"></select>'],
    [
      '<script>new WebSocket("wss://bank.test/s")</script>',
      '<script>new WebSocket("ws://bank.test/s")</script>',
    ],
  ];
  for (const [page, stripped] of pages) t.is(strip(page), stripped);
});

test('What no browser reads as an address stays', (t) => {
  for (const page of [
    '<script>x="https&colon;//bank.test"; y={https:bank.test}</script>',
    '<p>https:bank.test and https:/bank.test are no addresses here',
    '<textarea><a href="https:bank.test"></textarea>',
    '<svg xmlns:bank="https://bank.test/ns">',
    '<p>A page may speak of upgrade-insecure-requests, or of https: alone.',
    '<a title="https" href=":https">',
  ])
    t.is(strip(page), page);
});

test('Escapes of scripts, JSON and style sheets are undone, and nothing beside the address changes', (t) => {
  const script = String.raw`a="\x68ttps:\u002f\u{2f}bank.test/é\n";b='https:\/\/bank.test';c="https:bank.test";d="\150ttps://bank\.test"`;
  const stripped = String.raw`a="http://bank.test/é\n";b='http:\/\/bank.test';c="http://bank.test";d="http://bank.test"`;
  for (const type of [
    'text/javascript',
    'application/ecmascript',
    'application/x-javascript',
    'text/livescript',
    'text/plain',
  ])
    t.is(strip(script, type), stripped, type);
  const json = String.raw`{"a":"https:\/\/bank.test","b":"\u0068ttps:\u002F/bank.test/\u00e9"}`;
  for (const type of ['application/json', 'application/ld+json', 'application/manifest+json; charset=utf-8'])
    t.is(strip(json, type), String.raw`{"a":"http:\/\/bank.test","b":"http://bank.test/\u00e9"}`, type);
  const style = String.raw`@import "https:\2f\00002f bank.test/a"; b { c: url(\68ttps:\/\/bank.test/d) }`;
  t.is(
    strip(style, 'text/css'),
    String.raw`@import "http://bank.test/a"; b { c: url(http:\/\/bank.test/d) }`,
  );
});

test('XML is read as XML', (t) => {
  const page =
    '<?xml version="1.0"?><?xml-stylesheet href="https&#58;//bank.test/s"?>' +
    '<html xmlns="https://bank.test/ns"><title><a href="https:bank.test"/></title><script>x="https&#x3a;//bank.test"</script></html>';
  const stripped =
    '<?xml version="1.0"?><?xml-stylesheet href="http://bank.test/s"?>' +
    '<html xmlns="https://bank.test/ns"><title><a href="http://bank.test"/></title><script>x="http://bank.test"</script></html>';
  t.is(strip(page, 'application/xhtml+xml'), stripped);
  t.is(strip(page, 'image/svg+xml'), stripped);
  t.is(strip(page, null), stripped, 'it is seen to be XML');
});

test('A body of no stated type is read as whatever a browser may take it for; what is no text is not', (t) => {
  for (const type of [null, '', 'nonsense', '*/*', 'unknown/unknown']) {
    t.is(strip('<a href="https&colon;//bank.test">', type), '<a href="http://bank.test">', `${type}`);
    t.is(strip(String.raw`x="https:\u002f/bank.test"`, type), 'x="http://bank.test"', `${type}`);
    t.is(strip('\u0000<a href="https://bank.test">', type), '\u0000<a href="https://bank.test">', `${type}`);
  }
  for (const type of ['image/png', 'application/octet-stream', 'text/event-stream'])
    t.is(strip('https://bank.test', type), 'https://bank.test', type);
  t.is(strip('<a href="https:bank.test">', 'text/plain, text/html'), '<a href="http://bank.test">');
});

test('In every encoding all other bytes stay', (t) => {
  const page = '<a href="https&colon;//bank.test/é">ö😀';
  const little = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(page, 'utf16le'), Buffer.from([7])]);
  const written = stripBody(little, 'text/html', 'bank.test').bytes;
  t.is(written.subarray(2, -1).toString('utf16le'), '<a href="http://bank.test/é">ö😀');
  t.is(written.at(-1), 7, 'a byte too many stays');
  const big = Buffer.from(little.subarray(0, -1)).swap16();
  t.deepEqual(stripBody(big, 'text/html', 'bank.test').bytes, Buffer.from(written.subarray(0, -1)).swap16());
  const stated = stripBody(little.subarray(2), 'text/html; charset=utf-16', 'bank.test').bytes;
  t.deepEqual(stated, written.subarray(2));

  for (const type of ['text/html; charset=iso-8859-1', 'text/html', 'text/html; charset=windows-1251'])
    t.is(
      latin1('<a href="https://bank.test/\u00E9">\u00E9\u0080\u00FF\u00C3', type),
      '<a href="http://bank.test/\u00E9">\u00E9\u0080\u00FF\u00C3',
    );
  t.is(
    latin1('<a href="https://\u0082\u0082ank.test/\u0083\u005C">', 'text/html; charset=shift_jis'),
    '<a href="http://bank.test/\u0083\u005C">',
    'a letter of full width, and a backslash that is none',
  );
  const stateful = stripBody(Buffer.from('https://bank.test'), 'text/html; charset=iso-2022-jp', 'bank.test');
  t.like(stateful, { links: 0, left: 'its text is in iso-2022-jp' });
});
