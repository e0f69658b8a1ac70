import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import type { ExecutionContext } from 'ava';
import * as fc from 'fast-check';
import { UserError } from '../../src/errors.ts';
import { follow } from '../../src/link/client.ts';
import { readMessage } from '../../src/stage/notes/read-message.ts';
import { runtimeFolders, socketOf } from '../../src/link/folder.ts';
import { readStageOrder } from '../../src/stage/notes/orders.ts';
import type { StageOrder } from '../../src/stage/notes/orders.ts';
import type { NotesMessage } from '../../src/stage/notes/messages.ts';
import { needing } from '../helpers/needing.ts';
import { openLink } from '../../src/link/server.ts';
import type { Link } from '../../src/link/server.ts';

const SCENARIO: NotesMessage = {
  type: 'scenario',
  title: 'T',
  minutes: 3,
  notes: 'Say first.',
  steps: [{ kind: 'say', text: 'Hello' }],
};
const STEP: NotesMessage = {
  type: 'step',
  step: 0,
  paused: false,
  waits: false,
  over: false,
  elapsed: 10,
  inStep: 5,
};

/** A place of its own for a runtime folder, which is not there yet. */
function place(t: ExecutionContext): string {
  const home = mkdtempSync(join(tmpdir(), 'plainsight-link-'));
  t.teardown(() => rmSync(home, { recursive: true, force: true }));
  return join(home, 'run');
}

async function opened(
  t: ExecutionContext,
  folder: string,
  greeting: readonly NotesMessage[] = [],
): Promise<Link<NotesMessage>> {
  const link = await openLink(() => greeting, [folder]);
  if (link === undefined) throw new Error('no link');
  t.teardown(() => link.close());
  return link;
}

/** What is heard from now on; `next` waits for one message more. */
function ear(): {
  hear: (message: NotesMessage) => void;
  heard: NotesMessage[];
  until: (count: number) => Promise<void>;
} {
  const heard: NotesMessage[] = [];
  let wake: (() => void) | undefined;
  return {
    heard,
    hear: (message) => {
      heard.push(message);
      wake?.();
    },
    until: async (count) => {
      while (heard.length < count) await new Promise<void>((resolve) => (wake = resolve));
    },
  };
}

test('who comes is greeted, hears what follows, and is told of the end', async (t) => {
  const folder = place(t);
  const link = await opened(t, folder, [SCENARIO]);
  t.is(lstatSync(folder).mode & 0o777, 0o700);
  t.is(lstatSync(link.path).mode & 0o777, 0o600);
  const { hear, heard, until } = ear();
  const following = await follow(readMessage, hear, [folder]);
  await until(1);
  link.send(STEP);
  await until(2);
  t.deepEqual(heard, [SCENARIO, STEP]);
  link.close();
  link.close();
  await following.ended;
  t.false(existsSync(folder));
});

test('of two demos of one user the newer is followed and named, and neither takes anything from the other', async (t) => {
  const folder = place(t);
  mkdirSync(folder, { mode: 0o700 });
  const older = socketOf(folder, process.ppid);
  const other = createServer();
  let asked = 0;
  other.on('connection', () => (asked += 1));
  other.listen(older);
  await once(other, 'listening');
  utimesSync(older, 1, 1);
  const link = await opened(t, folder, [SCENARIO]);
  const { hear, until } = ear();
  const following = await follow(readMessage, hear, [folder]);
  await until(1);
  t.is(following.among, `of your 2 demos the one started last, process ${process.pid}`);
  link.close();
  await following.ended;
  t.is(asked, 0, 'the older one is left in peace');
  t.true(existsSync(older));
  other.close();
  await once(other, 'close');
});

test('where two folders hold demos the newest of all is followed', async (t) => {
  const [first, second] = [place(t), place(t)];
  mkdirSync(first, { mode: 0o700 });
  const older = socketOf(first, process.ppid);
  const other = createServer().listen(older);
  await once(other, 'listening');
  utimesSync(older, 1, 1);
  await opened(t, second, [SCENARIO]);
  const { hear, heard, until } = ear();
  const following = await follow(readMessage, hear, [first, second]);
  await until(1);
  t.deepEqual(heard, [SCENARIO]);
  following.close();
  other.close();
});

test('a demo that runs alone is not told apart', async (t) => {
  const folder = place(t);
  await opened(t, folder, [SCENARIO]);
  const following = await follow(readMessage, () => undefined, [folder]);
  t.is(following.among, undefined);
  following.close();
});

needing('root')('a runtime folder of another user is passed by', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'plainsight-link-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  const env = { XDG_RUNTIME_DIR: folder };
  t.is(runtimeFolders(env)[0], join(folder, 'plainsight'));
  chownSync(folder, 65_534, 65_534);
  t.is(runtimeFolders(env).length, 1);
  t.regex(runtimeFolders(env)[0] ?? '', /plainsight-\d+$/);
});

test('without a demo there is one clear sentence', async (t) => {
  const folder = place(t);
  const none = await t.throwsAsync(
    follow(readMessage, () => undefined, [folder]),
    { instanceOf: UserError },
  );
  t.is(none?.message, 'no demo is running: start one with plainsight demo in another terminal');
  t.is(none?.exitCode, 2);
  t.regex(
    (await t.throwsAsync(follow(readMessage, () => undefined, [])))?.message ?? '',
    /needs unix sockets/,
  );
});

test('a folder that is a link, or open to others, is trusted by neither end', async (t) => {
  const folder = place(t);
  const elsewhere = `${folder}-elsewhere`;
  mkdirSync(elsewhere, { mode: 0o700 });
  symlinkSync(elsewhere, folder);
  t.is(await openLink(() => [], [folder]), undefined);
  t.regex(
    (await t.throwsAsync(follow(readMessage, () => undefined, [folder])))?.message ?? '',
    /no folder, or a link to one/,
  );
  rmSync(folder);
  mkdirSync(folder, { mode: 0o700 });
  chmodSync(folder, 0o770);
  t.is(await openLink(() => [], [folder]), undefined);
  t.regex(
    (await t.throwsAsync(follow(readMessage, () => undefined, [folder])))?.message ?? '',
    /open to other users/,
  );
  rmSync(folder, { recursive: true, force: true });
  writeFileSync(folder, '');
  t.is(await openLink(() => [], [folder]), undefined);
  t.true(existsSync(folder));
});

test('where the first folder will not do, the next one is taken, and found', async (t) => {
  const [long, good] = [join(place(t), 'x'.repeat(200)), place(t)];
  const link = await openLink(() => [SCENARIO], [long, good]);
  t.teardown(() => link?.close());
  t.is(link?.path, socketOf(good, process.pid));
  const { hear, until } = ear();
  const following = await follow(readMessage, hear, [long, good]);
  await until(1);
  following.close();
  await following.ended;
  t.pass();
});

/** The number of a process that is gone. */
function gone(): number {
  return spawnSync(process.execPath, ['-e', '']).pid;
}

test('sockets of processes that are gone are swept away, and others are left alone', async (t) => {
  const folder = place(t);
  mkdirSync(folder, { mode: 0o700 });
  const stale = socketOf(folder, gone());
  // A process that is killed leaves its socket behind.
  spawnSync(process.execPath, [
    '-e',
    `require('node:net').createServer().listen(${JSON.stringify(stale)}, () => process.kill(process.pid, 'SIGKILL'))`,
  ]);
  t.true(lstatSync(stale).isSocket());
  const other = createServer();
  const live = socketOf(folder, process.ppid);
  other.listen(live);
  await once(other, 'listening');
  const file = join(folder, 'notes.txt');
  writeFileSync(file, 'mine');
  const link = await opened(t, folder);
  t.false(existsSync(stale));
  t.true(existsSync(live));
  t.true(existsSync(file));
  link.close();
  t.true(existsSync(folder));
  other.close();
});

test('what a terminal says comes to the demo line by line, and its orders are done', async (t) => {
  const folder = place(t);
  const said: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const link = await openLink(
    () => [SCENARIO],
    [folder],
    (line) => {
      said.push(line);
      if (said.length === 3) resolve();
    },
  );
  t.teardown(() => link?.close());
  const following = await follow(readMessage, () => undefined, [folder]);
  const orders: StageOrder[] = [{ type: 'next' }, { type: 'jump', step: 4 }, { type: 'blank' }];
  for (const order of orders) following.say(order);
  await promise;
  t.deepEqual(said.map(readStageOrder), orders);
  following.close();
});

test('a demo is told when the last terminal that follows it has gone', async (t) => {
  const folder = place(t);
  let alone = 0;
  const left = Promise.withResolvers<void>();
  const link = await openLink(
    () => [SCENARIO],
    [folder],
    () => undefined,
    () => {
      alone += 1;
      left.resolve();
    },
  );
  if (link === undefined) return t.fail();
  t.teardown(() => link.close());
  const [first, second] = [connect(link.path), connect(link.path)];
  await Promise.all([once(first, 'data'), once(second, 'data')]);
  first.destroy();
  await once(first, 'close');
  t.is(alone, 0);
  second.destroy();
  await left.promise;
  t.is(alone, 1);
});

test('who says a line without an end is hung up on, and is not heard', async (t) => {
  const folder = place(t);
  const said: string[] = [];
  const link = await openLink(
    () => [SCENARIO],
    [folder],
    (line) => said.push(line),
  );
  t.teardown(() => link?.close());
  const socket = connect(link?.path ?? '');
  socket.on('error', () => undefined);
  const closed = new Promise((resolve) => {
    socket.once('close', resolve);
  });
  socket.resume();
  socket.write('x'.repeat(1_000_000));
  await closed;
  t.deepEqual(said, []);
  const { hear, until } = ear();
  const following = await follow(readMessage, hear, [folder]);
  await until(1);
  following.close();
});

test('a line that is no order is none, whatever it holds', (t) => {
  for (const type of ['next', 'back', 'hold', 'blank', 'restart', 'go-on'] as const)
    t.deepEqual(readStageOrder(JSON.stringify({ type })), { type });
  t.deepEqual(readStageOrder('{"type":"jump","step":0}'), { type: 'jump', step: 0 });
  t.deepEqual(readStageOrder('{"type":"choose","choice":9}'), { type: 'choose', choice: 9 });
  for (const line of [
    '',
    '{',
    'null',
    '{"type":"quit"}',
    '{"type":"next","and":"more"}',
    '{"type":"jump"}',
    '{"type":"jump","step":-1}',
    '{"type":"jump","step":0.5}',
    '{"type":"choose","choice":0}',
    '{"type":"choose","choice":10}',
    '{"type":"choose","choice":"1"}',
    `{"type":"next"${' '.repeat(300)}}`,
  ])
    t.is(readStageOrder(line), undefined, line);
  fc.assert(fc.property(fc.oneof(fc.json(), fc.string()), (line) => readStageOrder(line) === undefined));
});

test('a line that is no message is no message, whatever it holds', (t) => {
  t.deepEqual(readMessage(JSON.stringify(STEP)), STEP);
  for (const line of ['', '{', '{}', 'null', '{"type":"step","step":-2}', '{"type":"scenario"}'])
    t.is(readMessage(line), undefined);
  fc.assert(
    fc.property(fc.json(), (line) => {
      const message = readMessage(line);
      return message === undefined || ['scenario', 'step', 'catalogue'].includes(message.type);
    }),
  );
});

test('the folders are those of this user alone', (t) => {
  t.deepEqual(runtimeFolders({ XDG_RUNTIME_DIR: '/run/user/7' }).slice(0, 1), ['/run/user/7/plainsight']);
  t.is(runtimeFolders({ XDG_RUNTIME_DIR: 'relative' }).length, 1);
  t.regex(runtimeFolders({})[0] ?? '', /plainsight-\d+$/);
});
