import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** How a class is reached from outside this machine. */
export interface ClassAddress {
  /** The address that it listens on. */
  readonly host: string;
  readonly port: number;
  /** Its address through a proxy, where there is one; its path ends with a slash. */
  readonly publicUrl?: URL;
  /** Whether the teacher's page answers without HTTPS on a network. */
  readonly teacherOnLan: boolean;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Whether a name or address, as a URL writes it, is of this machine alone. */
export function isLoopbackName(name: string): boolean {
  return LOOPBACK_NAMES.includes(name) || /^127\.\d+\.\d+\.\d+$/.test(name);
}

/** An address, or a name, as a URL writes it. */
export function hostInUrl(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}

/** The path below which the class lies behind its proxy, without a slash at its end. */
export function basePathOf({ publicUrl }: Pick<ClassAddress, 'publicUrl'>): string {
  return publicUrl === undefined ? '' : publicUrl.pathname.replace(/\/+$/, '');
}

/** Where students come in. */
export function joinUrl({ host, port, publicUrl }: ClassAddress): string {
  if (publicUrl !== undefined) return publicUrl.href;
  const name = isAnyAddress(host) ? (ownAddresses()[0] ?? '127.0.0.1') : host;
  return `http://${hostInUrl(name)}:${port}/`;
}

/** Where a teacher comes in on this machine, or through the proxy. */
export function teacherUrl(address: ClassAddress): string {
  const { host, port, publicUrl, teacherOnLan } = address;
  if (publicUrl?.protocol === 'https:') return `${publicUrl.href}teacher`;
  const near = isAnyAddress(host) ? '127.0.0.1' : hostInUrl(host);
  if (isLoopbackName(near)) return `http://${near}:${port}${basePathOf(address)}/teacher`;
  return teacherOnLan ? `${joinUrl(address)}teacher` : '';
}

/** Whether a Host is the proxy's that was named; some proxies write its port also where that is the ordinary one. */
export function isPublicHost(header: string, publicUrl: URL | undefined): boolean {
  if (publicUrl === undefined) return false;
  const ordinary = publicUrl.protocol === 'https:' ? /:443$/ : /:80$/;
  return header.toLowerCase().replace(ordinary, '') === publicUrl.host;
}

/**
 * Whether a request names a host that this class has: its own addresses, or its proxy's. A page of another name that leads
 * a browser here (DNS rebinding) does not.
 */
export function isOurHost(header: string | undefined, { host, publicUrl }: ClassAddress): boolean {
  if (header === undefined) return false;
  if (isPublicHost(header, publicUrl)) return true;
  const name = header.toLowerCase().replace(/:\d{1,5}$/, '');
  if (isLoopbackName(name)) return true;
  if (isAnyAddress(host)) return ownAddresses().includes(name.replace(/^\[(.*)\]$/, '$1'));
  return name === hostInUrl(host);
}

/** Whether a request that changes something comes from a page of ours, as far as a browser says where it comes from (Fetch Metadata, RFC 6454). */
export function isOurOrigin({ headers }: IncomingMessage, { publicUrl }: ClassAddress): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  const { origin, host } = headers;
  if (origin === undefined) return true;
  return origin === publicUrl?.origin || origin === `http://${host}` || origin === `https://${host}`;
}

/**
 * Whether the teacher's page answers a request at all: on this machine, over HTTPS through the proxy that was named, or
 * where that was allowed on a network in clear.
 */
export function isTeachersDoor({ headers, socket }: IncomingMessage, address: ClassAddress): boolean {
  if (address.teacherOnLan) return true;
  const { host = '' } = headers;
  const { publicUrl } = address;
  if (publicUrl?.protocol === 'https:' && isPublicHost(host, publicUrl))
    return String(headers['x-forwarded-proto'] ?? '').trim() === 'https';
  const forwarded = headers['x-forwarded-for'] ?? headers.forwarded ?? headers['x-forwarded-proto'];
  const near = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
  return (
    forwarded === undefined &&
    (near === '::1' || near.startsWith('127.')) &&
    isLoopbackName(host.toLowerCase().replace(/:\d{1,5}$/, ''))
  );
}

/** Whose mistakes are counted: the address that the proxy named last, where one stands in between. */
export function clientOf({ headers, socket }: IncomingMessage, { publicUrl }: ClassAddress): string {
  const forwarded = publicUrl === undefined ? undefined : headers['x-forwarded-for'];
  const last = String(forwarded ?? '')
    .split(',')
    .at(-1)
    ?.trim();
  return last === undefined || last === '' ? (socket.remoteAddress ?? '') : last.slice(0, 64);
}

function isAnyAddress(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

/** The addresses of this machine on a network, those of IPv4 first. */
function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  const outside = all.filter(({ internal, scopeid }) => !internal && (scopeid ?? 0) === 0);
  return outside
    .toSorted((one, other) => one.family.localeCompare(other.family))
    .map(({ address }) => address);
}
