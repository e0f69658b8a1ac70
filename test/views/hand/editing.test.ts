import * as fc from 'fast-check';
import test from 'ava';

import type { HeldMessage } from '../../../lab/facts/facts.ts';
import { differences } from '../../../src/views/hand/difference.ts';
import {
  bodyWaysOf,
  isChangedRow,
  lengthNote,
  messageFrom,
  nextWay,
  startEditing,
  withNewRow,
  withoutRow,
  withRowText,
} from '../../../src/views/hand/editing.ts';
import type { Editing } from '../../../src/views/hand/editing.ts';

const FORM: HeldMessage = {
  line: 'POST /transfer HTTP/1.1',
  headers: [
    ['Host', 'bank.test'],
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Content-Length', '34'],
  ],
  body: Buffer.from('receiver=Caf%c3%A9+Linden&&amount=5'),
};

function made(editing: Editing): HeldMessage {
  const read = messageFrom(editing);
  if ('fault' in read) throw new Error(read.fault);
  return read.message;
}

function other(editing: Editing): Editing {
  const next = nextWay(editing);
  if ('fault' in next) throw new Error(next.fault);
  return next;
}

const bodyOf = (editing: Editing): string => Buffer.from(made(editing).body).toString();

test('A form is edited as fields, and what is not changed stays byte for byte', (t) => {
  const editing = startEditing('request', FORM);
  t.is(editing.as, 'fields');
  t.deepEqual(
    editing.rows.slice(4).map(({ name, text }) => [name, text]),
    [
      ['receiver', 'Café Linden'],
      ['amount', '5'],
    ],
  );
  t.is(made(editing).body, FORM.body, 'its empty field as well');
  const edited = withRowText(editing, 5, '5 & more');
  t.is(bodyOf(edited), 'receiver=Caf%c3%A9+Linden&amount=5+%26+more');
  t.deepEqual(
    [4, 5].map((row) => isChangedRow(edited, row)),
    [false, true],
  );
  t.is(lengthNote(edited), 'Content-Length 34 → 43 is put right');
  const more = withRowText(withNewRow(editing, 5), 6, 'memo=a b');
  t.is(bodyOf(more), 'receiver=Caf%c3%A9+Linden&amount=5&memo=a+b');
  t.is(bodyOf(withoutRow(editing, 4)), 'amount=5');
});

test('A body goes from fields to text to hex and back with what was changed in it', (t) => {
  const text = other(startEditing('request', FORM));
  t.is(text.as, 'text');
  const edited = withRowText(text, text.rows.length - 1, 'receiver=mallory');
  const hex = other(edited);
  t.deepEqual([hex.as, hex.rows.at(-1)?.text], ['hex', '72 65 63 65 69 76 65 72 3d 6d 61 6c 6c 6f 72 79']);
  const back = other(hex);
  t.deepEqual([back.as, back.rows.at(-1)?.text, bodyOf(back)], ['fields', 'mallory', 'receiver=mallory']);
  const broken = withRowText(hex, hex.rows.length - 1, '7');
  t.regex(JSON.stringify(messageFrom(broken)), /two digits/);
  t.true('fault' in nextWay(broken));
  const binary = startEditing('answer', {
    line: 'HTTP/1.1 200 OK',
    headers: [],
    body: Buffer.from([0, 255]),
  });
  t.deepEqual([binary.as, bodyWaysOf(binary)], ['hex', ['hex']]);
});

test('A line and a header are edited as text; what cannot go on says why', (t) => {
  const editing = startEditing('request', FORM);
  const line = withRowText(editing, 0, 'GET /account HTTP/1.1');
  t.is(made(line).line, 'GET /account HTTP/1.1');
  t.true('fault' in messageFrom(withRowText(editing, 0, 'GET /a b HTTP/1.1')));
  t.true('fault' in messageFrom(withRowText(editing, 1, 'no colon')));
  t.deepEqual(made(withRowText(editing, 1, 'Host: mallory.test')).headers[0], ['Host', 'mallory.test']);
  t.deepEqual(made(withRowText(withNewRow(editing, 0), 1, 'Cookie:  a')).headers[0], ['Cookie', ' a']);
  t.is(withoutRow(editing, 0), editing, 'a line stays');
  const message = startEditing('message', { line: 'text', headers: [], body: Buffer.from('pay bob\n5') });
  t.is(message.as, 'text');
  t.is(bodyOf(withRowText(message, 1, 'pay mallory')), 'pay mallory\n5');
});

const plain = (text: string): HeldMessage => ({ line: 'text', headers: [], body: Buffer.from(text) });

test('What differs is told by line, header and field, or around the bytes', (t) => {
  const after: HeldMessage = {
    line: 'POST /else HTTP/1.1',
    headers: [...FORM.headers.slice(0, 2), ['content-length', '30'], ['X-New', '1']],
    body: Buffer.from('receiver=mallory&amount=5&memo=x'),
  };
  t.deepEqual(differences(FORM, after), [
    { what: 'line', before: FORM.line, after: after.line },
    { what: 'header content-length', before: '34', after: '30' },
    { what: 'header X-New', before: '', after: '1' },
    { what: 'field receiver', before: 'Café Linden', after: 'mallory' },
    { what: 'field memo', before: '', after: 'x' },
  ]);
  t.deepEqual(differences(plain('pay bob 5'), plain('pay mallory 5')), [
    { what: 'body', before: 'pay bob 5', after: 'pay mallory 5' },
  ]);
  t.deepEqual(differences(plain('a'), plain('a')), []);
  t.deepEqual(differences(plain('\0'), plain('\u0001')), [{ what: 'body', before: '00', after: '01' }]);
});

const message = fc.record({
  line: fc.string(),
  headers: fc.array(fc.tuple(fc.string(), fc.string()), { maxLength: 4 }),
  body: fc.oneof(
    fc.uint8Array({ maxLength: 100 }),
    fc.string().map((text) => new Uint8Array(Buffer.from(text))),
    fc.constantFrom('a=1&b=%', '&&', '=', 'a=1&a=2&=x').map((text) => new Uint8Array(Buffer.from(text))),
  ),
});
const typed = fc.array(fc.tuple(fc.nat(12), fc.string(), fc.constantFrom('type', 'new', 'out', 'way')), {
  maxLength: 8,
});

test('No message and no typing throws; a message that nobody touched is as it came, in each way to show it', (t) => {
  fc.assert(
    fc.property(message, fc.boolean(), typed, (any, form, acts) => {
      const before: HeldMessage = {
        ...any,
        line: 'POST / HTTP/1.1',
        headers: [['Content-Type', form ? 'application/x-www-form-urlencoded' : 'text/html']],
      };
      let way = startEditing('request', before);
      for (let turn = 0; turn < 3; turn += 1) {
        t.true(Buffer.compare(made(way).body, before.body) === 0 || way.as === 'fields');
        way = other(way);
      }
      let editing = startEditing('request', any);
      for (const [row, text, act] of acts) {
        if (act === 'type') editing = withRowText(editing, row, text);
        else if (act === 'new') editing = withNewRow(editing, row);
        else if (act === 'out') editing = withoutRow(editing, row);
        else {
          const next = nextWay(editing);
          if (!('fault' in next)) editing = next;
        }
        lengthNote(editing);
        isChangedRow(editing, row);
        const read = messageFrom(editing);
        if (!('fault' in read)) differences(any, read.message);
      }
      t.pass();
    }),
  );
});
