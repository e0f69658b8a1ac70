import test from 'ava';
import { fields, sent } from './sent.ts';

function table(title: string, rows: Readonly<Record<string, string>>): void {
  for (const [controls, expected] of Object.entries(rows)) {
    test(`${title}: ${controls}`, (t) => t.is(fields(controls), expected));
  }
}

table('a select sends what is chosen', {
  '<select name=a><option>1<option>2</select>': 'a=1',
  '<select name=a><option>1<option selected>2<option selected>3</select>': 'a=3',
  '<select name=a></select><input name=z>': 'z=',
  '<select name=a multiple><option>1<option>2</select><input name=z>': 'z=',
  '<select name=a multiple><option selected>1<option>2<option selected>3</select>': 'a=1&a=3',
  '<select name=a multiple><option selected disabled>1<option selected>2</select>': 'a=2',
  '<select name=a size=2><option>1<option>2</select><input name=z>': 'z=',
  '<select name=a size=2><option>1<option selected>2</select>': 'a=2',
  '<select name=a size=1><option>1<option>2</select>': 'a=1',
  '<select name=a size=0><option>1<option>2</select>': 'a=1',
  '<select name=a size=many><option>1<option>2</select>': 'a=1',
  '<select name=a size="+2x"><option>1</select><input name=z>': 'z=',
  '<select name=a><option disabled>1<option>2</select>': 'a=2',
  '<select name=a><option disabled>1</select><input name=z>': 'z=',
  '<select name=a><option selected disabled>Choose<option>2</select><input name=z>': 'z=',
  '<select name=a><option>1<option selected disabled>2</select><input name=z>': 'z=',
  '<select name=a><optgroup disabled><option>1</optgroup><option>2</select>': 'a=2',
  '<select name=a><optgroup><option>1</optgroup><optgroup disabled><option selected>2</optgroup></select><input name=z>':
    'z=',
  '<select name=a><option value="">1</select>': 'a=',
  '<select name=a><option> 1 \n <b>2</b> </select>': 'a=1+2',
  '<select name=a><option label=L>1</select>': 'a=1',
  '<select><option>1</select><input name=z>': 'z=',
  '<select name=a disabled><option>1</select><input name=z>': 'z=',
});

table('boxes are sent where they are ticked', {
  '<input type=checkbox name=a><input name=z>': 'z=',
  '<input type=checkbox name=a checked>': 'a=on',
  '<input type=checkbox name=a checked value="">': 'a=',
  '<input type=checkbox name=a checked value=1><input type=checkbox name=a checked value=2>': 'a=1&a=2',
  '<input type=radio name=a checked value=1><input type=radio name=a checked value=2>': 'a=2',
  '<input type=radio name=a checked value=1><input type=radio name=a checked value=2 disabled><input name=z>':
    'z=',
  '<input type=radio name=a checked><input type=radio name=A checked value=2>': 'a=on&A=2',
  '<input type=radio checked value=1><input type=radio name=a checked value=2>': 'a=2',
});

table('one button is sent, the first', {
  '<button name=a value=1>x</button><button name=b value=2>y</button>': 'a=1',
  '<button disabled name=a value=1>x</button><button name=b value=2>y</button>': 'b=2',
  '<button>x</button><button name=b value=2>y</button>': '',
  '<button type=button name=a value=1>x</button><input type=submit name=b>': 'b=Submit',
  '<button type=reset name=a value=1>x</button><input type=submit name=b value="">': 'b=',
  '<button type=odd name=a>x</button>': 'a=',
  '<button commandfor=d name=a>x</button><button name=b>y</button>': 'b=',
  '<input type=image name=a><button name=b>y</button>': 'a.x=0&a.y=0',
  '<input type=image><input name=z>': 'x=0&y=0&z=',
  '<input name=z><button name=b form=other>y</button>': 'z=',
});

table('what is sent of the rest', {
  '<input value=1><input name="" value=2><input name=z>': 'z=',
  '<input type=file name=a><input name=z>': 'a=&z=',
  '<input type=reset name=a value=1><input type=button name=b value=1><input name=z>': 'z=',
  '<input type=odd name=a value=1>': 'a=1',
  '<input type=PASSWORD name=a value=1>': 'a=1',
  '<input name=a readonly value=1>': 'a=1',
  '<input name=a disabled value=1><input name=z>': 'z=',
  '<datalist><input name=a><select name=b><option>1</select></datalist><input name=z>': 'z=',
  '<template><input name=a></template><input name=z>': 'z=',
  '<object name=a></object><output name=b>1</output><input name=z>': 'z=',
  '<textarea name=a type=button>1</textarea>': 'a=1',
  '<textarea name=a>\n\n1\r\n2\r3&#13;4</textarea>': 'a=%0D%0A1%0D%0A2%0D%0A3%0D%0A4',
  '<input type=hidden name=a value="1&#13;2&#10;3&#13;&#10;4&#10;&#13;5">':
    'a=1%0D%0A2%0D%0A3%0D%0A4%0D%0A%0D%0A5',
  '<input name="a&#10;b" value=1>': 'a%0D%0Ab=1',
  '<input name=a value="\'\\&quot; *-._~+&amp;=%">': 'a=%27%5C%22+*-._%7E%2B%26%3D%25',
  '<input name=_charset_ value=1>': '_charset_=1',
  '<input type=hidden name=_CharSet_ value=1>': '_CharSet_=UTF-8',
  '<input name=isindex value=1>': 'isindex=1',
});

table('a fieldset that is disabled switches off what is in it, but for its first legend', {
  '<fieldset disabled><input name=a></fieldset><input name=z>': 'z=',
  '<fieldset disabled><legend><input name=a></legend><legend><input name=b></legend></fieldset>': 'a=',
  '<fieldset disabled><div><legend><input name=a></legend></div></fieldset><input name=z>': 'z=',
  '<fieldset disabled><legend><fieldset><input name=a></fieldset></legend></fieldset>': 'a=',
  '<fieldset disabled><legend><fieldset disabled><input name=a></fieldset></legend></fieldset><input name=z>':
    'z=',
  '<fieldset disabled><fieldset><legend><input name=a></legend></fieldset></fieldset><input name=z>': 'z=',
});

table('dirname sends the direction', {
  '<input name=a value=1 dirname=d>': 'a=1&d=ltr',
  '<input name=a value=1 dirname="">': 'a=1',
  '<input name=a dir=RTL dirname=d>': 'a=&d=rtl',
  '<input name=a dir=auto value="1 שלום" dirname=d>': 'a=1+%D7%A9%D7%9C%D7%95%D7%9D&d=rtl',
  '<input name=a dir=auto value="a ש" dirname=d>': 'a=a+%D7%A9&d=ltr',
  '<div dir=rtl><textarea name=a dirname=d></textarea><input type=tel name=b dirname=e></div>':
    'a=&d=rtl&b=&e=ltr',
  '<p dir=auto>شكرا <input type=hidden name=a dirname=d></p>': 'a=&d=rtl',
  '<input type=number name=a value=1 dirname=d>': 'a=1',
  '<input type=checkbox name=a dirname=d><input name=z>': 'z=',
  '<input type=submit name=a value=1 dirname=d>': 'a=1&d=ltr',
  '<input value=1 dirname=d><input name=z>': 'z=',
});

for (const [html, expected] of Object.entries({
  '<table><form method=post action=/s><tr><td><input name=a></td></tr></form></table>': 'POST /s a=',
  '<table><tr><form method=post action=/s><td><input name=a><td><button name=b>x</button></form></table>':
    'POST /s a=&b=',
  '<div><form method=post action=/s></div><input name=a></form><input name=b>': 'POST /s a=',
  '<form method=post action=/s><input name=a><form action=/no><input name=b></form><input name=c>':
    'POST /s a=&b=',
  '<table><form method=post action=/s><input type=hidden name=a><tr><td><input name=b form=g></table><form id=g>':
    'POST /s a=',
  '<table><form method=post action=/s><template><input name=a></template><tr><td><input name=b></table>':
    'POST /s b=',
  '<form method=post action=/s id=f><input name=a form=""><input name=b form=none></form><input name=c form=f>':
    'POST /s c=',
  '<p id=f></p><form method=post action=/s id=f><input name=a form=f><input name=b></form>': 'POST /s b=',
})) {
  test(`a control belongs to the form that HTML gives it to: ${html}`, (t) => t.is(sent(html), expected));
}
