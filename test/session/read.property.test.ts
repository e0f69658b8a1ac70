import test from 'ava';
import * as fc from 'fast-check';
import { readFileSync, writeFileSync } from 'node:fs';
import { UserError } from '../../src/errors.ts';
import { transcript } from '../../src/export/text.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { parseLine } from '../../src/session/parse.ts';
import { Wrong } from '../../lab/facts/codec.ts';
import { Session } from '../../src/session/session.ts';
import { Timeline } from '../../src/stage/timeline.ts';
import { REAL, REAL_LINES } from '../../tools/support/recorded-session.ts';
import { parsed, readBack, temporary } from '../helpers/saved.ts';

const real = readFileSync(REAL);

/** Reads it, and follows what was read to its end: a fault must be a `UserError`. */
async function isSafe(content: Uint8Array | string, path: string): Promise<boolean> {
  writeFileSync(path, content);
  const read = await readBack(path);
  if (!('facts' in read)) return read.error instanceof UserError;
  const session = new Session();
  for (const fact of read.facts) {
    session.restore(fact);
    transcript(fact);
    if (toJsonLine(fact).includes('\n')) return false;
  }
  new Timeline(session).stateAt(session.length);
  return read.facts[0]?.type === 'session-opened';
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const change = fc.record({
  at: place,
  take: fc.nat({ max: 40 }),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 8 }),
    fc
      .constantFrom(
        '\n',
        '"',
        '{',
        '}',
        '[',
        ']',
        ',',
        '0',
        '-',
        'e999',
        'null',
        '\\ud800',
        '"__proto__":',
        '\0',
      )
      .map((text) => Buffer.from(text)),
  ),
});

test('a real session with bytes changed, taken out and put in is read or refused, never more', async (t) => {
  const path = temporary();
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), place, async (changes, end) => {
      let bytes: Uint8Array = real.subarray(0, Math.ceil(end * 4 * real.length));
      for (const { at, take, put } of changes) {
        const from = Math.floor(at * bytes.length);
        bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + take)]);
      }
      return isSafe(bytes, path);
    }),
    { numRuns: 300 },
  );
  t.pass();
});

test('a real session with its lines mixed up is read or refused, never more', async (t) => {
  const path = temporary();
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...REAL_LINES.slice(1)), { maxLength: 60 }), async (mixed) =>
      isSafe([REAL_LINES[0], ...mixed, ''].join('\n'), path),
    ),
    { numRuns: 200 },
  );
  t.pass();
});

test('bytes and lines at random are read or refused, never more', async (t) => {
  const path = temporary();
  const line = fc.oneof(fc.json(), fc.string(), fc.constantFrom(...REAL_LINES));
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        fc.uint8Array({ maxLength: 300 }),
        fc.array(line, { maxLength: 6 }).map((all) => [REAL_LINES[0], ...all].join('\n')),
      ),
      async (content) => isSafe(content, path),
    ),
    { numRuns: 500 },
  );
  t.pass();
});

test('a value of a fact changed for any other is read or refused with its place', (t) => {
  const anything = fc.oneof(
    fc.json({ maxDepth: 3 }),
    fc.constantFrom(
      '-1',
      '1e999',
      '0.1',
      '""',
      'null',
      '[]',
      '{}',
      '{"__proto__":1}',
      '9007199254740993',
      '-0',
    ),
  );
  let refused = 0;
  fc.assert(
    fc.property(fc.constantFrom(...REAL_LINES), fc.nat(), anything, (line, nth, value) => {
      const keys = Object.keys(parsed(line)).filter((key) => key !== 'type');
      const key = keys[nth % keys.length] ?? '';
      const changed = JSON.stringify({ ...parsed(line), [key]: '\u0000' }).replace(
        String.raw`"\u0000"`,
        () => value,
      );
      try {
        const read = parseLine(Buffer.from(changed));
        // What is taken in goes out and comes in again as the same.
        if ('fact' in read) t.deepEqual(parseLine(Buffer.from(toJsonLine(read.fact))), read);
      } catch (error) {
        refused += 1;
        t.true(error instanceof Wrong);
        t.true(String(error).includes(`"${key}`), String(error));
      }
    }),
    { numRuns: 2000 },
  );
  t.true(refused > 100);
});
