import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { Resolver } from 'node:dns/promises';

import test from 'ava';
import * as fc from 'fast-check';

import { answerQuery, wireName } from '../../../lab/authority/name-answer.ts';
import { openNameServer } from '../../../lab/authority/names.ts';

const KNOWN = new Set(['bank.test', 'www.bank.test'].map(wireName));

/** A question: header, name, type, class. */
function query(name: string, type: number, flags = 0x0100): Buffer {
  const header = Buffer.from([0xab, 0xcd, flags >> 8, flags & 0xff, 0, 1, 0, 0, 0, 0, 0, 0]);
  return Buffer.concat([header, Buffer.from(wireName(name), 'latin1'), Buffer.from([0, type, 0, 1])]);
}

/** A message with its parts: id, flags, counts, the rest. */
function parts(answer: Buffer | undefined): string {
  const hex = answer?.toString('hex') ?? '';
  return [hex.slice(0, 4), hex.slice(4, 8), hex.slice(8, 24), hex.slice(24)].join(' ');
}

const BANK = '0462616e6b047465737400';

test('A known name has the address 127.0.0.1', (t) => {
  t.is(
    parts(answerQuery(query('bank.test', 1), KNOWN)),
    `abcd 8500 0001000100000000 ${BANK}00010001c00c000100010000000000047f000001`,
  );
});

test('A known name is known in any case, and comes back as it was asked for', (t) => {
  const answer = answerQuery(query('bank.test', 1, 0).fill('BANK', 13, 17), KNOWN);
  t.is(
    parts(answer),
    'abcd 8400 0001000100000000 0442414e4b04746573740000010001c00c000100010000000000047f000001',
  );
});

test('A known name has nothing else: no IPv6 address, and no word on who may certify it', (t) => {
  for (const type of [2, 5, 15, 16, 28, 255])
    t.regex(parts(answerQuery(query('bank.test', type), KNOWN)), /^abcd 8500 0001000000000000 /);
  const caa = query('bank.test', 1);
  caa.writeUInt16BE(257, caa.length - 4);
  t.is(parts(answerQuery(caa, KNOWN)), `abcd 8500 0001000000000000 ${BANK}01010001`);
});

test('Other names do not exist', (t) => {
  for (const name of ['test', 'shop.test', 'a.bank.test', 'bank.test.lan', 'bank.tes', 'xbank.test'])
    t.regex(parts(answerQuery(query(name, 1), KNOWN)), /^abcd 8503 0001000000000000 /, name);
});

test('One label with a dot in it is another name', (t) => {
  const dotted = Buffer.concat([query('', 1).subarray(0, 12), Buffer.from('\x09bank.test\0\0\x01\0\x01')]);
  t.regex(parts(answerQuery(dotted, KNOWN)), /^abcd 8503 /);
});

test('What is no question, or not one, gets no answer', (t) => {
  const good = query('bank.test', 1);
  const changed = (at: number, byte: number): Buffer => {
    const copy = Buffer.from(good);
    copy[at] = byte;
    return copy;
  };
  const cases: readonly Buffer[] = [
    Buffer.alloc(0),
    good.subarray(0, 11),
    good.subarray(0, good.length - 1),
    changed(2, 0x81), // an answer
    changed(2, 0x11), // another kind of question
    changed(5, 0),
    changed(5, 2),
    changed(12, 0xc0), // a name that points elsewhere
    changed(12, 64), // a label that is too long
    changed(good.length - 1, 3), // another class
    query(Array(127).fill('ab').join('.'), 1), // a name that is too long
  ];
  for (const message of cases) t.is(answerQuery(message, KNOWN), undefined, message.toString('hex'));
});

test('No message makes it throw, and no answer is much longer than its question', (t) => {
  const hostile = fc.oneof(
    fc.uint8Array({ maxLength: 700 }),
    // Near to a good one.
    fc
      .tuple(
        fc.constantFrom('bank.test', 'x.test', ''),
        fc.nat(300),
        fc.array(fc.tuple(fc.nat(40), fc.nat(255))),
      )
      .map(([name, cut, edits]) => {
        const message = query(name, 1);
        for (const [at, byte] of edits) if (at < message.length) message[at] = byte;
        return new Uint8Array(message.subarray(0, cut));
      }),
  );
  fc.assert(
    fc.property(hostile, (message) => {
      const answer = answerQuery(message, KNOWN);
      if (answer === undefined) return true;
      const asked = Buffer.from(message);
      return (
        answer.length <= message.length + 16 &&
        answer.subarray(0, 2).equals(asked.subarray(0, 2)) &&
        (answer.readUInt16BE(2) & 0x8000) !== 0
      );
    }),
    { numRuns: 2_000 },
  );
  t.pass();
});

test('A resolver finds the hosts at it, and goes on behind what is no question', async (t) => {
  const server = await openNameServer(['bank.test']);
  t.teardown(() => server.close());
  const stranger = createSocket('udp4');
  stranger.send('?', server.port, server.address);
  const resolver = new Resolver({ timeout: 5_000, tries: 1 });
  resolver.setServers([`${server.address}:${server.port}`]);
  t.deepEqual(await resolver.resolve4('bank.test'), ['127.0.0.1']);
  await t.throwsAsync(resolver.resolve6('bank.test'), { code: 'ENODATA' });
  await t.throwsAsync(resolver.resolveCaa('bank.test'), { code: 'ENODATA' });
  await t.throwsAsync(resolver.resolve4('other.test'), { code: 'ENOTFOUND' });
  const closed = once(stranger, 'close');
  stranger.close();
  await closed;
  await server.close();
});
