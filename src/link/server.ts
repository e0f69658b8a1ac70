import { chmodSync, unlinkSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { codeOf } from '../errors.ts';
import { isAlive, makePrivate, removeIfEmpty, runtimeFolders, socketOf, socketsIn } from './folder.ts';
import { hearLines } from './hear-lines.ts';
import { FULL, LONGEST_LINE, MOST_CLIENTS } from './limits.ts';

/** Bytes that may wait for a terminal that does not read. */
const MOST_WAITING = 2 * LONGEST_LINE;

/** The demo's end of the link, over which it says messages: each is an object, and one line of JSON. */
export interface Link<Message extends object> {
  /** The socket's path. */
  readonly path: string;
  /** Tells everyone who follows. */
  send(message: Message): void;
  /** Takes the socket away, and its folder if that is empty; may be called twice. */
  close(): void;
}

/**
 * Listens for terminals that show the notes, in the first of the folders where that can be done, greets each
 * with what `greet` gives, has `hear` told each line that one of them says, and `alone` when the last of them has gone. Undefined where it can be done in none: a demo goes on without.
 */
export async function openLink<Message extends object>(
  greet: () => readonly Message[],
  folders: readonly string[] = runtimeFolders(),
  hear: (line: string) => void = () => undefined,
  alone: () => void = () => undefined,
): Promise<Link<Message> | undefined> {
  for (const folder of folders) {
    let made = false;
    try {
      makePrivate(folder);
      made = true;
      await sweep(folder);
      // The last demo to leave takes the folder along, perhaps just now.
      makePrivate(folder);
      return await listenIn(folder, greet, hear, alone);
    } catch {
      // What is wrong is said by `plainsight notes`, which somebody asked for.
      if (made) removeIfEmpty(folder);
    }
  }
  return undefined;
}

async function listenIn<Message extends object>(
  folder: string,
  greet: () => readonly Message[],
  hear: (line: string) => void,
  alone: () => void,
): Promise<Link<Message>> {
  const path = socketOf(folder, process.pid);
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    if (clients.size >= MOST_CLIENTS) {
      client.unref().on('error', () => undefined);
      client.write(`${FULL}\n`);
      client.destroySoon();
      return;
    }
    clients.add(client);
    client.unref();
    client.on('error', () => undefined);
    client.on('close', () => {
      clients.delete(client);
      if (clients.size === 0) alone();
    });
    hearLines(client, hear);
    for (const message of greet()) write(client, message);
  });
  await listening(server, path);
  chmodSync(path, 0o600);
  // Nobody waits for a demo because its notes are read.
  server.unref();
  let closed = false;
  const close = (): void => {
    if (closed) return;
    closed = true;
    process.off('exit', close);
    for (const client of clients) client.end();
    server.close();
    remove(path);
    removeIfEmpty(folder);
  };
  process.on('exit', close);
  return {
    path,
    send: (message) => {
      for (const client of clients) write(client, message);
    },
    close,
  };
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      server.on('error', () => undefined);
      resolve();
    });
  });
}

function write(client: Socket, message: object): void {
  if (client.writableLength > MOST_WAITING) client.destroy();
  else client.write(`${JSON.stringify(message)}\n`);
}

/** Takes away the sockets of processes that are gone, this one's own number included, and leaves all others alone. */
async function sweep(folder: string): Promise<void> {
  for (const { path, pid } of socketsIn(folder)) {
    if ((pid === process.pid || !isAlive(pid)) && (await isDeaf(path))) remove(path);
  }
}

/** Whether nobody listens on a socket: a process in another container has a number that says nothing here. */
function isDeaf(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(false);
    });
    probe.once('error', (error) => resolve(codeOf(error) === 'ECONNREFUSED'));
  });
}

function remove(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // It is gone already.
  }
}
