import test from 'ava';
import { transcriber, transcript } from '../../src/export/text.ts';
import type { Fact, Happening } from '../../lab/facts/session.ts';
import { serverHello } from '../helpers/log.ts';

const lane = 'a';
const connection = 3;
const url = 'https://bank.test/login';

const TABLE: readonly (readonly [Happening, string])[] = [
  [
    {
      type: 'navigation-upgraded',
      lane,
      from: 'http://bank.test/',
      to: 'https://bank.test/',
      why: 'preload',
    },
    'victim    goes to https://bank.test/ instead of http://bank.test/: the bank stands on the HSTS preload list',
  ],
  [
    {
      type: 'navigation-fell-back',
      lane,
      from: url,
      to: 'http://bank.test/login',
      error: 'ERR_CONNECTION_REFUSED',
    },
    'victim    falls back to http://bank.test/login: https failed with ERR_CONNECTION_REFUSED',
  ],
  [
    {
      type: 'door-knocked',
      lane,
      port: 23,
      service: 'telnet',
      with: 'nothing',
      outcome: 'refused',
      answer: new Uint8Array(),
    },
    'victim    knocks at port 23 (telnet) and says nothing: refused',
  ],
  [
    {
      type: 'door-knocked',
      lane,
      port: 443,
      service: 'https',
      with: 'tls',
      outcome: 'answered',
      answer: serverHello(),
    },
    'victim    knocks at port 443 (https) with a ClientHello: answered with the ServerHello of TLS',
  ],
  [
    {
      type: 'door-knocked',
      lane,
      port: 4000,
      with: 'http',
      outcome: 'answered',
      answer: Buffer.from('\u001b[2Jhi\r\nmore'),
    },
    'victim    knocks at port 4000 with a GET: answered with ".[2Jhi"',
  ],
  [
    {
      type: 'tls-stripped',
      lane,
      connection,
      asked: 'http://bank.test/',
      fetched: 'https://bank.test/',
      links: 2,
      cookies: 1,
      hsts: true,
    },
    'attacker  fetched https://bank.test/ and answers http://bank.test/ with it (2 links made http, 1 cookie without Secure, HSTS taken out)',
  ],
  [
    { type: 'form-tampered', lane, connection, field: 'receiver', before: 'bob', after: 'mallory' },
    'attacker  changed the form\'s "receiver" from "bob" to "mallory"',
  ],
  [
    { type: 'bytes-tampered', lane, connection, direction: 'to-bank', offset: 3438, before: 10, after: 11 },
    'attacker  changed byte 3,438 of connection 3 to the bank from 0x0a to 0x0b',
  ],
  [
    {
      type: 'session-hijacked',
      lane,
      cookie: 'session=x',
      connection,
      url,
      status: 200,
      title: 'Your account',
      text: 'Welcome',
    },
    'attacker  opened https://bank.test/login with her cookie: "Your account" · Welcome',
  ],
  [
    { type: 'hijacking-failed', lane, cookieRead: false, status: 0, reason: 'No cookie was read in clear.' },
    'attacker  could not use a stolen cookie. No cookie was read in clear.',
  ],
  [
    {
      type: 'recording-decrypted',
      lane,
      connection,
      direction: 'to-victim',
      length: 1234,
      bytes: new Uint8Array(1234),
    },
    "attacker  opened 1,234 bytes to the victim of connection 3 with the bank's key",
  ],
  [
    {
      type: 'recording-decrypted',
      lane,
      connection,
      direction: 'to-victim',
      length: 5_000_000,
      bytes: new Uint8Array(1234),
    },
    "attacker  opened 5,000,000 bytes to the victim of connection 3 with the bank's key, kept the first 1,234 bytes",
  ],
  [
    { type: 'recording-stays-sealed', lane, connection, reason: 'Thrown away.' },
    'attacker  could not open connection 3. Thrown away.',
  ],
];

for (const [happening, line] of TABLE)
  test(`the transcript tells: ${line}`, (t) => {
    t.deepEqual(transcript({ at: 0, ...happening }), [`   a          ${line}`]);
  });

test('what the lanes of a session say begins in one column, however long their names are', (t) => {
  const linesOf = transcriber();
  const outline = ['a', 'client-certificate'].map((id) => ({ id, title: 'L', url }));
  const facts: readonly Fact[] = [
    {
      at: 0,
      type: 'session-opened',
      format: 1,
      version: '0',
      scenario: 's',
      title: 'T',
      seed: '1',
      time: '',
      lanes: outline,
      steps: [],
      notes: '',
    },
    ...outline.map(({ id }): Fact => ({
      at: 0,
      type: 'certificate-forged',
      lane: id,
      name: 'n',
      issuer: 'i',
    })),
  ];
  const said = facts.flatMap(linesOf).filter((line) => line.startsWith('   '));
  t.deepEqual(said, [
    '   a                  attacker  forged a certificate for n',
    '   client-certificate attacker  forged a certificate for n',
  ]);
});
