import { X509Certificate } from 'node:crypto';
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises';

import { LIMITS } from '../limits.ts';
import { needProgram } from '../programs/find.ts';
import { Guarded } from '../programs/guarded.ts';
import type { GuardedProgram } from '../programs/guarded.ts';
import { ProgramFault } from '../programs/program-fault.ts';
import { AcmeChannel } from './acme-channel.ts';
import type { AcmeServer } from './dialing-agent.ts';
import { freePorts } from './free-ports.ts';
import { openNameServer } from './names.ts';
import { ACME_HOST, makeApiCertificate, PEBBLE_CONFIG, pebbleConfig } from './pebble-files.ts';
import type { PebblePorts } from './pebble-files.ts';

/** What a Pebble is started for. */
export interface PebbleOptions {
  /** Where on 127.0.0.1 it looks for the answers to http-01 and to tls-alpn-01. */
  readonly httpPort: number;
  readonly tlsPort: number;
  /** The names that it finds there; no others exist for it. */
  readonly hosts: readonly string[];
  /** Gives two ports to listen on: free ones, where it is left out. */
  readonly choosePorts?: () => Promise<readonly number[]>;
}

/** A certificate authority with an API of ACME (RFC 8555): Pebble, on loopback alone. */
export interface Pebble {
  readonly directory: AcmeServer;
  /** PEM: who signed the API's own certificate. */
  readonly trusted: string;
  /** PEM: the root of what it issues, made anew at every start. */
  readonly root: string;
  readonly pid: number;
  /** How it ended, when it has. Never rejects. */
  readonly ended: Promise<string>;
  /** Ends it and removes its files; may be called twice. */
  close(): Promise<void>;
}

/** No waiting before a challenge is looked at, which Pebble does for up to 15 s to be like the real one. */
const ENVIRONMENT = { PEBBLE_VA_NOSLEEP: '1' };

/** Starts Pebble, and waits until it answers. Rejects with a `ProgramFault` where it is missing or does not start. */
export async function openPebble(options: PebbleOptions): Promise<Pebble> {
  const { path } = await needProgram('pebble');
  const names = await openNameServer(options.hosts);
  const opened: (() => Promise<void>)[] = [() => names.close()];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((end) => end()));
  };
  try {
    const guarded = await Guarded.open();
    opened.push(() => guarded.close());
    const { files, trusted } = await makeApiCertificate();
    await guarded.write(files);
    const { choosePorts = () => freePorts(2) } = options;
    for (let start = 0; start < LIMITS.pebbleStarts; start += 1) {
      const [api = 0, management = 0] = await choosePorts();
      const ports = { api, management, http: options.httpPort, tls: options.tlsPort };
      await guarded.write({ [PEBBLE_CONFIG]: pebbleConfig(ports) });
      const args = ['-config', PEBBLE_CONFIG, '-dnsserver', `${names.address}:${names.port}`, '-strict'];
      const program = await guarded.run(path, args, ENVIRONMENT);
      const root = await rootWhenReady(ports, trusted, program);
      const { pid, ended } = program;
      if (root !== undefined) return { directory: serverAt(api, '/dir'), trusted, root, pid, ended, close };
    }
    // What it said is on its way by another pipe than that it ended.
    await nextTurn();
    throw new ProgramFault(`Pebble did not start: ${lastWords(guarded.said)}`);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Pebble's root, as soon as both of its interfaces answer; nothing where it ends before. */
async function rootWhenReady(
  { api, management }: PebblePorts,
  trusted: string,
  { ended }: GuardedProgram,
): Promise<string | undefined> {
  const over = new AbortController();
  const directory = new AcmeChannel(serverAt(api, '/dir'), { trusted });
  const roots = new AcmeChannel(serverAt(management, '/roots/0'), { trusted });
  const ready = async (): Promise<string> => {
    for (;;) {
      const found = await answerOf(directory, '/dir');
      const root = await answerOf(roots, '/roots/0');
      if (found !== undefined && root !== undefined) return new X509Certificate(root).toString();
      await wait(LIMITS.round, undefined, { signal: over.signal });
    }
  };
  const late = wait(LIMITS.programReady, 'late' as const, { signal: over.signal });
  try {
    const first = await Promise.race([ready(), late, ended.then(() => undefined)]);
    if (first !== 'late') return first;
    throw new ProgramFault(`Pebble did not answer within ${LIMITS.programReady / 1000} s`);
  } finally {
    over.abort();
    directory.close();
    roots.close();
  }
}

/** What is there; nothing where nobody answers yet, or somebody else. */
async function answerOf(channel: AcmeChannel, path: string): Promise<string | undefined> {
  try {
    const { status, body } = await channel.ask({ method: 'GET', path });
    return status === 200 ? body : undefined;
  } catch {
    return undefined;
  }
}

function serverAt(port: number, path: string): AcmeServer {
  return { address: '127.0.0.1', port, host: ACME_HOST, path };
}

/** The last line that Pebble said, without its name and the time. */
function lastWords(said: string): string {
  const line = said.trimEnd().split('\n').at(-1) ?? '';
  return line.replace(/^Pebble [\d/]+ [\d:]+ /, '') || 'it said nothing';
}
