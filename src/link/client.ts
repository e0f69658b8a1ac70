import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { UserError } from '../errors.ts';
import { isAlive, isThere, runtimeFolders, socketsIn, UnsafeFolder } from './folder.ts';
import type { SocketFile } from './folder.ts';
import { FULL, LONGEST_LINE, MOST_CLIENTS } from './limits.ts';

/** The end of the link in the terminal that follows. */
export interface Following {
  /** Which of this user's demos is followed, where several run; undefined where it is the only one. */
  readonly among: string | undefined;
  /**
   * Settles when the demo has ended, or what it said could not be understood. Rejects with a `UserError` where the demo
   * is followed from as many terminals as it lets.
   */
  readonly ended: Promise<void>;
  /** Says something to the demo: an object, as one line of JSON. Not said where the demo does not read. */
  say(order: object): void;
  close(): void;
}

/**
 * Follows the demo of this user's that was started last, and calls `hear` with every line of it that `read` takes for a
 * message. Throws a `UserError` where none is running, or none can be reached.
 */
export async function follow<Message>(
  read: (line: string) => Message | undefined,
  hear: (message: Message) => void,
  folders: readonly string[] = runtimeFolders(),
): Promise<Following> {
  if (folders.length === 0)
    throw new UserError('plainsight notes needs unix sockets, which this system has not');
  const unsafe: string[] = [];
  const running: SocketFile[] = [];
  for (const folder of folders) {
    try {
      if (!isThere(folder)) continue;
    } catch (error) {
      if (!(error instanceof UnsafeFolder)) throw error;
      unsafe.push(error.message);
      continue;
    }
    running.push(...socketsIn(folder));
  }
  running.sort((a, b) => b.at - a.at);
  for (const { path, pid } of running) {
    const socket = await reached(path);
    if (socket === undefined) continue;
    // The others are not asked: each would take it for somebody who follows.
    const others = running.filter((each) => each.pid !== pid && isAlive(each.pid)).length;
    const among =
      others === 0 ? undefined : `of your ${others + 1} demos the one started last, process ${pid}`;
    const following = listen(socket, (line) => {
      const message = read(line);
      if (message !== undefined) hear(message);
    });
    return { ...following, among };
  }
  throw new UserError(
    unsafe.length === 0
      ? 'no demo is running: start one with plainsight demo in another terminal'
      : `no demo can be followed: ${unsafe.join(', and ')}`,
  );
}

function reached(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}

function turnedAway(): UserError {
  return new UserError(
    `this demo is followed from ${MOST_CLIENTS} terminals already, which is the most: end plainsight notes in one of them`,
  );
}

function listen(socket: Socket, hear: (line: string) => void): Omit<Following, 'among'> {
  let held = '';
  let full = false;
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (held + chunk).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      if (line === FULL) full = true;
      else hear(line);
    }
    if (held.length > LONGEST_LINE) socket.destroy();
  });
  const ended = new Promise<void>((resolve, reject) => {
    socket.on('error', () => undefined);
    socket.on('close', () => (full ? reject(turnedAway()) : resolve()));
  });
  // It may come before anybody waits for it.
  ended.catch(() => undefined);
  return {
    ended,
    say: (order) => {
      if (socket.writable && socket.writableLength <= LONGEST_LINE)
        socket.write(`${JSON.stringify(order)}\n`);
    },
    close: () => socket.destroy(),
  };
}
