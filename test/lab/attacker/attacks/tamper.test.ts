import { once } from 'node:events';
import tls from 'node:tls';

import test from 'ava';
import * as fc from 'fast-check';

import { flipBits } from '../../../../lab/attacker/attacks/bit-flip.ts';
import type { BitFlipped } from '../../../../lab/attacker/attacks/bit-flip.ts';
import type { FormFilled } from '../../../../lab/facts/facts.ts';
import { LIMITS } from '../../../../lab/limits.ts';
import { exchange, testLane } from '../../../helpers/attacker.ts';
import { signIn, wholeLane } from '../../../helpers/whole-lab.ts';

const HEAD = 'Host: bank.test\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n';

const TRANSFER_FILLED: FormFilled = {
  type: 'form-filled',
  lane: 'test',
  form: 'transfer',
  fields: [{ name: 'receiver', type: 'text', value: 'bob' }],
};

function post(body: string, more = `Content-Length: ${body.length}\r\n`): string {
  return `POST /transfer HTTP/1.1\r\n${HEAD}${more}\r\n${body}`;
}

/** A lane whose bank answers with what it got: its Content-Length, and its body. */
async function echoing(t: Parameters<typeof testLane>[0]) {
  const lane = await testLane(t, 'tamper', {
    http: (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () =>
        response.end(`[${request.headers['content-length'] ?? 'none'} ${Buffer.concat(chunks).toString()}]`),
      );
    },
  });
  const { port } = await lane.tap('bank.test:80');
  const ask = async (text: string | Uint8Array): Promise<string> =>
    /\[.*\]/s.exec(await exchange(port, text))?.[0].slice(1, -1) ?? 'no answer';
  return { ...lane, ask };
}

test("A form's receiver becomes the attacker, and its length is right again", async (t) => {
  const lane = await echoing(t);
  t.is(
    await lane.ask(post('csrf=x%2By&receiver=Bob+%C3%A9&amount=25.00')),
    '40 csrf=x%2By&receiver=mallory&amount=25.00',
  );
  t.deepEqual(lane.of('form-tampered'), [
    {
      type: 'form-tampered',
      lane: 'test',
      connection: 1,
      field: 'receiver',
      before: 'Bob é',
      after: 'mallory',
    },
  ]);
  const { request } = await lane.when('exchange-read');
  t.regex(Buffer.from(request.body).toString(), /receiver=Bob/, 'what the victim sent is what was read');
});

test('A form in chunks, and one that waits for 100 Continue, are changed as well', async (t) => {
  const lane = await echoing(t);
  t.is(
    await lane.ask(post('e\r\nreceiver=bob&a\r\n2\r\n=1\r\n0\r\n\r\n', 'Transfer-Encoding: chunked\r\n')),
    'none receiver=mallory&a=1',
  );
  t.is(
    await lane.ask(post('receiver=bob', 'Content-Length: 12\r\nExpect: 100-continue\r\n')),
    '16 receiver=mallory',
  );
});

test('A receiver that stands twice is changed twice, and two forms on one connection are two', async (t) => {
  const lane = await echoing(t);
  const first = 'receiver=bob&receiver=eve';
  const [head = '', body = ''] = post(first).replace('Connection: close\r\n', '').split('\r\n\r\n');
  const answers = await exchange(
    (await lane.tap('bank.test:80')).port,
    `${head}\r\n\r\n${body}${post('amount=1&receiver=')}`,
  );
  t.deepEqual(answers.match(/\[.*?\]/g), [
    '[33 receiver=mallory&receiver=mallory]',
    '[25 amount=1&receiver=mallory]',
  ]);
  t.deepEqual(
    lane.of('form-tampered').map(({ before }) => before),
    ['bob', ''],
  );
});

test('What is no form, has no receiver or is too large to hold goes on as it came', async (t) => {
  const lane = await echoing(t);
  t.is(await lane.ask(post('user=alice&my-receiver=bob')), '26 user=alice&my-receiver=bob');
  t.is(await lane.ask(post('')), '0 ');
  const json = post('receiver=bob').replace('application/x-www-form-urlencoded', 'text/plain');
  t.is(await lane.ask(json), '12 receiver=bob');
  const large = `receiver=bob&x=${'y'.repeat(LIMITS.body)}`;
  t.is(await lane.ask(post(large)), `${large.length} ${large}`);
  t.deepEqual(lane.of('form-tampered'), []);
});

test('A receiver is found however its name is spelled, and all other bytes stay', async (t) => {
  const lane = await echoing(t);
  const forms = [
    ['a=%zz&&=&%72eceive%72=bob&b', 'a=%zz&&=&%72eceive%72=mallory&b'],
    ['receiver&a=1', 'receiver=mallory&a=1'],
    ['a=receiver=bob&receiver=x=y', 'a=receiver=bob&receiver=mallory'],
    ['b=2&receiver=mallory&receiver=Bj%F6rn&a=1', 'b=2&receiver=mallory&receiver=mallory&a=1'],
    ['_charset_=Shift_JIS&receiver=%83%7B%83u', '_charset_=Shift_JIS&receiver=mallory'],
    ['receiver=B\u00F6b', 'receiver=mallory'],
  ] as const;
  for (const [form, changed] of forms)
    t.is(await lane.ask(Buffer.from(post(form), 'latin1')), `${changed.length} ${changed}`);
  t.deepEqual(
    lane.of('form-tampered').map(({ before }) => before),
    ['bob', '', 'x=y', 'Björn', 'ボブ', 'Böb'],
  );
});

test('What would change nothing, and a form in parts, go on as they came and are no fact', async (t) => {
  const lane = await echoing(t);
  for (const form of [
    'receiver=mallory',
    'receiver=%6dallory',
    'Receiver=bob',
    '+receiver=bob',
    'receiver%00=bob',
  ])
    t.is(await lane.ask(post(form)), `${form.length} ${form}`);
  const url = 'application/x-www-form-urlencoded';
  for (const type of [`${url}-not`, 'multipart/form-data; boundary=x'])
    t.is(await lane.ask(post('receiver=bob').replace(url, type)), '12 receiver=bob');
  t.is(await lane.ask(post('receiver=bob').replace(url, `${url.toUpperCase()} ;x`)), '16 receiver=mallory');
  t.is(lane.of('form-tampered').length, 1);
});

for (const version of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`In ${version} one bit flipped in the request's record ends the connection before the bank reads it`, async (t) => {
    const asked: (string | undefined)[] = [];
    const lane = await testLane(t, 'tamper', {
      https: (request, response) => {
        asked.push(request.url);
        response.end('ok');
      },
    });
    const socket = tls.connect({
      port: (await lane.tap('bank.test:443')).port,
      host: '127.0.0.1',
      servername: 'bank.test',
      ca: lane.trusted.certificate,
      maxVersion: version,
    });
    await once(socket, 'secureConnect');
    socket.write(`GET /form HTTP/1.1\r\nHost: bank.test\r\nX-Long: ${'x'.repeat(200)}\r\n\r\n`);
    await once(socket, 'data');
    lane.interceptor.see(TRANSFER_FILLED);
    const failed = once(socket, 'error');
    socket.write(post('receiver=bob').replace('Host', `X-Long: ${'x'.repeat(200)}\r\nHost`));
    const [error] = await failed;
    t.regex(String(error), /bad record mac/i);
    t.deepEqual(asked, ['/form']);
    const [flip, ...more] = lane.of('bytes-tampered');
    t.deepEqual(more, []);
    if (flip === undefined) throw new Error('nothing was flipped');
    t.is(flip.before ^ flip.after, 1);
    const sent = Buffer.concat(
      lane
        .of('segment-captured')
        .filter(({ direction }) => direction === 'to-bank')
        .map(({ bytes }) => bytes),
    );
    t.is(sent[flip.offset], flip.before, 'the tap recorded what the victim sent');
  });
}

const record = fc.record({
  type: fc.constantFrom(20, 22, 23),
  length: fc.oneof(fc.nat(300), fc.constantFrom(127, 128, 16_384)),
});

test('However a stream is cut, one bit of the first record that is wanted is flipped, and no other', (t) => {
  fc.assert(
    fc.property(
      fc.array(record, { maxLength: 6 }),
      fc.array(fc.integer({ min: 1, max: 400 })),
      (records, cuts) => {
        const stream = Buffer.concat(
          records.map(({ type, length }) =>
            Buffer.from([type, 3, 3, length >> 8, length & 255, ...Array(length).fill(7)]),
          ),
        );
        const kept = Buffer.from(stream);
        let wanted = true;
        const flips: BitFlipped[] = [];
        const pass = flipBits(
          () => {
            const now = wanted;
            wanted = false;
            return now;
          },
          (flip) => flips.push(flip),
        );
        const out: Uint8Array[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const end = at + (cuts[cut % cuts.length] ?? stream.length);
          out.push(pass(stream.subarray(at, end)));
          at = end;
        }
        const after = Buffer.concat(out);
        const different = [...after.keys()].filter((at) => after[at] !== kept[at]);
        const chosen = records.findIndex(({ type, length }) => type === 23 && length >= 128);
        const start = records.slice(0, chosen).reduce((sum, { length }) => sum + 5 + length, 0);
        const expected = chosen < 0 ? [] : [start + 5 + Math.floor((records[chosen]?.length ?? 0) / 2)];
        return (
          stream.equals(kept) &&
          after.length === kept.length &&
          String(different) === String(expected) &&
          String(flips.map(({ offset }) => offset)) === String(expected)
        );
      },
    ),
  );
  t.pass();
});

test('Any bytes pass a bit flipper that nobody armed', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 })), (chunks) => {
      const pass = flipBits(
        () => false,
        () => t.fail(),
      );
      return chunks.every((chunk) => pass(chunk) === chunk);
    }),
  );
  t.pass();
});

test('On http the transfer goes to the attacker, and the bank books it', async (t) => {
  const lane = await wholeLane(t, { attacker: { does: 'tamper' } });
  await signIn(lane);
  await lane.victim.visit('/transfer');
  await lane.victim.submit('transfer', { receiver: 'bob', amount: '25.00' });
  t.like(lane.of('bank-booked').at(-1), { event: 'transfer-booked', receiver: 'mallory', amount: '25.00' });
  t.like(lane.of('form-tampered')[0], { before: 'bob', after: 'mallory' });
});

for (const version of ['1.2', '1.3'] as const) {
  test(`On https with TLS ${version} the transfer's connection ends with bad_record_mac, and nothing is booked`, async (t) => {
    const lane = await wholeLane(t, {
      visit: 'https://bank.test/login',
      bank: { tls: version },
      attacker: { does: 'tamper' },
    });
    await signIn(lane);
    await lane.victim.visit('/transfer');
    await lane.victim.submit('transfer', { receiver: 'bob', amount: '25.00' });
    t.is(lane.of('page-shown').at(-1)?.error, 'ERR_SSL_BAD_RECORD_MAC_ALERT');
    t.deepEqual(
      lane.of('bank-booked').map(({ event }) => event),
      ['signed-in'],
    );
    t.is(lane.of('bytes-tampered').length, 1);
    await lane.victim.visit('/account');
    t.is(lane.of('page-shown').at(-1)?.status, 200, 'the next request passes');
  });
}

test('A form that was waited for and came in clear leaves nothing to flip afterwards', async (t) => {
  const lane = await wholeLane(t, { attacker: { does: 'tamper' } });
  await signIn(lane);
  await lane.victim.visit('/transfer');
  await lane.victim.submit('transfer', { receiver: 'bob', amount: '1.00' });
  await lane.victim.visit('https://bank.test/login');
  t.is(lane.of('page-shown').at(-1)?.status, 200);
  t.deepEqual(lane.of('bytes-tampered'), []);
});
