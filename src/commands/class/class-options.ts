import { readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { hostInUrl, isLoopbackName } from '../../class/doors.ts';
import type { ClassAddress } from '../../class/doors.ts';
import { CLASS_LIMITS } from '../../class/limits.ts';
import { codeOf, UserError } from '../../errors.ts';
import { unreadable } from '../../file-faults.ts';

/** How a class is reached, as it was typed. */
export interface ClassDoorOptions {
  readonly listen?: string;
  readonly publicUrl?: string;
  readonly teacherOnLan?: boolean;
  readonly teacherTokenFile?: string;
}

/** Where a class listens unless it is told otherwise. */
const ORDINARY = { host: '127.0.0.1', port: 8_000 } as const;

/** What was typed as an address and a token. Throws a `UserError` where it is none. */
export function classDoor(options: ClassDoorOptions): ClassAddress & { readonly token?: string } {
  const { listen, publicUrl, teacherOnLan = false, teacherTokenFile } = options;
  return {
    ...(listen === undefined ? ORDINARY : listenAddress(listen)),
    ...(publicUrl !== undefined && { publicUrl: publicAddress(publicUrl) }),
    teacherOnLan,
    ...(teacherTokenFile !== undefined && { token: tokenIn(teacherTokenFile) }),
  };
}

function listenAddress(typed: string): { readonly host: string; readonly port: number } {
  const [, bare = '', digits = ''] = /^(.*):(\d{1,5})$/.exec(typed) ?? [];
  const typedHost = bare.replace(/^\[(.*)\]$/, '$1');
  const port = Number(digits);
  // As browsers write it: `::1`, however that was typed. An address with a zone stands in no URL.
  const url = URL.parse(`http://${isIP(typedHost) === 6 ? `[${typedHost}]` : typedHost}/`);
  const host = url?.hostname.replace(/^\[(.*)\]$/, '$1') ?? '';
  if (
    digits === '' ||
    port > 65_535 ||
    isIP(host) !== isIP(typedHost) ||
    (isIP(host) === 0 && host !== 'localhost')
  )
    throw new UserError(
      `--listen takes an address of this machine and a port, as 192.168.1.20:8000, not "${typed}"`,
    );
  return { host, port };
}

function publicAddress(typed: string): URL {
  const url = URL.parse(typed);
  if (
    url === null ||
    !/^https?:$/.test(url.protocol) ||
    url.search !== '' ||
    url.hash !== '' ||
    url.username !== '' ||
    url.password !== ''
  )
    throw new UserError(
      `--public-url takes the address of the class behind its proxy, as https://class.example.edu/, not "${typed}"`,
    );
  // A path that began with two slashes would be the name of another host.
  url.pathname = `${url.pathname}/`.replaceAll(/\/{2,}/g, '/');
  return url;
}

/** The token in a file, which a Secret of a cluster is, too. */
function tokenIn(path: string): string {
  let token: string;
  try {
    token = readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw unreadable(path, error);
  }
  if (token.length < CLASS_LIMITS.token || !/^[\x21-\x7e]+$/.test(token))
    throw new UserError(
      `${path} must hold a token of ${CLASS_LIMITS.token} characters at least, without blanks`,
    );
  return token;
}

/** What is said where a class could not listen; any other error as it is. */
export function classFailure(error: unknown, { host, port }: ClassAddress): unknown {
  const code = codeOf(error);
  const at = `${hostInUrl(host)}:${port}`;
  if (code === 'EADDRINUSE')
    return new UserError(
      `the class cannot listen on ${at}: another program does; choose another with --listen`,
    );
  if (['EADDRNOTAVAIL', 'EAFNOSUPPORT', 'EINVAL'].includes(code))
    return new UserError(`the class cannot listen on ${at}: this machine has no such address`);
  if (code === 'EACCES')
    return new UserError(`the class cannot listen on ${at}: the system does not let this user`);
  return error;
}

/** Lines for the terminal alone: where a class comes in, where the teacher does, and what goes over the network. */
export function doorLines(
  { host, teacherOnLan, publicUrl, token: given }: ClassAddress & { readonly token?: string },
  address: string,
  teacher: { readonly url: string; readonly token: string },
): readonly string[] {
  const near = isLoopbackName(hostInUrl(host));
  return [
    `The class:   ${address}`,
    teacher.url === ''
      ? 'The teacher: the page answers on loopback or over HTTPS alone, and this class has neither: see --public-url and --teacher-on-lan'
      : `The teacher: ${teacher.url}${given === undefined ? `#${teacher.token}` : ' (the token is the one that you gave)'}`,
    ...(near ? [] : ['The class page is open to the network. The lab itself stays on loopback.']),
    ...(near || publicUrl?.protocol === 'https:'
      ? []
      : ['It is plain HTTP: whoever is on the path reads nicknames and votes.']),
    ...(teacherOnLan && !near
      ? [
          "The teacher's page, too: whoever is on the path reads its token, and can steer the lesson and show students out.",
        ]
      : []),
  ];
}
