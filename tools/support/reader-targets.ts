import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EventEmitter, once } from 'node:events';
import { follow } from '../../src/link/client.ts';
import { socketOf } from '../../src/link/folder.ts';
import { hearLines } from '../../src/link/hear-lines.ts';
import { LONGEST_LINE, ORDER_LIMITS } from '../../src/link/limits.ts';
import { parseScenarioBytes } from '../../src/script/format/scenario-file.ts';
import type { NotesMessage } from '../../src/stage/notes/messages.ts';
import { readStageOrder } from '../../src/stage/notes/orders.ts';
import type { StageOrder } from '../../src/stage/notes/orders.ts';
import { readMessage } from '../../src/stage/notes/read-message.ts';
import { pieces } from './fuzz.ts';
import type { FuzzTarget, Random } from './fuzz.ts';
import { hold, same } from './hold.ts';
import { scenarioModel } from './models/scenario-model.ts';

/** A scenario as it is, and with one step whose key nobody knows. */
function scenario(random: Random): void {
  const { text, title, minutes, lanes, steps } = scenarioModel(random);
  const { content, problems } = parseScenarioBytes(Buffer.from(text), 'a.yaml');
  same(problems, [], 'problems of a good file');
  hold(content !== undefined, 'a good file is not read');
  same(
    [
      content.title,
      content.minutes,
      [...content.lanes.keys()],
      content.steps.map((step) => [step.kind, step.lanes]),
    ],
    [title, minutes, lanes, steps.map((step) => [step.kind, step.lanes])],
    'a scenario',
  );
  const { line } = random.pick(steps);
  const lines = text.split('\n');
  lines[line - 1] = '  - zzz: 1';
  const broken = parseScenarioBytes(Buffer.from(lines.join('\n')), 'a.yaml');
  hold(broken.content === undefined, 'a step that nobody knows is played');
  hold(
    broken.problems.some((problem) => problem.line === line),
    `no word of line ${line}: ${JSON.stringify(broken.problems)}`,
  );
}

const TEXTS = ['', 'Say first.', 'é 好\u2028', '"\\', 'x'.repeat(5_000)] as const;

function messageOf(random: Random): NotesMessage {
  const text = (): string => random.pick(TEXTS);
  switch (random.below(3)) {
    case 0:
      return { type: 'catalogue' };
    case 1: {
      const [paused, over] = [random.below(2) === 0, random.below(2) === 0];
      return {
        type: 'step',
        step: random.below(9) - 1,
        paused,
        waits: random.below(2) === 0,
        over,
        elapsed: random.below(9_999),
        inStep: random.below(99),
      };
    }
    default: {
      const steps = Array.from({ length: random.below(6) }, () => ({
        kind: 'say',
        text: text(),
        ...(random.below(2) === 0 && { note: text(), answer: text() }),
      }));
      return { type: 'scenario', title: text(), minutes: 1 + random.below(9), notes: text(), steps };
    }
  }
}

/** Lines that are no messages. */
const JUNK = [
  '',
  '{',
  'null',
  '[]',
  '{"type":"step"}',
  '{"type":"scenario","title":1}',
  '{"type":"step","step":-2}',
  '\u001b[2J',
  '{"type":"catalogue"',
];

let server: Server | undefined;
let lines: Buffer[] = [];

/** The demo's end of the link, which writes what it is told, piece by piece. */
async function demo(): Promise<string> {
  folder ??= mkdtempSync(join(tmpdir(), 'plainsight-fuzz-'));
  if (server === undefined) {
    const made = folder;
    process.once('exit', () => rmSync(made, { recursive: true, force: true }));
    server = createServer((client) => {
      client.on('error', () => undefined);
      const write = (at: number): void => {
        const piece = lines[at];
        if (piece === undefined) client.end();
        else client.write(piece, () => write(at + 1));
      };
      write(0);
    });
    server.unref();
    server.listen(socketOf(folder, process.pid));
    await once(server, 'listening');
  }
  return folder;
}

let folder: string | undefined;

/** Messages over a socket, among lines that are none, cut anywhere: those that are come out, in order. */
async function link(random: Random): Promise<void> {
  const sent: NotesMessage[] = [];
  const written = Array.from({ length: random.below(8) }, () => {
    if (random.below(3) === 0) return random.pick(JUNK);
    const message = messageOf(random);
    sent.push(message);
    return JSON.stringify(message);
  });
  const endless = random.below(200) === 0 ? 'x'.repeat(LONGEST_LINE + 1) : '';
  const place = await demo();
  lines = pieces(random, Buffer.from(written.map((line) => `${line}\n`).join('') + endless)).map((piece) =>
    Buffer.from(piece),
  );
  const heard: NotesMessage[] = [];
  const following = await follow(readMessage, (message) => heard.push(message), [place]);
  await following.ended;
  same(heard, sent, 'messages');
}

function orderOf(random: Random): StageOrder {
  const type = random.pick(['next', 'back', 'hold', 'blank', 'restart', 'jump'] as const);
  return type === 'jump' ? { type, step: random.below(10_001) } : { type };
}

/** Lines that are no orders. */
const NO_ORDERS = [
  ...JUNK,
  '"next"',
  '["next"]',
  '{"type":"quit"}',
  '{"type":"next","step":1}',
  '{"type":"jump"}',
  '{"type":"jump","step":-1}',
  '{"type":"jump","step":1e9}',
  '{"type":"jump","step":"1"}',
  '{"type":"__proto__"}',
  `{"type":"next"${' '.repeat(300)}}`,
] as const;

/** A client that says what it is told, piece by piece. */
class Talker extends EventEmitter {
  setEncoding(): void {
    // The pieces are text.
  }

  destroy(): void {
    this.removeAllListeners();
  }
}

/** Orders among lines that are none, cut anywhere: those that are come out, in order, until a line has no end. */
function orders(random: Random): void {
  const order = orderOf(random);
  same(readStageOrder(JSON.stringify(order)), order, 'an order');
  same(readStageOrder(random.pick(NO_ORDERS)), undefined, 'no order');
  const sent: StageOrder[] = [];
  const written = Array.from({ length: random.below(ORDER_LIMITS.lines) }, () => {
    if (random.below(3) === 0) return random.pick(NO_ORDERS.slice(0, -1));
    sent.push(orderOf(random));
    return JSON.stringify(sent.at(-1));
  });
  const endless = random.below(4) === 0 ? ['x'.repeat(ORDER_LIMITS.line + 1), '\n{"type":"next"}\n'] : [];
  const heard: StageOrder[] = [];
  const talker = new Talker();
  hearLines(talker, (line) => {
    const said = readStageOrder(line);
    if (said !== undefined) heard.push(said);
  });
  const text = Buffer.from(written.map((line) => `${line}\n`).join(''));
  for (const piece of pieces(random, text)) talker.emit('data', Buffer.from(piece).toString('latin1'));
  for (const piece of endless) talker.emit('data', piece);
  same(heard, sent, 'orders');
}

/** What reads files and messages that others wrote. */
export const READER_TARGETS: readonly FuzzTarget[] = [
  { name: 'scenario-model', attempt: scenario },
  {
    name: 'link-messages',
    attempt: (random) => {
      const message = messageOf(random);
      same(readMessage(JSON.stringify(message)), message, 'a message');
      same(readMessage(random.pick(JUNK)), undefined, 'no message');
      const cut = JSON.stringify(message);
      same(readMessage(cut.slice(0, random.below(cut.length))), undefined, 'half a message');
    },
  },
  { name: 'link-orders', attempt: orders },
  { name: 'link', slow: true, attempt: link },
];
