import test from 'ava';
import * as fc from 'fast-check';
import { batches } from '../../src/export/batches.ts';
import { FORMAT_IDS, formatsInWords } from '../../src/export/format-ids.ts';
import { EXPORT_FORMATS } from '../../src/commands/formats.ts';
import { gathered } from '../../src/export/gathered.ts';
import { HEAD_LIMITS } from '../../lab/facts/fact-log.ts';
import { anyFacts } from '../helpers/happenings.ts';
import { RECORDED } from '../../tools/support/recorded-session.ts';

test('every format has an id and an extension of its own, and one line that says what it is', (t) => {
  t.is(new Set(EXPORT_FORMATS.map(({ id }) => id)).size, EXPORT_FORMATS.length);
  for (const { id, extension, says } of EXPORT_FORMATS) {
    t.regex(`${id} ${extension}`, /^[a-z-]+ [a-z]+$/);
    t.regex(says, /^\S.{10,100}$/);
  }
});

test('help names every format there is, in the same order', (t) => {
  t.deepEqual(
    EXPORT_FORMATS.map(({ id }) => id),
    [...FORMAT_IDS],
  );
  t.regex(formatsInWords(), /^pcapng, .+ or [a-z-]+$/);
});

test('a session that is too long to be held at once is refused, not cut', (t) => {
  const [fact] = RECORDED;
  if (fact === undefined) throw new Error('nothing recorded');
  const short = Array.from({ length: HEAD_LIMITS.facts }, () => fact);
  t.is(gathered(short, 'html').length, HEAD_LIMITS.facts);
  t.throws(() => gathered([...short, fact], 'html'), { message: 'this session is too long for html' });
});

test('every format writes a recorded session, the same each time', async (t) => {
  for (const { id, write } of EXPORT_FORMATS) {
    if (id === 'server-config') continue; // test/export/server-config.test.ts
    const once = Buffer.concat([...batches(await write(RECORDED))]);
    t.true(once.length > 500, id);
    t.deepEqual(Buffer.concat([...batches(await write(RECORDED))]), once, id);
  }
});

test('a text format puts no control byte into a terminal', async (t) => {
  const text = EXPORT_FORMATS.filter(({ id }) => id === 'text' || id === 'keylog' || id === 'jsonl');
  t.is(text.length, 3);
  await fc.assert(
    fc.asyncProperty(anyFacts, async (facts) => {
      for (const { write } of text) {
        const written = Buffer.concat([...batches(await write(facts))]).toString();
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
  const joined = [...batches(pieces)];
  t.deepEqual(Buffer.concat(joined), Buffer.concat(pieces.map((piece) => Buffer.from(piece))));
  t.true(joined.length < 5);
});
