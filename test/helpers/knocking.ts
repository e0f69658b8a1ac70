import { once } from 'node:events';
import { connect } from 'node:net';
import type { Endpoint } from '../../lab/network.ts';

/** How a connection to `endpoint` goes: `open`, or the error's code. */
export async function knock({ address, port }: Endpoint): Promise<string> {
  const socket = connect({ host: address, port });
  try {
    await once(socket, 'connect');
    return 'open';
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
  } finally {
    socket.destroy();
  }
}
