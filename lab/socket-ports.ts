/** The ports of a socket; none while it is not connected. */
interface Ports {
  readonly localPort?: number | undefined;
  readonly remotePort?: number | undefined;
}

/**
 * A connection by both its ports, that of whoever opened it first: one alone does not tell it, for a system may use a
 * near port again towards another far one.
 */
export function portsKey(near: number | undefined, far: number | undefined): string {
  return `${near} ${far}`;
}

/** The key of a connection, by the socket that opened it. */
export function nearKey({ localPort, remotePort }: Ports): string {
  return portsKey(localPort, remotePort);
}

/** The key of a connection, by the socket that was accepted. */
export function farKey({ localPort, remotePort }: Ports): string {
  return portsKey(remotePort, localPort);
}
