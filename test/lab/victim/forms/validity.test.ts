import test from 'ava';
import { fields, sent } from './sent.ts';

const MISSING = 'the field "a" is required and has no value';

for (const [controls, expected] of Object.entries({
  '<input name=a required>': MISSING,
  '<input name=a required value=1>': 'a=1',
  '<input name=a required readonly>': 'a=',
  '<input name=a required disabled><input name=z>': 'z=',
  '<input name=a required><button formnovalidate>x</button>': 'a=',
  '<textarea name=a required></textarea>': MISSING,
  '<input type=number name=a required value=many>': MISSING,
  '<input type=checkbox name=a required>': MISSING,
  '<input type=checkbox name=a required checked>': 'a=on',
  '<input type=radio name=a required><input type=radio name=a value=2>': MISSING,
  '<input type=radio name=a required><input type=radio name=a value=2 checked>': 'a=2',
  '<input type=file name=a required>': MISSING,
  '<input type=hidden name=a required>': 'a=',
  '<select name=a required><option value="">Choose<option>1</select>': MISSING,
  '<select name=a required><option value="">Choose<option selected>1</select>': 'a=1',
  '<select name=a required><optgroup><option value="">Choose</optgroup></select>': 'a=',
  '<select name=a required size=2><option>1</select>': MISSING,
  '<input type=email name=a value="a b@c">': 'the field "a" takes an e-mail address',
  '<input type=email name=a multiple value="a@b,c">': 'the field "a" takes an e-mail address',
  '<input type=email name=a multiple value="a@b,c@d">': 'a=a%40b%2Cc%40d',
  '<input type=url name=a value="bank.test">': 'the field "a" takes a whole URL',
  '<input type=url name=a value="x:y">': 'a=x%3Ay',
  '<input name=a pattern=x value=1>': 'the field "a" has a pattern, which this browser does not check',
  '<input name=a pattern=x>': 'a=',
  '<input type=number name=a min=2 value=1>': 'the field "a" takes no 1',
  '<input type=number name=a max=2 value=3>': 'the field "a" takes no 3',
  '<input type=number name=a value=1.5>': 'a=1.5',
  '<input type=number name=a min=0 value=1.5>': 'the field "a" takes no 1.5',
  '<input type=number name=a min=0 step=0.1 value=0.3>': 'a=0.3',
  '<input type=number name=a min=0 step=ANY value=0.33>': 'a=0.33',
  '<input type=date name=a min=2024-01-02 value=2024-01-01>': 'the field "a" takes no 2024-01-01',
  '<input type=date name=a min=2024-01-01 step=7 value=2024-01-08>': 'a=2024-01-08',
  '<input type=date name=a min=2024-01-01 step=7 value=2024-01-09>': 'the field "a" takes no 2024-01-09',
  '<input type=month name=a max=2024-01 value=2024-02>': 'the field "a" takes no 2024-02',
  '<input type=week name=a min=2024-W02 value=2024-W03>': 'a=2024-W03',
  '<input type=time name=a min=22:00 max=06:00 value=23:00>': 'a=23%3A00',
  '<input type=time name=a min=22:00 max=06:00 value=12:00>': 'the field "a" takes no 12:00',
  '<input type=datetime-local name=a max=2024-01-01T00:00 value=2024-01-01T00:01>':
    'the field "a" takes no 2024-01-01T00:01',
  '<input name=a maxlength=1 minlength=9 value=123>': 'a=123',
  '<textarea name=a wrap=hard cols=5>12345\n1</textarea>': 'a=12345%0D%0A1',
  '<textarea name=a wrap=hard cols=5>123456</textarea>':
    'the field "a" wraps its lines, which this browser does not do',
})) {
  test(`${controls}: ${expected}`, (t) => t.is(fields(controls), expected));
}

test('a form that asks for no check is not checked', (t) => {
  t.is(
    sent('<form novalidate action=/s><input name=a required><input type=url name=b value=c>'),
    'GET /s?a=&b=c',
  );
});
