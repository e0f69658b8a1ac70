import type { Socket } from 'node:net';

import { openAttacker } from './attacker/attacker.ts';
import { attackCalled } from './attacker/attacks.ts';
import type { Attacker } from './attacker/attacker.ts';
import { openInterceptor } from './attacker/interceptor/interceptor.ts';
import type { Interceptor } from './attacker/interceptor/interceptor.ts';
import { Recorder } from './attacker/tap/recorder.ts';
import { openBank } from './bank/bank.ts';
import type { Bank } from './bank/bank.ts';
import { passwordFor } from './bank/passwords.ts';
import { openAuthority } from './certificates/authority.ts';
import type { Authority } from './certificates/authority.ts';
import { ClientSockets } from './client-sockets.ts';
import { Credentials } from './credentials.ts';
import { FactBudget } from './fact-budget.ts';
import type { ClientParty, ConnectionId, Emit, LaneId, LogicalAddress } from './facts/facts.ts';
import { LIMITS } from './limits.ts';
import { checkMachine, watchMachine } from './machine.ts';
import { openPath } from './path.ts';
import type { Closable } from './path.ts';
import { RequestOrigins } from './request-origins.ts';
import { Seeded } from './seed.ts';
import { BANK_HOST } from './settings.ts';
import type { LaneSettings } from './settings.ts';
import { openBrowser } from './victim/browser.ts';
import type { Browser } from './victim/browser.ts';
import type { Resolve } from './victim/connections.ts';
import { knock } from './victim/knock.ts';
import type { Greeting } from './victim/knock.ts';

/** What a lab is opened with. `seed` makes up the passwords; the same seed repeats them. */
export interface LabOptions {
  readonly lanes: Readonly<Record<LaneId, LaneSettings>>;
  readonly seed: string;
  /** Alice's password at the bank of a lane, where it is not to be made up. */
  readonly passwords?: Readonly<Record<LaneId, string>>;
  /** What everybody is who reaches a tap and is none of the lab's own: ordinarily a stranger. */
  readonly others?: ClientParty;
  readonly emit: Emit;
}

/** One complete route victim → attacker → bank, as a script drives it. */
export interface Lane {
  readonly id: LaneId;
  readonly victim: Browser;
  readonly attacker: Attacker;
  /** Knocks at one of the bank's ports, whichever is there, and says what answers. */
  knock(port: number, greeting: Greeting): Promise<void>;
  /** Values planted in this lane by name: `user`, `password`, `balance`. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The bank's private key, PEM: what a thief of keys would hold. */
  readonly bankKey: string;
}

/** A running lab. `close` ends every socket, may be called twice, and leaves nothing behind. */
export interface Lab {
  readonly lanes: ReadonlyMap<LaneId, Lane>;
  /** The certificate of the authority that every victim trusts, PEM: for other clients that are to trust it. */
  readonly authority: string;
  /** The same of the attacker's own authority; empty where no lane needs one. */
  readonly attackerAuthority: string;
  /** Rejects when the machine breaks down under the lab, or a program of its that the lab needs: what happens from then on says nothing of it. */
  readonly broken: Promise<never>;
  /** Tries the machine anew. Rejects where it is not good for a lab. */
  check(): Promise<void>;
  close(): Promise<void>;
}

interface World {
  readonly seed: Seeded;
  readonly passwords: ReadonlyMap<LaneId, string>;
  readonly publicAuthority: Authority;
  readonly credentials: Credentials;
  readonly attackerAuthority: Authority;
  readonly others: ClientParty;
  readonly nextConnection: () => ConnectionId;
  readonly emit: Emit;
  readonly opened: Closable[];
  /** Each rejects when a program that the lab needs dies. */
  readonly programs: Promise<never>[];
  /** What is told of each lane within limits. */
  readonly budgets: FactBudget[];
}

/**
 * Opens every lane: bank, interceptor, tap and victim, on loopback only. What was opened before
 * something failed is closed again, and the failure thrown as it is.
 */
export async function openLab(options: LabOptions): Promise<Lab> {
  const check = (): Promise<void> => checkMachine(Object.keys(options.lanes).length);
  const [publicAuthority, attackerAuthority] = await Promise.all([
    openAuthority('Plainsight Public Authority'),
    // Making one takes time, and most lanes never need it.
    needsAttackerAuthority(options.lanes) ? openAuthority('Café Wi-Fi Authority') : NO_AUTHORITY,
    check(),
  ]);
  const watch = watchMachine();
  let connections = 0;
  const world: World = {
    seed: new Seeded(options.seed),
    passwords: new Map(Object.entries(options.passwords ?? {})),
    publicAuthority,
    credentials: new Credentials(publicAuthority, BANK_HOST),
    attackerAuthority,
    others: options.others ?? 'stranger',
    nextConnection: () => ++connections,
    emit: (fact) => {
      options.emit(fact);
      watch.see(fact, isDated(options.lanes, fact.lane));
    },
    opened: [],
    programs: [],
    budgets: [],
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll(world).finally(() => watch.close()));
  try {
    const lanes = new Map<LaneId, Lane>();
    for (const [id, settings] of Object.entries(options.lanes))
      lanes.set(id, await openLane(world, id, settings));
    const [authority, attackers] = [publicAuthority.certificate, attackerAuthority.certificate];
    return {
      lanes,
      authority,
      attackerAuthority: attackers,
      broken: Promise.race([watch.broken, ...world.programs]),
      check: () => checkMachine(1),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Stands where no attack ends TLS and no victim trusts the attacker. */
const NO_AUTHORITY: Authority = {
  name: 'none',
  certificate: '',
  issue: () => Promise.reject(new Error('this lab has no attacker authority')),
};

/** Whether the certificate that a lane's victim meets is to be good by its dates. */
function isDated(lanes: LabOptions['lanes'], lane: LaneId): boolean {
  return lanes[lane]?.bank.certificate !== 'expired';
}

function needsAttackerAuthority(lanes: LabOptions['lanes']): boolean {
  return Object.values(lanes).some(
    ({ attacker, victim }) => attackCalled(attacker.does).tls === 'end' || victim.trustsAttacker,
  );
}

/** Closes every part at once. One that does not close in time is left behind: no one is to wait for it at the end of a lesson. */
async function closeAll({ opened, budgets }: World): Promise<void> {
  const { promise: inTime, resolve } = Promise.withResolvers<void>();
  // Parts bound their own closing by LIMITS.close; this bounds what they forgot.
  const giveUp = setTimeout(resolve, 2 * LIMITS.close);
  const closed = Promise.all(opened.toReversed().map((part) => part.close()));
  await Promise.race([closed, inTime]).finally(() => clearTimeout(giveUp));
  for (const budget of budgets) budget.close();
}

async function openLane(world: World, id: LaneId, settings: LaneSettings): Promise<Lane> {
  const { seed, credentials } = world;
  const budget = new FactBudget(id, world.emit);
  world.budgets.push(budget);
  const { emit } = budget;
  const password = world.passwords.get(id) ?? passwordFor(seed);
  const leaf = await credentials.bank(settings.bank);
  const origins = new RequestOrigins();
  const bank = await openBank({
    lane: id,
    settings: settings.bank,
    seed,
    password,
    leaf,
    ...(settings.bank.clientCertificate && { customers: (await credentials.customers()).certificate }),
    origins,
    emit,
  });
  world.opened.push(bank);
  if (bank.broken !== undefined) world.programs.push(bank.broken);
  const recorder = new Recorder(id, emit);
  const known = {
    lane: id,
    bankAuthority: world.publicAuthority.certificate,
    origins,
    destinations: (logical: LogicalAddress) => doorOf(bank, logical),
  };
  const attacker = openAttacker({ ...known, host: BANK_HOST, recorder, bankKey: leaf.key, emit });
  world.opened.push(attacker);
  const interceptor = await openInterceptor({
    ...known,
    attack: attackCalled(settings.attacker.does),
    authority: world.attackerAuthority,
    emit: (fact) => {
      attacker.see(fact);
      emit(fact);
    },
  });
  world.opened.push(interceptor);

  const sockets = new ClientSockets(world.others);
  const resolve = await openPath({
    lane: id,
    settings,
    ports: bank.mysql === undefined ? [80, 443] : [80, 443, 3306],
    interceptor,
    recorder,
    sockets,
    nextConnection: world.nextConnection,
    opened: world.opened,
    emit,
  });
  const victim = await openVictim(world, { lane: id, settings, interceptor, sockets, resolve });
  const leaving = new AbortController();
  world.opened.push({ close: () => Promise.resolve(leaving.abort()) });
  const knocking = {
    lane: id,
    host: BANK_HOST,
    resolve,
    onSocket: (socket: Socket) => sockets.add(socket),
    emit,
    signal: leaving.signal,
  };

  const secrets = { user: 'alice', password, balance: bank.balance };
  for (const [name, value] of Object.entries(secrets))
    emit({ type: 'secret-planted', lane: id, name, value });
  const { title, visit: url, ...rest } = settings;
  emit({ type: 'lane-opened', lane: id, title, url, settings: rest });
  return {
    id,
    victim,
    attacker,
    knock: (port, greeting) => knock(knocking, port, greeting),
    secrets,
    bankKey: leaf.key,
  };
}

interface VictimOptions {
  readonly lane: LaneId;
  readonly settings: LaneSettings;
  readonly interceptor: Interceptor;
  readonly sockets: ClientSockets;
  readonly resolve: Resolve;
}

/** Opens the browser at the near end of a path, whose names and ports `resolve` knows. */
async function openVictim(
  world: World,
  { lane, settings, interceptor, sockets, resolve }: VictimOptions,
): Promise<Browser> {
  const trusted = [world.publicAuthority.certificate];
  if (settings.victim.trustsAttacker) trusted.push(world.attackerAuthority.certificate);
  const victim = openBrowser({
    lane,
    settings: settings.victim,
    home: settings.visit,
    resolve,
    onSocket: (socket) => sockets.add(socket),
    trusted,
    ...(settings.victim.clientCertificate && { clientCertificate: await world.credentials.alice() }),
    preload: settings.victim.preloaded ? [BANK_HOST] : [],
    emit: (fact) => {
      // Before a form leaves: a real attacker would tell it by the time and the size of its record.
      interceptor.see(fact);
      world.emit(fact);
    },
  });
  world.opened.push(victim);
  return victim;
}

function doorOf(bank: Bank, logical: LogicalAddress): Bank['http'] {
  if (logical === `${BANK_HOST}:80`) return bank.http;
  if (logical === `${BANK_HOST}:443`) return bank.https;
  if (logical === `${BANK_HOST}:3306`) return bank.mysql;
  return undefined;
}
