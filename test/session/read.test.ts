import test from 'ava';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, truncateSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { UserError } from '../../src/errors.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { SESSION_LIMITS } from '../../lab/facts/limits.ts';
import { openSession } from '../../src/session/read.ts';
import { needing } from '../helpers/needing.ts';
import { REAL, REAL_LINES } from '../../tools/support/recorded-session.ts';
import { fileOf, parsed, readBack, temporary } from '../helpers/saved.ts';

const OPENED =
  '{"at":0,"type":"session-opened","format":1,"version":"1","scenario":"s","title":"t","seed":"1","time":"","lanes":[{"id":"a","title":"A","url":"http://bank.test/"}],"steps":[],"notes":""}';
const CLOSED = '{"at":9,"type":"session-closed","held":0,"failed":0,"how":"finished"}';
const SEGMENT =
  '{"at":1,"type":"segment-captured","lane":"a","connection":1,"direction":"to-bank","offset":0,"bytes":"aGVsbG8="}';
const NOT_OURS =
  'FILE:1: this is not a saved session: plainsight run --json writes one, and so does --save; its first line is a session-opened fact';

const lines = (...all: readonly string[]): string => all.map((line) => `${line}\n`).join('');

test('what a real run wrote comes back fact by fact, and goes out again byte for byte', async (t) => {
  const read = await readBack(REAL);
  if (!('facts' in read)) return t.fail(read.says);
  t.is(lines(...read.facts.map(toJsonLine)), readFileSync(REAL, 'utf8'));
  t.deepEqual(read.notices, []);
  t.true(read.facts.some((fact) => fact.type === 'segment-captured' && fact.bytes instanceof Uint8Array));
});

test('as a log it gives the same facts by index, in any order, as often as wanted', async (t) => {
  const session = await openSession(REAL);
  t.teardown(() => session.close());
  await session.index();
  const facts = [...session.facts];
  t.is(session.length, REAL_LINES.length);
  t.true(session.whole);
  for (const index of [5, 4, 5, 96, 0, 40, 39, 38]) {
    t.deepEqual(session.at(index), facts[index]);
    t.is(session.typeAt(index), facts[index]?.type);
  }
  t.deepEqual([...session.facts], facts);
  for (const none of [-1, 97, 0.5, Number.NaN]) t.is(session.at(none), undefined);
});

const second = (line: string): string => lines(OPENED, line, CLOSED);
const segment = (change: Readonly<Record<string, unknown>>): string =>
  second(JSON.stringify({ ...parsed(SEGMENT), ...change }));

const FAULTS: readonly (readonly [title: string, content: string | Uint8Array, says: string])[] = [
  ['an empty file', '', 'FILE: the file is empty, so there is no session in it'],
  ['a text that is none', 'hello\nworld\n', NOT_OURS],
  ['a blank first line', `\n${OPENED}\n`, NOT_OURS],
  ['JSON of another kind', '[1, 2]\n', NOT_OURS],
  ['a session that begins in its middle', lines(SEGMENT, CLOSED), NOT_OURS],
  ['bytes at random', Buffer.from('89504e470d0a1a0a0000', 'hex'), NOT_OURS],
  ['text in UTF-16', Buffer.from(`\ufeff${OPENED}\n`, 'utf16le'), NOT_OURS],
  ['one endless line', 'x'.repeat(SESSION_LIMITS.line + 10), NOT_OURS],
  [
    'a pcapng file',
    Buffer.from('0a0d0d0a1c000000', 'hex'),
    'FILE: this is a packet capture (pcapng), and plainsight reads its own sessions only',
  ],
  [
    'a pcap file',
    Buffer.from('d4c3b2a102000400', 'hex'),
    'FILE: this is a packet capture (pcap), and plainsight reads its own sessions only',
  ],
  ['a packed session', gzipSync(OPENED), 'FILE: this file is compressed: unpack it with gunzip first'],
  [
    'a session cut within its first line',
    OPENED.slice(0, 60),
    'FILE:1: the session is cut short within its first line: nothing can be shown of it',
  ],
  [
    'a newer format, whatever else it has',
    '{"at":0,"type":"session-opened","format":2}\n{"what":"ever"}\n',
    'FILE:1: the session is of format 2, and this plainsight reads format 1: read it with a newer one',
  ],
  [
    'a format that is no number',
    '{"at":0,"type":"session-opened","format":"1"}\n',
    'FILE:1: "format" of this session-opened must be a number',
  ],
  ['no JSON', second('{"at":1,'), 'FILE:2: the line is not JSON: a session has one fact a line'],
  ['no fact', second('[]'), 'FILE:2: the line is no fact: it must be a JSON object with a "type"'],
  [
    'a type that only __proto__ gives',
    second('{"at":1,"__proto__":{"type":"step-started"}}'),
    'FILE:2: the line is no fact: it must be a JSON object with a "type"',
  ],
  [
    'bytes that are not UTF-8',
    Buffer.concat([Buffer.from(`${OPENED}\n{"type":"`), Buffer.from([0xff]), Buffer.from(`"}\n${CLOSED}\n`)]),
    'FILE:2: the line is not UTF-8 text',
  ],
  [
    'a key that is missing',
    segment({ lane: undefined }),
    'FILE:2: "lane" of this segment-captured is missing',
  ],
  [
    'a negative offset',
    segment({ offset: -1 }),
    'FILE:2: "offset" of this segment-captured must be from 0 to 281474976710656',
  ],
  [
    'an offset that is no whole number',
    segment({ offset: 0.5 }),
    'FILE:2: "offset" of this segment-captured must be a whole number',
  ],
  [
    'a huge offset',
    second(SEGMENT.replace('"offset":0', '"offset":1e300')),
    'FILE:2: "offset" of this segment-captured must be from 0 to 281474976710656',
  ],
  [
    'a number that is infinite',
    second(SEGMENT.replace('"at":1', '"at":1e999')),
    'FILE:2: "at" of this segment-captured must be a number',
  ],
  [
    'null for a number',
    segment({ offset: Number.NaN }),
    'FILE:2: "offset" of this segment-captured must be a number',
  ],
  [
    'another direction',
    segment({ direction: 'up' }),
    'FILE:2: "direction" of this segment-captured must be to-bank or to-victim',
  ],
  [
    'what is not base64',
    segment({ bytes: 'a*b=' }),
    'FILE:2: "bytes" of this segment-captured must be base64 text',
  ],
  [
    'base64 without its padding',
    segment({ bytes: 'aGVsbG8' }),
    'FILE:2: "bytes" of this segment-captured must be base64 text',
  ],
  [
    'base64 with bits too many',
    segment({ bytes: 'aGVsbG9=' }),
    'FILE:2: "bytes" of this segment-captured must be base64 text',
  ],
  [
    'a segment that is too large',
    segment({ bytes: Buffer.alloc(SESSION_LIMITS.segment + 1).toString('base64') }),
    'FILE:2: "bytes" of this segment-captured must be at most 65536 bytes',
  ],
  [
    'a long lane id',
    segment({ lane: 'a'.repeat(201) }),
    'FILE:2: "lane" of this segment-captured must have at most 200 characters',
  ],
  [
    'something wrong deep within',
    second(
      '{"at":1,"type":"form-filled","lane":"a","form":"f","fields":[{"name":"n","type":"text","value":"v"},{"name":"n","type":"text","value":7}]}',
    ),
    'FILE:2: "fields.1.value" of this form-filled must be text',
  ],
  [
    'a header that is no pair',
    second(
      '{"at":1,"type":"exchange-made","lane":"a","request":{"method":"GET","url":"/","headers":[["a"]],"body":""},"response":{"status":200,"headers":[],"body":""},"waited":1,"took":1}',
    ),
    'FILE:2: "request.headers.0" of this exchange-made must be a name and a value',
  ],
  [
    'settings that are too deep',
    second(
      `{"at":1,"type":"lane-opened","lane":"a","title":"","url":"","settings":${'{"a":'.repeat(9)}1${'}'.repeat(9)}}`,
    ),
    'FILE:2: "settings" of this lane-opened must be at most 8 deep',
  ],
  [
    'settings so deep that a stack would end',
    second(
      `{"at":1,"type":"lane-opened","lane":"a","title":"","url":"","settings":{"a":${'['.repeat(1e6)}${']'.repeat(1e6)}}}`,
    ),
    'FILE:2: "settings" of this lane-opened must be at most 8 deep',
  ],
  [
    'a line that is too long',
    lines(OPENED, `"${'x'.repeat(SESSION_LIMITS.line)}"`),
    `FILE:2: the line is longer than ${SESSION_LIMITS.line} bytes`,
  ],
  [
    'two sessions',
    lines(OPENED, CLOSED, OPENED),
    'FILE:3: a second session begins here: put each session into a file of its own',
  ],
  [
    'too many lanes',
    lines(OPENED, ...Array.from({ length: 16 }, (_, lane) => SEGMENT.replace('"a"', `"lane-${lane}"`))),
    'FILE:17: a session may have at most 16 lanes',
  ],
  [
    'too many claims',
    lines(
      OPENED,
      ...Array.from(
        { length: 1001 },
        () =>
          '{"at":1,"type":"claim-checked","lane":"a","claim":"","held":true,"evidence":{"searched":0,"ways":0,"found":[],"text":""}}',
      ),
    ),
    'FILE:1002: a session may have at most 1000 claim-checked facts',
  ],
  [
    'too many connections at once',
    lines(
      OPENED,
      ...Array.from({ length: 6145 }, (_, n) => SEGMENT.replace('"connection":1', `"connection":${n + 1}`)),
    ),
    'FILE:6146: a session may have at most 6144 connections open at once',
  ],
];

for (const [title, content, says] of FAULTS) {
  test(`one sentence, and exit status 2, for ${title}`, async (t) => {
    const read = await readBack(fileOf(content));
    if (!('error' in read)) return t.fail('it was read');
    t.is(read.says, says);
    t.true(read.error instanceof UserError && read.error.exitCode === 2);
  });
}

test('what is no file to read gets a sentence too', async (t) => {
  const folder = await readBack('test');
  t.like(folder, { says: 'FILE is a folder: name a saved session in it' });
  const missing = await readBack(temporary('missing'));
  t.like(missing, { says: 'FILE cannot be read: there is no such file' });
  const zero = await readBack('/dev/null');
  t.like(zero, { says: 'FILE is not a regular file: name a saved session' });
});

needing('fifo')('a FIFO that nobody writes to is refused at once', async (t) => {
  const path = temporary('fifo');
  execFileSync('mkfifo', [path]);
  t.like(await readBack(path), { says: 'FILE is not a regular file: name a saved session' });
});

test('what a file lacks is a notice, not an error', async (t) => {
  t.like(await readBack(fileOf(lines(OPENED, SEGMENT))), {
    notices: ['FILE: the run was cut off before its end; this is all that was saved'],
  });
  t.like(await readBack(fileOf(`${lines(OPENED, SEGMENT)}${SEGMENT.slice(0, 50)}`)), {
    facts: { length: 2 },
    notices: ['FILE: cut short within line 3; what is shown ends with line 2'],
  });
  t.like(await readBack(fileOf(`${lines(OPENED, SEGMENT)}${CLOSED}`)), { facts: { length: 3 }, notices: [] });
  t.like(await readBack(fileOf(lines(OPENED, '{"at":1,"type":"owl-seen"}', CLOSED))), {
    facts: { length: 2 },
    notices: ['FILE: 1 fact of a type that this plainsight does not know left out'],
  });
  const windows = lines(OPENED, '', SEGMENT, CLOSED).replaceAll('\n', '\r\n');
  t.like(await readBack(fileOf(windows)), { facts: { length: 3 }, notices: [] });
});

test('__proto__ is a key like any other, and left out', async (t) => {
  const hostile = SEGMENT.replace(
    '"lane"',
    '"__proto__":{"offset":7,"polluted":true},"constructor":1,"lane"',
  );
  const read = await readBack(fileOf(second(hostile)));
  if (!('facts' in read)) return t.fail(read.says);
  const [, fact] = read.facts;
  t.deepEqual(fact && Object.keys(fact), Object.keys(parsed(SEGMENT)));
  t.is(fact && Object.getPrototypeOf(fact), Object.prototype);
  t.false('polluted' in {});
  const settings =
    '{"at":1,"type":"lane-opened","lane":"a","title":"","url":"","settings":{"x":{"__proto__":{"y":1}}}}';
  const opened = await readBack(fileOf(second(settings)));
  t.like(opened, { facts: { 1: { settings: { x: {} } } } });
});

test('a file that is changed under the reader is a fault, never a throw', async (t) => {
  const path = fileOf(lines(...REAL_LINES));
  const session = await openSession(path);
  t.teardown(() => session.close());
  truncateSync(path, 100);
  t.is(session.at(50), undefined);
  t.true(session.fault instanceof UserError);
  t.regex(String(session.fault), /the file was changed while it was being read/);
});

test('a run that is killed leaves a file that reads to its last whole line', async (t) => {
  const path = temporary();
  const child = spawn(process.execPath, ['build/test/helpers/endless-run.js', path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  child.kill('SIGKILL');
  await once(child, 'exit');
  const whole = readFileSync(path, 'utf8').split('\n').slice(0, -1);
  const read = await readBack(path);
  if (!('facts' in read)) return t.fail(read.says);
  t.true(read.facts.length >= 1000);
  t.deepEqual(read.facts.map(toJsonLine), whole);
  t.is(read.notices.length, 1);
});
