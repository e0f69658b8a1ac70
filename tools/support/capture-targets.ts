import { parseLine } from '../../src/session/parse.ts';
import { toJsonLine } from '../../src/session/json.ts';
import { readHar } from '../../src/sources/har.ts';
import { linesOfKeylog } from '../../src/sources/keylog.ts';
import type { Fact } from '../../lab/facts/session.ts';
import { transcriber } from '../../src/export/text.ts';
import { madeCaptures } from './captures/made-captures.ts';
import { readCapture } from './captures/read-capture.ts';
import { hostile, pieces } from './fuzz.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { hold } from './hold.ts';

const CAPTURES = madeCaptures();
const TOKENS = [
  '\x0a\x0d\x0d\x0a',
  '\x1a\x2b\x3c\x4d',
  '\x4d\x3c\x2b\x1a',
  '\xd4\xc3\xb2\xa1',
  '\x45\0',
  '\x60\0\0\0',
  '\x08\0',
  '\x86\xdd',
  '\x81\0',
  '\x50\x18',
];
const HARS = [
  Buffer.from(
    JSON.stringify({
      log: {
        version: '1.2',
        entries: [
          {
            startedDateTime: '2026-01-01T00:00:00.000Z',
            connection: '1',
            request: {
              method: 'POST',
              url: 'https://a.test/login?x=1',
              headers: [{ name: 'Cookie', value: 'a=b' }],
              postData: { mimeType: 'application/x-www-form-urlencoded', text: 'password=secret' },
            },
            response: { status: 200, headers: [], content: { text: 'aGk=', encoding: 'base64' } },
          },
        ],
      },
    }),
  ),
];

/** Captures as somebody brings them, damaged in every way: read whole and in pieces, and each fact written and read again. */
export const CAPTURE_TARGETS: readonly FuzzTarget[] = [
  {
    name: 'capture',
    attempt: (random) => {
      const bytes = hostile(random, CAPTURES, TOKENS);
      const { facts, reader, index } = readCapture(pieces(random, bytes));
      hold(reader.position <= bytes.length, 'read further than there is');
      hold(reader.packets >= index.packets.length, 'more places than packets');
      checked(random, facts);
    },
  },
  {
    name: 'har',
    attempt: (random) => {
      const facts: Fact[] = [];
      const session = { version: '0', title: 'a HAR', source: { kind: 'har', file: 'a HAR' } } as const;
      const text = Buffer.from(
        hostile(random, HARS, ['"entries":[', '{"log":', '],', 'null', '"text":']),
      ).toString('utf8');
      const fault = readHar(text, session, (fact) => facts.push(fact));
      hold((fault === undefined) === facts.length > 0, 'neither read nor refused');
      checked(random, facts);
    },
  },
  {
    name: 'key-log-lines',
    attempt: (random) => {
      const line = `CLIENT_RANDOM ${'ab'.repeat(32)} ${'cd'.repeat(48)}\n`;
      const text = Buffer.from(hostile(random, [Buffer.from(line.repeat(3))])).toString('latin1');
      for (const each of linesOfKeylog(text))
        hold(!/[^\x20-\x7e]/.test(each), 'a line that is no line of key log');
    },
  },
];

/** What a session of any file must be: it is told, saved and read back, and no byte of a direction is given twice. */
function checked(random: Random, facts: readonly Fact[]): void {
  hold(facts[0]?.type === 'session-opened' || facts.length === 0, 'a session without a beginning');
  const tell = transcriber();
  const ends = new Map<string, number>();
  for (const fact of facts) {
    tell(fact);
    if (fact.type === 'segment-captured') {
      const key = `${fact.connection} ${fact.direction}`;
      hold(fact.offset >= (ends.get(key) ?? 0), 'a byte is given twice, or out of order');
      ends.set(key, fact.offset + fact.bytes.length);
    }
    // One in some: writing and reading back costs most of the time.
    if (random.below(4) !== 0) continue;
    const line = toJsonLine(fact);
    const read = parseLine(Buffer.from(line));
    hold('fact' in read && toJsonLine(read.fact) === line, 'a fact that is not read back');
  }
}
