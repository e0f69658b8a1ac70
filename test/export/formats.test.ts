import test from 'ava';
import * as fc from 'fast-check';
import { batches } from '../../src/export/batches.ts';
import { EXPORT_FORMATS } from '../../src/export/formats.ts';
import { anyFacts } from '../helpers/happenings.ts';
import { savedSession } from '../helpers/recorded.ts';

test('every format has an id and an extension of its own, and one line that says what it is', (t) => {
  t.is(new Set(EXPORT_FORMATS.map(({ id }) => id)).size, EXPORT_FORMATS.length);
  for (const { id, extension, says } of EXPORT_FORMATS) {
    t.regex(`${id} ${extension}`, /^[a-z]+ [a-z]+$/);
    t.regex(says, /^\S.{10,100}$/);
  }
});

test('every format writes a recorded session, the same each time', (t) => {
  const facts = savedSession('bank-login.jsonl');
  for (const { id, write } of EXPORT_FORMATS) {
    const once = Buffer.concat([...batches(write(facts, {}))]);
    t.true(once.length > 500, id);
    t.deepEqual(Buffer.concat([...batches(write(facts, {}))]), once, id);
  }
});

test('a text format puts no control byte into a terminal', (t) => {
  const text = EXPORT_FORMATS.filter(({ id }) => id === 'text' || id === 'keylog' || id === 'jsonl');
  t.is(text.length, 3);
  fc.assert(
    fc.property(anyFacts, (facts) => {
      for (const { write } of text) {
        const written = Buffer.concat([...batches(write(facts, {}))]).toString();
        // eslint-disable-next-line no-control-regex
        if (/[\0-\x09\x0b-\x1f]/.test(written)) throw new Error(JSON.stringify(written));
      }
    }),
  );
});

test('small pieces are gathered, and none is lost', (t) => {
  const pieces = Array.from({ length: 10_000 }, (_, index) =>
    index % 2 === 0 ? `piece ${index}é` : Buffer.of(index & 0xff),
  );
  const gathered = [...batches(pieces)];
  t.deepEqual(Buffer.concat(gathered), Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
  t.true(gathered.length < 5);
});
