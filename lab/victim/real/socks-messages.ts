/** What a client of SOCKS 5 has said so far (RFC 1928), and how many bytes of it that took. */
export type SocksSaid<T> =
  | { readonly kind: 'more' }
  | { readonly kind: 'wrong' }
  | ({ readonly kind: 'whole'; readonly length: number } & T);

/** Where a client asks to be led. */
export interface SocksRequest {
  /** Only CONNECT leads anywhere. */
  readonly connects: boolean;
  /** A name, or an address in its usual spelling. */
  readonly host: string;
  readonly port: number;
}

const VERSION = 5;
const CONNECT = 1;
const [IPV4, NAME, IPV6] = [1, 3, 4];

/** Answers of the door: section 6 of RFC 1928. */
export const SOCKS_REPLY = { led: 0, failed: 1, notAllowed: 2, refused: 5 } as const;

/** No authentication (section 3): only this machine reaches the door. */
export const SOCKS_GREETING = Uint8Array.of(VERSION, 0);

/** None of the ways to authenticate that were offered will do. */
export const SOCKS_NO_WAY = Uint8Array.of(VERSION, 0xff);

/** An answer to a request. Nobody needs the address in it. */
export function socksReply(reply: number): Uint8Array {
  return Uint8Array.of(VERSION, reply, 0, IPV4, 0, 0, 0, 0, 0, 0);
}

/** Reads the first message: the version, and whether a client would go without authentication. Takes any bytes. */
export function readSocksGreeting(bytes: Uint8Array): SocksSaid<{ readonly open: boolean }> {
  const [version, methods] = bytes;
  if (version === undefined) return { kind: 'more' };
  if (version !== VERSION) return { kind: 'wrong' };
  if (methods === undefined || bytes.length < 2 + methods) return { kind: 'more' };
  return { kind: 'whole', length: 2 + methods, open: bytes.subarray(2, 2 + methods).includes(0) };
}

/** Reads the second message, the request (section 4). Takes any bytes. */
export function readSocksRequest(bytes: Uint8Array): SocksSaid<SocksRequest> {
  const [version, command, reserved = 0, type, named = 0] = bytes;
  if (version === undefined) return { kind: 'more' };
  if (version !== VERSION || reserved !== 0) return { kind: 'wrong' };
  if (type === undefined) return { kind: 'more' };
  const size = type === IPV4 ? 4 : type === IPV6 ? 16 : type === NAME ? 1 + named : undefined;
  if (size === undefined || (type === NAME && bytes.length > 4 && named === 0)) return { kind: 'wrong' };
  const length = 4 + size + 2;
  if (bytes.length < Math.max(5, length)) return { kind: 'more' };
  const address = bytes.subarray(type === NAME ? 5 : 4, 4 + size);
  const port = ((bytes[length - 2] ?? 0) << 8) | (bytes[length - 1] ?? 0);
  return { kind: 'whole', length, connects: command === CONNECT, host: hostOf(type, address), port };
}

function hostOf(type: number, address: Uint8Array): string {
  if (type === NAME) return Buffer.from(address).toString('latin1');
  if (type === IPV4) return [...address].join('.');
  const groups: string[] = [];
  for (let at = 0; at < address.length; at += 2)
    groups.push((((address[at] ?? 0) << 8) | (address[at + 1] ?? 0)).toString(16));
  return `[${groups.join(':')}]`;
}
