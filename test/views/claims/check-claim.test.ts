import test from 'ava';
import type { BankBooked, DoorKnocked, PageShown } from '../../../lab/facts/facts.ts';
import {
  CLAIM_KINDS,
  CLAIM_SENTENCES,
  checkClaim,
  parseClaim,
  takesNumber,
} from '../../../src/views/claims/claims.ts';
import type { Verdict } from '../../../src/views/claims/claims.ts';
import type { Fact } from '../../../lab/facts/session.ts';
import { RECORDED } from '../../../tools/support/recorded-session.ts';
import { writeFrame } from '../../../lab/wire/websocket/write.ts';
import { load } from '../../../tools/support/recordings.ts';
import {
  Log,
  OVER_TLS,
  answer,
  clientHello,
  http,
  record,
  sealedRecord,
  serverHello,
} from '../../helpers/log.ts';

const LANE = 'a';
const OTHER = 'b';
const PASSWORD = 'fox-sail-42';

/** What happened in a lane, written by hand. */
type Story = (log: Log) => Log;

const log = (): Log => new Log({ [LANE]: 'http://bank.test/', [OTHER]: 'http://bank.test/' });

function check(sentence: string, story: Story): Verdict {
  const claim = parseClaim(sentence);
  if (claim === undefined) throw new Error(`no claim: ${sentence}`);
  return checkClaim(claim, story(log()).facts, LANE, OTHER);
}

/** A ClientHello with such a list of protocols. */
const offered =
  (protocols: readonly string[]): Story =>
  (to) =>
    to.open(LANE, 1, 'bank.test:443').captured(LANE, 1, 'to-bank', clientHello('bank.test', protocols));
const answeredWith =
  (bytes: Uint8Array): Story =>
  (to) =>
    to.captured(LANE, 1, 'to-victim', bytes);
const agreed =
  (chosen: string): Story =>
  (to) =>
    to.add({ type: 'protocol-agreed', lane: LANE, host: 'bank.test', offered: ['h2', 'http/1.1'], chosen });

const wrote =
  (text: string, scheme = 'ws'): Story =>
  (to) =>
    to.add({ type: 'chat-said', lane: LANE, url: `${scheme}://bank.test/help/chat`, text });
const got =
  (text: string): Story =>
  (to) =>
    to.add({ type: 'help-desk-heard', lane: LANE, scheme: 'http', text });
const replied: Story = (to) =>
  to.add({ type: 'chat-answered', lane: LANE, url: 'ws://bank.test/help/chat', text: 'Thank you.' });
const readOf =
  (text: string): Story =>
  (to) =>
    to.add({
      type: 'message-read',
      lane: LANE,
      connection: 1,
      direction: 'to-bank',
      kind: 'text',
      bytes: new TextEncoder().encode(text),
    });
/** A handshake in clear, and a message with a mask on it. */
const chatted =
  (text: string): Story =>
  (to) =>
    to
      .open(LANE, 9, 'bank.test:80')
      .captured(
        LANE,
        9,
        'to-bank',
        new TextEncoder().encode(
          'GET /help/chat HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',
        ),
      )
      .captured(
        LANE,
        9,
        'to-bank',
        writeFrame({ opcode: 1, key: Uint8Array.of(7, 8, 9, 250), payload: new TextEncoder().encode(text) }),
      );

const page =
  (security: PageShown['security'], error?: string): Story =>
  (to) =>
    to.add({
      type: 'page-shown',
      lane: LANE,
      url: 'https://bank.test/login',
      status: error === undefined ? 200 : 0,
      title: 'T',
      security,
      ...(error === undefined ? {} : { error }),
      text: '',
      forms: [],
    });

const filled = (to: Log, lane = LANE, form = 'login', password = PASSWORD): Log =>
  to.add({
    type: 'form-filled',
    lane,
    form,
    fields: [{ name: 'password', type: 'password', value: password }],
  });

const notSent =
  (form: string): Story =>
  (to) =>
    to.add({ type: 'form-not-sent', lane: LANE, form, reason: 'no page is shown' });

const booked =
  (event: BankBooked['event'], more: Partial<BankBooked> = {}): Story =>
  (to) =>
    to.add({ type: 'bank-booked', lane: LANE, scheme: 'https', event, user: 'alice', ...more });

const answered =
  (...schemes: readonly ('http' | 'https')[]): Story =>
  (to) => {
    for (const scheme of schemes)
      to.add({ type: 'bank-answered', lane: LANE, scheme, method: 'GET', path: '/', status: 200 });
    return to;
  };

const knocked =
  (port: number, greeting: DoorKnocked['with'], outcome: DoorKnocked['outcome']): Story =>
  (to) =>
    to.add({ type: 'door-knocked', lane: LANE, port, with: greeting, outcome, answer: new Uint8Array() });

/** A knock whose bytes were recorded. */
const knockedFor =
  (
    port: number,
    said: string | Uint8Array,
    heard: string | Uint8Array,
    greeting: DoorKnocked['with'],
  ): Story =>
  (to) => {
    to.open(LANE, 7, `bank.test:${port}`).captured(LANE, 7, 'to-bank', said);
    if (heard.length > 0) to.captured(LANE, 7, 'to-victim', heard);
    return knocked(port, greeting, heard.length > 0 ? 'answered' : 'hung-up')(to);
  };

/** A form that left in a record of TLS, after the handshake. */
const sealedForm =
  (lane: string, connection: number, length: number, password: string): Story =>
  (to) => {
    to.open(lane, connection, 'bank.test:443').captured(
      lane,
      connection,
      'to-bank',
      clientHello('bank.test'),
    );
    to.captured(lane, connection, 'to-victim', serverHello());
    return filled(to, lane, 'login', password).captured(lane, connection, 'to-bank', sealedRecord(length));
  };

const both =
  (...stories: readonly Story[]): Story =>
  (to) =>
    stories.reduce((so, story) => story(so), to);

const handshake =
  (name: string): Story =>
  (to) => {
    const { toBank, toVictim } = load(name);
    to.open(LANE, 3, 'bank.test:443').captured(LANE, 3, 'to-bank', toBank);
    return to.captured(LANE, 3, 'to-victim', toVictim).made(LANE, 'GET', 'https://bank.test/', OVER_TLS);
  };

const planted: Story = (to) => to.plant(LANE, 'password', PASSWORD);
const sent: Story = (to) =>
  planted(to).made(LANE, 'POST', 'http://bank.test/login', { sent: `password=${PASSWORD}` });
const inClear: Story = (to) =>
  to.open(LANE, 1).captured(LANE, 1, 'to-bank', http('POST', '/login', `password=${PASSWORD}`));
const inTls: Story = (to) => to.open(LANE, 1).captured(LANE, 1, 'to-bank', sealedRecord(300));
const decrypted: Story = (to) =>
  to.add({
    type: 'recording-decrypted',
    lane: LANE,
    connection: 1,
    direction: 'to-bank',
    length: http('POST', '/login', `password=${PASSWORD}`).length,
    bytes: Buffer.from(http('POST', '/login', `password=${PASSWORD}`)),
  });
const staysSealed: Story = (to) =>
  to.add({ type: 'recording-stays-sealed', lane: LANE, connection: 1, reason: 'Thrown away.' });
const hijacked =
  (text: string): Story =>
  (to) =>
    to.plant(LANE, 'balance', '2,940.17').add({
      type: 'session-hijacked',
      lane: LANE,
      cookie: 'session=abcdefgh',
      connection: 1,
      url: 'https://bank.test/account',
      status: 200,
      title: 'Your account',
      text,
    });
const hijackingFailed: Story = (to) =>
  to.add({ type: 'hijacking-failed', lane: LANE, cookieRead: false, status: 0, reason: 'No cookie.' });

/** The request for the file of http-01. */
const FILE = http('GET', '/.well-known/acme-challenge/token');
const challenged: Story = (to) => to.plant(LANE, 'challenge', 'token.print');
const authorityAsked =
  (port: number, said: string | Uint8Array, heard: string | Uint8Array): Story =>
  (to) =>
    to
      .open(LANE, 8, `bank.test:${port}`, 'authority')
      .captured(LANE, 8, 'to-bank', said)
      .captured(LANE, 8, 'to-victim', heard);

/** The greeting of a MySQL server, as its protocol 10 has it, cut after the version. */
const GREETING = Buffer.concat([Buffer.from([74, 0, 0, 0, 10]), Buffer.from('8.4.0\0abcdefgh')]);

/** Of each kind of claim: stories in which it holds, and in which it does not though there was something to look at. */
const TABLE: Readonly<Record<string, { held: Record<string, Story>; failed: Record<string, Story> }>> = {
  'attacker reads password': {
    held: {
      'in the recording': both(sent, inClear),
      'in what the interceptor ended': both(planted, (to) =>
        to.read(LANE, 1, 'POST', 'https://bank.test/login', { sent: `password=${PASSWORD}` }),
      ),
      'in an opened recording': both(sent, inTls, decrypted),
    },
    failed: { 'sealed in TLS': both(sent, inTls), 'with no secret planted': inClear },
  },
  'attacker does not read password': {
    held: { 'sealed in TLS': both(sent, inTls) },
    failed: {
      'in clear': both(sent, inClear),
      'where it never travelled': both(planted, inTls),
      'in an opened recording': both(sent, inTls, decrypted),
      'where the recording was full': both(sent, inTls, (to) =>
        to.add({ type: 'capture-limit-reached', lane: LANE, limit: 1 }),
      ),
    },
  },
  'attacker reads bank name': {
    held: {
      'in the SNI': both((to) =>
        to.open(LANE, 1, 'bank.test:443').captured(LANE, 1, 'to-bank', clientHello('bank.test')),
      ),
    },
    failed: {
      sealed: both((to) => to.open(LANE, 1, 'bank.test:443').captured(LANE, 1, 'to-bank', sealedRecord(40))),
    },
  },
  'attacker does not read page path': {
    held: { sealed: both(inTls, (to) => to.made(LANE, 'GET', 'https://bank.test/login')) },
    failed: {
      'in clear': both(inClear, (to) => to.made(LANE, 'GET', 'http://bank.test/login')),
      'on the front page, which has none': both(inTls, (to) => to.made(LANE, 'GET', 'https://bank.test/')),
    },
  },
  'attacker sees the protocols on offer': {
    held: { 'in TLS 1.2': handshake('tls12-ecdhe-ecdsa'), 'in TLS 1.3': handshake('tls13-node') },
    failed: {
      'where none are offered': handshake('tls12-ecdhe-rsa'),
      'without any TLS': both(sent, inClear),
    },
  },
  'attacker sees h2 on offer': {
    held: { 'among others': offered(['h2', 'http/1.1']) },
    failed: { 'where it is not among them': offered(['http/1.1']), 'without any TLS': both(sent, inClear) },
  },
  'victim speaks h2': {
    held: { 'at last': both(agreed('http/1.1'), agreed('h2')) },
    failed: { 'no longer': both(agreed('h2'), agreed('http/1.1')), 'where none was on offer': both(sent) },
  },
  'bank answers with alert protocol_version': {
    held: { 'to a ClientHello': both(offered([]), answeredWith(record(21, [2, 70]))) },
    failed: {
      'with another alert': both(offered([]), answeredWith(record(21, [2, 40]))),
      'with a ServerHello first': both(
        offered([]),
        answeredWith(serverHello()),
        answeredWith(record(21, [2, 70])),
      ),
      'to nobody': both(sent, inClear),
    },
  },
  'help desk got her message': {
    held: { 'as she said it': both(wrote('my card is lost'), got('my card is lost')) },
    failed: {
      'and another one': both(wrote('my card is lost'), got('my card')),
      'where she said none': both(sent),
    },
  },
  'attacker reads chat message': {
    held: {
      'under its mask': both(wrote('my card is lost'), chatted('my card is lost')),
      'inside TLS': both(wrote('my card is lost'), inTls, readOf('my card is lost')),
    },
    failed: {
      'inside TLS, unread': both(wrote('my card is lost'), inTls),
      'where she said none': both(sent),
    },
  },
  'attacker does not read chat message': {
    held: { 'answered inside TLS': both(inTls, wrote('my card is lost', 'wss'), replied) },
    failed: {
      'inside TLS, and never answered': both(inTls, wrote('my card is lost', 'wss')),
      'under its mask': both(wrote('my card is lost'), chatted('my card is lost'), replied),
    },
  },
  'attacker sees the certificate': {
    held: { 'in TLS 1.2': handshake('tls12-ecdhe-rsa') },
    failed: { 'in TLS 1.3': handshake('tls13-openssl') },
  },
  'attacker does not see the certificate': {
    held: { 'in TLS 1.3': handshake('tls13-openssl') },
    failed: { 'in TLS 1.2': handshake('tls12-ecdhe-rsa'), 'without any TLS': both(sent, inClear) },
  },
  'record lengths differ by 9': {
    held: { '9 apart': both(sealedForm(LANE, 1, 509, 'x'), sealedForm(OTHER, 2, 500, 'x')) },
    failed: {
      '8 apart': both(sealedForm(LANE, 1, 508, 'x'), sealedForm(OTHER, 2, 500, 'x')),
      'with a form in clear': both(sealedForm(OTHER, 2, 500, 'x'), (to) => filled(to), inClear),
    },
  },
  'record lengths differ as the passwords do': {
    held: { 'both by 5': both(sealedForm(LANE, 1, 505, 'sesame'), sealedForm(OTHER, 2, 500, 's')) },
    failed: {
      'by 5 and by 6': both(sealedForm(LANE, 1, 506, 'sesame'), sealedForm(OTHER, 2, 500, 's')),
      'not at all': both(sealedForm(LANE, 1, 500, 'sesame'), sealedForm(OTHER, 2, 500, 'sesame')),
    },
  },
  'address bar says certificate error': {
    held: { 'after a bad certificate': page('certificate-error', 'ERR_CERT_INVALID') },
    failed: { 'on a page that is secure now': both(page('certificate-error'), page('secure')) },
  },
  'browser shows ERR_CERT_DATE_INVALID': {
    held: { 'of an old certificate': page('certificate-error', 'ERR_CERT_DATE_INVALID') },
    failed: { 'of another one': page('certificate-error', 'ERR_CERT_INVALID'), 'of a page': page('secure') },
  },
  'victim sent a form': {
    held: { 'in clear': both((to) => filled(to), inClear), 'in TLS': both((to) => filled(to), inTls) },
    failed: { 'that stayed': (to) => filled(to), 'before it was filled': both(inClear, (to) => filled(to)) },
  },
  'victim sent no form': {
    held: { 'without a page': both(page('unreachable'), notSent('login')) },
    failed: { 'but one left earlier': both((to) => filled(to), inClear, notSent('login')) },
  },
  'victim sent no request': {
    held: {
      'after a handshake': both(
        (to) => to.open(LANE, 1, 'bank.test:443').captured(LANE, 1, 'to-bank', clientHello('bank.test')),
        (to) => to.captured(LANE, 1, 'to-bank', sealedRecord(69)),
        page('certificate-error'),
      ),
    },
    failed: {
      'but one in clear': both(inClear, page('not-secure')),
      'but a record long enough': both(
        (to) => to.open(LANE, 1, 'bank.test:443').captured(LANE, 1, 'to-bank', clientHello('bank.test')),
        (to) => to.captured(LANE, 1, 'to-bank', sealedRecord(70)),
        page('secure'),
      ),
    },
  },
  'bank let alice in': {
    held: { 'by its log': booked('signed-in') },
    failed: { 'but refused': booked('sign-in-refused'), 'but bob': booked('signed-in', { user: 'bob' }) },
  },
  'bank let bob in': {
    held: { 'by its log': booked('signed-in', { user: 'bob' }) },
    failed: { 'but alice': booked('signed-in'), 'but refused': booked('sign-in-refused', { user: 'bob' }) },
  },
  'bank let nobody in': {
    held: { 'after a refusal': both(page('secure'), booked('sign-in-refused')) },
    failed: { 'but alice': both(page('secure'), booked('signed-in')) },
  },
  'bank booked a transfer to mallory': {
    held: { 'by its log': booked('transfer-booked', { receiver: 'mallory', amount: '1.00' }) },
    failed: {
      'but to bob': booked('transfer-booked', { receiver: 'bob', amount: '1.00' }),
      'but refused': booked('transfer-refused', { receiver: 'mallory', amount: '1.00' }),
    },
  },
  'bank booked a transfer to Harbour Library': {
    held: { 'by its log': booked('transfer-booked', { receiver: 'Harbour Library', amount: '1.00' }) },
    failed: { 'but to bob': booked('transfer-booked', { receiver: 'bob', amount: '1.00' }) },
  },
  'bank booked nothing': {
    held: { 'of what was tried': notSent('transfer') },
    failed: {
      'but a transfer': both(
        notSent('transfer'),
        booked('transfer-booked', { receiver: 'bob', amount: '1' }),
      ),
      'where only a sign-in was tried': notSent('login'),
    },
  },
  'bank saw https': {
    held: { only: answered('https', 'https') },
    failed: { 'and http': answered('https', 'http') },
  },
  [`attacker reads "password=${PASSWORD}"`]: {
    held: { 'in clear': inClear, 'in what he decrypted': both(inTls, decrypted) },
    failed: { 'but in TLS': both(sent, inTls) },
  },
  [`attacker does not read "password=${PASSWORD}"`]: {
    held: { 'where it travelled in TLS': both(sent, inTls) },
    failed: { 'but in clear': both(sent, inClear), 'where it never travelled': both(planted, inTls) },
  },
  'attacker reads challenge': {
    held: {
      'in what the authority fetched': both(challenged, authorityAsked(80, FILE, answer('token.print'))),
    },
    failed: {
      'where the authority never came': challenged,
      'where it was told something else': both(challenged, authorityAsked(80, FILE, answer('no'))),
      'in what the victim fetched': both(challenged, (to) =>
        to.open(LANE, 9).captured(LANE, 9, 'to-victim', answer('token.print')),
      ),
    },
  },
  'authority looked over http-01': {
    held: { 'for the file': authorityAsked(80, FILE, answer('token.print')) },
    failed: {
      'for another page': authorityAsked(80, http('GET', '/'), answer('hello')),
      'as the victim': (to) => to.open(LANE, 9).captured(LANE, 9, 'to-bank', FILE),
      'on port 443 alone': authorityAsked(443, clientHello('bank.test', ['acme-tls/1']), serverHello()),
    },
  },
  'authority looked over tls-alpn-01': {
    held: {
      'in its handshake': authorityAsked(443, clientHello('bank.test', ['acme-tls/1']), serverHello()),
    },
    failed: {
      'for pages': authorityAsked(443, clientHello('bank.test', ['http/1.1']), serverHello()),
      'on port 80 alone': authorityAsked(80, FILE, answer('token.print')),
    },
  },
  'port 80 answers http': {
    held: { 'with a page': knockedFor(80, http('GET', '/'), answer('hello'), 'http') },
    failed: {
      'with an error': knockedFor(80, http('GET', '/'), answer('', '502 Bad Gateway'), 'http'),
      'on another port': knockedFor(81, http('GET', '/'), answer('hello'), 'http'),
      'without bytes': knocked(80, 'http', 'answered'),
    },
  },
  'port 443 answers tls': {
    held: { 'with a ServerHello': knockedFor(443, clientHello('bank.test'), serverHello(), 'tls') },
    failed: { 'with HTTP': knockedFor(443, clientHello('bank.test'), answer('', '400 Bad Request'), 'tls') },
  },
  'port 3306 answers mysql': {
    held: { 'with its greeting': knockedFor(3306, new Uint8Array(), GREETING, 'nothing') },
    failed: { 'with HTTP': knockedFor(3306, new Uint8Array(), answer(), 'nothing') },
  },
  'port 23 refuses': {
    held: { 'a knock': knocked(23, 'nothing', 'refused') },
    failed: { nobody: knocked(23, 'nothing', 'hung-up'), 'another port': knocked(24, 'nothing', 'refused') },
  },
  'plain http is refused on port 443': {
    held: {
      'by hanging up': knockedFor(443, http('GET', '/'), '', 'http'),
      'by saying 400': knockedFor(443, http('GET', '/'), answer('', '400 Bad Request'), 'http'),
    },
    failed: {
      'not with a page': knockedFor(443, http('GET', '/'), answer('hello'), 'http'),
      'not by a closed door': knocked(443, 'http', 'refused'),
      'not by silence': both(knockedFor(443, http('GET', '/'), '', 'http'), knocked(443, 'http', 'silent')),
    },
  },
  'nothing travelled on port 80': {
    held: {
      'but on 443': both(page('secure'), (to) =>
        to.open(LANE, 2, 'bank.test:443').captured(LANE, 2, 'to-bank', 'x'),
      ),
    },
    failed: {
      'but a byte': both(page('secure'), (to) => to.open(LANE, 2).captured(LANE, 2, 'to-bank', 'x')),
    },
  },
  'attacker opened her account': {
    held: { 'with her balance on it': hijacked('Welcome, Alice · Balance 2,940.17') },
    failed: { 'but the page is empty': hijacked('Sign in'), 'but failed': hijackingFailed },
  },
  'attacker could not open her account': {
    held: { 'after a try': hijackingFailed },
    failed: { 'but did': both(hijackingFailed, hijacked('Balance 2,940.17')) },
  },
  'the recording opens': {
    held: { 'with HTTP in it': decrypted },
    failed: { 'but stays sealed': staysSealed },
  },
  'the recording stays sealed': {
    held: { 'after a try': staysSealed },
    failed: { 'but opens': both(staysSealed, decrypted) },
  },
  "with the victim's keys the recording shows password": {
    held: { 'in what was sealed': recordedLane('sealed', () => true) },
    failed: {
      'where her client logged no secret': recordedLane('sealed', ({ type }) => type !== 'tls-secret-logged'),
      'where the form was not sealed': recordedLane('plain', () => true),
      'where another password was chosen': both(
        recordedLane('sealed', ({ type }) => type !== 'secret-planted' && type !== 'form-filled'),
        (to) => to.plant(LANE, 'password', 'not-typed-by-her'),
      ),
    },
  },
};

/** What happened in a lane of a real run, as far as `kept` keeps it. */
function recordedLane(lane: string, kept: (fact: Fact) => boolean): Story {
  return (to) => {
    for (const fact of RECORDED)
      if ('lane' in fact && fact.lane === lane && kept(fact)) to.facts.push({ ...fact, lane: LANE });
    return to;
  };
}

for (const [sentence, { held, failed }] of Object.entries(TABLE)) {
  for (const [how, story] of Object.entries(held))
    test(`"${sentence}" holds ${how}`, (t) => {
      const { held: holds, evidence } = check(sentence, story);
      t.true(holds, evidence.text);
      t.true(evidence.text.length > 0);
    });
  for (const [how, story] of Object.entries(failed))
    test(`"${sentence}" does not hold: ${how}`, (t) => {
      const { held: holds, evidence } = check(sentence, story);
      t.false(holds, evidence.text);
      t.true(evidence.text.length > 0);
    });
}

test('every kind of claim stands in the table', (t) => {
  const kinds = new Set(Object.keys(TABLE).map((sentence) => parseClaim(sentence)?.kind));
  for (const { sentence } of CLAIM_KINDS) t.true(kinds.has(sentence), sentence);
});

test('no claim holds where nothing happened', (t) => {
  const numbered = CLAIM_KINDS.filter(takesNumber).map(({ sentence }) => sentence.replace(/<.*>/, '80'));
  for (const sentence of [...CLAIM_SENTENCES, ...numbered]) {
    const { held, evidence } = check(sentence, (to) => to);
    t.false(held, sentence);
    t.true(evidence.text.length > 0, sentence);
  }
});

/** The same story, told of another lane. */
const elsewhere =
  (story: Story): Story =>
  (to) => {
    const moved = story(log()).facts.map((fact) => ('lane' in fact ? { ...fact, lane: OTHER } : fact));
    for (const { at: _, ...fact } of moved) if (fact.type !== 'session-opened') to.add(fact);
    return to;
  };

test('what happened in another lane proves nothing', (t) => {
  for (const [sentence, { held }] of Object.entries(TABLE))
    for (const story of Object.values(held)) t.false(check(sentence, elsewhere(story)).held, sentence);
});

test('what is on offer is pointed at where its list stands in the ClientHello', (t) => {
  for (const protocols of [['http/1.1'], ['h2', 'http/1.1']]) {
    const hello = Buffer.from(clientHello('bank.test', protocols));
    const { evidence } = check('attacker sees the protocols on offer', offered(protocols));
    const [{ offset, length } = { offset: 0, length: 0 }, ...more] = evidence.found;
    const names = protocols.map((name) => String.fromCodePoint(name.length) + name).join('');
    t.is(
      hello.toString('latin1', offset, offset + length),
      `\0${String.fromCodePoint(names.length)}${names}`,
    );
    t.deepEqual(more, []);
  }
});

test('sizes that are compared count the headers of the records, as the large figures do', (t) => {
  const { evidence } = check(
    'record lengths differ by 9',
    both(sealedForm(LANE, 1, 509, 'x'), sealedForm(OTHER, 2, 500, 'x')),
  );
  t.is(evidence.text, 'the records have 514 and 505 bytes: 9 apart, 9 expected');
});

test('evidence names the place of a form, and of at most sixteen findings', (t) => {
  const { evidence } = check(
    'victim sent a form',
    both((to) => filled(to), inTls),
  );
  t.deepEqual(evidence.found, [
    { connection: 1, direction: 'to-bank', offset: 5, length: 300, way: 'sealed' },
  ]);
  const many = check(
    'attacker reads password',
    both(planted, (to) => to.open(LANE, 1).captured(LANE, 1, 'to-bank', PASSWORD.repeat(40))),
  );
  t.is(many.evidence.found.length, 16);
});
