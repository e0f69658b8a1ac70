import test from 'ava';
import type { Fact } from '../../lab/facts/session.ts';
import { KEY_LOG_LIMITS } from '../../lab/wire/tls/opening/key-log.ts';
import { toHtml } from '../../src/export/html.tsx';
import { toKeylog } from '../../src/export/keylog.ts';
import { toPcapng } from '../../src/export/pcapng.ts';
import { heldBack } from '../../src/export/held-back.ts';
import { redacted } from '../../src/export/redacted.ts';
import { sealFacts } from '../../src/export/sealed.ts';
import { transcriber } from '../../src/export/text.ts';
import { reassemble } from '../../src/reading/streams.ts';
import { searchSecret } from '../../src/reading/secrets.ts';
import { readHar } from '../../src/sources/har.ts';
import { perLane } from '../../src/views/lane-log.ts';
import { Inspection } from '../../src/views/inspection/inspection.ts';
import { ladderAt } from '../../src/views/ladder/ladder.ts';
import { foundMatrixAt } from '../../src/views/matrix/found-matrix.ts';
import { matrixAt } from '../../src/views/matrix/matrix.ts';
import { KNOWN_FACTS } from '../../lab/facts/session.ts';
import { Keys, linesOfKeylog } from '../../src/sources/keylog.ts';
import { pcapFile } from '../../tools/support/captures/files.ts';
import { segment } from '../../tools/support/captures/frames.ts';
import { readCapture } from '../../tools/support/captures/read-capture.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';
import { logOf } from '../helpers/log-of.ts';

const CLIENT = '192.0.2.1:40000';

/** A capture in which a client says some texts to a server, and is answered in turn. */
function spoken(
  server: string,
  ...said: readonly (readonly [asked: string, answered: string])[]
): readonly Fact[] {
  let [up, down] = [1, 1];
  const frames = said.flatMap(([asked, answered]) => {
    const pair = [
      segment({ from: CLIENT, to: server, sequence: up, acknowledgment: down, flags: 'PA', payload: asked }),
      segment({
        from: server,
        to: CLIENT,
        sequence: down,
        acknowledgment: up + asked.length,
        flags: 'PA',
        payload: answered,
      }),
    ];
    up += asked.length;
    down += answered.length;
    return pair;
  });
  return readCapture([
    pcapFile(
      101,
      frames.map((frame, index) => ({ time: 1000 + index, frame })),
    ),
  ]).facts;
}

const basic = Buffer.from('amy:secretpw').toString('base64');
const form = 'user=bob&password=hunter22&note=hi+there';
const json = '{"email":"a@b.c","new_password":"s3cr3t!"}';
const OK = 'HTTP/1.1 200 OK\r\nSet-Cookie: sid=abc123def; Path=/\r\nContent-Length: 2\r\n\r\nhi';
const HTTP = spoken(
  '198.51.100.2:80',
  [
    `POST /login?ref=mail HTTP/1.1\r\nHost: shop.test\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${form.length}\r\n\r\n${form}`,
    OK,
  ],
  [
    `GET /account HTTP/1.1\r\nHost: shop.test\r\nAuthorization: Basic ${basic}\r\nCookie: sid=abc123def\r\n\r\n`,
    OK,
  ],
  [
    `POST /api HTTP/1.1\r\nHost: shop.test\r\nAuthorization: Bearer tok.en.123\r\nContent-Type: application/json\r\nContent-Length: ${json.length}\r\n\r\n${json}`,
    OK,
  ],
);
const SECRETS = ['hunter22', 'secretpw', 's3cr3t!', 'abc123def', 'tok.en.123', basic, 'hi+there', 'a@b.c'];
const lane = 'capture';
const fieldsFound = perLane((log) => log.found);
const found = (facts: readonly Fact[]): string[] =>
  fieldsFound(facts, facts.length, lane).map(({ kind, name, value }) => `${kind} ${name}=${value}`);

const labelsOf = (facts: readonly Fact[]): string[] => {
  const inspection = new Inspection(logOf(facts));
  return inspection
    .connections(lane, facts.length)
    .flatMap((each) => inspection.items(each).map(({ label }) => label));
};

const firstWhy = (facts: readonly Fact[]): string => {
  const inspection = new Inspection(logOf(facts));
  const [connection] = inspection.connections(lane, facts.length);
  return connection === undefined ? '' : (inspection.items(connection)[0]?.why ?? '');
};

test('fields are found by their names: forms, JSON, addresses, cookies, Basic and Bearer, each in its place', (t) => {
  t.deepEqual(
    new Set(found(HTTP)),
    new Set([
      'field ref=mail',
      'user user=bob',
      'password password=hunter22',
      'field note=hi there',
      'cookie sid=abc123def',
      'user Basic=amy',
      'password Basic=secretpw',
      `credentials Basic=${basic}`,
      'credentials Bearer=tok.en.123',
      'user email=a@b.c',
      'password new_password=s3cr3t!',
    ]),
  );
  const streams = reassemble(HTTP.filter((fact) => fact.type === 'segment-captured'));
  for (const { value, place, direction, name } of fieldsFound(HTTP, HTTP.length, lane)) {
    if (place === undefined || name === 'Basic' || value.includes(' ')) continue;
    const stream = streams.find((each) => each.direction === direction);
    t.is(
      Buffer.from(stream?.bytes.subarray(place.offset, place.offset + place.length) ?? []).toString(),
      value,
    );
  }
});

test('who signs in to mail and to files is found, up to the switch to TLS', (t) => {
  const plain = Buffer.from('\0bob\0mailpass').toString('base64');
  const smtp = spoken(
    '198.51.100.2:25',
    ['', '220 a ESMTP Postfix\r\n'],
    [`AUTH PLAIN ${plain}\r\n`, '235 ok\r\n'],
    ['STARTTLS\r\n', '220 go\r\n'],
    ['\x16\x03\x01\0\x05\x01\0\0\x01\x03', ''],
  );
  t.deepEqual(found(smtp), ['user AUTH PLAIN=bob', 'password AUTH PLAIN=mailpass']);
  t.is(labelsOf(smtp).at(-1), 'handshake');
  t.deepEqual(
    found(
      spoken(
        '198.51.100.2:21',
        ['', '220 FTP\r\n'],
        ['USER bob\r\n', '331 go on\r\n'],
        ['PASS ftppass\r\n', '230 ok\r\n'],
      ),
    ),
    ['user USER=bob', 'password PASS=ftppass'],
  );
  t.deepEqual(
    found(spoken('198.51.100.2:143', ['', '* OK IMAP4\r\n'], ['a1 LOGIN bob "imap pass"\r\n', 'a1 OK\r\n'])),
    ['user LOGIN=bob', 'password LOGIN=imap pass'],
  );
});

const coded = (text: string): string => Buffer.from(text).toString('base64');

/** Sign-ins to mail, each line of a client's by itself, and what they tell. */
const SIGN_INS: readonly (readonly [port: number, lines: readonly string[], told: readonly string[]])[] = [
  [25, ['AUTH PLAIN', coded('\0bob\0mailpass')], ['user AUTH PLAIN=bob', 'password AUTH PLAIN=mailpass']],
  [
    25,
    ['AUTH LOGIN', coded('bob'), coded('mailpass')],
    ['user AUTH LOGIN=bob', 'password AUTH LOGIN=mailpass'],
  ],
  [
    25,
    [`AUTH LOGIN ${coded('bob')}`, coded('mailpass')],
    ['user AUTH LOGIN=bob', 'password AUTH LOGIN=mailpass'],
  ],
  [25, [`AUTH XOAUTH2 ${coded('user=bob')}`], [`credentials AUTH XOAUTH2=${coded('user=bob')}`]],
  [25, ['AUTH CRAM-MD5', coded('bob b913a602')], ['user AUTH CRAM-MD5=bob']],
  [25, ['AUTH LOGIN', 'QUIT'], []],
  [
    25,
    ['AUTH PLAIN', '*', `AUTH PLAIN ${coded('\0bob\0mailpass')}`],
    ['user AUTH PLAIN=bob', 'password AUTH PLAIN=mailpass'],
  ],
  [110, ['AUTH PLAIN', coded('\0bob\0mailpass')], ['user AUTH PLAIN=bob', 'password AUTH PLAIN=mailpass']],
  [110, [`AUTH PLAIN ${coded('\0bob\0mailpass')}`], ['user AUTH PLAIN=bob', 'password AUTH PLAIN=mailpass']],
  [
    110,
    ['AUTH LOGIN', coded('bob'), coded('mailpass')],
    ['user AUTH LOGIN=bob', 'password AUTH LOGIN=mailpass'],
  ],
  [110, ['APOP bob c4c9334bac560ecc'], ['user APOP=bob']],
  [
    143,
    ['a1 AUTHENTICATE PLAIN', coded('\0bob\0mailpass'), 'a2 LIST "" "*"'],
    ['user AUTH PLAIN=bob', 'password AUTH PLAIN=mailpass'],
  ],
  [
    143,
    ['a1 AUTHENTICATE LOGIN', coded('bob'), coded('mailpass')],
    ['user AUTH LOGIN=bob', 'password AUTH LOGIN=mailpass'],
  ],
  [143, ['a1 LOGIN {3}', 'bob {8}', 's3cretpw'], ['user LOGIN=bob', 'password LOGIN=s3cretpw']],
  [143, ['a1 LOGIN {3+}', 'bob "s3c\\"ret"'], ['user LOGIN=bob', 'password LOGIN=s3c"ret']],
  [
    143,
    ['a1 LOGIN bob {9}', 's3c', 'retpw'],
    ['user LOGIN=bob', 'password LOGIN=s3c', 'password LOGIN=retp'],
  ],
  [143, ['a1 LOGIN "bob" "s3cret pw"'], ['user LOGIN=bob', 'password LOGIN=s3cret pw']],
];

test('who signs in to mail is found however it is written, and leaves with no export', (t) => {
  for (const [port, lines, told] of SIGN_INS) {
    const said = lines.map((text) => [`${text}\r\n`, '+\r\n'] as const);
    const greeting = { 25: '220 a ESMTP\r\n', 110: '+OK\r\n', 143: '* OK\r\n' }[port] ?? '';
    const facts = spoken(`198.51.100.2:${port}`, ['', greeting], ...said);
    t.deepEqual(found(facts), told, lines.join(' / '));
    const masked = reassemble([...redacted(facts)].filter((fact) => fact.type === 'segment-captured'));
    const text = masked.map(({ bytes }) => Buffer.from(bytes).toString('latin1')).join('');
    for (const secret of [
      'mailpass',
      's3cret',
      's3c',
      coded('\0bob\0mailpass'),
      coded('mailpass'),
      coded('bob'),
    ])
      t.false(text.includes(secret), `${lines.join(' / ')}: ${secret}`);
    for (const { place, value, direction } of fieldsFound(facts, facts.length, lane)) {
      const stream = reassemble(facts.filter((fact) => fact.type === 'segment-captured')).find(
        (each) => each.direction === direction,
      );
      const at = Buffer.from(
        stream?.bytes.subarray(place?.offset ?? 0, (place?.offset ?? 0) + (place?.length ?? 0)) ?? [],
      ).toString();
      t.true(
        [at, at.replaceAll('\\', ''), Buffer.from(at, 'base64').toString()].some((each) =>
          each.includes(value),
        ),
        `${at}: ${value}`,
      );
    }
  }
});

test('who greets is the server, where the beginning was not captured and no port tells', (t) => {
  const greeting = '220 mail.test ESMTP\r\n';
  const frames = [
    { from: '192.0.2.2:37000', to: '192.0.2.1:44000', sequence: 1, acknowledgment: 1, payload: greeting },
    {
      from: '192.0.2.1:44000',
      to: '192.0.2.2:37000',
      sequence: 1,
      acknowledgment: 1 + greeting.length,
      payload: 'EHLO a\r\n',
    },
  ].map((said, index) => ({ time: 1000 + index, frame: segment({ ...said, flags: 'PA' }) }));
  const { facts } = readCapture([pcapFile(101, frames)]);
  t.deepEqual(
    facts.flatMap((fact) => (fact.type === 'connection-opened' ? [fact.logical] : [])),
    ['192.0.2.2:37000'],
  );
});

test('what is not read is named in a sentence, and its bytes are shown', (t) => {
  t.regex(firstWhy(spoken('198.51.100.2:22', ['SSH-2.0-OpenSSH\r\n', 'SSH-2.0-OpenSSH\r\n'])), /^SSH/);
  t.regex(
    firstWhy(spoken('198.51.100.2:9', ['nobody knows this at all\r\n', 'nor this'])),
    /shows the bytes as they stand/,
  );
});

test('Heartbleed is recognised and explained', (t) => {
  const hello = '\x16\x03\x01\0\x2d\x01\0\0\x29\x03\x02' + 'r'.repeat(32) + '\0\0\x02\0\x2f\x01\0';
  const chosen = '\x16\x03\x02\0\x2a\x02\0\0\x26\x03\x02' + 's'.repeat(32) + '\0\0\x2f\0';
  const facts = spoken(
    '198.51.100.2:443',
    [hello, chosen],
    ['\x18\x03\x02\0\x03\x01\x40\0', '\x18\x03\x02\x08\0\x02\x40\0' + 'm'.repeat(2045)],
  );
  const rungs = ladderAt(facts, facts.length)[0]?.rungs.map(({ label }) => label) ?? [];
  t.true(
    rungs.some((label) => label.includes('Heartbleed, asks for 16,384 bytes and sends 0')),
    rungs.join(),
  );
  t.true(
    rungs.some((label) => label.includes('heartbeat answer: 16,384 bytes')),
    rungs.join(),
  );
});

test('no view of a capture from elsewhere speaks of victim, attacker or bank', (t) => {
  const cast = /\b(?:victim|attacker|bank|alice)/i;
  const inspection = new Inspection(logOf(HTTP));
  t.true(inspection.connections(lane, HTTP.length).length === 1);
  const said = transcriber();
  t.notRegex(HTTP.flatMap((fact) => said(fact)).join('\n'), cast);
  t.notRegex(
    JSON.stringify(
      foundMatrixAt(HTTP, HTTP.length).columns.map(({ cells }) =>
        Object.values(cells).map((cell) => [cell?.says, cell?.value]),
      ),
    ),
    cast,
  );
  t.notRegex(
    ladderAt(HTTP, HTTP.length)
      .flatMap(({ rungs }) => rungs.map(({ label }) => label))
      .join('\n'),
    cast,
  );
  const text = toHtml(HTTP)
    .replace(/<style[\s\S]*?<\/style>/g, '')
    .replaceAll(/<[^>]*>/g, ' ');
  t.notRegex(text, cast);
});

test('exports mask what was read, in every way that it is spelled, and have no keys; the rest stays byte for byte', (t) => {
  const random = 'r'.repeat(32);
  const facts: readonly Fact[] = [
    ...HTTP.slice(0, -1),
    {
      at: 1,
      type: 'tls-secret-logged',
      lane,
      line: `CLIENT_RANDOM ${Buffer.from(random).toString('hex')} ${'ab'.repeat(48)}`,
    },
    ...HTTP.slice(-1),
  ];
  const masked = [...redacted(facts)];
  const streams = reassemble(masked.filter((fact) => fact.type === 'segment-captured'));
  const before = reassemble(facts.filter((fact) => fact.type === 'segment-captured'));
  t.deepEqual(
    streams.map(({ bytes }) => bytes.length),
    before.map(({ bytes }) => bytes.length),
  );
  for (const secret of SECRETS) t.deepEqual(searchSecret(streams, secret).findings, [], secret);
  t.true(
    Buffer.from(streams[0]?.bytes ?? [])
      .toString()
      .includes('password=********'),
  );
  t.is([...toKeylog(masked)].length, 1);
  const file = Buffer.concat([...toPcapng(masked)]).toString('latin1');
  for (const secret of SECRETS) t.false(file.includes(secret), secret);
  t.is(
    heldBack(RECORDED, { sealed: false, withTyped: false }),
    RECORDED,
    'a session of our own stays as it is',
  );
  t.true([...sealFacts(masked)].some(({ type }) => type === 'session-opened'));
});

const sentIn = (all: readonly Fact[]): string[] =>
  reassemble(all.filter((fact) => fact.type === 'segment-captured')).map(
    ({ direction, bytes }) => `${direction} ${Buffer.from(bytes).toString('base64')}`,
  );

const openedIn = (all: readonly Fact[]): number =>
  all.filter(({ type }) => type === 'connection-opened').length;

test('our own exports opened again have the same connections and bytes; what the matrix calls READ is found, what it calls SEALED is not', (t) => {
  const file = Buffer.concat([...toPcapng(RECORDED)]);
  const { facts } = readCapture([file]);
  t.deepEqual(sentIn(facts).toSorted(), sentIn(RECORDED).toSorted());
  t.is(openedIn(facts), openedIn(RECORDED));
  const values = new Set(fieldsFound(facts, facts.length, lane).map(({ value }) => value));
  const rows = matrixAt(RECORDED, RECORDED.length).columns.flatMap(({ cells }) =>
    (['user', 'password', 'cookie'] as const).map((row) => cells[row]),
  );
  const read = rows.filter(({ kind }) => kind === 'read');
  t.true(read.length >= 3);
  for (const { value } of read) t.true(values.has(value), value);
  const planted = RECORDED.flatMap((fact) =>
    fact.type === 'secret-planted' && fact.lane === 'sealed' ? [fact.value] : [],
  );
  const known = new Set(read.map(({ value }) => value));
  for (const value of planted) if (!known.has(value)) t.false(values.has(value), value);
  t.true(
    facts.some(({ type }) => type === 'tls-secret-logged'),
    'its secrets come with it',
  );
});

test('a HAR becomes exchanges, and says that no bytes were captured', (t) => {
  const har = {
    log: {
      entries: [
        {
          startedDateTime: '2026-01-01T00:00:01.000Z',
          request: { method: 'GET', url: 'https://a.test/two', headers: [] },
          response: { status: 404, headers: [], content: {} },
        },
        {
          startedDateTime: '2026-01-01T00:00:00.000Z',
          request: {
            method: 'POST',
            url: 'http://a.test/login',
            headers: [{ name: 'Content-Type', value: 'application/x-www-form-urlencoded' }],
            postData: { params: [{ name: 'password', value: 'hunter22' }] },
          },
          response: {
            status: 200,
            headers: [{ name: 'Set-Cookie', value: 'sid=abcdef' }],
            content: { text: 'aGk=', encoding: 'base64' },
          },
        },
        'no entry',
      ],
    },
  };
  const facts: Fact[] = [];
  const session = { version: '0', title: 'a.har', source: { kind: 'har', file: 'a.har' } } as const;
  t.is(
    readHar(JSON.stringify(har), session, (fact) => facts.push(fact)),
    undefined,
  );
  t.deepEqual(
    facts.map(({ type, at }) => `${at} ${type}`),
    [
      '0 session-opened',
      '0 exchange-read',
      '1000 exchange-read',
      '1000 capture-noted',
      '1000 capture-noted',
      '1000 session-closed',
    ],
  );
  t.deepEqual(found(facts), ['password password=hunter22', 'cookie sid=abcdef']);
  t.deepEqual(
    ladderAt(facts, facts.length)[0]?.rungs.map(({ label, reads }) => `${label} ${reads.join()}`),
    ['POST http://a.test/login password', '200 cookie', 'GET https://a.test/two ', '404 '],
  );
  const masked = JSON.stringify(
    [...redacted(facts)].map((fact) =>
      fact.type === 'exchange-read'
        ? [fact.request.url, Buffer.from(fact.request.body).toString(), fact.response.headers]
        : [],
    ),
  );
  t.false(masked.includes('hunter22') || masked.includes('abcdef'));
  for (const wrong of ['{', '[]', '{"log":{}}', '{"log":{"entries":7}}'])
    t.is(typeof readHar(wrong, session, () => t.fail()), 'string');
});

test('a key log is read line by line, and gives the secrets of one connection', (t) => {
  const keys = new Keys();
  const line = `CLIENT_RANDOM ${'AB'.repeat(32)} ${'cd'.repeat(48)}`;
  keys.add(line);
  keys.add(line);
  t.is(keys.count, 1);
  t.deepEqual(keys.of(Buffer.alloc(32, 0xab)), [line]);
  t.deepEqual(keys.of(Buffer.alloc(32)), []);
  t.true(KNOWN_FACTS.has('capture-noted'));
});

test('a key log is read by one rule, to one bound, however many lines are about one connection', (t) => {
  const random = 'ab'.repeat(32);
  const line = (index: number): string => `CLIENT_RANDOM ${random} ${index.toString(16).padStart(96, '0')}`;
  const lines = Array.from({ length: KEY_LOG_LIMITS.secrets + 10 }, (_, index) => line(index));
  const read = [...linesOfKeylog(lines.join('\r\n'))];
  t.is(read.length, KEY_LOG_LIMITS.secrets);
  const keys = new Keys();
  for (const each of lines) keys.add(each);
  t.is(keys.count, KEY_LOG_LIMITS.secrets);
  t.deepEqual(keys.of(Buffer.from(random, 'hex')), read);
  // Half a byte, a label in small letters, a line that goes on: what opens nothing is not kept.
  for (const wrong of [`${line(1)}a`, line(1).toLowerCase(), `${line(1)}${'00'.repeat(600)}`, '# comment']) {
    t.deepEqual([...linesOfKeylog(wrong)], [], wrong.slice(0, 20));
    const none = new Keys();
    none.add(wrong);
    t.is(none.count, 0);
  }
});
