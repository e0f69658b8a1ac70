import test from 'ava';
import { ladderAt } from '../../../src/views/ladder/ladder.ts';
import type { Rung } from '../../../src/views/ladder/ladder.ts';
import { answer, clientHello, http, Log, record, sealedRecord, serverHello } from '../../helpers/log.ts';

function rungs(log: Log, point = log.facts.length): readonly Rung[] {
  return ladderAt(log.facts, point)[0]?.rungs ?? [];
}

const brief = ({ kind, from, to, label }: Rung): string => `${kind} ${from}>${to} ${label}`;

const LOGIN = 'user=alice&password=tulip-orbit-42';

test('plain HTTP goes from victim to attacker and back, with what is read in it', (t) => {
  const log = new Log({ a: 'http://bank.test/login' })
    .plant('a', 'password', 'tulip-orbit-42')
    .open('a', 1)
    .captured('a', 1, 'to-bank', http('POST', '/login', LOGIN))
    .add({ type: 'bank-answered', lane: 'a', scheme: 'http', method: 'POST', path: '/login', status: 303 })
    .captured('a', 1, 'to-victim', answer('', '303 See Other'));
  const all = rungs(log);
  t.deepEqual(all.map(brief), [
    'open victim>attacker TCP opened to bank.test:80',
    'message victim>attacker POST /login',
    "behind attacker>bank POST /login, over http (bank's log)",
    "behind bank>attacker answer 303, over http (bank's log)",
    'message attacker>victim 303 See Other',
  ]);
  t.deepEqual(all[1]?.reads, ['password']);
  t.is(all[1]?.bytes, http('POST', '/login', LOGIN).length);
  t.deepEqual(all[3]?.reads, []);
});

test('a tunnelled TLS handshake goes to the bank; sealed records are drawn as sealed', (t) => {
  const log = new Log({ a: 'https://bank.test/login' })
    .open('a', 1, 'bank.test:443')
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .add({ type: 'tunnel-opened', lane: 'a', connection: 1, logical: 'bank.test:443' })
    .captured(
      'a',
      1,
      'to-victim',
      Buffer.concat([serverHello(), record(20, [1]), sealedRecord(40), sealedRecord(90)]),
    )
    .captured('a', 1, 'to-bank', Buffer.concat([record(20, [1]), sealedRecord(40)]))
    .add({ type: 'bank-answered', lane: 'a', scheme: 'https', method: 'GET', path: '/login', status: 200 });
  t.deepEqual(rungs(log).map(brief), [
    'open victim>attacker TCP opened to bank.test:443',
    'handshake victim>bank ClientHello for bank.test',
    'note attacker>attacker passed TLS on, untouched',
    'mixed bank>victim ServerHello (TLS 1.3), change_cipher_spec, 2 sealed records',
    'sealed victim>bank change_cipher_spec, 1 sealed record',
    'note bank>bank answered GET /login: 200, over https',
  ]);
});

test('TLS that the attacker ends himself does not reach the bank', (t) => {
  const log = new Log({ a: 'https://bank.test/login' })
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .add({ type: 'certificate-forged', lane: 'a', name: 'bank.test', issuer: 'x' })
    .read('a', 1, 'POST', 'https://bank.test/login');
  t.deepEqual(rungs(log).map(brief), [
    'handshake victim>attacker ClientHello for bank.test',
    'note attacker>attacker forged a certificate for bank.test',
    'note attacker>attacker read POST /login and its answer inside TLS',
  ]);
});

test('an alert in clear is named', (t) => {
  const log = new Log({ a: 'https://bank.test/' })
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .captured('a', 1, 'to-victim', serverHello())
    .captured('a', 1, 'to-bank', record(21, [2, 48]));
  t.is(rungs(log).at(-1)?.kind, 'alert');
  t.is(rungs(log).at(-1)?.label, 'alert: unknown_ca');
});

test('segments that follow each other one way are one rung, and its size is the sum', (t) => {
  const request = http('POST', '/login', LOGIN);
  const log = new Log({ a: 'http://bank.test/' })
    .captured('a', 1, 'to-bank', request.slice(0, 10))
    .captured('a', 1, 'to-bank', request.slice(10));
  const [rung, ...rest] = rungs(log);
  t.deepEqual(rest, []);
  t.is(rung?.label, 'POST /login');
  t.is(rung?.bytes, request.length);
  t.is(rung?.at, 1);
});

test('the sizes of all rungs add up to all bytes captured', (t) => {
  const pieces = [http('GET', '/'), http('GET', '/a'), 'not HTTP at all', '\u0000\u0001'];
  const log = new Log({ a: 'http://bank.test/' });
  for (const [index, piece] of pieces.entries()) {
    log.captured('a', 1 + (index % 2), index % 3 === 0 ? 'to-bank' : 'to-victim', piece);
  }
  const sum = rungs(log).reduce((total, { bytes = 0 }) => total + bytes, 0);
  t.is(sum, pieces.join('').length);
});

test('a connection closes once, however often that is said', (t) => {
  const close = {
    type: 'connection-closed',
    lane: 'a',
    connection: 1,
    by: 'victim',
    how: 'reset',
    toBank: 0,
    toVictim: 0,
  } as const;
  const log = new Log({ a: 'http://bank.test/' }).open('a', 1).add(close).add(close);
  t.deepEqual(rungs(log).map(brief), [
    'open victim>attacker TCP opened to bank.test:80',
    'close victim>attacker TCP closed by the victim (reset)',
  ]);
});

test('bytes whose beginning was not captured are told as bytes', (t) => {
  const log = new Log({ a: 'http://bank.test/' }).add({
    type: 'segment-captured',
    lane: 'a',
    connection: 1,
    direction: 'to-bank',
    offset: 7,
    bytes: new Uint8Array([1, 2, 3]),
  });
  t.deepEqual(rungs(log).map(brief), ['bytes victim>attacker bytes']);
});

test('what the attacker and the browser did beside the path has a rung of its own', (t) => {
  const stripped = {
    type: 'tls-stripped',
    lane: 'a',
    connection: 1,
    asked: 'http://bank.test/login',
    fetched: 'https://bank.test/login',
    links: 0,
    cookies: 0,
    hsts: false,
  } as const;
  const log = new Log({ a: 'http://bank.test/' })
    .add({
      type: 'door-knocked',
      lane: 'a',
      port: 3306,
      with: 'nothing',
      outcome: 'refused',
      answer: Buffer.from(''),
    })
    .add({
      type: 'navigation-upgraded',
      lane: 'a',
      from: 'http://bank.test/',
      to: 'https://bank.test/',
      why: 'hsts',
    })
    .add(stripped)
    .add(stripped)
    .add({
      type: 'bytes-tampered',
      lane: 'a',
      connection: 1,
      direction: 'to-bank',
      offset: 7,
      before: 1,
      after: 0,
    });
  t.deepEqual(rungs(log).map(brief), [
    'note victim>victim knocked at port 3306: refused',
    'note victim>victim http became https: HSTS',
    'note attacker>attacker spoke https to the bank, http to her',
    'note attacker>attacker flipped one bit of byte 7',
  ]);
});

test('what is passed on untouched is called TLS only where it is', (t) => {
  const tunnel = { type: 'tunnel-opened', lane: 'a', connection: 1, logical: 'bank.test:3306' } as const;
  const greeted = new Log({ a: 'http://bank.test:3306/' }).add(tunnel).captured('a', 1, 'to-victim', 'hello');
  t.is(rungs(greeted)[0]?.label, 'passed it on, untouched');
  const tls = new Log({ a: 'https://bank.test/' })
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .add(tunnel);
  t.is(rungs(tls)[1]?.label, 'passed TLS on, untouched');
});
