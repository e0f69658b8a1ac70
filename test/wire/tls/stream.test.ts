import test from 'ava';
import * as fc from 'fast-check';
import { readConversation } from '../../../lab/wire/tls/conversation.ts';
import { messageName, messagesIn } from '../../../lab/wire/tls/messages.ts';
import { feedTls, hellosOf, startTls } from '../../../lab/wire/tls/stream.ts';
import type { RecordRead, TlsStream } from '../../../lab/wire/tls/stream.ts';
import { load, loadAll } from '../../../tools/support/recordings.ts';
import type { TlsRecording } from '../../../tools/support/recordings.ts';

interface Sides {
  readonly bank: TlsStream;
  readonly victim: TlsStream;
  readonly records: readonly (RecordRead & { readonly to: 'bank' | 'victim' })[];
}

/** Feeds a recording in the order in which it was made, in pieces of at most `most` bytes. */
function fed({ chunks }: Pick<TlsRecording, 'chunks'>, most = Infinity): Sides {
  const streams = { bank: startTls(), victim: startTls() };
  const records: (RecordRead & { readonly to: 'bank' | 'victim' })[] = [];
  for (const { to, bytes } of chunks) {
    for (let at = 0; at < bytes.length; at += Math.min(most, bytes.length)) {
      const piece = bytes.subarray(at, at + Math.min(most, bytes.length));
      const [next, read] = feedTls(streams[to], piece, streams[to === 'bank' ? 'victim' : 'bank']);
      streams[to] = next;
      records.push(...read.map((one) => ({ ...one, to })));
    }
  }
  return { ...streams, records };
}

const told = ({ records }: Sides): string[] =>
  records.map(
    ({ to, record, guarded, messages }) =>
      `${to} ${[record.typeName, ...messages.map(messageName)].join(' ')}${guarded ? ', guarded' : ''}`,
  );

const placesOf = (read: readonly RecordRead[]): unknown =>
  read.map(({ record: { offset, length }, guarded }) => [offset, length, guarded]);

const payloadsOf = ({ records }: Sides): unknown =>
  (['bank', 'victim'] as const).map((to) =>
    records
      .filter((read) => read.to === to)
      .map(({ record: one, guarded, payload }) => [one, guarded, payload && Buffer.from(payload)]),
  );

test('after a HelloRetryRequest both hellos are in clear, whatever change_cipher_spec says', (t) => {
  for (const name of ['chromium-retry', 'curl-retry', 'tls13-retry']) {
    const lines = told(fed(load(name)));
    const clear = lines.filter((line) => line.includes('Hello'));
    t.is(clear.length, 4, lines.join('\n'));
    t.true(
      clear.every((line) => !line.endsWith('guarded')),
      clear.join('\n'),
    );
    t.is(lines.filter((line) => line.startsWith('victim handshake HelloRetryRequest')).length, 1);
  }
});

test('in TLS 1.2 Finished and what follows it is guarded, on both sides', (t) => {
  const lines = told(fed(load('tls12-rsa')));
  for (const to of ['bank', 'victim']) {
    const own = lines.filter((line) => line.startsWith(to));
    const change = own.indexOf(`${to} change_cipher_spec`);
    t.true(change > 0);
    t.true(
      own.slice(change + 1).every((line) => line.endsWith(', guarded')),
      own.join('\n'),
    );
    t.false(own.slice(0, change + 1).some((line) => line.endsWith(', guarded')));
  }
});

test('in the order of time and side by side a recording is read the same', (t) => {
  for (const recording of loadAll()) {
    const { bank, victim, records } = fed(recording);
    const whole = readConversation(recording.toBank, recording.toVictim);
    t.deepEqual(
      placesOf(records.filter(({ to }) => to === 'bank')),
      placesOf(whole.toBank.records),
      recording.name,
    );
    t.deepEqual(placesOf(records.filter(({ to }) => to === 'victim')), placesOf(whole.toVictim.records));
    t.deepEqual(messagesIn(bank.assembly), whole.toBank.messages);
    t.deepEqual(messagesIn(victim.assembly), whole.toVictim.messages);
    t.deepEqual(hellosOf(bank, victim), whole.hellos);
  }
});

test('however the bytes are cut, the same is read', (t) => {
  fc.assert(
    fc.property(fc.constantFrom(...loadAll()), fc.integer({ min: 1, max: 700 }), (recording, most) => {
      const [whole, cut] = [fed(recording), fed(recording, most)];
      t.deepEqual(payloadsOf(cut), payloadsOf(whole));
      t.deepEqual(hellosOf(cut.bank, cut.victim), hellosOf(whole.bank, whole.victim));
    }),
    { numRuns: 150 },
  );
});

const record = (type: number, ...payload: readonly number[]): Uint8Array =>
  Uint8Array.from([type, 3, 3, payload.length >> 8, payload.length & 0xff, ...payload]);

test('where no ServerHello was seen, what follows change_cipher_spec is guarded, but for a ClientHello', (t) => {
  const finished = record(22, ...Array.from({ length: 40 }, () => 0));
  const hello = record(22, 1, 0, 0, 6, 3, 3, 9, 9, 9, 9);
  const [, read] = feedTls(startTls(), Buffer.concat([record(20, 1), finished, hello, record(21, 2, 40)]));
  t.deepEqual(
    read.map(({ guarded }) => guarded),
    [false, true, false, false],
  );
});

test('an alert in clear has two bytes, wherever it stands', (t) => {
  const long = record(21, ...Array.from({ length: 26 }, () => 7));
  const [stream, read] = feedTls(startTls(), Buffer.concat([record(21, 1, 0), long]));
  t.deepEqual(
    read.map(({ guarded }) => guarded),
    [false, true],
  );
  t.deepEqual(
    [stream.alerts?.before?.last, stream.alerts?.last],
    [
      { offset: 0, sealed: false, level: 1, description: 0 },
      { offset: 7, sealed: true },
    ],
  );
});

test('a message that takes many records is put together, and none is longer than the limit', (t) => {
  const pieces = [record(22, 11, 2), record(22, 0, 0), record(22, ...Array.from({ length: 700 }, () => 5))];
  const [half] = feedTls(startTls(), Buffer.concat(pieces));
  t.deepEqual(
    messagesIn(half.assembly).map(({ type, length, complete, record: at, gathered }) => [
      type,
      length,
      complete,
      at,
      gathered.bytes.length,
    ]),
    [[11, 0x20000, false, 0, 704]],
  );
});

test('whatever the bytes, nothing throws', (t) => {
  const bytes = fc.uint8Array({ maxLength: 60 });
  const framed = fc
    .tuple(fc.integer({ min: 19, max: 25 }), bytes)
    .map(([type, payload]) => record(type, ...payload));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('bank', 'victim'), fc.oneof(framed, bytes)), { maxLength: 30 }),
      (chunks) => {
        const { records } = fed({ chunks: chunks.map(([to, piece]) => ({ to, bytes: piece })) });
        for (const { record: one } of records) t.true(one.length >= 0);
      },
    ),
    { numRuns: 300 },
  );
});
