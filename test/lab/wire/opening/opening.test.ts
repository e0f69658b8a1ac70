import test from 'ava';
import * as fc from 'fast-check';
import type { Direction } from '../../../../lab/wire/direction.ts';
import {
  KEY_LOG_LIMITS,
  KeyLog,
  readKeyLog,
  readKeyLogLine,
} from '../../../../lab/wire/tls/opening/key-log.ts';
import { suiteOf } from '../../../../lab/wire/tls/opening/keys.ts';
import { isOpened, openStreams, TlsOpener } from '../../../../lab/wire/tls/opening/opener.ts';
import { messageName } from '../../../../lab/wire/tls/messages.ts';
import { feedTls, startTls } from '../../../../lab/wire/tls/stream.ts';
import { Random } from '../../../../tools/support/fuzz.ts';
import { sealedModel } from '../../../../tools/support/models/sealed-model.ts';
import { load, rfc8448 } from '../../../../tools/support/recordings.ts';

/** The secrets of the traces in RFC 8448, section 4: a resumed handshake with early data. */
const RESUMED = Object.entries({
  CLIENT_EARLY_TRAFFIC_SECRET: '3fbbe6a60deb66c30a32795aba0eff7eaa10105586e7be5c09678d63b6caab62',
  CLIENT_HANDSHAKE_TRAFFIC_SECRET: '2faac08f851d35fea3604fcb4de82dc62c9b164a70974d0462e27f1ab278700f',
  SERVER_HANDSHAKE_TRAFFIC_SECRET: 'fe927ae271312e8bf0275b581c54eef020450dc4ecffaa05a1a35d27518e7803',
  CLIENT_TRAFFIC_SECRET_0: '2abbf2b8e381d23dbebe1dd2a7d16a8bf484cb4950d23fb7fb7fa8547062d9a1',
  SERVER_TRAFFIC_SECRET_0: 'cc21f1bf8feb7dd5fa505bd9c4b468a9984d554a993dc49e6d285598fb672691',
});
const CLIENT_RANDOM = '1bc3ceb6bbe39cff938355b5a50adb6db21b7a6af649d7b4bc419d7876487d95';

const logOf = (secrets: readonly (readonly [string, string])[], random = CLIENT_RANDOM): KeyLog =>
  readKeyLog(secrets.map(([label, secret]) => `${label} ${random} ${secret}\n`).join(''));

/** What stands in each record of a direction: its phase, and its messages or its length. */
function told(
  { toBank, toVictim }: { readonly toBank: Uint8Array; readonly toVictim: Uint8Array },
  log: KeyLog,
  direction: Direction,
): string[] {
  return openStreams(toBank, toVictim, log)
    .inside.filter((each) => each.direction === direction)
    .map((each) => {
      if (!isOpened(each)) return each.why;
      const names = each.messages.map(messageName).join(' ');
      return `${each.phase.name}: ${names === '' ? `${each.type} ${each.plaintext.length}` : names}`;
    });
}

test('the trace of a resumed handshake with early data in RFC 8448 opens', (t) => {
  const trace = rfc8448('4');
  const log = logOf(RESUMED);
  t.deepEqual(told(trace, log, 'to-bank'), [
    'early: 23 6',
    'early: EndOfEarlyData',
    'handshake: Finished',
    'traffic: 23 50',
    'traffic: 21 2',
  ]);
  t.deepEqual(told(trace, log, 'to-victim'), [
    'handshake: EncryptedExtensions Finished',
    'traffic: 23 50',
    'traffic: 21 2',
  ]);
  const [early] = openStreams(trace.toBank, trace.toVictim, log).inside.filter(
    ({ direction }) => direction === 'to-bank',
  );
  t.is(
    early !== undefined && isOpened(early) ? Buffer.from(early.plaintext).toString('hex') : '',
    '414243444546',
  );
});

test('what has no secret is named, and what has one opens beside it', (t) => {
  const trace = rfc8448('4');
  const without = (label: string): KeyLog => logOf(RESUMED.filter(([name]) => name !== label));
  t.deepEqual(told(trace, without('CLIENT_EARLY_TRAFFIC_SECRET'), 'to-bank'), [
    'early-data',
    'early-data',
    'handshake: Finished',
    'traffic: 23 50',
    'traffic: 21 2',
  ]);
  t.deepEqual(told(trace, without('SERVER_HANDSHAKE_TRAFFIC_SECRET'), 'to-victim'), [
    'no-secret',
    'traffic: 23 50',
    'traffic: 21 2',
  ]);
  t.deepEqual(told(trace, without('SERVER_TRAFFIC_SECRET_0'), 'to-victim'), [
    'handshake: EncryptedExtensions Finished',
    'no-secret',
    'no-secret',
  ]);
  t.deepEqual(told(trace, logOf(RESUMED, '00'.repeat(32)), 'to-victim'), [
    'no-secret',
    'no-secret',
    'no-secret',
  ]);
});

test('suites, versions and beginnings that are not opened are named', (t) => {
  for (const [version, cipherSuite, said] of [
    [0x0303, 0x002f, 'suite'],
    [0x0303, 0xc09c, 'suite'],
    [0x0303, 0xc050, 'suite'],
    [0x0303, 0x1301, 'suite'],
    [0x0304, 0xc02f, 'suite'],
    [0x0304, 0x1304, 'suite'],
    [0x0304, 0x1306, 'suite'],
    [0x0303, 0x9999, 'suite'],
    [0x0302, 0xc02f, 'version'],
    [0x0305, 0x1301, 'version'],
  ] as const)
    t.is(suiteOf({ version, cipherSuite }), said);
  const { toBank, toVictim } = load('tls12-cbc');
  t.deepEqual([...new Set(told({ toBank, toVictim }, new KeyLog(), 'to-bank'))], ['suite']);
  const middle = rfc8448('4').toVictim.subarray(101);
  t.deepEqual(told({ toBank: new Uint8Array(), toVictim: middle }, new KeyLog(), 'to-victim')[0], 'no-hello');
});

/** A record's bytes, with its header. */
const bytesOf = (stream: Uint8Array, offset: number, length: number): Uint8Array =>
  stream.subarray(offset, offset + length + 5);

test('after bytes that are missing nothing is opened', (t) => {
  const { toBank, toVictim } = rfc8448('4');
  const opener = new TlsOpener(logOf(RESUMED));
  const [asked, records] = feedTls(startTls(), toBank);
  const [answered, answers] = feedTls(startTls(), toVictim, asked);
  const hellos = { ...asked.hellos, ...answered.hellos };
  for (const read of records)
    opener.take('to-bank', read, bytesOf(toBank, read.record.offset, read.record.length), hellos);
  const came = answers
    .filter((_, index) => index !== 1)
    .flatMap((read) =>
      opener.take('to-victim', read, bytesOf(toVictim, read.record.offset, read.record.length), hellos),
    );
  t.deepEqual(
    came
      .filter(({ direction }) => direction === 'to-victim')
      .map((each) => ('why' in each ? each.why : 'opened')),
    ['gap', 'gap'],
  );
});

test('a key log is read line by line, and what is wrong with a line is said with its number', (t) => {
  const random = 'ab'.repeat(32);
  const log = readKeyLog(
    [
      '# a comment',
      '',
      `CLIENT_RANDOM ${random.toUpperCase()} ${'0f'.repeat(48)}`,
      `CLIENT_RANDOM ${random} ${'0f'.repeat(48)}`,
      `CLIENT_RANDOM ${random} ${'00'.repeat(48)}`,
      'CLIENT_RANDOM',
      `client_random ${random} 00`,
      `CLIENT_RANDOM ${random}0 00`,
      `CLIENT_RANDOM ${random} 0`,
      `CLIENT_RANDOM ${random} 00 `,
      `X ${random} ${'00'.repeat(900)}`,
      `EXPORTER_SECRET ${random} 00`,
    ].join('\r\n'),
  );
  t.deepEqual(
    log.faults.first.map(({ line, kind }) => `${line} ${kind}`),
    [
      '5 contradicts',
      '6 not-three-words',
      '7 label',
      '8 client-random',
      '9 secret',
      '10 not-three-words',
      '11 too-long',
    ],
  );
  t.is(log.size, 2);
  t.deepEqual(log.secret('CLIENT_RANDOM', Buffer.from(random, 'hex')), Buffer.alloc(48, 15));
});

test('any text is read as a key log, within its limits', (t) => {
  fc.assert(
    fc.property(fc.string({ maxLength: 3_000, unit: 'binary' }), (text) => {
      const { faults, size } = readKeyLog(text);
      return faults.first.length <= KEY_LOG_LIMITS.faults && faults.all + size <= text.split('\n').length;
    }),
  );
  const long = readKeyLog('x'.repeat(5_000_000));
  t.deepEqual(long.faults, { first: [{ line: 1, kind: 'too-long' }], all: 1 });
  t.is(readKeyLog('?\n'.repeat(100_000)).faults.first.length, KEY_LOG_LIMITS.faults);
});

test('a line that is written is read as it was', (t) => {
  const line = fc.tuple(
    fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/),
    fc.uint8Array({ minLength: 32, maxLength: 32 }),
    fc.uint8Array({ minLength: 1, maxLength: 64 }),
  );
  fc.assert(
    fc.property(line, ([label, random, secret]) => {
      const [clientRandom, digits] = [random, secret].map((bytes) => Buffer.from(bytes).toString('hex'));
      t.deepEqual(readKeyLogLine(`${label} ${clientRandom} ${digits}`), {
        label,
        clientRandom,
        secret: Buffer.from(secret),
      });
    }),
  );
});

test('whatever the bytes and the secrets are, opening ends and says something of each record once', (t) => {
  fc.assert(
    fc.property(fc.nat(), fc.nat(), fc.integer({ min: 1, max: 255 }), (seed, at, mask) => {
      const { streams, keyLog } = sealedModel(new Random(seed));
      const victim = Buffer.from(streams['to-victim']);
      const place = at % victim.length;
      victim[place] = (victim[place] ?? 0) ^ mask;
      const { inside } = openStreams(streams['to-bank'], victim, readKeyLog(keyLog.join('\n')));
      const places = inside.map(({ direction, record }) => `${direction} ${record.offset}`);
      return new Set(places).size === places.length;
    }),
    { numRuns: 200 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.uint8Array({ maxLength: 600 }), (one, other) => {
      openStreams(one, other, readKeyLog(''));
      openStreams(
        Buffer.concat([rfc8448('4').toBank, one]),
        Buffer.concat([rfc8448('4').toVictim, other]),
        logOf(RESUMED),
      );
    }),
    { numRuns: 100 },
  );
  t.pass();
});
