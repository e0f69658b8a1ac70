import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { UserError } from '../errors.ts';
import { isThere, runtimeFolders, socketsIn, UnsafeFolder } from './folder.ts';
import { LONGEST_LINE } from './limits.ts';

/** The end of the link in the terminal that follows. */
export interface Following {
  /** Settles when the demo has ended, or what it said could not be understood. */
  readonly ended: Promise<void>;
  close(): void;
}

/**
 * Follows the demo that was started last, and calls `hear` with every line of it that `read` takes for a
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
  for (const folder of folders) {
    try {
      if (!isThere(folder)) continue;
    } catch (error) {
      if (!(error instanceof UnsafeFolder)) throw error;
      unsafe.push(error.message);
      continue;
    }
    for (const { path } of socketsIn(folder)) {
      const socket = await reached(path);
      if (socket !== undefined)
        return listen(socket, (line) => {
          const message = read(line);
          if (message !== undefined) hear(message);
        });
    }
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

function listen(socket: Socket, hear: (line: string) => void): Following {
  let held = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (held + chunk).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) hear(line);
    if (held.length > LONGEST_LINE) socket.destroy();
  });
  return {
    ended: new Promise((resolve) => {
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    }),
    close: () => socket.destroy(),
  };
}
