import test from 'ava';
import * as fc from 'fast-check';
import { dissectTls } from '../../../src/explain/tls/dissect.ts';
import type { TlsDissection } from '../../../src/explain/tls/dissect.ts';
import type { Field } from '../../../src/explain/field.ts';
import type { Span } from '../../../lab/wire/span.ts';
import { readClientHello, readServerHello } from '../../../lab/wire/tls/hello.ts';
import { summarizeTls } from '../../../lab/wire/tls/summary.ts';
import { loadAll, rfc8448 } from '../../../tools/support/recordings.ts';

const RECORDINGS = [...loadAll(), ...['3', '4', '5', '6', '7'].map(rfc8448)];

/** A real conversation with some bytes changed and its end cut off, both ways. */
const mutated = fc
  .record({
    recording: fc.constantFrom(...RECORDINGS),
    changes: fc.array(fc.tuple(fc.boolean(), fc.nat({ max: 2_500 }), fc.nat({ max: 255 })), { maxLength: 6 }),
    keep: fc.tuple(fc.nat({ max: 8_000 }), fc.nat({ max: 8_000 })),
  })
  .map(({ recording, changes, keep }) => {
    const toBank = recording.toBank.slice(0, keep[0]);
    const toVictim = recording.toVictim.slice(0, keep[1]);
    for (const [side, at, value] of changes) {
      const bytes = side ? toBank : toVictim;
      if (at < bytes.length) bytes[at] = value;
    }
    return { toBank, toVictim };
  });

/** Records in clear around arbitrary bytes that begin like a handshake message. */
const framed = fc
  .array(
    fc.tuple(
      fc.constantFrom(20, 21, 22, 23),
      fc.constantFrom(0, 1, 2, 4, 11, 12, 13, 15, 16, 22),
      fc.uint8Array({ maxLength: 120 }),
    ),
    { maxLength: 6 },
  )
  .map((list) =>
    Uint8Array.from(
      list.flatMap(([type, message, body]) => [
        type,
        3,
        3,
        0,
        body.length + 4,
        message,
        0,
        0,
        body.length,
        ...body,
      ]),
    ),
  );

const anything = fc.oneof(
  mutated,
  fc.record({ toBank: fc.uint8Array({ maxLength: 400 }), toVictim: fc.uint8Array({ maxLength: 400 }) }),
  fc.record({ toBank: framed, toVictim: framed }),
);

function rangesOf(field: Field): readonly Span[] {
  return field.ranges ?? [{ offset: field.offset, length: field.length }];
}

/** What is wrong with a field's place, or undefined. */
function misplaced(field: Field, within: readonly Span[], end: number): string | undefined {
  const ranges = rangesOf(field);
  const total = ranges.reduce((sum, range) => sum + range.length, 0);
  if (total !== field.length) return `${field.label}: ranges of ${total} bytes, length ${field.length}`;
  if (ranges[0]?.offset !== field.offset) return `${field.label}: begins elsewhere`;
  for (const { offset, length } of ranges) {
    const inside = within.some(
      (outer) => offset >= outer.offset && offset + length <= outer.offset + outer.length,
    );
    if (!inside) return `${field.label}: ${offset}+${length} is outside its parent`;
    if (offset + length > end) return `${field.label}: ${offset}+${length} is outside the stream of ${end}`;
  }
  for (const child of field.children ?? []) {
    const problem = misplaced(child, ranges, end);
    if (problem !== undefined) return `${field.label} > ${problem}`;
  }
  return undefined;
}

function check(
  { toBank, toVictim }: TlsDissection,
  bank: Uint8Array,
  victim: Uint8Array,
): (string | undefined)[] {
  return (
    [
      [toBank, bank],
      [toVictim, victim],
    ] as const
  ).flatMap(([nodes, stream]) =>
    nodes.flatMap((node) =>
      [node, ...node.messages].map((field) =>
        misplaced(field, [{ offset: 0, length: stream.length }], stream.length),
      ),
    ),
  );
}

test('whatever the bytes are, nothing throws, and every field lies inside its parent and the stream', (t) => {
  fc.assert(
    fc.property(anything, ({ toBank, toVictim }) => {
      const problems = check(dissectTls(toBank, toVictim), toBank, toVictim).filter(
        (problem) => problem !== undefined,
      );
      t.deepEqual(problems, []);
    }),
    { numRuns: 1_500 },
  );
});

test('every field says something, in printable text', (t) => {
  fc.assert(
    fc.property(anything, ({ toBank, toVictim }) => {
      const dissection = dissectTls(toBank, toVictim);
      const visit = (field: Field): void => {
        // eslint-disable-next-line no-control-regex
        if (/[\u0000-\u001f\u007f-\u009f]/.test(field.value + field.label + field.why))
          t.fail(`${field.label}: ${field.value}`);
        if (field.label === '' || field.why === '') t.fail(`${field.label} says nothing`);
        field.children?.forEach(visit);
      };
      for (const node of [...dissection.toBank, ...dissection.toVictim])
        [node, ...node.messages].forEach(visit);
    }),
    { numRuns: 500 },
  );
  t.pass();
});

test('the summary is the same with and without the fields', (t) => {
  fc.assert(
    fc.property(anything, ({ toBank, toVictim }) => {
      t.deepEqual(dissectTls(toBank, toVictim).summary, summarizeTls(toBank, toVictim));
    }),
    { numRuns: 300 },
  );
});

test('hellos are read from any bytes', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const hello = readClientHello(bytes);
      t.true(hello.cipherSuites.length <= bytes.length / 2);
      t.is(typeof readServerHello(bytes).version, 'number');
    }),
  );
});

test('a stream cut anywhere tells the beginning of what the whole tells', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...RECORDINGS), fc.nat({ max: 8_000 }), ({ toBank, toVictim }, cut) => {
      const whole = dissectTls(toBank, toVictim);
      const part = dissectTls(toBank, toVictim.subarray(0, cut));
      t.deepEqual(
        part.toVictim.map((node) => [node.offset, node.length]),
        whole.toVictim.slice(0, part.toVictim.length).map((node) => [node.offset, node.length]),
      );
    }),
    { numRuns: 200 },
  );
});

test('a flood of empty records stays within the limits, and the rest is counted', (t) => {
  const flood = new Uint8Array(5 * 50_000);
  for (let at = 0; at < flood.length; at += 5) flood.set([22, 3, 3, 0, 0], at);
  const { toBank, more } = dissectTls(flood, new Uint8Array());
  t.is(toBank.length, 4_096);
  t.is(more.toBank, 50_000 - 4_096);
});

test('a list longer than the limit ends in one field for the rest', (t) => {
  const suites = new Uint8Array(2_000).fill(0x13);
  const body = [3, 3, ...new Uint8Array(32), 0, 2_000 >> 8, 2_000 & 255, ...suites, 1, 0];
  const message = [1, 0, body.length >> 8, body.length & 255, ...body];
  const record = Uint8Array.from([22, 3, 1, message.length >> 8, message.length & 255, ...message]);
  const list = dissectTls(record, new Uint8Array()).toBank[0]?.messages[0]?.children?.find(
    (field) => field.label === 'cipher suites',
  );
  t.is(list?.value, '1,000 suites');
  t.is(list?.children?.length, 257);
  t.is(list?.children?.at(-1)?.label, 'more');
});
