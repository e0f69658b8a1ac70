import test from 'ava';
import * as fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { httpFields } from '../../../src/explain/http/message-fields.ts';
import { decodeHttp } from '../../../lab/wire/http/parser.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { Field } from '../../../src/explain/field.ts';
import { allFields, bytes, LOGIN, SEE_OTHER } from '../../helpers/captured.ts';

function read(direction: 'to-bank' | 'to-victim', text: string): Field {
  const [message] = decodeHttp(direction, bytes(text)).messages;
  if (message === undefined) throw new Error('no message');
  return httpFields(message);
}

function find(field: Field, label: string): Field {
  const found = allFields(field).find((one) => one.label === label);
  if (found === undefined) throw new Error(`no field ${label}`);
  return found;
}

/** What stands on the wire where the field says it is. */
function standing(text: string, { offset, length, ranges }: Field): string {
  return (ranges ?? [{ offset, length }])
    .map((range) => text.slice(range.offset, range.offset + range.length))
    .join('|');
}

test('a request is its request line, its headers and its body, each at its place', (t) => {
  const message = read('to-bank', LOGIN);
  t.is(message.label, 'POST /login');
  t.deepEqual(
    message.children?.map((field) => [field.label, standing(LOGIN, field)]),
    [
      ['request line', 'POST /login HTTP/1.1'],
      ['Host', 'Host: bank.test'],
      ['Cookie', 'Cookie: session=abc; theme=dark'],
      ['Content-Type', 'Content-Type: application/x-www-form-urlencoded'],
      ['Content-Length', 'Content-Length: 36'],
      ['body', 'user=alice&password=tulip+orbit%2142'],
    ],
  );
  t.deepEqual(
    find(message, 'request line').children?.map((field) => [field.label, standing(LOGIN, field)]),
    [
      ['method', 'POST'],
      ['target', '/login'],
      ['version', 'HTTP/1.1'],
    ],
  );
});

test('a form’s fields are told with their own values and bytes', (t) => {
  const message = read('to-bank', LOGIN);
  const user = find(message, 'user');
  t.is(standing(LOGIN, user), 'user=alice');
  t.is(user.value, 'alice');
  const password = find(message, 'password');
  t.is(standing(LOGIN, password), 'password=tulip+orbit%2142');
  t.is(password.value, 'tulip orbit!42');
  t.regex(password.why, /reads tulip orbit!42, written as tulip\+orbit%2142/);
  const plain = read('to-bank', LOGIN.replace('tulip+orbit%2142', 'tulip-orbit-4242'));
  t.regex(find(plain, 'password').why, /password travels as it was typed: tulip-orbit-4242/);
});

test('cookies stand one by one, in both directions', (t) => {
  const request = read('to-bank', LOGIN);
  t.is(standing(LOGIN, find(request, 'cookie session')), 'session=abc');
  t.is(standing(LOGIN, find(request, 'cookie theme')), 'theme=dark');
  const response = read('to-victim', SEE_OTHER);
  t.deepEqual(
    find(response, 'Set-Cookie').children?.map((field) => [field.label, standing(SEE_OTHER, field)]),
    [
      ['cookie session', 'session=xyz'],
      ['Path', 'Path=/'],
      ['HttpOnly', 'HttpOnly'],
    ],
  );
  t.regex(find(response, 'Set-Cookie').why, /session .* It lacks Secure\./);
});

test('a response is its status line and its headers; HSTS over http is said to be ignored', (t) => {
  const message = read('to-victim', SEE_OTHER);
  t.is(message.label, '303 See Other');
  t.is(standing(SEE_OTHER, find(message, 'status')), '303');
  t.is(standing(SEE_OTHER, find(message, 'reason')), 'See Other');
  t.is(find(message, 'status').source, 'RFC 9110 §15.4.4');
  const hsts = find(message, 'Strict-Transport-Security');
  t.regex(hsts.why, /must ignore it/);
  t.is(hsts.source, 'RFC 6797 §8.1');
});

test('a header that is not known is still told, and its hostile bytes are made safe', (t) => {
  const message = read('to-bank', 'GET / HTTP/1.1\r\nX-Odd: a\x9b31mb\r\n\r\n');
  t.is(find(message, 'X-Odd').value, 'a\\x9b31mb');
  t.is(find(message, 'X-Odd').source, 'RFC 9110 §5.1');
});

/** Text as its UTF-8 bytes, one character for each. */
const wire = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

test('UTF-8 is shown as it reads, in every part of a message; other bytes are shown as their numbers', (t) => {
  const request = read('to-bank', wire('GET /café?q=好 HTTP/1.1\r\nCookie: ü=é\r\nX-Ä: ö\r\n\r\n'));
  t.is(request.label, 'GET /café?q=好');
  t.is(find(request, 'target').value, '/café?q=好');
  t.regex(find(request, 'target').why, /what she told it: q=好\./);
  t.is(find(request, 'cookie ü').value, 'é');
  const response = read(
    'to-victim',
    wire('HTTP/1.1 200 好\r\nContent-Type: text/é\r\nContent-Length: 1\r\n\r\nx'),
  );
  t.is(response.label, '200 好');
  t.is(find(response, 'body').value, 'text/é, 1 byte');
  t.is(read('to-bank', 'GET /caf\xe9 HTTP/1.1\r\n\r\n').label, 'GET /caf\\xe9');
  t.is(
    find(read('to-bank', wire('GET /a\u202eb\u200b HTTP/1.1\r\n\r\n')), 'target').value,
    '/a\\u202eb\\u200b',
  );
});

test('a form’s letters beyond ASCII that travel as they are were typed so', (t) => {
  const body = Buffer.from('name=é&city=K%C3%B6ln', 'utf8').toString('latin1');
  const text = `POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  t.regex(find(read('to-bank', text), 'name').why, /travels as it is: é\./);
  t.regex(find(read('to-bank', text), 'city').why, /reads Köln, written as K%C3%B6ln/);
});

test('one byte is told in the singular, and more fields than are shown are counted', (t) => {
  const chunked = read(
    'to-victim',
    'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n',
  );
  t.is(find(chunked, 'chunk size').value, '1 byte follows');
  t.is(find(chunked, 'chunk 1').value, '1 byte');
  const body = Array.from({ length: 258 }, (_, index) => `f${index}=1`).join('&');
  const text = `POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const more = find(read('to-bank', text), 'more');
  t.is(more.value, '2 more fields');
  t.is(standing(text, more), 'f256=1&f257=1');
});

test('chunks stand with their framing, and a form cut by them keeps all its places', (t) => {
  const text =
    'POST / HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n' +
    '5\r\nuser=\r\n5\r\nalice\r\n0\r\n\r\n';
  const message = read('to-bank', text);
  t.is(standing(text, find(message, 'user')), 'user=|alice');
  t.is(standing(text, find(message, 'chunk 2')), 'alice');
  t.is(standing(text, find(message, 'end of chunks')), '\r\n0\r\n\r\n');
});

test('chunks that break off are not said to end', (t) => {
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const broken = read('to-victim', `${head}1\r\na\r\n5`);
  t.regex(find(broken, 'next chunk').why, /has not been seen/);
  t.regex(find(read('to-victim', `${head}1\r\na\r\n0\r\n\r\n`), 'end of chunks').why, /ends the body/);
});

test('a packed body says how much comes out of it', (t) => {
  const packed = gzipSync('<p>'.repeat(500)).toString('latin1');
  const message = read(
    'to-victim',
    `HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\nContent-Length: ${packed.length}\r\n\r\n${packed}`,
  );
  t.regex(find(message, 'body').value, /^HTML page, \d+ bytes, gzip, 1,500 bytes unpacked$/);
});

const fragment = fc.constantFrom(
  'GET / HTTP/1.1\r\n',
  'POST /a?b=c HTTP/1.1 HTTP/1.1\r\n',
  'HTTP/1.1 200 HTTP/1.1\r\n',
  'HTTP/1.1 304\n',
  'Content-Length: 9\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Content-Encoding: gzip\r\n',
  'Content-Type: application/x-www-form-urlencoded\r\n',
  'Cookie: a=b;; c\r\n',
  'Set-Cookie: ; =;Secure;x\r\n',
  ' folded; more\r\n',
  '__proto__: constructor\r\n',
  '\r\n',
  '5\r\na=b&c\r\n',
  '0\r\n',
  '&=%2&%ff=\x1b[31m',
  'X: y\r\n',
);
const stream = fc
  .array(fc.oneof(fragment, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 14 })
  .map((parts) => new Uint8Array(Buffer.from(parts.join(''), 'latin1')));

test('whatever the bytes: nothing throws, every range lies in its message, all text is safe to show', (t) => {
  fc.assert(
    fc.property(
      fc.constantFrom('to-bank' as const, 'to-victim' as const),
      stream,
      fc.nat(1000),
      (direction, content, offset) => {
        for (const message of decodeHttp(direction, content, { offset, ended: true }).messages) {
          const root = httpFields(message);
          for (const field of allFields(root)) {
            for (const range of field.ranges ?? [field]) {
              if (range.length < 0 || range.offset < root.offset) return false;
              if (range.offset + range.length > root.offset + root.length) return false;
            }
            const texts = [field.label, field.value, field.why, field.source];
            if (texts.some((text) => printable(text) !== text)) return false;
          }
        }
        return true;
      },
    ),
    { numRuns: 400 },
  );
  t.pass();
});
