import test from 'ava';
import { fields } from './sent.ts';

const RADIO = '<input type=radio name=r value=1 checked><input type=radio name=r value=2>';
const BOXES = '<input type=checkbox name=c value=1 checked><input type=checkbox name=c value=2>';
const SELECT = '<select name=s multiple><option selected>1<option>2<option disabled>3</select>';
const BUTTONS = '<button name=b value=1>x</button><button name=b value=2>y</button><button name=d>z</button>';

for (const [controls, values, expected] of [
  ['<input name=a maxlength=1>', { a: 'long' }, 'a=long'],
  ['<input name=a readonly>', { a: '1' }, 'a=1'],
  ['<input type=hidden name=a>', { a: '1\n2' }, 'a=1%0D%0A2'],
  ['<textarea name=a></textarea>', { a: '1\r\n2\r3' }, 'a=1%0D%0A2%0D%0A3'],
  ['<input type=email name=a>', { a: ' a@b.c\n' }, 'a=a%40b.c'],
  ['<input type=number name=a value=1>', { a: 'many' }, 'a='],
  ['<input name=a><input name=a value=2>', { a: '1' }, 'a=1&a=2'],
  ['<input name=a disabled><input name=a>', { a: '1' }, 'a=1'],
  ['<input type=hidden name=c value=0><input type=checkbox name=c value=1>', { c: '1' }, 'c=0&c=1'],
  [RADIO, { r: '2' }, 'r=2'],
  [BOXES, { c: '2' }, 'c=2'],
  [BOXES, {}, 'c=1'],
  ['<input type=checkbox name=c>', { c: 'yes' }, 'c=yes'],
  [SELECT, { s: '2' }, 's=2'],
  [BUTTONS, {}, 'b=1'],
  [BUTTONS, { b: '2' }, 'b=2'],
  [BUTTONS, { d: '' }, 'd='],
  ['<input type=image name=i><button name=b>x</button>', { b: '' }, 'b='],
  ['<button name=b>x</button><input type=image name=i>', { i: '' }, 'i.x=0&i.y=0'],
  // Nobody can choose what is not there.
  [RADIO, { r: '3' }, 'the field "r" offers no "3"'],
  [SELECT, { s: '4' }, 'the field "s" offers no "4"'],
  [SELECT, { s: '3' }, 'the field "s" offers no "3"'],
  [BUTTONS, { b: '3' }, 'the field "b" offers no "3"'],
  [
    '<input type=file name=f>',
    { f: 'x.pdf' },
    'the field "f" takes a file, which this browser does not have',
  ],
  ['<input name=a disabled>', { a: '1' }, 'the form has no field "a"; it has none'],
] as const) {
  test(`${controls} with ${JSON.stringify(values)} sends: ${expected}`, (t) => {
    t.is(fields(controls, values), expected);
  });
}

/** What a browser makes of the text before it sends it, by type. */
const SANITIZED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  text: { ' 1\r\n2 ': ' 12 ' },
  search: { '1\n2': '12' },
  tel: { ' 1\r2': ' 12' },
  password: { '1\n2 ': '12 ' },
  hidden: { ' 1': ' 1' },
  url: { ' \thttp://bank.\ntest/ ': 'http://bank.test/' },
  email: { '\fa@b.\rc\t': 'a@b.c', 'a,b@c.d': 'the field "a" takes an e-mail address' },
  'email multiple': { ' a@b.c , d@e.f\n': 'a@b.c,d@e.f' },
  number: { '1': '1', '-1e2': '-1e2', '+1': '', '1.': '', ' 1': '', '1e999': '', '0x1': '' },
  'number step=any': { '.5': '.5', '1.25': '1.25' },
  range: { '': '50', '30': '30', '-5': '0', '500': '100', x: '50', '7.0': '7.0' },
  'range min=10 max=5': { '': '10', '7': '10' },
  'range min=0 max=10 step=4': { '5': '4', '6': '8', '10': '8' },
  'range step=any max=1': { '0.123': '0.123', '': '0.5' },
  'range step=0.1 max=1': { '0.3': '0.3', '0.34': '0.3' },
  color: {
    '': '#000000',
    ' #ABCDEF': '#abcdef',
    '#fA9': '#ffaa99',
    '#1234': '#112233',
    '#12345678': '#123456',
    '#12345': '#000000',
    '0': '#000000',
    red: 'the field "a" has a color of CSS, which this browser does not read',
  },
  'color alpha': { '#123456': 'the field "a" has a color of CSS, which this browser does not read' },
  date: {
    '2024-02-29': '2024-02-29',
    '2023-02-29': '',
    '0000-01-01': '',
    '2024-2-9': '',
    '12024-01-01': '12024-01-01',
  },
  month: { '2024-12': '2024-12', '2024-13': '', '2024-1': '' },
  week: { '2020-W53': '2020-W53', '2021-W53': '', '2021-W00': '', '2021-w01': '' },
  time: { '23:59': '23:59', '24:00': '', '9:00': '' },
  'time step=any': { '23:59:59.5': '23:59:59.5', '23:59:59.1234': '' },
  'datetime-local step=any': {
    '2024-02-29T23:59': '2024-02-29T23:59',
    '2024-02-29 23:59:00': '2024-02-29T23:59',
    '2024-02-29 23:59:00.500': '2024-02-29T23:59:00.5',
    '2024-02-29T23:59:01.000': '2024-02-29T23:59:01',
    '2024-02-30T23:59': '',
    '2024-02-29T24:00': '',
    '2024-02-29': '',
  },
};

for (const [type, rows] of Object.entries(SANITIZED)) {
  for (const [value, expected] of Object.entries(rows)) {
    test(`an input of type ${type} makes ${JSON.stringify(value)} "${expected}"`, (t) => {
      const said = fields(`<input type=${type} name=a>`, { a: value });
      t.is(said.startsWith('a=') ? (new URLSearchParams(said).get('a') ?? '') : said, expected);
    });
  }
}
