import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';

import type { ExecutionContext } from 'ava';
import { generate } from 'selfsigned';

import { attackCalled } from '../../lab/attacker/attacks.ts';
import type { AttackWord } from '../../lab/attacker/attacks.ts';
import type { Attack } from '../../lab/attacker/attacks/attack.ts';
import { Hold } from '../../lab/attacker/hold/hold.ts';
import type { HoldLimits } from '../../lab/attacker/hold/hold.ts';
import { openInterceptor } from '../../lab/attacker/interceptor/interceptor.ts';
import type { Interceptor } from '../../lab/attacker/interceptor/interceptor.ts';
import type { ProxyTimes } from '../../lab/attacker/leash/leashed-proxy.ts';
import { Recorder } from '../../lab/attacker/tap/recorder.ts';
import { openTap } from '../../lab/attacker/tap/tap.ts';
import type { Tap, TapOptions } from '../../lab/attacker/tap/tap.ts';
import type { Authority } from '../../lab/certificates/authority.ts';
import type { Emit, LabFact } from '../../lab/facts/facts.ts';
import { Patience } from '../../lab/patience.ts';

/** The facts of a test, with a way to wait for the next of a kind. */
export interface Notebook {
  readonly facts: LabFact[];
  readonly emit: Emit;
  of<T extends LabFact['type']>(type: T): Extract<LabFact, { type: T }>[];
  /** Resolves with the first fact of `type` that `fits`, past or to come. */
  when<T extends LabFact['type']>(
    type: T,
    fits?: (fact: Extract<LabFact, { type: T }>) => boolean,
  ): Promise<Extract<LabFact, { type: T }>>;
}

export function notebook(): Notebook {
  const facts: LabFact[] = [];
  let waiting: (() => void)[] = [];
  const of = <T extends LabFact['type']>(type: T): Extract<LabFact, { type: T }>[] =>
    facts.filter((fact): fact is Extract<LabFact, { type: T }> => fact.type === type);
  return {
    facts,
    of,
    emit: (fact) => {
      facts.push(fact);
      const called = waiting;
      waiting = [];
      for (const call of called) call();
    },
    when: async (type, fits = () => true) => {
      for (;;) {
        const found = of(type).find((fact) => fits(fact));
        if (found !== undefined) return found;
        await new Promise<void>((resolve) => {
          waiting.push(resolve);
        });
      }
    },
  };
}

/** An EC authority in memory that counts what it issues. */
export async function testAuthority(name: string): Promise<Authority & { readonly issued: string[] }> {
  const notAfterDate = new Date(Date.now() + 7 * 86_400_000);
  const common = { keyType: 'ec', curve: 'P-256', algorithm: 'sha256', notAfterDate } as const;
  const root = await generate([{ name: 'commonName', value: name }], {
    ...common,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const issued: string[] = [];
  return {
    name,
    issued,
    certificate: root.cert,
    issue: async ({ names }) => {
      issued.push(names.join(','));
      const leaf = await generate([{ name: 'commonName', value: names[0] ?? name }], {
        ...common,
        ca: { key: root.private, cert: root.cert },
        extensions: [
          { name: 'basicConstraints', cA: false },
          { name: 'keyUsage', digitalSignature: true },
          { name: 'subjectAltName', altNames: names.map((value) => ({ type: 2 as const, value })) },
        ],
      });
      return { certificate: leaf.cert, key: leaf.private };
    },
  };
}

/** The port of a server that listens on a free port of 127.0.0.1 until the test ends. */
export async function serve(t: ExecutionContext, server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  server.on('connection', (socket: net.Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.teardown(async () => {
    const closed = server.listening ? once(server, 'close') : undefined;
    if (server.listening) server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('not a TCP port');
  return bound.port;
}

/** A lane of a test: an interceptor with the bank's endpoints behind it, and taps in front of it. */
export interface TestLane extends Notebook {
  readonly interceptor: Interceptor;
  readonly hold: Hold;
  readonly patience: Patience;
  readonly trusted: Authority;
  readonly attacker: Authority & { readonly issued: string[] };
  tap(logical: string, more?: Partial<TapOptions>): Promise<Tap>;
}

export async function testLane(
  t: ExecutionContext,
  does: AttackWord | Attack,
  bank: { http?: http.RequestListener; https?: http.RequestListener; raw?: Record<string, number> },
  times?: Partial<ProxyTimes>,
  limits?: Partial<HoldLimits>,
): Promise<TestLane> {
  const notes = notebook();
  const patience = new Patience();
  const hold = new Hold({ lane: 'test', patience, emit: notes.emit, ...(limits && { limits }) });
  const [trusted, attacker] = await Promise.all([
    testAuthority('Public Authority'),
    testAuthority('Mallory'),
  ]);
  const ports = new Map(Object.entries(bank.raw ?? {}));
  if (bank.http !== undefined) ports.set('bank.test:80', await serve(t, http.createServer(bank.http)));
  if (bank.https !== undefined) {
    const leaf = await trusted.issue({ names: ['bank.test'] });
    const server = https.createServer({ key: leaf.key, cert: leaf.certificate }, bank.https);
    ports.set('bank.test:443', await serve(t, server));
  }
  const interceptor = await openInterceptor({
    lane: 'test',
    attack: typeof does === 'string' ? attackCalled(does) : does,
    hold,
    patience,
    authority: attacker,
    bankAuthority: trusted.certificate,
    destinations: (logical) => {
      const port = ports.get(logical);
      return port === undefined ? undefined : { address: '127.0.0.1', port };
    },
    emit: notes.emit,
    ...(times && { times }),
  });
  const taps: Tap[] = [];
  t.teardown(async () => {
    await Promise.all(taps.map((tap) => tap.close()));
    await interceptor.close();
  });
  const recorder = new Recorder('test', notes.emit);
  let connections = 0;
  return {
    ...notes,
    interceptor,
    hold,
    patience,
    trusted,
    attacker,
    tap: async (logical, more) => {
      const tap = await openTap({
        lane: 'test',
        logical,
        preferredPorts: [],
        recorder,
        nextConnection: () => (connections += 1),
        route: (connection, first) => interceptor.lead(logical, connection, first),
        patience,
        emit: notes.emit,
        ...more,
      });
      taps.push(tap);
      return tap;
    },
  };
}

/** Writes `text` to a port of loopback and gives everything that comes back until the other side ends. */
export async function exchange(port: number, text: string | Uint8Array): Promise<string> {
  const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(text);
  return readAll(socket);
}

/** Everything that `socket` still gives. */
export async function readAll(socket: net.Socket): Promise<string> {
  const chunks: Buffer[] = [];
  try {
    for await (const chunk of socket) chunks.push(chunk);
  } catch {
    // A reset ends it as well.
  }
  socket.destroy();
  return Buffer.concat(chunks).toString('latin1');
}

/** One request over TLS, as written; gives the answer as written, or rejects with the handshake's error. */
export async function exchangeTls(port: number, ca: string, text: string): Promise<string> {
  const socket = tls.connect({ port, host: '127.0.0.1', servername: 'bank.test', ca });
  await once(socket, 'secureConnect');
  socket.write(text);
  return readAll(socket);
}
