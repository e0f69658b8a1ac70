import test from 'ava';
import * as fc from 'fast-check';
import { HTTP2_LIMITS } from '../../../lab/wire/http2/limits.ts';
import { NEW_TABLE, readFieldBlock } from '../../../lab/wire/http2/hpack.ts';
import type { HpackTable } from '../../../lab/wire/http2/hpack.ts';
import { huffmanDecoded, huffmanEncoded } from '../../../lab/wire/http2/huffman.ts';

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(' ', ''), 'hex');

/** What a block says, and the size of the table after it. */
type Told = readonly [said: string | readonly string[], size: number | undefined];

/** Blocks that follow each other on one connection: the lines of each, and the size of the table after it. */
function conversation(blocks: readonly string[], table: HpackTable = NEW_TABLE): Told[] {
  let now: HpackTable | undefined = table;
  return blocks.map((block) => {
    const read = readFieldBlock(now ?? NEW_TABLE, bytes(block));
    now = read.table;
    return [read.problem ?? read.lines.map(({ name, value }) => `${name}: ${value}`), read.table?.size];
  });
}

const FIRST = [':method: GET', ':scheme: http', ':path: /', ':authority: www.example.com'];
const THIRD = [
  ':method: GET',
  ':scheme: https',
  ':path: /index.html',
  ':authority: www.example.com',
  'custom-key: custom-value',
];

test('the requests of RFC 7541, C.3 and C.4, are read with their tables, with and without Huffman codes', (t) => {
  const expected = [
    [FIRST, 57],
    [[...FIRST, 'cache-control: no-cache'], 110],
    [THIRD, 164],
  ];
  const plain = [
    '8286 8441 0f77 7777 2e65 7861 6d70 6c65 2e63 6f6d',
    '8286 84be 5808 6e6f 2d63 6163 6865',
    '8287 85bf 400a 6375 7374 6f6d 2d6b 6579 0c63 7573 746f 6d2d 7661 6c75 65',
  ];
  const huffman = [
    '8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff',
    '8286 84be 5886 a8eb 1064 9cbf',
    '8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf',
  ];
  t.deepEqual(conversation(plain), expected);
  t.deepEqual(conversation(huffman), expected);
});

test('the answers of RFC 7541, C.6, push older entries out of a table of 256 bytes', (t) => {
  const blocks = [
    '4882 6402 5885 aec3 771a 4b61 96d0 7abe 9410 54d4 44a8 2005 9504 0b81 66e0 82a6 2d1b ff6e 919d 29ad 1718 63c7 8f0b 97c8 e9ae 82ae 43d3',
    '4883 640e ffc1 c0bf',
    '88c1 6196 d07a be94 1054 d444 a820 0595 040b 8166 e084 a62d 1bff c05a 839b d9ab 77ad 94e7 821d d7f2 e6c7 b335 dfdf cd5b 3960 d5af 2708 7f36 72c1 ab27 0fb5 291f 9587 3160 65c0 03ed 4ee5 b106 3d50 07',
  ];
  const read = conversation(blocks, { ...NEW_TABLE, most: 256 });
  t.deepEqual(
    read.map(([, size]) => size),
    [222, 222, 215],
  );
  t.deepEqual(read[2]?.[0], [
    ':status: 200',
    'cache-control: private',
    'date: Mon, 21 Oct 2013 20:13:22 GMT',
    'location: https://www.example.com',
    'content-encoding: gzip',
    'set-cookie: foo=ASDJKHQKBZXOQWEOPIUAXQWEOIU; max-age=3600; version=1',
  ]);
});

test('a field that is never to be indexed is told from others (RFC 7541, C.2.3)', (t) => {
  const { lines, table } = readFieldBlock(NEW_TABLE, bytes('1008 7061 7373 776f 7264 0673 6563 7265 74'));
  t.like(lines[0], { form: 'never', name: 'password', value: 'secret', at: 0, length: 17 });
  t.like(lines[0]?.valueText, { at: 10, length: 7, huffman: false });
  t.is(table?.size, 0);
});

test('what is no field block is told in words, and nothing after it is read', (t) => {
  const cases = {
    '80': 'index 0, which stands for nothing',
    be: 'an index beyond the table',
    '82 20': 'the size of the table set behind a field line',
    '3f e1 ff 7f': 'a table larger than this lab keeps',
    '20 20 20': 'the size of the table set more than twice',
    'ff ff ff ff ff 7f': 'an integer too large',
    '40 05 61': 'a string that goes beyond its field block',
    '40': 'a field block that breaks off',
    '41 81 18': 'padding in a Huffman string that is not all ones',
    '41 82 ff ff': 'more than seven bits of padding in a Huffman string',
    '41 84 ff ff ff ff': 'the code of the end within a Huffman string',
  };
  for (const [hex, problem] of Object.entries(cases)) {
    const read = readFieldBlock(NEW_TABLE, bytes(hex));
    t.is(read.problem, problem, hex);
    t.is(read.table, undefined);
  }
});

test('a block of one byte a line that would stand for megabytes is counted, not kept', (t) => {
  const long = Buffer.concat([bytes('40 01 61 7f 80 1e'), Buffer.alloc(3_967, 0x62)]);
  const { lines, more, problem } = readFieldBlock(
    NEW_TABLE,
    Buffer.concat([long, Buffer.alloc(60_000, 0xbe)]),
  );
  t.is(problem, undefined);
  t.true(lines.reduce((sum, { value }) => sum + value.length, 0) <= HTTP2_LIMITS.text);
  t.is(lines.length + more, 60_001);
});

test('Huffman codes come out as they went in, and nothing makes them throw', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (text) => {
      t.deepEqual(huffmanDecoded(huffmanEncoded(text)), text);
      huffmanDecoded(text);
    }),
  );
  t.pass();
});

test('no bytes make a field block throw, or its lines stand outside it', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 60 }), { maxLength: 5 }), (blocks) => {
      let table: HpackTable | undefined = NEW_TABLE;
      for (const block of blocks) {
        const read = readFieldBlock(table ?? NEW_TABLE, block);
        ({ table } = read);
        t.true(read.lines.every(({ at, length }) => at + length <= block.length && length > 0));
        t.true((table?.size ?? 0) <= HTTP2_LIMITS.table);
      }
    }),
  );
});
