import { channel } from 'node:diagnostics_channel';
import { errorMonitor, once } from 'node:events';
import type { EventEmitter } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect, createServer, Socket } from 'node:net';
import { devNull } from 'node:os';
import type { LabFact } from './facts/facts.ts';
import { LIMITS } from './limits.ts';
import { listen } from './network.ts';

/** What is wrong with the machine that the lab runs on, and nobody's doing in the lab. `code` is the system's, or Chromium's word. */
class MachineFault extends Error {
  override readonly name = 'MachineFault';
  readonly code: string;
  /** What was asked of the system, such as `connect`; empty where it was not asked. */
  readonly syscall: string;

  constructor(code: string, syscall = '') {
    super(`${syscall} ${code}`.trimStart());
    this.code = code;
    this.syscall = syscall;
  }
}

/** Files and sockets that one lane holds open at most, as the catalogue's scenarios do, and those beside the lanes. */
const FILES = { lane: 12, beside: 4 } as const;

/** The system has run out of something, or has no network: no peer on loopback brings these about. */
const MACHINE_CODES = new Set([
  'EMFILE',
  'ENFILE',
  'ENOBUFS',
  'ENOMEM',
  'ENETUNREACH',
  'ENETDOWN',
  'EHOSTUNREACH',
  'EADDRNOTAVAIL',
]);

/** Facts of what failed on the wire: a machine that has run out of files brings them about as well. */
const FAILURES = new Set<LabFact['type']>(['interception-failed', 'navigation-fell-back', 'door-knocked']);

/** The same in the victim's words. */
const MACHINE_ERRORS: Readonly<Record<string, string>> = {
  ERR_INSUFFICIENT_RESOURCES: 'EMFILE',
  ERR_ADDRESS_UNREACHABLE: 'ENETUNREACH',
};

/**
 * Tries what a lab needs of the machine: that many lanes' files, and a connection over loopback. Takes about 1 ms.
 * Throws the system's own error, or a `MachineFault`.
 */
export async function checkMachine(lanes: number): Promise<void> {
  checkOpenFiles(filesOf(lanes));
  await checkLoopback();
}

/** Files and sockets that a lab of so many lanes holds open at most. */
export function filesOf(lanes: number): number {
  return lanes * FILES.lane + FILES.beside;
}

/** Tries whether so many more files can be open at once. Throws a `MachineFault` where they cannot. */
export function checkOpenFiles(count: number): void {
  const files: number[] = [];
  try {
    for (let at = 0; at < count; at += 1) files.push(openSync(devNull, 'r'));
  } catch (error) {
    // A machine without that device may still be good for the rest.
    const fault = machineFault(error);
    if (fault !== undefined) throw fault;
  } finally {
    for (const file of files) closeSync(file);
  }
}

/** Tries a connection over loopback. Throws the system's own error, or a `MachineFault`. */
export async function checkLoopback(): Promise<void> {
  const server = createServer((socket) => socket.on('error', () => undefined).end());
  const { address, port } = await listen(server, []);
  const socket = connect({ host: address, port });
  try {
    // No timer: where a firewall swallows it, the system gives up only after minutes.
    socket.setTimeout(LIMITS.connect, () => socket.destroy(new MachineFault('ETIMEDOUT', 'connect')));
    await once(socket.resume(), 'end');
  } finally {
    socket.destroy();
    server.close();
  }
}

/** Looks out for faults of the machine while a lab is open. */
export interface MachineWatch {
  /** Rejects with the first fault. Nobody need wait for it. */
  readonly broken: Promise<never>;
  /** Looks at what happened in a lane; `dated` says whether its certificate is good by its dates. */
  see(fact: LabFact, dated: boolean): void;
  close(): void;
}

/** Node tells of every connection that this process opens. */
const OPENED = channel('net.client.socket');

/** Who hears of errors: one listener a socket, however many labs are open. */
const hearers = new Set<(error: unknown) => void>();

function listenIn(message: unknown): void {
  const socket = typeof message === 'object' && message !== null ? Reflect.get(message, 'socket') : undefined;
  if (!(socket instanceof Socket)) return;
  // An error that nobody else hears is still one.
  const emitter: EventEmitter = socket;
  emitter.once(errorMonitor, (error: unknown) => {
    for (const hear of hearers) hear(error);
  });
}

/** Begins to look out: at every connection that this process opens, and at what is handed in. */
export function watchMachine(): MachineWatch {
  const { promise: broken, reject } = Promise.withResolvers<never>();
  broken.catch(() => undefined);
  // Where no more files can be had, a connection is taken and hung up on by the system: its other end sees a reset.
  const probe = (): void => {
    try {
      checkOpenFiles(FILES.lane);
    } catch (error) {
      reject(error);
    }
  };
  const hear = (error: unknown): void => {
    const fault = machineFault(error);
    if (fault === undefined) probe();
    else reject(fault);
  };
  if (hearers.size === 0) OPENED.subscribe(listenIn);
  hearers.add(hear);
  return {
    broken,
    see: (fact, dated) => {
      if (FAILURES.has(fact.type)) probe();
      if (fact.type !== 'page-shown' || fact.error === undefined) return;
      probe();
      const code = MACHINE_ERRORS[fact.error];
      if (code !== undefined) reject(new MachineFault(code, 'connect'));
      if (dated && fact.error === 'ERR_CERT_DATE_INVALID') reject(new MachineFault(fact.error));
    },
    close: () => {
      hearers.delete(hear);
      if (hearers.size === 0) OPENED.unsubscribe(listenIn);
    },
  };
}

function machineFault(error: unknown): MachineFault | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  if (!MACHINE_CODES.has(error.code)) return undefined;
  return new MachineFault(error.code, 'syscall' in error ? String(error.syscall) : '');
}
