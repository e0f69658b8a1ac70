import { once } from 'node:events';
import net from 'node:net';
import type { Attack } from '../../lab/attacker/attacks/attack.ts';
import { endpointOf } from '../../lab/network.ts';
import type { OriginServer } from './origin.ts';
import { MOCKTTP } from './others.ts';

// One proxy in a process of its own: it is told an origin, tells its port, and when asked for them its figures.

/** What a relay came to, in bytes. */
export interface RelayFigures {
  readonly peak: number;
  readonly captured: number;
}

let captured = (): number => 0;

/** Bytes from a port to another, and nothing else. */
async function pipe(to: number): Promise<number> {
  const server = net.createServer({ noDelay: true }, (near) => {
    const far = net.connect({ host: '127.0.0.1', port: to, noDelay: true });
    near.on('error', () => far.destroy());
    far.on('error', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return endpointOf(server).port;
}

/** The lab's own path: a tap that records into a session, and behind it the interceptor, or the origin itself. */
async function lab(to: number, authority: string, attack?: Attack): Promise<number> {
  const { openInterceptor } = await import('../../lab/attacker/interceptor/interceptor.ts');
  const { Recorder } = await import('../../lab/attacker/tap/recorder.ts');
  const { openTap } = await import('../../lab/attacker/tap/tap.ts');
  const { openAuthority } = await import('../../lab/certificates/authority.ts');
  const { FactBudget } = await import('../../lab/fact-budget.ts');
  const { Session } = await import('../../src/session/session.ts');
  const session = new Session();
  const { emit } = new FactBudget('plain', session.append);
  const destination = { address: '127.0.0.1', port: to };
  const interceptor =
    attack &&
    (await openInterceptor({
      lane: 'plain',
      attack,
      authority: await openAuthority('Bench Attacker'),
      bankAuthority: authority,
      destinations: () => destination,
      emit,
    }));
  const logical = attack?.tls === 'end' ? 'bank.test:443' : 'bank.test:80';
  let connections = 0;
  const tap = await openTap({
    lane: 'plain',
    logical,
    preferredPorts: [],
    recorder: new Recorder('plain', emit),
    // A stranger's facts are kept within limits; what ends TLS acts on the victim's connections only.
    partyOf: () => Promise.resolve(attack?.tls === 'end' ? 'victim' : 'stranger'),
    nextConnection: () => ++connections,
    route: async (connection, first, party) => {
      if (interceptor !== undefined) return interceptor.lead(logical, connection, first, party);
      const socket = net.connect({ host: '127.0.0.1', port: to, allowHalfOpen: true, noDelay: true });
      await once(socket, 'connect');
      return { socket };
    },
    emit,
  });
  captured = () =>
    session.facts.reduce((sum, fact) => sum + (fact.type === 'segment-captured' ? fact.bytes.length : 0), 0);
  return tap.port;
}

/** mockttp, from where it was installed for this alone: it is no dependency. */
async function mockttp(to: string): Promise<number> {
  const made: Mockttp = await import(MOCKTTP);
  const authority = await made.generateCACertificate();
  const server = made.getLocal({ https: authority, recordTraffic: false });
  await server.forAnyRequest().thenForwardTo(to, { ignoreHostHttpsErrors: true });
  await server.start();
  return server.port;
}

/** What is used of it. */
interface Mockttp {
  generateCACertificate(): Promise<{ key: string; cert: string }>;
  getLocal(options: object): {
    readonly port: number;
    start(): Promise<void>;
    forAnyRequest(): { thenForwardTo(to: string, options: object): Promise<void> };
  };
}

/** What may stand between the client and the origin. */
const RELAYS = {
  pipe: ({ http: to }: OriginServer) => pipe(to),
  'pipe-tls': ({ https: to }: OriginServer) => pipe(to),
  library: async () => (await import('./library.ts')).openLibrary(),
  'pipe-library': async () => pipe(await (await import('./library.ts')).openLibrary()),
  mockttp: ({ http: to }: OriginServer) => mockttp(`http://127.0.0.1:${to}`),
  'mockttp-tls': ({ https: to }: OriginServer) => mockttp(`https://localhost:${to}`),
  tap: ({ http: to }: OriginServer) => lab(to, ''),
  watch: async ({ http: to, authority }: OriginServer) =>
    lab(to, authority, (await import('../../lab/attacker/attacks/watch.ts')).watch),
  tunnel: async ({ https: to, authority }: OriginServer) =>
    lab(to, authority, (await import('../../lab/attacker/attacks/watch.ts')).watch),
  forge: async ({ https: to, authority }: OriginServer) =>
    lab(to, authority, (await import('../../lab/attacker/attacks/forge.ts')).forge),
} satisfies Readonly<Record<string, (origin: OriginServer) => Promise<number>>>;

/** The name of a relay. */
export type RelayName = keyof typeof RELAYS;

function isRelay(name: string): name is RelayName {
  return name in RELAYS;
}

if (process.send !== undefined) {
  const [name = '', origin = '{}'] = process.argv.slice(2);
  if (!isRelay(name)) throw new Error(`no relay is called ${name}`);
  process.send(await RELAYS[name](JSON.parse(origin)));
  process.on('message', () =>
    process.send?.({
      peak: process.resourceUsage().maxRSS * 1024,
      captured: captured(),
    } satisfies RelayFigures),
  );
  process.on('disconnect', () => process.exit());
}
