import test from 'ava';
import * as fc from 'fast-check';
import { decodedLines, DECODED_LINES } from '../../../src/views/stage/decoded.ts';
import type { Span } from '../../../lab/wire/span.ts';
import { masked } from '../../../lab/wire/websocket/frame.ts';
import { readWebSocket } from '../../../lab/wire/websocket/parser.ts';
import { writeFrame } from '../../../lab/wire/websocket/write.ts';
import { markedExcerpt, markedValues } from '../../../src/views/stage/excerpt.ts';
import type { Excerpt, Mark } from '../../../src/views/stage/state.ts';

function excerpt(bytes: Uint8Array, about: Partial<Excerpt> = {}): Excerpt {
  const { length } = bytes;
  return {
    connection: 1,
    direction: 'to-bank',
    offset: 0,
    length,
    bytes,
    sealed: false,
    label: 'POST /login',
    marks: [],
    rank: 0,
    ...about,
  };
}

const FORM = [
  'POST /login HTTP/1.1',
  'Host: bank.test',
  'Content-Type: application/x-www-form-urlencoded',
  '',
  'user=alice&password=tulip+orbit%26',
].join('\r\n');

const markOn = (text: string): Mark => ({
  secret: 'password',
  offset: FORM.indexOf(text),
  length: text.length,
});

test('a form is told after the first line, before the header fields, as it was typed', (t) => {
  const lines = decodedLines(excerpt(Buffer.from(FORM), { marks: [markOn('tulip+orbit%26')] }));
  t.deepEqual(
    lines.map(({ name, text, read }) => `${read ? '!' : ''}${name}|${text}`),
    [
      '|POST /login HTTP/1.1',
      'user|alice',
      '!password|tulip orbit&',
      'Host|bank.test',
      'Content-Type|application/x-www-form-urlencoded',
    ],
  );
});

test('a value in a header field is marked where it stands', (t) => {
  const text = 'GET / HTTP/1.1\r\nHost: bank.test\r\nCookie: sid=abc\r\n\r\n';
  const marks = [{ secret: 'session cookie', offset: text.indexOf('abc'), length: 3 }];
  const lines = decodedLines(excerpt(Buffer.from(text), { marks }));
  t.deepEqual(
    lines.filter(({ read }) => read).map(({ name }) => name),
    ['Cookie'],
  );
});

test('a form that was read behind TLS stands without its head, and is told by its fields', (t) => {
  const text = 'user=alice&password=tulip+orbit%26';
  const marks = [{ secret: 'password', offset: text.indexOf('tulip'), length: 14 }];
  const about = { opened: true, label: 'POST /login, read behind TLS', marks };
  const form = { ...about, bodyOf: 'application/x-www-form-urlencoded; charset=UTF-8' };
  t.deepEqual(
    decodedLines(excerpt(Buffer.from(text), form)).map(({ name, text: value, read }) => [name, value, read]),
    [
      ['user', 'alice', false],
      ['password', 'tulip orbit&', true],
    ],
  );
  const page = { ...about, bodyOf: 'text/html' };
  t.deepEqual(
    decodedLines(excerpt(Buffer.from('<p>user=alice'), page)).map(({ name, text: value }) => [name, value]),
    [['content type', 'text/html']],
  );
  t.deepEqual(decodedLines(excerpt(Buffer.from(text), { ...about, bodyOf: '' })), []);
});

test('of a sealed record only its header is told', (t) => {
  const record = Buffer.from([23, 3, 3, 0, 4, 1, 2, 3, 4]);
  t.deepEqual(
    decodedLines(excerpt(record, { sealed: true, label: 'TLS 1.3 · application data' })).map(
      ({ name, text }) => `${name}: ${text}`,
    ),
    ['content type: application_data', 'sealed inside: 4 bytes', 'what they say: not to be seen'],
  );
});

test('whatever the bytes are, it is few lines', (t) => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 4_000 }),
      fc.boolean(),
      fc.constantFrom('POST /', 'TLS handshake', ''),
      fc.constantFrom(undefined, 'application/x-www-form-urlencoded', 'text/html'),
      (bytes, sealed, label, bodyOf) => {
        const about = { sealed, label, ...(bodyOf !== undefined && { bodyOf }) };
        t.true(decodedLines(excerpt(bytes, about)).length <= DECODED_LINES);
      },
    ),
  );
});

test('of a masked message the text is told, and the value in it is marked where it stands under the mask', (t) => {
  const key = Uint8Array.of(1, 2, 3, 4);
  const bytes = writeFrame({ opcode: 1, key, payload: Buffer.from('my card is lost') });
  const [frame] = readWebSocket('to-bank', bytes).frames;
  if (frame === undefined) throw new Error('no frame');
  const unmasked = Buffer.concat([bytes.subarray(0, 6), masked(bytes.subarray(6), key)]);
  const lines = (): { name: string; text: string; span?: Span }[] => [
    { name: 'the victim says', text: 'my card is lost', span: frame.payload },
  ];
  const held = markedExcerpt({ ...excerpt(bytes, { label: 'WebSocket · text' }), unmasked, lines }, [
    { name: 'chat message', value: 'card is lost' },
  ]);
  t.deepEqual(held.marks, [{ secret: 'chat message', offset: 9, length: 12 }]);
  t.deepEqual(decodedLines(held), [{ name: 'the victim says', text: 'my card is lost', read: true }]);
  t.deepEqual(markedValues(held, [{ name: 'chat message', value: 'card is lost' }]), [
    { name: 'chat message', value: 'card is lost' },
  ]);
});
