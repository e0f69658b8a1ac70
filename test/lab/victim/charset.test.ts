import test from 'ava';
import * as fc from 'fast-check';
import { decoded, encodingName, encodingOf, percentEncoded } from '../../../lab/victim/charset/encoding.ts';
import { prescan } from '../../../lab/victim/charset/prescan.ts';
import { sniffEncoding } from '../../../lab/victim/charset/sniff.ts';
import { readPage } from '../../../lab/victim/page.ts';
import { sent } from './forms/sent.ts';
import { World } from './world.ts';

const FORM = '<input type=hidden name=a value="é">';

for (const [attributes, page, expected] of [
  ['', 'utf-8', 'a=%C3%A9'],
  ['', 'windows-1252', 'a=%E9'],
  ['', 'utf-16le', 'a=%C3%A9'],
  ['', 'iso-8859-2', 'a=%E9'],
  ['', 'windows-1251', 'a=%26%23233%3B'],
  ['', 'macintosh', 'a=%8E'],
  ['accept-charset=latin1', 'utf-8', 'a=%E9'],
  ['accept-charset="none  ISO-8859-15 utf-8"', 'utf-8', 'a=%E9'],
  ['accept-charset="none"', 'windows-1252', 'a=%C3%A9'],
  ['accept-charset=""', 'windows-1252', 'a=%C3%A9'],
  ['accept-charset=utf-16', 'windows-1252', 'a=%C3%A9'],
] as const) {
  test(`a form ${attributes} on a page in ${page} sends ${expected}`, (t) => {
    t.is(sent(`<form method=post action=/s ${attributes}>${FORM}`, {}, page), `POST /s ${expected}`);
  });
}

test('characters that an encoding has not are sent as references, names too, by GET too', (t) => {
  const html =
    '<form action=/s accept-charset=windows-1252><input name="á ə" value="💩\uFFFD"><input name=b>';
  t.is(
    sent(html, { b: '€\uD800' }),
    'GET /s?%E1+%26%23601%3B=%26%23128169%3B%26%2365533%3B&b=%80%26%2365533%3B',
  );
});

test('an encoding that this browser cannot write is said, where it matters', (t) => {
  const form = '<form action=/s accept-charset=sjis><input name=a>';
  t.is(sent(form, { a: 'yen' }), 'GET /s?a=yen');
  t.is(
    sent(form, { a: '円' }),
    'the form is to be sent in Shift_JIS, of which this browser writes ASCII only',
  );
});

test('_charset_ says how the encoding is called', (t) => {
  const labels = [
    'utf8',
    'latin1',
    'l2',
    'koi8',
    'euc-jp',
    'x-sjis',
    'gb2312',
    'gb18030',
    'big5',
    'mac',
    'cp866',
  ];
  t.deepEqual(
    labels.map((label) => encodingName(encodingOf(label) ?? 'none')),
    'UTF-8 windows-1252 ISO-8859-2 KOI8-R EUC-JP Shift_JIS GBK gb18030 Big5 macintosh IBM866'.split(' '),
  );
});

test('the query of an address is written in the page’s encoding, the rest in UTF-8', (t) => {
  const html = '<a href="/é?é=ə#é">x</a><a href="mailto:a?é">y</a><form method=post action="?é"></form>';
  const page = readPage(html, 'http://bank.test/', 'windows-1252');
  t.deepEqual(
    page.links.map(({ url }) => url),
    ['http://bank.test/%C3%A9?%E9=%26%23601%3B#%C3%A9', 'mailto:a?%C3%A9'],
  );
  t.is(page.forms[0]?.action, 'http://bank.test/?%E9');
  t.is(
    sent('<form method=post action="?円">', {}, 'shift_jis'),
    'the form’s address is none that this browser can read',
  );
});

for (const [html, expected] of [
  ['<meta charset=windows-1252>', 'windows-1252'],
  ['<META CharSet = "LATIN1" >', 'windows-1252'],
  ["<meta/charset='koi8-r'/>", 'koi8-r'],
  ['<meta http-equiv=content-type content="text/html; charset=iso-8859-2">', 'iso-8859-2'],
  ['<meta content="text/html; charset = \'iso-8859-2\'" http-equiv=Content-Type>', 'iso-8859-2'],
  ['<meta content="text/html; charset=iso-8859-2">', undefined],
  ['<meta http-equiv=refresh content="charset=iso-8859-2">', undefined],
  ['<meta charset=none><meta charset=latin1>', 'windows-1252'],
  ['<meta charset=none content="charset=l2" http-equiv=content-type>', undefined],
  ['<meta charset=latin1 charset=l2>', 'windows-1252'],
  ['<meta charset=utf-16>', 'utf-8'],
  ['<meta charset=x-user-defined>', 'windows-1252'],
  ['<!-- <meta charset=l2> --><meta charset=latin1>', 'windows-1252'],
  ['<!--><meta charset=latin1>', 'windows-1252'],
  ['<!-- <meta charset=latin1>', undefined],
  ['<p title="<meta charset=l2>"><meta charset=latin1>', 'windows-1252'],
  ['</meta charset=l2><metas charset=l2><?meta charset=l2><meta charset=latin1>', 'windows-1252'],
  [`${' '.repeat(1010)}<meta charset=latin1>`, undefined],
] as const) {
  test(`a page that begins ${html.trim().slice(0, 60)} is read as ${expected ?? 'it says not'}`, (t) => {
    t.is(prescan(Buffer.from(html)), expected);
  });
}

test('a byte order mark goes before Content-Type, which goes before meta', (t) => {
  const meta = Buffer.from('<meta charset=koi8-r>');
  const marked = Buffer.concat([Uint8Array.of(0xef, 0xbb, 0xbf), meta]);
  t.is(sniffEncoding(marked, 'latin1', true), 'utf-8');
  t.is(sniffEncoding(Uint8Array.of(0xff, 0xfe, 0x61, 0), 'latin1', true), 'utf-16le');
  t.is(sniffEncoding(Uint8Array.of(0xfe, 0xff), undefined, false), 'utf-16be');
  t.is(sniffEncoding(meta, 'latin1', true), 'windows-1252');
  t.is(sniffEncoding(meta, 'none', true), 'koi8-r');
  t.is(sniffEncoding(meta, undefined, false), 'utf-8');
  t.is(sniffEncoding(Buffer.from('x'), undefined, true), 'utf-8');
});

test('any bytes have an encoding that can be read', (t) => {
  const piece = fc.constantFrom(
    '<meta',
    ' charset',
    '=',
    '"',
    "'",
    '>',
    '/',
    'latin1',
    '<!--',
    '-->',
    'content',
    '\0',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(piece, fc.string({ unit: 'binary' }))), (pieces) => {
      const found = prescan(Buffer.from(pieces.join('')));
      return found === undefined || new TextDecoder(found).encoding === found;
    }),
  );
  t.pass();
});

test('windows-1252 is not Latin-1', (t) => {
  t.is(decoded(Buffer.from('805c929fe9', 'hex'), 'windows-1252'), '€\\’Ÿé');
  t.is(decoded(Buffer.from('818d8f909d', 'hex'), 'windows-1252'), '\u0081\u008D\u008F\u0090\u009D');
});

test('what an encoding of one byte a character reads, it writes', (t) => {
  for (const encoding of ['windows-1252', 'windows-1255', 'koi8-u', 'iso-8859-7', 'ibm866', 'macintosh']) {
    for (let byte = 0; byte < 0x100; byte++) {
      const character = decoded(Uint8Array.of(byte), encoding);
      if (character === '\uFFFD') continue;
      const written = percentEncoded(character, encoding, /(?!)/);
      t.is(written, `%${byte.toString(16).toUpperCase().padStart(2, '0')}`, encoding);
    }
  }
});

test('on the wire: a page in Latin-1 gets Latin-1 back', async (t) => {
  const world = new World(t);
  const bodies: string[] = [];
  await world.http('bank.test:80', (request, response) => {
    request.setEncoding('latin1');
    request.on('data', (chunk: string) => bodies.push(chunk));
    request.on('end', () => {
      response.setHeader('Content-Type', 'text/html; charset=ISO-8859-1');
      const html =
        '<title>Café</title><form id=f method=post action="/?é"><input type=hidden name=a value=é><input name=b>';
      response.end(Buffer.from(html, 'latin1'));
    });
  });
  const browser = world.browser();
  await browser.visit('/');
  await browser.submit('f', { b: 'ü' });
  t.is(world.page().title, 'Café');
  t.deepEqual(bodies, ['a=%E9&b=%FC']);
  t.is(world.of('exchange-made')[1]?.request.url, 'http://bank.test/?%E9');
});
