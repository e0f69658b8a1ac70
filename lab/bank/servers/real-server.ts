import { X509Certificate } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import { connect as connectTcp, createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connect } from 'node:tls';

import type { Leaf } from '../../certificates/leaf-content.ts';
import { LIMITS } from '../../limits.ts';
import { closeServer, listen, trackSockets } from '../../network.ts';
import { needProgram } from '../../programs/find.ts';
import type { FoundProgram } from '../../programs/find.ts';
import { Guarded } from '../../programs/guarded.ts';
import type { GuardedProgram } from '../../programs/guarded.ts';
import { ProgramFault } from '../../programs/program-fault.ts';
import { PROGRAMS } from '../../programs/programs.ts';
import type { RequestOrigin } from '../../request-origins.ts';
import { BANK_HOST } from '../../settings.ts';
import type { BankServer, BankServerOptions } from './bank-server.ts';
import { FILES } from './configuration.ts';
import type { RealServer, SiteDoor } from './configuration.ts';

/** How often a server is tried on other ports, where another program was faster to take one of them. */
const TRIES = 4;

/** How often is looked whether a server is ready, in ms; and how long its old processes may still answer beside the new ones. */
const ROUND = 5;
const HANDOVER = 400;

/** What servers say of a port that is taken (EADDRINUSE, in the C locale). */
const TAKEN = /address already in use/i;

/** What servers add to what is wrong with a configuration: that it is. */
const VERDICT = /configuration file .* test failed|^Action '.*' failed|^The Apache error log may have/;

/**
 * Starts a server of the machine's own, without rights, from a configuration that is written into a folder of this
 * run and checked first. The bank's app waits behind it on a socket in that folder, which nobody else may open.
 * Rejects with a `ProgramFault` where the server is missing, too old, or does not start.
 */
export async function openRealServer(kind: RealServer, options: BankServerOptions): Promise<BankServer> {
  const found = await needProgram(kind.program);
  const guarded = await Guarded.open();
  const real = new RunningServer(kind, found, guarded, options);
  try {
    await real.start();
    return real;
  } catch (error) {
    await real.close();
    throw error;
  }
}

class RunningServer implements BankServer {
  readonly endpoints = new Map<SiteDoor['port'], { readonly address: string; readonly port: number }>();
  readonly broken: Promise<never>;
  readonly #kind: RealServer;
  readonly #found: FoundProgram;
  readonly #guarded: Guarded;
  readonly #options: BankServerOptions;
  readonly #closers: (() => Promise<void>)[] = [];
  readonly #break: (fault: ProgramFault) => void;
  #program: GuardedProgram | undefined;
  #closing: Promise<void> | undefined;

  constructor(kind: RealServer, found: FoundProgram, guarded: Guarded, options: BankServerOptions) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.broken = promise;
    this.#break = reject;
    this.#kind = kind;
    this.#found = found;
    this.#guarded = guarded;
    this.#options = options;
  }

  /** `nginx 1.22.1`. */
  get #title(): string {
    return [PROGRAMS[this.#kind.program].title, this.#found.version ?? ''].join(' ').trimEnd();
  }

  async start(): Promise<void> {
    const { leaf, customers } = this.#options;
    await this.#guarded.write({
      [FILES.certificate]: leaf.certificate,
      [FILES.key]: leaf.key,
      ...(customers !== undefined && { [FILES.customers]: customers }),
    });
    for (let tries = 1; ; tries += 1) {
      const doors = await this.#freeDoors();
      const { settings, certified = false } = this.#options;
      const site = this.#kind.site({ doors, settings, certified });
      const { folder } = this.#guarded;
      await this.#guarded.write({ [FILES.configuration]: this.#kind.main(folder, this.#found, site) });
      if (tries === 1) await this.#check();
      const program = await this.#guarded.run(
        this.#found.path,
        this.#kind.serves(this.#guarded.folder, this.#found),
      );
      const failure = await this.#ready(program, doors);
      if (failure === undefined) {
        await this.#serve(doors, site, program);
        return;
      }
      if (!TAKEN.test(failure) || tries === TRIES)
        throw new ProgramFault(`${this.#title} did not start: ${failure}`);
    }
  }

  async use(leaf: Leaf): Promise<void> {
    await this.#guarded.write({ [FILES.certificate]: leaf.certificate, [FILES.key]: leaf.key });
    await this.#program?.signal(this.#kind.reload);
    // Nothing is shown there to who has no certificate himself.
    if (this.#options.settings.clientCertificate) await wait(2 * HANDOVER);
    else
      for (const door of this.#options.doors)
        if (door.scheme === 'https') await this.#shows(leaf, this.endpoints.get(door.port)?.port ?? 0);
  }

  /** Settles when the server shows a certificate on a port, and has for a while: its old processes go when they come to it. */
  async #shows({ certificate }: Leaf, port: number): Promise<void> {
    const wanted = new X509Certificate(certificate).fingerprint256;
    const until = Date.now() + LIMITS.programReady;
    let since = Infinity;
    while (Date.now() - since < HANDOVER) {
      if ((await fingerprintAt(port)) === wanted) since = Math.min(since, Date.now());
      else since = Infinity;
      if (Date.now() > until)
        throw new ProgramFault(
          `${this.#title} did not take up a new certificate in ${LIMITS.programReady / 1000} s`,
        );
      await wait(ROUND);
    }
  }

  close(): Promise<void> {
    return (this.#closing ??= this.#end());
  }

  async #end(): Promise<void> {
    await this.#guarded.close();
    await Promise.all(this.#closers.map((closer) => closer()));
  }

  /** The bank's doors, each with a port that is free now. */
  async #freeDoors(): Promise<readonly SiteDoor[]> {
    return Promise.all(
      this.#options.doors.map(async (door) => {
        const server = createTcpServer();
        const { port } = await listen(server, []);
        server.close();
        return { ...door, listen: port, app: `app-${door.port}.sock` };
      }),
    );
  }

  /** Has the server read the configuration, and rejects with its own words where it does not take it. */
  async #check(): Promise<void> {
    const check = await this.#guarded.run(
      this.#found.path,
      this.#kind.checks(this.#guarded.folder, this.#found),
    );
    const seconds = LIMITS.programReady / 1000;
    const late = wait(LIMITS.programReady, `it was not done after ${seconds} s`, { ref: false });
    const how = await Promise.race([check.ended, late]);
    if (how === 'exit status 0') {
      // What is said from here on is of serving.
      this.#guarded.forget();
      return;
    }
    throw new ProgramFault(
      `${this.#title} does not take the configuration that the lab wrote for it: ${await this.#lastWords(how)}`,
    );
  }

  /** Settles when the server holds its ports, or with what it said when it ended instead. */
  async #ready(program: GuardedProgram, doors: readonly SiteDoor[]): Promise<string | undefined> {
    let ended: string | undefined;
    void program.ended.then((how) => (ended = how));
    const until = Date.now() + LIMITS.programReady;
    // It writes its process id when it has taken its ports; nginx leaves an empty file when it only checks.
    while ((await this.#file(FILES.pid)).trim() !== String(program.pid)) {
      if (ended !== undefined) return this.#lastWords(ended);
      if (Date.now() > until) return `it was not ready after ${LIMITS.programReady / 1000} s`;
      await wait(ROUND);
    }
    for (const { listen: port } of doors) if (!(await listensOn(port))) return `it holds no port ${port}`;
    return undefined;
  }

  async #serve(doors: readonly SiteDoor[], configuration: string, program: GuardedProgram): Promise<void> {
    const { lane, origins, emit } = this.#options;
    this.#program = program;
    for (const door of doors) {
      origins?.followPort(door.listen);
      await this.#openApp(door);
      this.endpoints.set(door.port, { address: '127.0.0.1', port: door.listen });
    }
    const [server, title] = [this.#kind.program, this.#title];
    emit({ type: 'server-started', lane, server, title, configuration });
    void program.ended.then((how) => this.#died(how));
  }

  /** It ended: not by closing the lab, or nothing is said. */
  #died(how: string): void {
    if (this.#closing !== undefined) return;
    const { lane, emit } = this.#options;
    emit({ type: 'server-ended', lane, title: this.#title, how });
    this.#break(
      new ProgramFault(`${this.#title}, which served the bank, ended (${how}), and nobody asked it to`),
    );
  }

  /** The bank's app on its socket behind a door. */
  async #openApp(door: SiteDoor): Promise<void> {
    const { origins, app } = this.#options;
    const originOf = (incoming: IncomingMessage): RequestOrigin =>
      origins?.ofPorts(clientPort(incoming), door.listen) ?? {};
    const server = createServer(app(door, originOf));
    // Only the server in front comes here, and keeps its connections as it likes.
    server.keepAliveTimeout = 0;
    const sockets = trackSockets(server);
    this.#closers.push(() => closeServer(server, sockets));
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject).listen(join(this.#guarded.folder, door.app), resolve);
    });
    this.#guarded.give(door.app);
  }

  /** What stands in a file of the folder; nothing where it is not there. */
  #file(name: string): Promise<string> {
    return readFile(join(this.#guarded.folder, name), 'utf8').catch(() => '');
  }

  /** The last of what it said, or how it ended where it said nothing. */
  async #lastWords(how: string): Promise<string> {
    const said = `${await this.#file(FILES.log)}\n${this.#guarded.said}`;
    const lines = said.split('\n').filter((line) => line.trim() !== '' && !VERDICT.test(line));
    const taken = lines.findLast((line) => TAKEN.test(line));
    // Apache says where something is wrong on one line, and on the next one what.
    const [where = '', what = how] = [lines.at(-2), lines.at(-1)];
    return taken ?? (where.endsWith(':') ? `${where} ${what}` : what);
  }
}

/** Whether somebody listens on a loopback port. */
function listensOn(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectTcp({ host: '127.0.0.1', port }, () => {
      resolve(true);
      socket.destroy();
    });
    socket.on('error', () => resolve(false));
  });
}

/** The SHA-256 of the certificate that is shown on a loopback port; nothing where none is. No request is made. */
function fingerprintAt(port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(
      { host: '127.0.0.1', port, servername: BANK_HOST, rejectUnauthorized: false },
      () => {
        resolve(socket.getPeerX509Certificate()?.fingerprint256);
        socket.destroy();
      },
    );
    socket.setTimeout(LIMITS.connect, () => socket.destroy());
    socket.on('error', () => undefined).once('close', () => resolve(undefined));
  });
}

/** The port that a request came from, as the server in front says it (RFC 7239, section 4); 0 where it does not. */
function clientPort({ headers: { forwarded = '' } }: IncomingMessage): number {
  return Number(/^for="127\.0\.0\.1:(\d{1,5})"/.exec(forwarded)?.[1] ?? 0);
}
