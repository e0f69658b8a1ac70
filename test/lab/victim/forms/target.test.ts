import test from 'ava';
import { sent } from './sent.ts';

const A = '<input name=a value=1>';

for (const [html, expected] of Object.entries({
  // GET puts the fields in place of the query, and encodes them as it always does.
  [`<form>${A}`]: 'GET /account/?a=1#x',
  [`<form action="">${A}`]: 'GET /account/?a=1#x',
  [`<base href="/b/"><form action="">${A}`]: 'GET /account/?a=1#x',
  [`<base href="/b/"><form action=" ">${A}`]: 'GET /b/?a=1',
  [`<base href="/b/"><form action=c>${A}`]: 'GET /b/c?a=1',
  [`<form action="/s?b=2#y">${A}`]: 'GET /s?a=1#y',
  '<form action="/s"></form>': 'GET /s?',
  '<form action="/s?b=2"><button>x</button>': 'GET /s?',
  [`<form action=/s enctype=multipart/form-data>${A}`]: 'GET /s?a=1',
  [`<form action=/s enctype=text/plain>${A}`]: 'GET /s?a=1',
  [`<form action=/s method=put>${A}`]: 'GET /s?a=1',
  [`<form action="//other.test/s">${A}`]: 'GET http://other.test/s?a=1',
  // POST leaves the address alone.
  [`<form method=Post action="/s?b=2">${A}`]: 'POST /s?b=2 a=1',
  [`<form method=post enctype=odd action=/s>${A}`]: 'POST /s a=1',
  '<form method=post action="/s?"></form>': 'POST /s?',
  // What the pressed button says counts first.
  [`<form method=post action=/s>${A}<button formaction=/other formmethod=get>x</button>`]: 'GET /other?a=1',
  [`<form action=/s>${A}<input type=submit formmethod=post>`]: 'POST /s a=1',
  [`<form method=post action=/s>${A}<input type=image formaction=/other>`]: 'POST /other a=1&x=0&y=0',
  [`<form method=post action=/s>${A}<button formaction="">x</button>`]: 'POST /account/?a=1#x a=1',
  [`<form method=post action=/s>${A}<button formmethod=odd>x</button>`]: 'GET /s?a=1',
  [`<form method=post enctype=multipart/form-data action=/s>${A}<button formenctype=odd>x</button>`]:
    'POST /s a=1',
  [`<form method=post action=/s>${A}<button>x</button><button formaction=/other>y</button>`]: 'POST /s a=1',
  [`<form method=post action=/s>${A}<button type=button formaction=/other>x</button>`]: 'POST /s a=1',
  [`<form method=post action=/s id=f>${A}</form><button form=f formaction=/other name=b>x</button>`]:
    'POST /other a=1&b=',
  // What this browser does not do, it says.
  [`<form method=post enctype=multipart/form-data>${A}`]:
    'the form is to be sent as multipart/form-data, which this browser does not do',
  [`<form method=post>${A}<button formenctype=text/plain>x</button>`]:
    'the form is to be sent as text/plain, which this browser does not do',
  [`<form method=dialog>${A}`]: 'the form closes a dialog and sends nothing',
  [`<form>${A}<button formmethod=dialog>x</button>`]: 'the form closes a dialog and sends nothing',
  [`<form action="javascript:alert(1)">${A}`]:
    'the form leads to javascript:, where this browser sends nothing',
  [`<form action="mailto:a@bank.test" method=post>${A}`]:
    'the form leads to mailto:, where this browser sends nothing',
  [`<form action="data:text/html,x">${A}`]: 'the form leads to data:, where this browser sends nothing',
  [`<form action="about:blank">${A}`]: 'the form leads to about:, where this browser sends nothing',
  [`<form action="http://[">${A}`]: 'the form’s address is none that this browser can read',
  [`<form>${A}<button formaction="http://[">x</button>`]:
    'the form’s address is none that this browser can read',
})) {
  test(`${html} makes: ${expected}`, (t) => t.is(sent(html), expected));
}
