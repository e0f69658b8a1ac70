import net from 'node:net';
import { once } from 'node:events';
import test from 'ava';
import { OPCODE } from '../../../lab/wire/websocket/frame.ts';
import { writeFrame } from '../../../lab/wire/websocket/write.ts';
import { tapPort } from '../../helpers/taps.ts';
import { wholeLane } from '../../helpers/whole-lab.ts';
import type { Unlike } from '../../helpers/whole-lab.ts';

const HELP = 'http://bank.test/help';
const SEALED = 'https://bank.test/help';

/** What each kind of lane lets the attacker read of a chat. */
const LANES: readonly (Unlike & {
  readonly title: string;
  readonly reads: boolean;
  readonly over: string;
})[] = [
  { title: 'in clear', visit: HELP, reads: true, over: 'http' },
  { title: 'over TLS', visit: SEALED, reads: false, over: 'https' },
  { title: 'over TLS 1.2', visit: SEALED, bank: { tls: '1.2' }, reads: false, over: 'https' },
  {
    title: 'beside HTTP/2',
    visit: SEALED,
    bank: { http2: true },
    victim: { http2: true },
    reads: false,
    over: 'https',
  },
  {
    title: 'behind a forged certificate',
    visit: SEALED,
    attacker: { does: 'forge' },
    victim: { trustsAttacker: true },
    reads: true,
    over: 'https',
  },
  {
    title: 'stripped of TLS',
    visit: HELP,
    bank: { http: 'redirect' },
    attacker: { does: 'strip' },
    reads: true,
    over: 'https',
  },
];

for (const { title, reads, over, ...unlike } of LANES) {
  test(`the help desk hears and answers ${title}, and the attacker reads ${reads ? 'all of it' : 'nothing'}`, async (t) => {
    const lane = await wholeLane(t, unlike);
    await lane.victim.visit('/help');
    await lane.victim.chat('My card is lost');
    await lane.victim.chat('é'.repeat(100));
    t.deepEqual(
      lane.of('help-desk-heard').map(({ text, scheme }) => [text, scheme]),
      [
        ['My card is lost', over],
        ['é'.repeat(100), over],
      ],
    );
    t.is(lane.of('chat-answered').length, 2);
    const read = lane
      .of('message-read')
      .map(({ direction, bytes }) => [direction, Buffer.from(bytes).toString()]);
    t.deepEqual(
      read.filter(([way]) => way === 'to-bank').map(([, text]) => text),
      reads ? ['My card is lost', 'é'.repeat(100)] : [],
    );
    t.is(read.length, reads ? 4 : 0);
    t.deepEqual(lane.of('interception-failed'), []);
    // Its own connections are hers: nothing is booked as a stranger's.
    t.deepEqual(
      lane.facts.filter((fact) => 'party' in fact && fact.party === 'stranger'),
      [],
    );
  });
}

test('a chat ends with its page, in order, and the next page has its own', async (t) => {
  const lane = await wholeLane(t, { visit: HELP });
  await lane.victim.visit('/help');
  await lane.victim.chat('one');
  await lane.victim.visit('/help');
  await lane.victim.chat('two');
  const closed = lane
    .of('segment-captured')
    .filter(({ direction, bytes }) => direction === 'to-bank' && bytes[0] === 0x88);
  t.is(closed.length, 1);
  t.is(lane.of('chat-answered').length, 2);
});

test('where there is no chat, no page or no bank, nothing is said, and why', async (t) => {
  const lane = await wholeLane(t, { visit: HELP });
  await lane.victim.chat('no page');
  await lane.victim.visit('/login');
  await lane.victim.chat('no chat');
  t.deepEqual(
    lane.of('chat-not-said').map(({ reason }) => reason),
    ['no page is shown', 'the page has no chat'],
  );
});

/** What the bank answers to a handshake at a tap: its first line. */
async function answered(port: number, ...lines: readonly string[]): Promise<string> {
  const socket = net.connect(port, '127.0.0.1');
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  const [bytes]: unknown[] = await once(socket, 'data');
  socket.destroy();
  return String(bytes).split('\r\n', 1)[0] ?? '';
}

const ASK = ['Upgrade: websocket', 'Connection: Upgrade', 'Sec-WebSocket-Version: 13'];
const KEY = 'Sec-WebSocket-Key: MTIzNDU2Nzg5MDEyMzQ1Ng==';

test('handshakes of other sites, for other pages and in other versions are refused by the bank', async (t) => {
  const lane = await wholeLane(t, { visit: HELP });
  const bank = lane.of('listener-opened').find(({ role }) => role === 'bank-http')?.port ?? 0;
  const ask = (path: string, host: string, ...more: readonly string[]): Promise<string> =>
    answered(bank, `GET ${path} HTTP/1.1`, `Host: ${host}`, ...ASK, ...more);
  t.is(await ask('/help/chat', 'bank.test', KEY), 'HTTP/1.1 101 Switching Protocols');
  t.is(await ask('/help/chat', 'bank.test', KEY, 'Origin: http://evil.test'), 'HTTP/1.1 403 Not done');
  t.is(await ask('/login', 'bank.test', KEY), 'HTTP/1.1 404 Not done');
  t.is(await ask('/help/chat', 'bank.test', 'Sec-WebSocket-Key: short'), 'HTTP/1.1 400 Not done');
  t.is(await ask('/help/chat', 'evil.test', KEY), 'HTTP/1.1 421 Not done');
});

test('a handshake that the bank refuses ends at the attacker too, and is told', async (t) => {
  const lane = await wholeLane(t, { visit: HELP });
  const socket = net.connect(tapPort(lane, 80), '127.0.0.1');
  socket.write(`${['GET /login HTTP/1.1', 'Host: bank.test', ...ASK, KEY].join('\r\n')}\r\n\r\n`);
  const closed = once(socket.resume(), 'close');
  const failed = await lane.when('interception-failed');
  t.is(failed.kind, 'bank-unreachable');
  await closed;
  const { connection } = await lane.when('connection-closed');
  t.is(failed.connection, connection);
});

test('an offer of another protocol is not taken up, and the page comes', async (t) => {
  const lane = await wholeLane(t, { visit: HELP });
  const bank = lane.of('listener-opened').find(({ role }) => role === 'bank-http')?.port ?? 0;
  const line = await answered(
    bank,
    'GET / HTTP/1.1',
    'Host: bank.test',
    'Upgrade: h2c',
    'Connection: Upgrade',
  );
  t.is(line, 'HTTP/1.1 200 OK');
});

test('what is said in one piece with the handshake is answered, and nothing breaks', async (t) => {
  const lane = await wholeLane(t, { visit: HELP });
  const bank = lane.of('listener-opened').find(({ role }) => role === 'bank-http')?.port ?? 0;
  const socket = net.connect(bank, '127.0.0.1');
  const handshake = `${['GET /help/chat HTTP/1.1', 'Host: bank.test', ...ASK, KEY].join('\r\n')}\r\n\r\n`;
  const frame = writeFrame({
    opcode: OPCODE.text,
    key: Uint8Array.of(1, 2, 3, 4),
    payload: Buffer.from('at once'),
  });
  socket.write(Buffer.concat([Buffer.from(handshake), frame]));
  let came = '';
  for await (const bytes of socket) {
    came += String(bytes);
    if (came.includes('Good day')) break;
  }
  socket.destroy();
  t.regex(came, /^HTTP\/1\.1 101 /);
  t.deepEqual(
    lane.of('help-desk-heard').map(({ text }) => text),
    ['at once'],
  );
});
