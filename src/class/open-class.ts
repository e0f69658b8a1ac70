import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { classApp } from './app.ts';
import type { ClassroomOptions } from './classroom.ts';
import { Classroom } from './classroom.ts';
import { makeKey } from './codes.ts';
import { basePathOf, isOurHost, joinUrl, teacherUrl } from './doors.ts';
import type { ClassAddress } from './doors.ts';
import { CLASS_LIMITS } from './limits.ts';

/** How a class is opened. */
export interface ClassOptions extends ClassAddress, Omit<ClassroomOptions, 'address'> {
  /** The teacher's token, where it is brought along. */
  readonly token?: string;
  readonly clock?: () => number;
}

/** A class that is open. */
export interface OpenClass {
  readonly classroom: Classroom;
  readonly port: number;
  /** Where students come in. */
  readonly address: string;
  /** Where the teacher does, with the token, which stands in the part of an address that no browser sends; the address is empty where there is none. */
  readonly teacher: { readonly url: string; readonly token: string };
  /** The catalogue is there, or a lesson: students may come. */
  readonly makeReady: () => void;
  readonly close: () => Promise<void>;
}

/** Opens a class on an address. Rejects with what listening throws. */
export async function openClass(options: ClassOptions): Promise<OpenClass> {
  const { token = makeKey(), clock = () => performance.now() } = options;
  let ready = false;
  const server = createServer({
    headersTimeout: 10_000,
    requestTimeout: 15_000,
    keepAliveTimeout: 10_000,
    connectionsCheckingInterval: 5_000,
    maxHeaderSize: 8 * 1024,
    noDelay: true,
  });
  server.maxConnections = CLASS_LIMITS.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, 2_048, () => resolve());
  });
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- it listens on an address and a port
  const { port } = server.address() as AddressInfo;
  const address: ClassAddress = { ...options, port };
  const classroom = new Classroom({ ...options, address: joinUrl(address) });
  const app = classApp({ classroom, address, token, ready: () => ready, clock });
  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const base = basePathOf(address);
  server.on('request', (incoming, outgoing) => {
    outgoing.on('error', () => undefined);
    const { url = '' } = incoming;
    if (
      !isOurHost(incoming.headers.host, address) ||
      url.length > CLASS_LIMITS.target ||
      !url.startsWith('/')
    ) {
      outgoing.writeHead(421, { connection: 'close', 'content-length': 0 }).end();
      return;
    }
    if (url === base && base !== '') {
      outgoing.writeHead(308, { location: `${base}/`, 'content-length': 0 }).end();
      return;
    }
    // A proxy may have taken the path away, or not.
    if (base !== '' && url.startsWith(`${base}/`)) incoming.url = url.slice(base.length);
    void listener(incoming, outgoing);
  });
  server.on('clientError', (_error, socket) => socket.destroy());
  return {
    classroom,
    port,
    address: joinUrl(address),
    teacher: { url: teacherUrl(address), token },
    makeReady: () => {
      ready = true;
    },
    close: async () => {
      classroom.close();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
    },
  };
}
