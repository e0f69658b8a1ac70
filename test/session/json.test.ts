import test from 'ava';
import type { Fact } from '../../lab/facts/session.ts';
import * as fc from 'fast-check';
import { printableJson } from '../../lab/text/printable.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { Session } from '../../src/session/session.ts';
import { savedSession, parseSession } from '../helpers/saved-facts.ts';

test('bytes become base64, also where they are a view into more', (t) => {
  const bytes = new Uint8Array([9, 9, 0xff, 0x00, 0x10, 9]).subarray(2, 5);
  const fact: Fact = {
    type: 'segment-captured',
    at: 1,
    lane: 'a',
    connection: 1,
    direction: 'to-bank',
    offset: 0,
    bytes,
  };
  t.is(
    toJsonLine(fact),
    '{"type":"segment-captured","at":1,"lane":"a","connection":1,"direction":"to-bank","offset":0,"bytes":"/wAQ"}',
  );
});

test('the bodies of both messages become base64', (t) => {
  const request = { method: 'POST', url: 'http://a/', headers: [], body: Buffer.from('a=1') };
  const response = { status: 200, headers: [], body: new Uint8Array(0) };
  const line = toJsonLine({ type: 'exchange-read', at: 1, lane: 'a', connection: 1, request, response });
  t.true(line.includes('"body":"YT0x"'));
  t.true(line.includes('"body":""'));
});

test('no character that steers, reorders or hides stands in a line as it is, and all read back', (t) => {
  const hostile = 'a\u009b\u007f\u202e\u200b\u2028\ufeff\u{e0041}\u00adé✓😀';
  const line = toJsonLine({ type: 'form-not-sent', at: 1, lane: 'a', form: hostile, reason: hostile });
  t.true(line.includes(String.raw`a\u009b\u007f\u202e\u200b\u2028\ufeff\udb40\udc41\u00adé✓😀`));
  const read: unknown = JSON.parse(line);
  t.like(read, { form: hostile, reason: hostile });
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const json = printableJson(JSON.stringify(text));
      t.notRegex(json, /[\p{Cc}\p{Cf}]/u);
      t.is(JSON.parse(json), text);
    }),
  );
});

test('a whole recorded run comes back as it was, one line a fact', (t) => {
  const facts = savedSession('bank-login.jsonl');
  const lines = facts.map(toJsonLine);
  for (const line of lines) t.false(line.includes('\n'));
  t.deepEqual(parseSession(lines.join('\n')), facts);
});

test('the session stamps its own time, tells its listeners, and keeps the times it is given back', (t) => {
  let now = 500;
  const session = new Session(() => now);
  const heard: [Fact['type'], number][] = [];
  const stop = session.subscribe((fact, index) => heard.push([fact.type, index]));
  now = 512.34567;
  session.append({ type: 'answer-given', choice: 1 });
  session.restore({ type: 'answer-given', choice: 2, at: 7 });
  stop();
  session.append({ type: 'answer-given', choice: 3 });
  t.deepEqual(
    session.facts.map(({ at }) => at),
    [12.346, 7, 12.346],
  );
  t.deepEqual(heard, [
    ['answer-given', 0],
    ['answer-given', 1],
  ]);
});
