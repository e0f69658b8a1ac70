import test from 'ava';
import { chunkSize, lengthDigits, lengthIn } from '../../../lab/wire/http/numbers.ts';
import { decodeHttp } from '../../../lab/wire/http/parser.ts';

const read = (text: string): ReturnType<typeof decodeHttp> => decodeHttp('to-bank', Buffer.from(text));
const post = (length: string, rest: string): ReturnType<typeof decodeHttp> =>
  read(`POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${rest}`);

test('a Content-Length is a number whatever zeros stand before it, and the next request follows', (t) => {
  for (const length of ['3', '03', '00000000000000000003', `${'0'.repeat(400)}3`, '3, 003']) {
    const { messages, opaque } = post(length, 'a=bGET / HTTP/1.1\r\n\r\n');
    t.deepEqual(
      messages.map(({ kind, complete, body }) => [kind, complete, Buffer.from(body.content).toString()]),
      [
        ['request', true, 'a=b'],
        ['request', true, ''],
      ],
      length,
    );
    t.is(opaque, undefined);
  }
});

test('a number that no program counts to is a body that has not come to its end', (t) => {
  for (const length of [
    '18446744073709551615',
    '18446744073709551616',
    '9007199254740993',
    '9'.repeat(500),
  ]) {
    const { messages, opaque } = post(length, 'x'.repeat(40));
    t.like(messages, { length: 1, 0: { complete: false, body: { framing: 'length', length: 40 } } }, length);
    t.is(opaque, undefined);
  }
});

test('a sign, another base, an exponent, a blank within or other digits make it no number', (t) => {
  for (const length of ['+3', '-3', '0x3', '3e0', '3 3', '3;', '٣', '1_0', '3.0', 'three', '', ',3', '3,']) {
    t.like(post(length, 'a=b').opaque, {
      why: 'framing-lost',
      text: 'a Content-Length that is not a number',
    });
    t.is(lengthDigits(length), undefined);
  }
  t.like(post('3, 4', 'a=b').opaque, { why: 'framing-lost' });
  t.deepEqual([lengthDigits('0'), lengthDigits('000'), lengthDigits('0010')], ['0', '0', '10']);
  t.is(lengthIn('9'.repeat(500)), Number.MAX_SAFE_INTEGER);
});

test('a chunk size is hexadecimal; extensions are passed over; one that is too large is said to be', (t) => {
  for (const line of ['5', '05', '0000000000000000000005', '5;a=b', '5 ; a="b;c"', '5\t', '5;'])
    t.is(chunkSize(line), 5, line);
  t.is(chunkSize('fF'), 255);
  for (const line of ['', ' 5', '+5', '-5', '0x5', '5 5', '5h', 'five', ';a', '5,'])
    t.is(chunkSize(line), 'a chunk size that is not a number', line);
  for (const line of ['ffffffffffffffff', '1000000000000', `${'0'.repeat(30)}10000000000000000;a=b`])
    t.is(chunkSize(line), 'a chunk size that is too large', line);
});

test('a request after CONNECT is one: the bank may have refused the tunnel, as often as it likes', (t) => {
  const connect = 'CONNECT bank.test:443 HTTP/1.1\r\nHost: bank.test:443\r\n\r\n';
  const { messages, opaque } = read(`${connect.repeat(9)}\r\nGET /a HTTP/1.1\r\n\r\n`);
  t.is(messages.length, 10);
  t.is(opaque, undefined);
  t.like(read(`${connect}SSH-2.0-x\r\nmore`), {
    messages: { length: 1 },
    opaque: { offset: 55, why: 'tunnel' },
  });
  t.like(read(connect), { messages: { length: 1 }, opaque: { offset: 55, why: 'tunnel' } });
});
