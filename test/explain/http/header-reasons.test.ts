import test from 'ava';
import { httpFields } from '../../../src/explain/http/message-fields.ts';
import type { Field } from '../../../src/explain/field.ts';
import { decodeHttp } from '../../../lab/wire/http/parser.ts';
import { bytes } from '../../helpers/captured.ts';

/** What is said of one header, or another field, of a message. */
function why(
  direction: 'to-bank' | 'to-victim',
  text: string,
  label: string,
  methods: readonly string[] = [],
): string {
  const [message] = decodeHttp(direction, bytes(text), { methods }).messages;
  const all = (field: Field): Field[] => [field, ...(field.children ?? []).flatMap(all)];
  const found =
    message === undefined ? undefined : all(httpFields(message)).find((field) => field.label === label);
  if (found === undefined) throw new Error(`no ${label}`);
  return found.why;
}

const answer = (status: string, ...headers: readonly string[]): string =>
  ['HTTP/1.1 ' + status, ...headers, '', ''].join('\r\n');

/** What is said of an answer’s Content-Length. */
const length = (text: string, methods?: readonly string[]): string =>
  why('to-victim', text, 'Content-Length', methods);

test('a Content-Length is about the body only where there is one', (t) => {
  t.is(
    length(answer('304 Not Modified', 'Content-Length: 500')),
    'The page would take 500 bytes; this answer carries none.',
  );
  t.is(
    length(answer('200 OK', 'Content-Length: 1'), ['HEAD']),
    'The page would take 1 byte; this answer carries none.',
  );
  t.regex(length(answer('200 OK', 'Content-Length: 1')), /^The body takes 1 byte\. /);
  t.regex(length(answer('200 OK', 'Content-Length: 0')), /^There is no body/);
  t.regex(length(answer('204 No Content', 'Content-Length: 5')), /^Out of place/);
  t.regex(
    length(answer('200 OK', 'Content-Length: 5', 'Transfer-Encoding: chunked')),
    /^Passed over, because Transfer-Encoding counts/,
  );
  t.regex(length(answer('200 OK', 'Content-Length: five')), /smuggled/);
  t.regex(length(answer('200 OK', 'Content-Length: 5', 'Content-Length: 6')), /another says otherwise/);
});

test('what is packed or chunked is told of a body only where there is one', (t) => {
  const head = answer('200 OK', 'Content-Encoding: gzip', 'Content-Length: 9');
  t.regex(why('to-victim', head, 'Content-Encoding', ['HEAD']), /^The page would be packed with gzip/);
  t.regex(why('to-victim', head, 'Content-Encoding'), /^The body is packed with gzip/);
});

test('101 is no interim answer: both speak another protocol from there on', (t) => {
  const text = answer('101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade');
  t.regex(why('to-victim', text, 'status'), /^From here on both speak another protocol/);
  t.is(why('to-victim', text, 'Upgrade'), 'The protocol that both speak from here on: websocket.');
  t.regex(why('to-victim', answer('100 Continue'), 'status'), /interim/);
  t.regex(why('to-bank', 'GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n', 'Upgrade'), /^Offers to go on/);
});

test('headers that both sides may send are told of their sender', (t) => {
  const request = 'GET / HTTP/1.1\r\nDate: x\r\nCache-Control: no-store\r\n\r\n';
  t.regex(why('to-bank', request, 'Date'), /^The victim’s clock/);
  t.regex(why('to-bank', request, 'Cache-Control'), /^The victim asks caches/);
  const response = answer('200 OK', 'Date: x', 'Cache-Control: no-store', 'Content-Length: 0');
  t.regex(why('to-victim', response, 'Date'), /^The bank’s clock/);
  t.regex(why('to-victim', response, 'Cache-Control'), /^No cache may keep this answer/);
  t.regex(
    why('to-victim', answer('200 OK', 'Cache-Control: x-no-store-y'), 'Cache-Control'),
    /^Tells caches/,
  );
});

test('Location sends on in a redirect only, and a tunnel has no page', (t) => {
  t.regex(why('to-victim', answer('302 Found', 'Location: /b'), 'Location'), /^Sends the victim on/);
  t.regex(why('to-victim', answer('201 Created', 'Location: /b'), 'Location'), /^Where to find/);
  t.regex(
    why('to-bank', 'CONNECT bank.test:443 HTTP/1.1\r\n\r\n', 'target'),
    /^Where the tunnel is to lead: bank\.test:443/,
  );
});
