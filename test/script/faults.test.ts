import test from 'ava';
import { parseScenario, parseScenarioBytes } from '../../src/script/format/scenario-file.ts';

const GOOD = `title: T
minutes: 3
shows: S
lanes:
  plain: { title: P, visit: http://bank.test/ }
steps:
  - say: Hello
`;
const STEP = '  - say: Hello';

/** Every problem of the good scenario with one part of it replaced. */
function faults(part: string, by: string): readonly string[] {
  return problems(GOOD.replace(part, () => by));
}

function problems(text: string): readonly string[] {
  return parseScenario(text, 'x.yaml').problems.map((each) => `${each.line}:${each.column} ${each.message}`);
}

const VISIT = 'must be a path such as /login, or an address such as http://bank.test/login';
const PAGE = "must be an address in the lab's world, such as http://bank.test/login";
const NEEDS =
  'a step needs one of say, visit, click, submit, chat, knock, obtain, attack, show, wait, ask or claim';
const QUOTES = 'put the whole text in "quotes"';
const DEEP = 'lists and keys stand more than 8 deep in one another: a scenario needs 5';

const TABLE: Readonly<Record<string, readonly [part: string, by: string, ...expected: string[]]>> = {
  'a misspelt key, without telling that the right one is missing': [
    'title: T',
    'titel: T',
    '1:1 unknown key "titel" in a scenario; did you mean "title"?',
  ],
  'a key that is like no other': [
    'title: T',
    'title: T\ncolour: red',
    '2:1 unknown key "colour" in a scenario; it may have title, minutes, shows, lanes, steps, tasks, teaching and notes',
  ],
  'a missing key': ['title: T\n', '', '1:1 a scenario needs "title": add title: Bank login'],
  'a list for text': ['title: T', 'title: [T]', '1:8 title must be text, not a list'],
  'a truth value for text': [
    'title: T',
    'title: true',
    '1:8 title must be text, not the value true: put it in "quotes"',
  ],
  'no value': ['title: T', 'title:', '1:1 title must be text, but nothing stands here'],
  'an empty text': ['title: T', 'title: " "', '1:8 title must not be empty'],
  'text for a number': [
    'minutes: 3',
    'minutes: "3"',
    '2:10 minutes must be a whole number, not text: take the quotes away',
  ],
  'half a minute': ['minutes: 3', 'minutes: 2.5', '2:10 minutes must be a whole number, not 2.5'],
  'a number that is none': ['minutes: 3', 'minutes: .nan', '2:10 minutes must be a whole number, not NaN'],
  'no minutes': ['minutes: 3', 'minutes: 0', '2:10 minutes must be at least 1, not 0'],
  'too many minutes': ['minutes: 3', 'minutes: 121', '2:10 minutes must be at most 120, not 121'],
  'no lanes': [
    'lanes:\n  plain: { title: P, visit: http://bank.test/ }',
    'lanes: {}',
    '4:8 lanes must name 1 to 4 lanes',
  ],
  'five lanes': [
    'lanes:',
    `lanes:\n${['a', 'b', 'c', 'd'].map((id) => `  ${id}: { title: P, visit: http://bank.test/ }\n`).join('')}`.trimEnd(),
    '5:3 lanes must name 1 to 4 lanes',
  ],
  'a lane with a big letter': [
    'plain:',
    'Plain:',
    '5:3 the lane\'s name "Plain" must be small letters, digits and hyphens, a letter first, at most 32',
  ],
  'a lane with a big letter, and what is wrong in it': [
    'plain: { title: P,',
    'Plain: { title: P, attacker: strp, bank: { http: open },',
    '5:3 the lane\'s name "Plain" must be small letters, digits and hyphens, a letter first, at most 32',
    '5:32 attacker must be watch, forge, strip, tamper or block-443, not "strp"; did you mean "strip"?',
    '5:52 http must be serve, redirect, closed or tls, not "open"; did you mean "serve"?',
  ],
  'an attacker that blocks a port, as a word': [
    'title: P,',
    'title: P, attacker: block-80,',
    '5:32 attacker must be watch, forge, strip, tamper or block-443, not "block-80"; ports are blocked with { blocks: [443] }',
  ],
  'a lane without a page': [
    'title: P, visit: http://bank.test/',
    'title: P',
    '5:10 a lane needs "visit": add visit: http://bank.test/login',
  ],
  'a lane with nothing in it': [
    ' { title: P, visit: http://bank.test/ }',
    '',
    '5:3 lane "plain" must be keys with values, not nothing',
  ],
  'a page outside the lab': ['http://bank.test/', 'https://example.com/', `5:29 visit ${PAGE}`],
  'a page whose host only looks like the lab': [
    'http://bank.test/',
    'http://bank.test@evil.example/',
    `5:29 visit ${PAGE}`,
  ],
  'a host that the lab does not serve': [
    'http://bank.test/',
    'http://www.bank.test/login',
    '5:29 visit must be on bank.test, the only host that the lab serves',
  ],
  'a port that does not exist': [
    'bank.test/',
    'bank.test:70000/',
    '5:29 visit must have a port of at most 65535',
  ],
  'settings that are not known': [
    'title: P,',
    'title: P, bank: { http: servee, htps: closed }, attacker: froge, victim: { trusts: me, x: 1 },',
    '5:36 http must be serve, redirect, closed or tls, not "servee"; did you mean "serve"?',
    '5:44 unknown key "htps" in bank; did you mean "https"?',
    '5:70 attacker must be watch, forge, strip, tamper or block-443, not "froge"; did you mean "forge"?',
    '5:95 trusts must be public or attacker, not "me"',
    '5:99 unknown key "x" in victim; it may have browser, trusts, clicks-through, browses, preloaded, http2, tls and client-certificate',
  ],
  'settings of the wrong kind': [
    'title: P,',
    "title: P, bank: { hsts: yes, tls: 1.1, mysql: 'on' }, attacker: { doe: strip, blocks: [https, 0] }, victim: { browses: https },",
    '5:36 hsts must be true or false, not text; did you mean true?',
    '5:46 tls must be both, 1.2 or 1.3, not a number; did you mean "1.2"?',
    '5:58 mysql must be true or false, not text; did you mean true?',
    '5:78 unknown key "doe" in attacker; did you mean "does"?',
    '5:99 port 1 must be a whole number, not text; did you mean 443?',
    '5:106 port 2 must be at least 1, not 0',
    '5:131 browses must be as-typed, https-first or https-only, not "https"; did you mean "https-first"?',
  ],
  'an attacker that is neither word nor keys': [
    'title: P,',
    'title: P, attacker: 3,',
    '5:32 attacker must be watch, forge, strip, tamper or block-443, not a number',
  ],
  'a key exchange that the newest TLS does not have': [
    'title: P,',
    'title: P, bank: { key-exchange: rsa },',
    "5:44 key-exchange: rsa is there in TLS 1.2 only: add tls: '1.2'",
  ],
  'customers by another name': [
    'title: P,',
    'title: P, bank: { users: { bob: x } },',
    '5:30 unknown key "users" in bank; did you mean "customers", as in customers: { bob: sunny-day-12 }?',
  ],
  'customers that are misspelt': [
    'title: P,',
    'title: P, bank: { custmers: { bob: x } },',
    '5:30 unknown key "custmers" in bank; did you mean "customers"?',
  ],
  'customers without passwords': [
    'title: P,',
    'title: P, bank: { customers: [bob] },',
    '5:41 customers must be names with passwords, as in customers: { bob: sunny-day-12 }, not a list',
  ],
  'a customer without a password, and one with a big letter': [
    'title: P,',
    'title: P, bank: { customers: { bob: , Carol: x } },',
    '5:43 customer "bob" must be text, but nothing stands here',
    '5:50 the customer\'s name "Carol" must be small letters, digits and hyphens, a letter first, at most 32',
  ],
  'a knock that says too little, and one that says too much': [
    STEP,
    '  - knock: { port: 80 }\n  - knock: { port: 70000, with: smtp, x: 1 }\n  - knock: 80',
    '7:12 knock needs "with": add with: nothing, http or tls',
    '8:20 port must be at most 65535, not 70000',
    '8:33 with must be nothing, http or tls, not "smtp"',
    '8:39 unknown key "x" in knock; it may have port and with',
    '9:12 knock must be keys with values, not a number',
  ],
  'a deed that the attacker does not know': [
    STEP,
    '  - attack: use the cookie\n  - attack: begin strip\n  - attack: forgge\n  - hack: strip',
    '7:13 the attacker cannot "use the cookie"; did you mean "use the stolen cookie"?',
    '8:13 the attacker cannot "begin strip"; did you mean "strip"?',
    '9:13 the attacker cannot "forgge"; did you mean "forge"?',
    `10:5 ${NEEDS}; did you mean "attack", as in attack: strip?`,
  ],
  'a claim that compares, of one lane only': [
    STEP,
    '  - claim: record lengths differ by 9\n  - { claim: record lengths differ by 9, lane: plain }',
    '7:12 this claim compares two lanes: name two of them, as in lane: [long, short]',
    '8:14 this claim compares two lanes: name two of them, as in lane: [long, short]',
  ],
  'a claim with a number that is none': [
    STEP,
    '  - claim: port 70000 refuses',
    '7:12 the lab cannot check "port 70000 refuses"; did you mean "port 443 refuses"?',
  ],
  'no steps': [STEP, '', '6:1 steps must be a list, not nothing'],
  'an empty list of steps': [`steps:\n${STEP}`, 'steps: []', '6:8 steps must have at least 1 entry, not 0'],
  'too many steps': [STEP, `${STEP}\n`.repeat(51), '7:3 steps must have at most 50 entries, not 51'],
  'a step that is text': [STEP, '  - Hello', '7:5 step 1 must be keys with values, not text'],
  'a step of an unknown kind': [STEP, '  - sya: Hello', `7:5 ${NEEDS}; did you mean "say"?`],
  'a step with a lane only': [STEP, '  - lane: plain', `7:5 ${NEEDS}; "lane" only stands beside one of them`],
  'a pause and a note that stand alone': [
    STEP,
    '  - pause: true\n  - note: Point at it',
    `7:5 ${NEEDS}; "pause" only stands beside one of them`,
    `8:5 ${NEEDS}; "note" only stands beside one of them`,
  ],
  'a pause that is a time, a misspelt one, and notes that are none': [
    STEP,
    '  - { say: a, pause: 5 }\n  - { say: a, puase: true }\n  - { say: a, note: [x] }\n  - { say: a, note: "" }',
    '7:22 pause must be true or false; for 5 seconds make a step of its own, as in wait: 5',
    '8:15 unknown key "puase" in a say step; did you mean "pause"?',
    '9:21 note must be text, not a list',
    '10:21 note must not be empty',
  ],
  'times that nobody waits': [
    STEP,
    '  - wait: 0.5\n  - wait: 5s\n  - wait: 61\n  - wait: 0\n  - wiat: 5',
    '7:11 wait must be whole seconds from 1 to 60, as in wait: 5, not 0.5',
    '8:11 wait must be whole seconds from 1 to 60, as in wait: 5, not "5s"',
    '9:11 wait must be whole seconds from 1 to 60, as in wait: 5, not 61',
    '10:11 wait must be whole seconds from 1 to 60, as in wait: 5, not 0',
    `11:5 ${NEEDS}; did you mean "wait"?`,
  ],
  'words that writers try for a step': [
    STEP,
    '  - sleep: 5\n  - goto: /login\n  - { say: a, comment: b }\n  - assert: x',
    `7:5 ${NEEDS}; did you mean "wait", as in wait: 5?`,
    `8:5 ${NEEDS}; did you mean "visit", as in visit: /login?`,
    '9:15 unknown key "comment" in a say step; did you mean "note", as in note: What to point at?',
    `10:5 ${NEEDS}; did you mean "claim", as in claim: attacker reads password?`,
  ],
  'things to show that there are not, and by other names': [
    STEP,
    '  - show: matrx\n  - show: cert\n  - show: notes\n  - display: matrix',
    '7:11 show must be matrix, ladder, inspector, certificate or configuration, not "matrx"; did you mean "matrix"?',
    '8:11 show must be matrix, ladder, inspector, certificate or configuration, not "cert"; did you mean "certificate"?',
    '9:11 show must be matrix, ladder, inspector, certificate or configuration, not "notes"',
    `10:5 ${NEEDS}; did you mean "show", as in show: matrix?`,
  ],
  'a link by other names, and one without a text': [
    STEP,
    '  - press: Sign in\n  - clik: Sign in\n  - click: [a]\n  - click: ""',
    `7:5 ${NEEDS}; did you mean "click", as in click: Sign in?`,
    `8:5 ${NEEDS}; did you mean "click"?`,
    '9:12 click must be text, not a list',
    '10:12 click must not be empty',
  ],
  'a step that does two things': [
    STEP,
    '  - { visit: /a, claim: attacker reads user }',
    '7:18 a step does one thing: make two steps of visit and claim',
  ],
  'a misspelt key of a step': [
    STEP,
    '  - { say: Hello, lnae: plain }',
    '7:19 unknown key "lnae" in a say step; did you mean "lane"?',
  ],
  'a misspelt kind beside a sentence': [
    STEP,
    '  - { say: Hello, vist: / }',
    '7:19 unknown key "vist" in a say step; did you mean "visit"?',
  ],
  'a lane that is not there': [
    STEP,
    `${STEP}\n    lane: plian`,
    '8:11 no lane is named "plian": the lanes are plain',
  ],
  'a lane named twice, and one that is not there': [
    STEP,
    '  - { say: a, lane: [plain, plain, x] }',
    '7:29 "plain" is named twice: keep one of them',
    '7:36 no lane is named "x": the lanes are plain',
  ],
  'a lane that is a number': [
    STEP,
    '  - { say: a, lane: 3 }',
    '7:21 lane must be the name of a lane, or a list of such names',
  ],
  'lanes that are numbers': [
    STEP,
    '  - { say: a, lane: [3] }',
    '7:22 lane 1 must be small letters, digits and hyphens, a letter first, at most 32',
    '7:22 no lane is named "3": the lanes are plain',
  ],
  'no lane at all': [STEP, '  - { say: a, lane: [] }', '7:21 lane must have at least 1 entry, not 0'],
  'a sentence too long to follow': [
    STEP,
    `  - say: ${'x'.repeat(161)}`,
    '7:10 say must have at most 160 characters, not 161',
  ],
  'a control character written as an escape': [
    STEP,
    '  - say: "a\\x1bb"',
    '7:10 say must not contain control characters: take them out',
  ],
  'a character that turns the direction of text': [
    STEP,
    '  - say: "a\u202eb"',
    '7:10 say must not contain control characters: take them out',
  ],
  'pages that are neither path nor address': [
    STEP,
    '  - visit: ftp://x\n  - visit: //evil\n  - visit: /\\evil\n  - visit: login',
    `7:12 visit ${VISIT}`,
    `8:12 visit ${VISIT}`,
    `9:12 visit ${VISIT}`,
    `10:12 visit ${VISIT}`,
  ],
  'a question without its answers': [
    STEP,
    '  - ask: x',
    '7:5 an ask step needs "choices": add choices: [Yes, No]',
  ],
  'an answer without its reason, and a reason that is misspelt': [
    STEP,
    '  - { ask: x, choices: [a, b], answer: 1 }\n  - { ask: x, choices: [a, b], answer: 1, becuase: c }',
    '7:5 an ask step with an answer needs "because": add because: Why that is so.',
    '8:43 unknown key "becuase" in an ask step; did you mean "because"?',
  ],
  'answers that count from 0, or are texts': [
    STEP,
    '  - { ask: x, choices: [a, b], answer: 0, because: c }\n  - { ask: x, choices: [a, b], answer: b, because: c }',
    '7:40 answer counts from 1: leave it out for a poll, in which no answer is right',
    '8:40 answer must be the number of a choice, counted from 1, not text: leave it out for a poll',
  ],
  'a poll by another name': [
    STEP,
    '  - { poll: x, choices: [a, b] }',
    `7:7 ${NEEDS}; did you mean "ask", as in ask: with choices, and without an answer for a poll?`,
  ],
  'one choice': [
    STEP,
    '  - { ask: x, choices: [a], answer: 1, because: b }',
    '7:24 choices must have at least 2 entries, not 1',
  ],
  'ten choices': [
    STEP,
    '  - { ask: x, choices: [a, b, c, d, e, f, g, h, i, j], answer: 1, because: b }',
    '7:24 choices must have at most 9 entries, not 10',
  ],
  'a long text for the choices': [
    STEP,
    '  - { ask: x, choices: yes or no or so, answer: 1, because: b }',
    '7:24 choices must be a list, not text',
  ],
  'a truth value for a choice': [
    STEP,
    '  - { ask: x, choices: [true, 80 or 443], answer: 1, because: b }',
    '7:25 choice 1 must be text, not the value true: put it in "quotes"',
  ],
  'an answer beyond the choices': [
    STEP,
    '  - { ask: x, choices: [a, b], answer: 3, because: b }',
    '7:40 answer must be one of the 2 choices, counted from 1, not 3',
  ],
  'a claim that cannot be checked': [
    STEP,
    '  - claim: attacker reads passwrod',
    '7:12 the lab cannot check "attacker reads passwrod"; did you mean "attacker reads password"?',
  ],
  'a claim that is a number': [
    STEP,
    '  - { claim: 3, say: a }',
    '7:14 the lab cannot check "3"; did you mean "port 3 refuses"?',
  ],
  'a text to be read without quotes': [
    STEP,
    '  - claim: attacker reads Harbour Library',
    '7:12 the lab cannot check "attacker reads Harbour Library"; did you mean "attacker reads "Harbour Library""?',
  ],
  'a customer and a receiver that nobody knows': [
    STEP,
    '  - claim: bank let nobdy in\n  - claim: bank let zed in\n  - claim: bank booked a transfer to bbo',
    '7:12 no customer of the bank is named "nobdy"; did you mean "nobody"?',
    '8:12 no customer of the bank is named "zed"; add bank: { customers: { zed: sunny-day-12 } } to the lane, or write "bank let alice in"',
    '9:12 no form names the receiver "bbo"; did you mean "bob"?',
  ],
  'a form without a name': [STEP, '  - submit: { user: b }', '7:13 submit needs "form": add form: login'],
  'a form whose key is misspelt': [
    STEP,
    '  - submit: { frm: login }',
    '7:13 submit needs "form": add form: login',
  ],
  'a form that the bank does not have': [
    STEP,
    '  - submit: { form: logn, users: alice }',
    '7:21 form must be login, transfer or logout, not "logn"; did you mean "login"?',
  ],
  'a field whose name is misspelt': [
    STEP,
    '  - submit: { form: login, user: alice, pasword: $password }',
    '7:41 the form login has no field "pasword"; did you mean "password"?',
  ],
  'a field of a form that has none': [
    STEP,
    '  - submit: { form: logout, user: alice }',
    '7:29 the form logout has no field "user"; it has none to fill in',
  ],
  'a form that is text': [STEP, '  - submit: login', '7:13 submit must be keys with values, not text'],
  'fields that cannot be filled': [
    STEP,
    '  - submit: { form: login, password: $pasword, user: a$b, pin: 12, "a b": c, x: $zzzzzz }',
    '7:38 no secret is named "$pasword"; did you mean "$password"?',
    '7:54 a value with $ must be the name of a secret alone, such as $password',
    '7:59 the form login has no field "pin"; it has user and password',
    '7:68 the form login has no field "a b"; it has user and password',
    '7:78 the form login has no field "x"; it has user and password',
    '7:81 no secret is named "$zzzzzz"; there are $user, $password, $session cookie and $balance',
  ],
  'two equal keys': ['shows: S', 'shows: S\ntitle: X', '4:1 "title" stands here twice: keep one of them'],
  'a tab as indentation': [STEP, '\t- say: Hello', '7:1 a tab indents this line: use spaces'],
  'a line that is not indented as it should be': [
    STEP,
    `${STEP}\n lane: plain`,
    '8:1 this line is not indented like the lines that it belongs with',
  ],
  'a colon inside a text': [
    'title: T',
    'title: a: b',
    `1:8 there are two colons or an extra indent here: ${QUOTES} if the colon is part of it`,
  ],
  'a line without a colon': ['title: T', 'title', '1:1 this line has no colon: write key: value'],
  'a quote that stays open': ['title: T', 'title: "T', '1:8 this quote is opened and not closed'],
  'a bracket that stays open': [
    STEP,
    '  - { say: Hello',
    '8:1 something is missing here: a colon and a space after a key, a comma, or a closing bracket',
  ],
  'a character that begins no text': [
    'title: T',
    'title: @T',
    `1:8 a text cannot begin with this character: ${QUOTES}`,
  ],
  'a backslash that means nothing': [
    'title: T',
    String.raw`title: "\T"`,
    String.raw`1:9 this backslash means nothing here: write \\ for one backslash, or use 'single quotes'`,
  ],
  'several documents': [
    'steps:',
    '---\nsteps:',
    '6:1 a second document begins here: a file holds one scenario, take the --- or ... line out',
  ],
  'an anchor and an alias': [
    STEP,
    '  - say: &a b\n  - say: *a',
    `7:13 &a is a YAML anchor, which a scenario does not use: take it out, or ${QUOTES}`,
    `8:10 *a is a YAML alias, which a scenario does not use: write the value out, or ${QUOTES}`,
  ],
  'a tag': [
    'title: T',
    'title: !!str T',
    `1:14 a YAML tag (!) stands before this, which a scenario does not use: take it out, or ${QUOTES}`,
  ],
  'a merge key': [
    'title: T',
    'title: T\n<<: { notes: x }',
    '2:1 unknown key "<<" in a scenario; it may have title, minutes, shows, lanes, steps, tasks, teaching and notes',
  ],
  'a key that is a list': [
    'title: T',
    'title: T\n? [a]\n: b',
    '2:3 a key must be a plain word: write key: value',
  ],
  'the key __proto__': [
    'title: T',
    'title: T\n__proto__: { a: 1 }',
    '2:1 unknown key "__proto__": take it out',
  ],
  'a lane named __proto__': ['plain:', '__proto__:', '5:3 unknown key "__proto__": take it out'],
  'a lane named constructor, asked for as toString': [
    STEP,
    `${STEP}\n    lane: toString`,
    '8:11 lane must be small letters, digits and hyphens, a letter first, at most 32',
    '8:11 no lane is named "toString": the lanes are plain',
  ],
  'nesting without end': ['title: T', `notes: ${'['.repeat(20)}${']'.repeat(20)}\ntitle: T`, `1:16 ${DEEP}`],
};

/** What writers try for settings, where it is and what they are told: the end of the sentence. */
const TRIED: readonly (readonly [lane: string, meant: string])[] = [
  ...['none', 'off', 'nothing', 'no', 'passive', 'sniff'].map(
    (word) => [`attacker: ${word}`, '"watch"'] as const,
  ),
  ['attacker: { does: none }', '"watch"'],
  ['attacker: mitm', '"forge"'],
  ['attacker: sslstrip', '"strip"'],
  ['attacker: modify', '"tamper"'],
  ['attacker: { strip: true }', '"does: strip"'],
  ['attacker: { blocks: 443 }', '[443]'],
  ['bank: { hsts: yes }', 'true'],
  ['bank: { hsts: off }', 'false'],
  ['bank: { http: on }', '"serve"'],
  ['bank: { http: no }', '"closed"'],
  ['bank: { http: false }', '"closed"'],
  ['bank: { http: https }', '"redirect"'],
  ['bank: { https: true }', '"serve"'],
  ['bank: { https: http }', '"plain"'],
  ['bank: { redirect: true }', '"http: redirect"'],
  ['bank: { nginx: true }', '"server: nginx"'],
  ['bank: { tls: tls1.2 }', '"1.2"'],
  ['bank: { tls: TLSv1.3 }', '"1.3"'],
  ['bank: { tls: 1.0 }', '"1.2"'],
  ['bank: { tls: on }', '"both"'],
  ['bank: { tls: off }', '"https: plain"'],
  ['bank: { certificate: none }', '"https: closed"'],
  ['bank: { certificate: valid }', '"good"'],
  ['victim: { trusts: everybody }', '"attacker"'],
  ['victim: { trusts: no }', '"public"'],
  ['victim: { browses: http }', '"as-typed"'],
  ['victim: { browses: https }', '"https-first"'],
  ['victim: { browses: hsts }', '"preloaded: true"'],
  ['victim: { https-only: true }', '"browses: https-only"'],
];

for (const [lane, meant] of TRIED)
  test(`names what would do what was wanted by ${lane}`, (t) => {
    const [told = '', ...more] = faults('title: P,', `title: P, ${lane},`);
    t.deepEqual(more, []);
    t.regex(told, /^5:\d+ /);
    t.true(told.endsWith(`; did you mean ${meant}?`), told);
  });

for (const [word, meant] of Object.entries({
  none: 'watch',
  off: 'watch',
  passive: 'watch',
  mitm: 'forge',
  'steal the cookie': 'use the stolen cookie',
  decrypt: 'decrypt the recording',
  'ask for a certificate': 'get a certificate',
}))
  test(`names what would do what was wanted by attack: ${word}`, (t) => {
    t.deepEqual(faults(STEP, `  - attack: ${word}`), [
      `7:13 the attacker cannot "${word}"; did you mean "${meant}"?`,
    ]);
  });

/** Claims in other words, and the sentence that says the same. */
const CLAIMED: Readonly<Record<string, string>> = {
  'atacker reads "text"': 'attacker reads "text"',
  'attacker read "hello there"': 'attacker reads "hello there"',
  'atacker reads Harbour Library': 'attacker reads "Harbour Library"',
  'attacker doesnt read "hello there"': 'attacker does not read "hello there"',
  "attacker doesn't read 'hello there'": 'attacker does not read "hello there"',
  'attacker reads "half of" it': 'attacker reads "half of"',
  'attacker reads "a "quoted" word"': 'attacker reads "quoted"',
  'bank let Bob in': 'bank let bob in',
  'bank lets bob in': 'bank let bob in',
  'bank let bob sign in': 'bank let bob in',
  'bob signed in': 'bank let bob in',
  'the bank let her in': 'bank let alice in',
  'bank booked transfer to Harbour Library': 'bank booked a transfer to Harbour Library',
};

for (const [claim, meant] of Object.entries(CLAIMED))
  test(`names the claim that says what was wanted by ${claim}`, (t) => {
    t.deepEqual(faults(STEP, `  - claim: ${JSON.stringify(claim)}`), [
      `7:12 the lab cannot check "${claim}"; did you mean "${meant}"?`,
    ]);
  });

const REMARK =
  "YAML takes what follows # for a remark, so that this quote stays open: put the whole text in 'single quotes'";

test('tells of a text that ends at a # before its quote is closed', (t) => {
  t.deepEqual(faults(STEP, '  - claim: attacker reads "a #b"'), [`7:12 ${REMARK}`]);
  t.deepEqual(faults(STEP, '  - say: She reads "a #b"'), [`7:10 ${REMARK}`]);
  t.deepEqual(faults(STEP, `  - visit: /login\n  - claim: 'attacker reads "a #b"'`), []);
  t.deepEqual(faults(STEP, '  - say: She reads "it" # a "remark"'), []);
});

test('tells of a text that is too short or too long to look for', (t) => {
  for (const length of [3, 201])
    t.deepEqual(faults(STEP, `  - claim: attacker reads "${'x'.repeat(length)}"`), [
      `7:12 the lab cannot look for a text of ${length} characters: write 4 to 200, since a shorter one stands in sealed bytes by chance`,
    ]);
});

const LATER = 'put a step before this one, as in visit: /login';
const NO_PAGE = `no page is open in lane plain by now: ${LATER}`;

/** Steps that can do nothing where they stand, with what is said of them; none is said of what stands after an empty text. */
const IN_VAIN: Readonly<Record<string, readonly [steps: string, ...expected: string[]]>> = {
  'a link and a form without a page': [
    '  - click: Sign in\n  - submit: { form: login }\n  - visit: /login\n  - click: Sign in',
    `7:12 ${NO_PAGE}`,
    `8:13 ${NO_PAGE}`,
  ],
  'a screen with nothing on it': [
    '  - show: matrix\n  - visit: /login\n  - show: matrix',
    `7:11 nothing has travelled by now, so there is nothing to show: ${LATER}`,
  ],
  'a certificate that nobody was shown': [
    '  - visit: /login\n  - show: certificate\n  - visit: https://bank.test/\n  - show: certificate',
    '8:11 no lane of this step has come over TLS by now, so there is no certificate to show: put a step before this one, as in visit: https://bank.test/login',
  ],
  'a configuration where there is no server': [
    '  - visit: /login\n  - show: configuration',
    '8:11 no lane of this step has a configuration to show: add bank: { server: nginx } to one',
  ],
  'an attack that is under way': [
    '  - attack: watch\n  - attack: strip\n  - attack: strip\n  - attack: watch',
    '7:13 the attacker does that already: leave this step out, or choose another of forge, strip, tamper, block-443',
    '9:13 the attacker does that already: leave this step out, or choose another of watch, forge, tamper, block-443',
  ],
  'an attacker who has nothing': [
    '  - attack: use the stolen cookie\n  - attack: decrypt the recording\n  - visit: /\n  - attack: use the stolen cookie',
    `7:13 the attacker has nothing of lane plain by now: ${LATER}`,
    `8:13 the attacker has nothing of lane plain by now: ${LATER}`,
  ],
  'a certificate for an attacker who only watches': [
    '  - attack: get a certificate\n  - attack: forge\n  - attack: get a certificate',
    "7:13 the attacker answers nobody in the bank's name in lane plain: add attacker: forge there",
  ],
  'a reason without an answer': [
    '  - { ask: x, choices: [a, b], because: c }',
    '7:32 because says why an answer is right, and there is none: add answer: 1, or leave because out for a poll',
  ],
  'two equal choices': [
    '  - { ask: x, choices: [a, b, " A", 3, "3"] }',
    '7:31 choices 1 and 3 are the same: change one of them, or take it out',
    '7:40 choices 4 and 5 are the same: change one of them, or take it out',
  ],
};

for (const [fault, [steps, ...expected]] of Object.entries(IN_VAIN))
  test(`tells of ${fault}`, (t) => {
    t.deepEqual(faults(STEP, steps), expected);
  });

test('tells of a step in vain only where nothing else is wrong, and of the lane in which it is', (t) => {
  t.deepEqual(faults(STEP, '  - vist: /login\n  - click: Sign in'), [`7:5 ${NEEDS}; did you mean "visit"?`]);
  const two = 'steps:\n  - { visit: /, lane: plain }\n  - click: Sign in';
  t.deepEqual(faults('steps:\n  - say: Hello', `  other: { title: O, visit: http://bank.test/ }\n${two}`), [
    `9:12 ${NO_PAGE.replace('plain', 'other')}`,
  ]);
});

test('no certificate is to be had for a bank that shows none', (t) => {
  t.deepEqual(
    problems(
      GOOD.replace('title: P,', 'title: P, bank: { https: closed },').replace(STEP, '  - obtain: http-01'),
    ),
    ['7:13 the bank of lane plain shows no certificate to anybody: add https: serve there'],
  );
});

/** What a bank with these settings is warned of. */
function warnedOf(bank: string): readonly string[] {
  const { warnings = [] } = parseScenario(
    GOOD.replace('title: P,', `title: P, bank: { ${bank} },`),
    'x.yaml',
  );
  return warnings.map(({ line, column, message }) => `${line}:${column} ${message}`);
}

function changesNothing(key: string): string {
  return `${key} changes nothing where the bank speaks no TLS: make it https: serve in plain, or leave ${key} out`;
}

test('warns of settings of TLS at a bank that speaks none', (t) => {
  t.deepEqual(warnedOf('https: closed, hsts: true, certificate: expired'), [
    `5:45 ${changesNothing('hsts')}`,
    `5:57 ${changesNothing('certificate')}`,
  ]);
  t.deepEqual(warnedOf('https: plain, http: tls, hsts: true'), []);
  t.deepEqual(warnedOf('hsts: true'), []);
});

for (const [fault, [part, by, ...expected]] of Object.entries(TABLE)) {
  test(`tells of ${fault}`, (t) => {
    t.deepEqual(faults(part, by), expected);
  });
}

test('lists every problem of a file, in the order of the file', (t) => {
  const text = GOOD.replace('minutes: 3', 'minutes: x').replace(
    STEP,
    '  - claim: no\n  - say: a\n    lane: b',
  );
  t.deepEqual(
    problems(text).map((each) => each.split(' ', 1)[0]),
    ['2:10', '7:12', '9:11'],
  );
});

test('tells of an empty file', (t) => {
  const empty = ['1:1 the file is empty: a scenario needs title, minutes, shows, lanes and steps'];
  for (const text of ['', '\n', '# a remark\n', '\ufeff', 'null', '---\n'])
    t.deepEqual(problems(text), empty, JSON.stringify(text));
});

test('tells of a line that would change what YAML means', (t) => {
  t.deepEqual(problems(`# a remark\n%YAML 1.1\n---\n${GOOD}`), [
    '2:1 a scenario has no % lines: take it out',
  ]);
});

test('tells of a file that holds something else', (t) => {
  t.deepEqual(problems('hello'), ['1:1 a scenario must be keys with values, not text']);
  t.deepEqual(problems('- a'), ['1:1 a scenario must be keys with values, not a list']);
});

test('tells of bytes that are not text', (t) => {
  t.deepEqual(parseScenarioBytes(Uint8Array.of(0x61, 0x0a, 0x62, 0xff, 0x63), 'x').problems, [
    { line: 2, column: 2, message: 'the file is not UTF-8 text: save it as UTF-8' },
  ]);
  t.deepEqual(parseScenarioBytes(Uint8Array.of(0x61, 0x0a, 0x62, 0x00), 'x').problems, [
    {
      line: 2,
      column: 2,
      message: 'the file holds the control character U+0000: a scenario is plain text, take it out',
    },
  ]);
});

test('a byte order mark and Windows line ends move no place', (t) => {
  const text = `\ufeff${GOOD.replace('minutes: 3', 'minutes: x')}`.replaceAll('\n', '\r\n');
  t.deepEqual(problems(text), ['2:10 minutes must be a whole number, not text']);
  t.deepEqual(problems(text.replace('x', '3').replace('title', 'titel')), [
    '1:1 unknown key "titel" in a scenario; did you mean "title"?',
  ]);
  t.deepEqual(problems(`\ufeff${GOOD}`.replaceAll('\n', '\r\n')), []);
});

test('refuses an alias bomb without opening it', (t) => {
  const bomb = `a: &a [x]\n${Array.from({ length: 24 }, (_, i) => `b${i}: &b${i} [${'*a,'.repeat(9)}]`).join('\n')}`;
  const found = problems(bomb);
  t.true(found.every((each) => /YAML (anchor|alias)/.test(each)));
  t.is(found.length, 25);
});

test('files made to cost time end in a few sentences', (t) => {
  for (const text of [
    '[',
    '{a: ',
    '- ',
    '? ',
    ',',
    '&a ',
    '! ',
    ': ',
    '"',
    'a:\n',
    '- a\n',
    '---\n',
    '*a\n',
    '\t',
    ' #',
  ]) {
    const { length } = problems(text.repeat(Math.floor((256 * 1024) / text.length)));
    t.true(length > 0 && length <= 100, text);
  }
  const keys = Array.from({ length: 20_000 }, (_, index) => `k${index}:`).join('\n');
  t.deepEqual(problems(keys), ['5000:7 the file has more than 5000 entries, the most a scenario may have']);
  t.deepEqual(problems('- '.repeat(300)), [`1:19 ${DEEP}`]);
  // More than the parser's own stack has room for.
  const [deepest, ...others] = problems(`title: T\nsteps:\n  ${'- '.repeat(100_000)}`);
  t.is(deepest?.replace(/^3:\d+ /, ''), DEEP);
  t.deepEqual(others, []);
});
