import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import * as fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { SOURCE_LIMITS } from '../../src/sources/limits.ts';
import { CapturedLane } from '../../src/teaching/capture/places.ts';
import { captureStreams } from '../../src/teaching/capture/read-capture.ts';
import { judgeRun, readRun } from '../../src/teaching/grade/own-run.ts';
import type { Judged } from '../../src/teaching/grade/verdict.ts';
import { readAnswers } from '../../src/teaching/grade/read-answers.ts';
import { TEACHING_LIMITS } from '../../src/teaching/limits.ts';
import { readRoster } from '../../src/teaching/roster.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { handOut } from '../helpers/class.ts';
import { playThrough } from '../helpers/play-through.ts';
import { pcapngSection } from '../../tools/support/captures/files.ts';
import { segment } from '../../tools/support/captures/frames.ts';

const made = await handOut('bank-login', 'ada');
const capture = readFileSync(join(made.folder, 'ada', 'capture.pcapng'));
const answers = readFileSync(join(made.folder, 'ada', 'answers.yaml'));
const { facts } = await playThrough(made.scenario, 'mine');
test.after.always(() => made.remove());
const session = Buffer.from(facts.map((fact) => `${toJsonLine(fact)}\n`).join(''));

/** A good file with something in it cut out, written over or put in. */
function spoiled(good: Buffer): fc.Arbitrary<Buffer> {
  return fc
    .tuple(fc.nat(good.length), fc.nat(8), fc.uint8Array({ maxLength: 8 }))
    .map(([at, length, put]) => Buffer.concat([good.subarray(0, at), put, good.subarray(at + length)]));
}

/** Places of digits that say what the bytes of the run say as well: how many of them passed. */
const counted = Array.from(session.toString('latin1').matchAll(/"to(?:Bank|Victim)":(?=\d)/g)).map(
  ({ 0: { length }, index }) => index + length,
);

/** The run that is right with one character changed, anywhere or in one of those places, so that most of them can be read. */
const spoiledCharacter: fc.Arbitrary<Buffer> = fc
  .tuple(
    fc.oneof(fc.nat(session.length - 1), fc.constantFrom(...counted)),
    fc.constantFrom(...Array.from('0123456789')),
  )
  .map(([at, put]) => {
    const bytes = Buffer.from(session);
    bytes.write(put, at, 'latin1');
    return bytes;
  });

const any = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));

test('whatever bytes a capture has, its streams lie in it and their pieces fit', (t) => {
  fc.assert(
    fc.property(fc.oneof(any, spoiled(capture)), (bytes) => {
      const streams = captureStreams(bytes);
      for (const { bytes: own, pieces } of streams) {
        t.true(own.length <= bytes.length);
        t.is(
          pieces.reduce((end, { offset, length }) => (offset === end ? end + length : -1), 0),
          own.length,
        );
      }
      const lane = new CapturedLane(streams, 'plain');
      t.true(lane.placesOf('password').every(({ frame }) => frame > 0));
      t.true(lane.cookies().every((cookie) => cookie !== ''));
    }),
    { numRuns: 150 },
  );
});

/** A capture with so many streams of one packet each, each from an interface of its own with a name of this length. */
function wide(streams: number, interfaces: number, letters: number): Buffer {
  const link = 101;
  const name = 'x'.repeat(letters);
  return pcapngSection([
    { kind: 'section' },
    ...Array.from({ length: interfaces }, () => ({ kind: 'interface', link, name }) as const),
    ...Array.from({ length: streams }, (_, index) => {
      const [from, to] = [`[2001:db8::${index.toString(16)}]:${50_000 + index}`, '[2001:db8::ffff]:80'];
      const frame = segment({ from, to, sequence: 1, flags: 'PA', payload: `${index}` });
      return { kind: 'enhanced', time: 0, interface: index % interfaces, frame } as const;
    }),
  ]);
}

test('a capture of an interface for each stream keeps the name of each to a bound, and streams to theirs', (t) => {
  const streams = captureStreams(wide(TEACHING_LIMITS.streams + 500, 1_000, 5_000));
  t.is(streams.length, 2 * TEACHING_LIMITS.streams);
  t.true(streams.every(({ lane }) => lane.length === SOURCE_LIMITS.told));
  t.is(streams.findLast(({ bytes }) => bytes.length > 0)?.bytes.toString(), `${TEACHING_LIMITS.streams - 1}`);
  // A packet of an interface beyond those that are read ends the reading; what came before stays.
  t.deepEqual(captureStreams(wide(1, SOURCE_LIMITS.interfaces + 1, 1)), []);
});

test('whatever bytes a file of answers has, it is read or has a sentence', (t) => {
  fc.assert(
    fc.property(fc.oneof(any, spoiled(answers)), (bytes) => {
      const read = readAnswers(bytes);
      if (typeof read === 'string') t.regex(read, /^[^\n]{5,400}$/);
      else for (const answer of read.answers.values()) t.not(answer, '');
    }),
    { numRuns: 300 },
  );
});

function judged(bytes: Buffer): Judged {
  return judgeRun(readRun('x', bytes), made.scenario, { seed: 'mine', ownerOf: () => undefined });
}

test('whatever bytes a session has, it is judged, and none but a whole run is right', (t) => {
  t.is(judged(session).outcome, 'right');
  fc.assert(
    fc.property(fc.oneof(any, spoiled(session)), (bytes) => {
      const { outcome, part, feedback } = judged(bytes);
      t.is(part === 1, outcome === 'right');
      t.true(part >= 0 && part <= 1);
      t.not(feedback, '');
    }),
    { numRuns: 40 },
  );
});

test('of runs with one character changed those are caught whose bytes say otherwise, and none breaks the judging', (t) => {
  const told = new Set<string>();
  fc.assert(
    fc.property(spoiledCharacter, (bytes) => {
      const { outcome, part, evidence } = judged(bytes);
      t.is(part === 1, outcome === 'right');
      told.add(/disagree with its bytes|all hold/.exec(evidence)?.[0] ?? 'it cannot be read');
    }),
    { numRuns: 100 },
  );
  t.deepEqual([...told].toSorted(), ['all hold', 'disagree with its bytes', 'it cannot be read']);
});

test('whatever text a roster is, its students have folders of their own, or it has a sentence', (t) => {
  const cell = fc.oneof(
    fc.string(),
    fc.constantFrom('..', '.', '/etc', 'a/../b', 'ada', 'ADA', '-', 'CON', '"', ''),
  );
  fc.assert(
    fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
      const text = `student,name\n${rows.map((row) => row.join(',')).join('\n')}`;
      try {
        const folders = readRoster(text, 'roster.csv').map(({ folder }) => folder.toLowerCase());
        t.is(new Set(folders).size, folders.length);
        for (const folder of folders) t.regex(folder, /^[^./\\\s-][^/\\\s]*$/);
      } catch (error) {
        t.true(error instanceof UserError);
      }
    }),
  );
});
