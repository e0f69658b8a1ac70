import { createServer } from 'node:net';

import { closeServer, listen } from '../network.ts';

/** Loopback ports on which nothing listened a moment ago, all different. Somebody else may take one before it is used. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const taken = await Promise.all(servers.map((server) => listen(server, [])));
  await Promise.all(servers.map((server) => closeServer(server, new Set())));
  return taken.map(({ port }) => port);
}
