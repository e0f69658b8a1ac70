import test from 'ava';
import { matrixAt } from '../../../src/views/matrix/matrix.ts';
import type { MatrixColumn } from '../../../src/views/matrix/matrix.ts';
import { answer, clientHello, http, Log, OVER_TLS, sealedRecord, serverHello } from '../../helpers/log.ts';

const LOGIN = 'user=alice&password=tulip-orbit-42';

function cells(log: Log, point = log.facts.length): MatrixColumn['cells'] {
  const [column] = matrixAt(log.facts, point).columns;
  if (column === undefined) throw new Error('no lane');
  return column.cells;
}

function planted(url: string): Log {
  return new Log({ a: url }).plant('a', 'user', 'alice').plant('a', 'password', 'tulip-orbit-42');
}

function plain(): Log {
  return planted('http://bank.test/login')
    .captured('a', 1, 'to-bank', http('POST', '/login', LOGIN))
    .captured('a', 1, 'to-victim', answer())
    .made('a', 'POST', 'http://bank.test/login', { sent: LOGIN });
}

function sealed(): Log {
  return planted('https://bank.test/login')
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .captured('a', 1, 'to-victim', serverHello())
    .captured('a', 1, 'to-bank', sealedRecord(200))
    .captured('a', 1, 'to-victim', sealedRecord(300))
    .made('a', 'POST', 'https://bank.test/login', { sent: LOGIN, ...OVER_TLS });
}

test('before anything has passed, nothing was sent', (t) => {
  const all = cells(planted('http://bank.test/'));
  for (const cell of Object.values(all)) t.is(cell.kind, 'not-sent');
});

test('on plain HTTP everything is read, and each place points at its own bytes', (t) => {
  const log = plain();
  const all = cells(log);
  const request = http('POST', '/login', LOGIN);
  for (const [row, text] of [
    ['bank', 'bank.test'],
    ['page', '/login'],
    ['user', 'alice'],
    ['password', 'tulip-orbit-42'],
  ] as const) {
    const { kind, place } = all[row];
    t.is(kind, 'read', row);
    if (place === undefined) return t.fail(`${row} has no place`);
    t.is(request.slice(place.offset, place.offset + place.length), text);
    t.is(place.direction, 'to-bank');
  }
  t.is(all.sizes.kind, 'read');
  t.regex(all.sizes.value, new RegExp(`^${request.length} bytes in 1 request$`));
});

test('on TLS the name is read from the SNI, the rest is sealed and the size shows', (t) => {
  const log = sealed();
  const all = cells(log);
  const { place } = all.bank;
  if (place === undefined) return t.fail('the name has no place');
  const hello = Buffer.from(clientHello('bank.test'));
  t.is(hello.subarray(place.offset, place.offset + place.length).toString(), 'bank.test');
  for (const row of ['page', 'user', 'password'] as const) t.is(all[row].kind, 'sealed', row);
  const searched = clientHello('bank.test').length + serverHello().length + 205 + 305;
  t.true(all.password.value.startsWith(`searched ${searched} bytes`));
  // The place is the longest sealed record: nothing else can be seen of it.
  t.true(all.password.sealed);
  t.is(all.password.place?.length, 205);
  t.is(all.sizes.kind, 'size');
  t.is(all.sizes.place?.length, 205);
  return t.is(all.times.kind, 'read');
});

test('what the session never held was not sent, even where bytes passed', (t) => {
  const log = sealed().plant('a', 'balance', '2,940.17');
  t.is(cells(log).balance.kind, 'not-sent');
  t.is(cells(log).cookie.kind, 'not-sent');
});

test('what was typed and left without a finished exchange is neither sealed nor not sent', (t) => {
  const log = planted('https://bank.test/login')
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .add({
      type: 'form-filled',
      lane: 'a',
      form: 'login',
      fields: [{ name: 'password', type: 'password', value: 'tulip-orbit-42' }],
    });
  t.is(cells(log).password.kind, 'not-sent');
  t.is(cells(log.captured('a', 1, 'to-bank', sealedRecord(200))).password.kind, 'unsure');
});

test('a full recording cannot prove that something is sealed', (t) => {
  const log = sealed().add({ type: 'capture-limit-reached', lane: 'a', limit: 1 });
  t.is(cells(log).password.kind, 'unsure');
});

test('what travelled without TLS and was not found is not called sealed', (t) => {
  const log = planted('http://bank.test/login')
    .captured('a', 1, 'to-bank', 'something else')
    .made('a', 'POST', 'http://bank.test/login', { sent: LOGIN });
  t.is(cells(log).password.kind, 'unsure');
});

test('what an interceptor reads inside TLS that it ends is read', (t) => {
  const log = sealed().read('a', 1, 'POST', 'https://bank.test/login', { sent: LOGIN });
  const all = cells(log);
  t.is(all.password.kind, 'read');
  t.is(all.password.value, 'tulip-orbit-42');
  t.true(all.password.sealed);
  t.is(all.password.place?.length, 205);
  t.is(all.page.kind, 'read');
  t.is(all.sizes.kind, 'read');
});

test('a plain request before TLS is read, and the rest of the pages are counted', (t) => {
  const log = new Log({ a: 'http://bank.test/' })
    .captured('a', 1, 'to-bank', http('GET', '/'))
    .made('a', 'GET', 'http://bank.test/')
    .captured('a', 2, 'to-bank', clientHello('bank.test'))
    .captured('a', 2, 'to-bank', sealedRecord(100))
    .made('a', 'GET', 'https://bank.test/login', OVER_TLS);
  const { page } = cells(log);
  t.is(page.kind, 'read');
  t.is(page.value, '/; 1 more inside TLS');
});

test('the matrix goes back as the head does', (t) => {
  const log = plain();
  t.is(cells(log).password.kind, 'read');
  t.is(cells(log, 4).password.kind, 'read');
  t.is(cells(log, 3).password.kind, 'not-sent');
});

test('a lane is computed again only when its own facts come', (t) => {
  const log = new Log({ a: 'http://a.test/', b: 'http://b.test/' }).captured(
    'a',
    1,
    'to-bank',
    http('GET', '/'),
  );
  const before = matrixAt(log.facts, log.facts.length);
  log.captured('b', 2, 'to-bank', http('GET', '/'));
  const after = matrixAt(log.facts, log.facts.length);
  t.is(after.columns[0]?.cells, before.columns[0]?.cells);
  t.not(after.columns[1]?.cells, before.columns[1]?.cells);
});

test('a victim who hangs up after the handshake has sent no request, and her hello is readable', (t) => {
  const log = planted('https://bank.test/login')
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .captured('a', 1, 'to-victim', serverHello())
    .captured('a', 1, 'to-victim', sealedRecord(900));
  const all = cells(log);
  t.is(all.bank.kind, 'read');
  t.is(all.page.kind, 'not-sent');
  t.is(all.password.kind, 'not-sent');
  t.is(all.sizes.kind, 'read');
});

test('once something sealed has left, an unanswered request is unsure', (t) => {
  const log = planted('https://bank.test/login')
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .captured('a', 1, 'to-bank', sealedRecord(90));
  t.is(cells(log).page.kind, 'unsure');
  t.is(cells(log).sizes.kind, 'size');
});

test('a recording that the stolen key opened is read, pages and all', (t) => {
  const log = sealed();
  t.is(cells(log).password.kind, 'sealed');
  log.add({
    type: 'recording-decrypted',
    lane: 'a',
    connection: 1,
    direction: 'to-bank',
    length: http('POST', '/login', LOGIN).length,
    bytes: Buffer.from(http('POST', '/login', LOGIN)),
  });
  const { page, password } = cells(log);
  t.is(page.kind, 'read');
  t.is(page.value, '/login');
  t.is(password.kind, 'read');
  t.regex(password.says, /in the recording of connection 1, which the stolen key opened\.$/);
});

test('what the attacker saw in her account is read, and the stolen cookie proves it', (t) => {
  const cookie = 'session=5f2a9c10d4';
  const log = sealed()
    .plant('a', 'balance', '2,940.17')
    .made('a', 'GET', 'https://bank.test/account', { got: 'Balance 2,940.17', ...OVER_TLS });
  t.is(cells(log).balance.kind, 'sealed');
  t.is(cells(log).balance.place?.direction, 'to-victim');
  const request = `GET / HTTP/1.1\r\nHost: bank.test\r\nCookie: ${cookie}\r\n\r\n`;
  log.captured('a', 2, 'to-bank', request).add({
    type: 'session-hijacked',
    lane: 'a',
    connection: 2,
    cookie,
    url: 'https://bank.test/account',
    status: 200,
    title: 'Your account',
    text: 'Welcome, Alice · Balance 2,940.17',
  });
  const { balance } = cells(log);
  t.is(balance.kind, 'read');
  t.is(balance.place?.connection, 2);
  t.is(request.slice(balance.place?.offset).slice(0, balance.place?.length), cookie);
});

test('a password that she typed counts, though the lab planted another', (t) => {
  const log = new Log({ a: 'https://bank.test/login' })
    .plant('a', 'password', 'tulip-orbit-42')
    .captured('a', 1, 'to-bank', clientHello('bank.test'))
    .add({
      type: 'form-filled',
      lane: 'a',
      form: 'login',
      fields: [{ name: 'password', type: 'password', value: 'sesame' }],
    })
    .captured('a', 1, 'to-bank', sealedRecord(200))
    .made('a', 'POST', 'https://bank.test/login', { sent: 'password=sesame', ...OVER_TLS });
  t.is(cells(log).password.kind, 'sealed');
});

test('an answered knock leaves nothing open, and where she sent nothing the cells say so', (t) => {
  const knocked = { type: 'door-knocked', lane: 'a', outcome: 'answered', answer: Buffer.from('') } as const;
  const web = planted('http://bank.test/')
    .captured('a', 1, 'to-bank', http('GET', '/'))
    .add({ type: 'bank-answered', lane: 'a', scheme: 'http', method: 'GET', path: '/', status: 200 })
    .captured('a', 1, 'to-victim', answer())
    .add({ ...knocked, port: 80, with: 'http' });
  t.is(cells(web).user.kind, 'not-sent');

  const greeted = planted('http://bank.test:3306/').captured('a', 1, 'to-victim', 'a greeting');
  const { page, sizes, times } = cells(greeted);
  t.is(page.says, 'No request left: she sent nothing in this lane.');
  t.is(sizes.says, 'She sent nothing in this lane.');
  t.regex(times.says, /^Bytes passed at 1 moment, /);
});

const given = (url: string, more: object): Log => {
  const log = planted(url).captured('a', 1, 'to-bank', http('GET', '/login'));
  const headers = [['Set-Cookie', 'session=dGhlIGNvb2tpZSBnaXZlbg; Path=/']] as const;
  return log.add({
    type: 'exchange-made',
    lane: 'a',
    request: { method: 'GET', url, headers: [], body: new Uint8Array() },
    response: { status: 200, headers, body: new Uint8Array() },
    waited: 1,
    took: 1,
    ...more,
  });
};

test('a cookie that the bank gave her before anybody signed in travelled, and is named so', (t) => {
  const sealedOne = cells(given('https://bank.test/login', { tls: 'TLSv1.3' })).cookie;
  t.is(sealedOne.kind, 'sealed');
  t.regex(sealedOne.says, /^The session cookie \(nobody is signed in\) travelled inside TLS/);
  const cookie = 'HTTP/1.1 200 OK\r\nSet-Cookie: session=dGhlIGNvb2tpZSBnaXZlbg; Path=/\r\n\r\n';
  const open = given('http://bank.test/login', {}).captured('a', 1, 'to-victim', cookie);
  t.is(cells(open).cookie.kind, 'read');
  t.is(cells(open.plant('a', 'session cookie', 'another-one')).cookie.kind, 'not-sent');
});
