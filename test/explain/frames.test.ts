import test from 'ava';
import { printable } from '../../lab/text/printable.ts';
import { PREFACE_TEXT } from '../../lab/wire/http2/frame.ts';
import { readHttp2 } from '../../lab/wire/http2/parser.ts';
import { readWebSocket } from '../../lab/wire/websocket/parser.ts';
import { writeFrame } from '../../lab/wire/websocket/write.ts';
import type { Field } from '../../src/explain/field.ts';
import { http2Fields } from '../../src/explain/http2/frame-fields.ts';
import { webSocketFields } from '../../src/explain/websocket/frame-fields.ts';

const hex = (digits: string): Buffer => Buffer.from(digits.replaceAll(' ', ''), 'hex');

/** Every field of a tree as `label: value`, with its bytes. */
function told(field: Field, stream: Buffer): (readonly [string, string])[] {
  const { label, value, offset, length, children = [] } = field;
  return [
    [`${label}: ${value}`, stream.toString('hex', offset, offset + Math.min(length, 12))],
    ...children.flatMap((child) => told(child, stream)),
  ];
}

function explained(bytes: Buffer, way: 'to-bank' | 'to-victim'): Field[] {
  return readHttp2(way, bytes).parts.map((part) => http2Fields(part, { offset: 0, bytes }));
}

test('a request in HTTP/2 is explained down to how each field was written', (t) => {
  const settings = hex('00000c 04 00 00000000 0003 00000064 0004 0000ffff');
  // POST / over https to bank.test: from the tables, put into the table, and never to be put there.
  const block = hex('83 87 84 41 09 62616e6b2e74657374 1f11 08 736573733d616263');
  const headers = Buffer.concat([hex(`0000${block.length.toString(16)} 01 04 00000001`), block]);
  const data = Buffer.concat([hex('00000a 00 01 00000001'), Buffer.from('user=alice')]);
  const bytes = Buffer.concat([Buffer.from(PREFACE_TEXT), settings, headers, data]);
  const fields = explained(bytes, 'to-bank');
  t.deepEqual(
    fields.map(({ label, value }) => `${label}: ${value}`),
    [
      'connection preface: 24 bytes',
      'frame: SETTINGS: 21 bytes',
      `frame: HEADERS: POST /, ${9 + block.length} bytes, stream 1`,
      'frame: DATA: 19 bytes, stream 1',
    ],
  );
  const [, , request] = fields;
  if (request === undefined) throw new Error('no request');
  t.deepEqual(told(request, bytes).slice(1), [
    ['length: 25 bytes', '000019'],
    ['type: HEADERS (1)', '01'],
    ['flags: END_HEADERS', '04'],
    ['stream: 1', '00000001'],
    [':method: POST', '83'],
    [':scheme: https', '87'],
    [':path: /', '84'],
    [':authority: bank.test', '410962616e6b2e74657374'],
    ['value: bank.test', '0962616e6b2e74657374'],
    ['cookie: sess=abc', '1f1108736573733d616263'],
    ['value: sess=abc', '08736573733d616263'],
  ]);
  const line = (label: string): Field | undefined => request.children?.find((field) => field.label === label);
  t.is(line(':method')?.source, 'RFC 9113 §8.3.1, RFC 7541 §6.1');
  t.regex(
    line(':method')?.why ?? '',
    /1 byte stands for 11 characters: number 3 of the table that everybody knows/,
  );
  t.regex(line(':authority')?.why ?? '', /next time its number will do/);
  t.regex(line('cookie')?.why ?? '', /asks that nobody ever puts it into a table/);
  t.is(fields[1]?.children?.find(({ label }) => label === 'INITIAL_WINDOW_SIZE')?.value, '65,535');
});

test('what steers a connection is explained, what departs from the rules is told, and other kinds are passed over', (t) => {
  const cases: readonly (readonly [string, string, RegExp])[] = [
    ['000000 04 01 00000000', 'flags: ACK', /settings are in force/],
    ['000008 06 00 00000000 0102030405060708', 'data: 0102030405060708', /still there/],
    ['000008 07 00 00000000 00000003 0000000b', 'error code: ENHANCE_YOUR_CALM', /no new streams/],
    ['000004 03 00 00000001 00000008', 'error code: CANCEL', /breaks off one stream/],
    ['000004 08 00 00000001 0000ffff', 'increment: 65,535 bytes', /so many bytes more/],
    ['000005 02 00 00000001 0000000010', 'priority: 0000000010', /deprecated/],
    ['000005 05 04 00000001 00000002 84', 'promised stream: 2', /nobody has asked for/],
    [
      '000001 00 00 00000000 61',
      'data: a',
      /It departs from the rules of HTTP\/2: a frame that names no stream/,
    ],
    ['000002 2a ff 00000001 6162', 'payload: 6162', /does not take apart/],
    ['000005 00 08 00000001 02 6869 0000', 'pad length: 2 bytes', /piece of a message’s body/],
  ];
  for (const [digits, field, why] of cases) {
    const bytes = Buffer.concat([hex('000000 04 00 00000000'), hex(digits)]);
    const [, frame] = explained(bytes, 'to-victim');
    if (frame === undefined) throw new Error(digits);
    t.true(
      told(frame, bytes).some(([text]) => text === field),
      `${digits}: ${field}`,
    );
    t.regex(frame.why, why, digits);
  }
});

test('a frame of WebSocket is explained with its mask taken off, and closing by its code', (t) => {
  const key = Uint8Array.of(0xaa, 0xbb, 0xcc, 0xdd);
  const said = writeFrame({ opcode: 1, key, payload: Buffer.from('my card is lost\u001b[2J') });
  const bye = writeFrame({ opcode: 8, key, payload: Buffer.from('\u0003\u00e9bye', 'latin1') });
  const bytes = Buffer.concat([said, bye]);
  const [text, close] = readWebSocket('to-bank', bytes).frames.map((frame) =>
    webSocketFields(frame, { offset: 0, bytes }),
  );
  if (text === undefined || close === undefined) throw new Error('no frames');
  t.deepEqual(
    told(text, bytes).map(([each]) => each),
    [
      'frame: text: 25 bytes',
      'flags and opcode: FIN, text',
      'length: 19 bytes',
      'masking key: aabbccdd',
      String.raw`text: my card is lost\u001b[2J`,
    ],
  );
  t.true(told(text, bytes).every(([each]) => printable(each) === each));
  t.deepEqual(
    told(close, bytes)
      .slice(-2)
      .map(([each]) => each),
    ['close code: 1001', 'reason: bye'],
  );
  t.regex(close.children?.find(({ label }) => label === 'close code')?.why ?? '', /going away/);
  t.is(text.children?.at(-1)?.source, 'RFC 6455 §5.6');
});
