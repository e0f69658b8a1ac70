import { connect } from 'node:net';
import type { Socket } from 'node:net';
import * as z from 'zod/mini';
import { UserError } from '../errors.ts';
import { isThere, runtimeFolders, socketsIn, UnsafeFolder } from './folder.ts';
import { LONGEST_LINE } from './messages.ts';
import type { LinkMessage } from './messages.ts';

/** The end of the link in the terminal that follows. */
export interface Following {
  /** Settles when the demo has ended, or what it said could not be understood. */
  readonly ended: Promise<void>;
  close(): void;
}

const text = z.string().check(z.maxLength(LONGEST_LINE));
const ms = z.number().check(z.minimum(0));

const Message = z.union([
  z.object({
    type: z.literal('scenario'),
    title: text,
    minutes: ms,
    notes: text,
    steps: z.array(z.object({ kind: text, text })).check(z.maxLength(1_000)),
  }),
  z.object({
    type: z.literal('step'),
    step: z.int().check(z.minimum(-1)),
    paused: z.boolean(),
    over: z.boolean(),
    elapsed: ms,
    inStep: ms,
  }),
  z.object({ type: z.literal('catalogue') }),
]);

/** One line of the link as a message; undefined where it is none. */
export function readMessage(line: string): LinkMessage | undefined {
  try {
    const { success, data } = z.safeParse(Message, JSON.parse(line));
    return success ? data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Follows the demo that was started last. Throws a `UserError` where none is running, or none can be reached. */
export async function follow(
  hear: (message: LinkMessage) => void,
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
      if (socket !== undefined) return listen(socket, hear);
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

function listen(socket: Socket, hear: (message: LinkMessage) => void): Following {
  let held = '';
  socket.setEncoding('utf8');
  socket.on('data', (chunk: string) => {
    const lines = (held + chunk).split('\n');
    held = lines.pop() ?? '';
    for (const line of lines) {
      const message = readMessage(line);
      if (message !== undefined) hear(message);
    }
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
