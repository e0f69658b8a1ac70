import test from 'ava';
import { httpFields } from '../../../src/explain/http/message-fields.ts';
import { decodeHttp } from '../../../lab/wire/http/parser.ts';
import type { Field } from '../../../src/explain/field.ts';
import { allFields } from '../../helpers/captured.ts';

function find(text: string | Buffer, label: string): Field {
  const [message] = decodeHttp('to-victim', Buffer.from(text)).messages;
  const found = message && allFields(httpFields(message)).find((field) => field.label === label);
  if (found === undefined) throw new Error(`no ${label}`);
  return found;
}
const lengthWhy = (length: string): string =>
  find(`HTTP/1.1 200 OK\r\nContent-Length: ${length}\r\n\r\nabc`, 'Content-Length').why;

test('a length is told as the number that it is', (t) => {
  t.regex(lengthWhy('003'), /^The body takes 3 bytes\. /);
  t.regex(lengthWhy(`${'0'.repeat(400)}3`), /^The body takes 3 bytes\. /);
  t.regex(lengthWhy('1'), /^The body takes 1 byte\. /);
  t.regex(
    lengthWhy('18446744073709551615'),
    /said to take 18,446,744,073,709,551,615 bytes: it never comes to its end/,
  );
  t.regex(lengthWhy('9'.repeat(300)), /said to take a number of bytes that has 300 digits/);
  for (const none of ['-3', '0x3', '+3']) t.regex(lengthWhy(none), /^It should say how many bytes/);
});

test('a coding that is not known is not said to be packing that anyone undoes', (t) => {
  const text = 'HTTP/1.1 200 OK\r\nContent-Encoding: dcb\r\nContent-Length: 3\r\n\r\nabc';
  t.regex(find(text, 'Content-Encoding').why, /coded as dcb, which this lab does not know how to undo/);
  t.regex(find(text, 'body').value, /dcb: a coding that is not known here/);
  t.regex(find(text, 'body').why, /coded in a way that this lab does not undo/);
  const same = text.replace('dcb', 'identity');
  t.is(find(same, 'Content-Encoding').why, 'It names no coding: the body is as it is.');
});

test('of a body past the limit it is said how much is taken apart; chunks beyond it are no end', (t) => {
  const long = 'x'.repeat(1024 * 1024 + 5);
  const plain = find(`HTTP/1.1 200 OK\r\nContent-Length: ${long.length}\r\n\r\n${long}`, 'body');
  t.is(plain.value, '1,048,581 bytes, of which this lab takes the first 1,048,576 apart');
  const head = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n';
  const cut = find(`${head}${long.length.toString(16)}\r\n${long}\r\n3\r\nabc\r\n0\r\n\r\n`, 'body');
  t.is(cut.children?.at(-1)?.label, 'more');
  const many = find(`${head}${'1\r\nx\r\n'.repeat(300)}0\r\n\r\n`, 'body');
  t.is(many.children?.at(-1)?.label, 'more');
  t.is(many.children?.filter(({ label }) => label.startsWith('chunk ')).length, 512);
  const few = find(`${head}1;a=b\r\nx\r\n0\r\n\r\n`, 'body');
  t.is(few.children?.at(-1)?.label, 'end of chunks');
});
