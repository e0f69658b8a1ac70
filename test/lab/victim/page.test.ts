import test from 'ava';
import * as fc from 'fast-check';
import { LIMITS } from '../../../lab/limits.ts';
import { fillForm } from '../../../lab/victim/forms/fill.ts';
import { findForm, type PageForm } from '../../../lab/victim/forms/forms.ts';
import { urlEncoded } from '../../../lab/victim/forms/urlencoded.ts';
import { readPage } from '../../../lab/victim/page.ts';

const URL_ = 'http://bank.test/account/?a=1#x';

function form(html: string): PageForm {
  const [found] = readPage(html, URL_).forms;
  if (found === undefined) throw new Error('no form');
  return found;
}

function sent(html: string, values: Readonly<Record<string, string>> = {}): string {
  const filling = fillForm(form(html), values);
  return 'reason' in filling ? filling.reason : urlEncoded(filling.fields);
}

test('title, heading and messages are read as a person sees them', (t) => {
  const page = readPage(
    `<title> Bank\n of Test </title><script>var x = '<h1>no</h1>'</script><h2>Later</h2>
     <p>Balance <b>2,940</b>.17<br>EUR</p><div class="message big">Well done</div><h1>Welcome,&#32;Alice</h1>
     <p hidden>unseen</p><p role=alert>Beware</p><svg><title>picture</title></svg>`,
    URL_,
  );
  t.is(page.title, 'Bank of Test');
  t.is(page.text, 'Welcome, Alice · Well done · Beware · Balance 2,940.17 EUR');
});

test('text is cut at its bound, never inside a character', (t) => {
  const { text } = readPage(`<h1>${'😀'.repeat(1000)}</h1>`, URL_);
  t.true(text.length <= LIMITS.pageText);
  t.true(text.isWellFormed());
  t.true(text.endsWith('😀…'));
});

test('forms carry id, name, action and method; links are absolute; a refresh is not followed', (t) => {
  const page = readPage(
    `<meta http-equiv=refresh content="0;url=http://evil.test/"><a href=../b>b</a><a>none</a><a href="http://[">bad</a>
     <form id=one method=POST action=go></form><form name=two></form><form></form>`,
    URL_,
  );
  t.deepEqual(
    page.links.map(({ url }) => url),
    ['http://bank.test/b'],
  );
  t.like(page.forms[0], { id: 'one', name: '', action: 'http://bank.test/account/go', method: 'POST' });
  t.like(page.forms[1], { id: '', name: 'two', action: URL_, method: 'GET' });
});

for (const [content, target] of [
  ['0;url=/next', 'http://bank.test/next'],
  ['5; URL = "next"', 'http://bank.test/account/next'],
  ["1.5,'next'x", 'http://bank.test/account/next'],
  ['0 http://evil.test/', 'http://evil.test/'],
  ['0', URL_],
  [' 30 ', URL_],
  ['0;', URL_],
  ['.; x', 'http://bank.test/account/x'],
  ['now;url=/next', undefined],
  ['0url=/next', undefined],
  ['0;url=http://[', undefined],
  ['', undefined],
] as const) {
  test(`a page that is to be left with "${content}" goes to ${target ?? 'nowhere'}`, (t) => {
    t.is(
      readPage(`<meta http-equiv=Refresh content="${content.replaceAll('"', '&quot;')}">`, URL_).refresh,
      target,
    );
  });
}

test('a base element moves links and forms', (t) => {
  const page = readPage('<base href="https://bank.test/x/"><a href=y></a><form action=z></form>', URL_);
  t.deepEqual(
    page.links.map(({ url }) => url),
    ['https://bank.test/x/y'],
  );
  t.is(page.forms[0]?.action, 'https://bank.test/x/z');
});

test('a form is found by its id before its name', (t) => {
  const { forms } = readPage('<form name=a method=post></form><form id=a></form><form name=b></form>', URL_);
  t.is(findForm(forms, 'a'), forms[1]);
  t.is(findForm(forms, 'b'), forms[2]);
  t.is(findForm(forms, ''), undefined);
});

test('what is sent untouched is what a browser sends', (t) => {
  t.is(
    sent(`<form><input type=hidden name=csrf value="a+b c"><input name=empty><input value=nameless>
      <input type=checkbox name=off><input type=checkbox name=on checked><input type=radio name=r value=1>
      <input type=radio name=r value=2 checked><select name=s><option>x<option selected value=Y>y</select>
      <textarea name=t>\nline\nbreak</textarea><input name=gone disabled><fieldset disabled><input name=off2></fieldset>
      <input type=file name=f><input type=image name=i><input type=button name=b value=b>
      <button name=go value=1>Go</button><button name=other value=2>Other</button></form>`),
    'csrf=a%2Bb+c&empty=&on=on&r=2&s=Y&t=line%0D%0Abreak&f=&i.x=0&i.y=0',
  );
});

test('values take the place of their fields, in the form’s order', (t) => {
  const html = `<form><input name=a value=1><input type=radio name=r value=1 checked><input type=radio name=r value=2>
    <input type=checkbox name=c><input name=b></form>`;
  t.is(sent(html, { b: 'two\nlines', a: 'x', r: '2', c: 'yes' }), 'a=x&r=2&c=yes&b=twolines');
});

test('a control may stand outside its form and name it', (t) => {
  t.is(sent('<input name=a value=1 form=f><form id=f></form><input name=b>'), 'a=1');
});

test('a form of another encoding is not sent at all', (t) => {
  t.regex(sent('<form enctype="multipart/form-data" method=post></form>'), /multipart/);
});

test('a field named like a part of every object is a field like any other', (t) => {
  t.is(
    sent('<form><input name=__proto__ value=1><input name=constructor value=2></form>'),
    '__proto__=1&constructor=2',
  );
  t.regex(sent('<form><input name=a></form>', { toString: 'x' }), /no field "toString"; it has "a"/);
});

/** HTML that a fair chance makes awkward. */
const tags =
  'form input select option textarea button fieldset p div b a table tr td template svg title h1 base'.split(
    ' ',
  );
const piece = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 20 }),
  fc.constantFrom(...tags).map((tag) => `<${tag} `),
  fc.constantFrom(...tags).map((tag) => `<${tag}>`),
  fc.constantFrom(...tags).map((tag) => `</${tag}>`),
  fc.constantFrom(
    'name=a',
    'id=a',
    'form=a',
    'type=radio',
    'href=http://[',
    'action="',
    '<!--',
    '>',
    '&amp',
    '<![CDATA[',
  ),
);

test('any text is a page whose parts keep their bounds', (t) => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const page = readPage(pieces.join(''), URL_);
      const urls = [...page.links.map(({ url }) => url), ...page.forms.map(({ action }) => action)];
      const bounded = page.title.length <= LIMITS.pageText && page.text.length <= LIMITS.pageText;
      return bounded && !/\s{2}|[\n\r\t]/.test(page.text) && urls.every((url) => URL.canParse(url));
    }),
  );
  t.pass();
});

test('what is sent of any fields is read back as the same fields', (t) => {
  const word = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, '').toWellFormed());
  fc.assert(
    fc.property(fc.array(fc.record({ name: word, value: word, type: fc.constant('text') })), (fields) => {
      const back = [...new URLSearchParams(urlEncoded(fields))];
      t.deepEqual(
        back,
        fields.map(({ name, value }) => [name, value]),
      );
    }),
  );
});

for (const [title, html] of Object.entries({
  'elements without end': '<div>'.repeat(400_000),
  'formatting that multiplies':
    Array.from({ length: 9000 }, (_, i) => `<b a${i}>`).join('') + '<p>'.repeat(20_000),
  'one tag of attributes without end': `<a ${Array.from({ length: 200_000 }, (_, i) => `a${i}`).join(' ')}>`,
  'a select of options without end': `<form><select name=a>${'<option>'.repeat(200_000)}`,
  'radio buttons without end': `<form>${'<input type=radio name=a checked>'.repeat(50_000)}`,
  'a refresh of digits without end': `<meta http-equiv=refresh content="${'0'.repeat(100_000)}x">`,
  'messages within messages': '<p role=alert><div role=alert>'.repeat(50_000),
})) {
  test(`a page of ${title} is read up to its bounds`, (t) => {
    const page = readPage(`<title>still</title>${html}`, URL_);
    t.is(page.title, 'still');
    t.true(page.forms.every(({ controls }) => controls.length <= LIMITS.elements));
  });
}
