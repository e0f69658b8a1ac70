import type { FoundProgram } from '../../programs/find.ts';
import type { BankSettings } from '../../settings.ts';
import type { Door } from '../doors.ts';

/** Names of files in the folder of a run, as configurations name them. */
export const FILES = {
  configuration: 'server.conf',
  pid: 'server.pid',
  log: 'error.log',
  certificate: 'bank.pem',
  key: 'bank.key',
  customers: 'customers.pem',
} as const;

/** A door, with the port that its server listens on, and the socket in the folder behind which the bank's app waits. */
export interface SiteDoor extends Door {
  readonly listen: number;
  readonly app: string;
}

/** What a server is to be told of the bank's site. */
export interface Site {
  readonly doors: readonly SiteDoor[];
  readonly settings: BankSettings;
  /** Whether a certificate authority is to find its answers here. */
  readonly certified: boolean;
}

/** A server that administrators install, and how it is told what to do. All of it is pure. */
export interface RealServer {
  readonly program: Exclude<BankSettings['server'], 'built-in'>;
  /** The site's part of the configuration: what an administrator would write, line by line. */
  readonly site: (site: Site) => string;
  /** The whole: the site's part, and around it what a system's own package brings. */
  readonly main: (folder: string, found: FoundProgram, site: string) => string;
  /** The arguments that have it check the configuration in a folder, and those that have it serve. */
  readonly checks: (folder: string, found: FoundProgram) => readonly string[];
  readonly serves: (folder: string, found: FoundProgram) => readonly string[];
  /** The signal at which it reads its files anew, and keeps the connections that it has. */
  readonly reload: NodeJS.Signals;
}

/** Lines of a configuration, those that are not wanted left out. */
export function configurationText(lines: readonly (string | false)[]): string {
  return `${lines.filter((line) => line !== false).join('\n')}\n`;
}

/** The versions of TLS that settings allow, newest last. */
export function versionsOf({ tls, keyExchange }: BankSettings): readonly ('1.2' | '1.3')[] {
  if (keyExchange === 'rsa') return ['1.2'];
  return tls === 'both' ? ['1.2', '1.3'] : [tls];
}
