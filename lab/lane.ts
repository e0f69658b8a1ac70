import type { Socket } from 'node:net';

import { openAttacker } from './attacker/attacker.ts';
import type { Attacker } from './attacker/attacker.ts';
import { attackCalled } from './attacker/attacks.ts';
import type { AttackWord } from './attacker/attacks.ts';
import type { NamedAttack } from './attacker/attacks/attack.ts';
import { Hold } from './attacker/hold/hold.ts';
import type { AttackersGrip } from './attacker/hold/hold.ts';
import { openInterceptor } from './attacker/interceptor/interceptor.ts';
import { Recorder } from './attacker/tap/recorder.ts';
import type { ChallengeToAnswer } from './authority/acme-client.ts';
import type { LaneAuthority } from './authority/lane-authority.ts';
import { openBank, openBooks } from './bank/bank.ts';
import type { Bank, BankBooks } from './bank/bank.ts';
import { passwordFor } from './bank/passwords.ts';
import type { Authority, OpenedAuthority } from './certificates/authority.ts';
import type { Leaf } from './certificates/leaf-content.ts';
import { ClientSockets } from './client-sockets.ts';
import type { Credentials } from './credentials.ts';
import { FactBudget } from './fact-budget.ts';
import type {
  ChallengeWord,
  ClientParty,
  ConnectionId,
  Emit,
  LaneId,
  LaneOpened,
  LogicalAddress,
} from './facts/facts.ts';
import type { LaneAccess } from './guest.ts';
import { oncePerValue } from './once-per-value.ts';
import { openPath } from './path.ts';
import { Patience } from './patience.ts';
import type { Closable } from './path.ts';
import { RequestOrigins } from './request-origins.ts';
import { receiptFor } from './planted.ts';
import type { Seeded } from './seed.ts';
import { BANK_HOST } from './settings.ts';
import type { LaneSettings } from './settings.ts';
import { openBrowser } from './victim/browser.ts';
import type { Browser } from './victim/browser.ts';
import type { Resolve } from './victim/connections.ts';
import { knock } from './victim/knock.ts';
import type { Greeting } from './victim/knock.ts';

/** One complete route victim → attacker → bank, as a script drives it. */
export interface Lane {
  readonly id: LaneId;
  readonly victim: Browser;
  readonly attacker: Attacker;
  /** What the attacker holds in his hand: nothing, before somebody says so. */
  readonly hold: AttackersGrip;
  /** From now on the attacker does this with what comes, and hangs up on what is open, but where he holds something. */
  beginAttack(word: AttackWord): Promise<void>;
  /** Knocks at one of the bank's ports, whichever is there, and says what answers. */
  knock(port: number, greeting: Greeting): Promise<void>;
  /** The bank asks the lane's certificate authority for a certificate, and shows what it gets. How it went is a fact. */
  obtain(challenge: ChallengeWord): Promise<void>;
  /** Values planted in this lane by name: `user`, `password`, `balance`, and `receipt` where there is one. */
  readonly secrets: Readonly<Record<string, string>>;
  /** The bank's private key, PEM: what a thief of keys would hold. */
  readonly bankKey: string;
}

/** What the lanes of a lab have in common. */
export interface World {
  readonly seed: Seeded;
  /** Whether each lane's account page shows a receipt. */
  readonly receipts: boolean;
  readonly passwords: ReadonlyMap<LaneId, string>;
  readonly publicAuthority: OpenedAuthority;
  /** Lanes in which somebody asks a certificate authority for a certificate. */
  readonly certified: ReadonlySet<LaneId>;
  readonly credentials: Credentials;
  /** Whether every lane leads to one bank, and whether what is typed into its forms is people's own. */
  readonly oneBank: boolean;
  readonly typed: boolean;
  books: BankBooks | undefined;
  /** How a guest reaches each lane that is open. */
  readonly access: Map<LaneId, LaneAccess>;
  readonly attackerAuthority: Authority;
  readonly others: ClientParty;
  /** Whether real browsers are seen by a person. */
  readonly window: boolean;
  readonly nextConnection: () => ConnectionId;
  readonly emit: Emit;
  readonly opened: Closable[];
  /** Each rejects when a program that the lab needs dies. */
  readonly programs: Promise<never>[];
  /** Settle when what a lane began to open is ready. */
  readonly starting: Promise<void>[];
  /** What is told of each lane within limits. */
  readonly budgets: FactBudget[];
}

/** What every part of one lane is made with. */
interface LaneParts {
  readonly id: LaneId;
  readonly settings: LaneSettings;
  readonly password: string;
  /** Undefined where the lab has none. */
  readonly receipt: string | undefined;
  readonly leaf: Leaf;
  readonly origins: RequestOrigins;
  readonly sockets: ClientSockets;
  readonly patience: Patience;
  readonly emit: Emit;
}

/** Opens one lane: bank, interceptor, tap and victim. What it opens is added to the world's. */
export async function openLane(world: World, id: LaneId, settings: LaneSettings): Promise<Lane> {
  const budget = new FactBudget(id, world.emit);
  world.budgets.push(budget);
  const { emit } = budget;
  const parts: LaneParts = {
    id,
    settings,
    password: world.passwords.get(id) ?? settings.bank.customers['alice'] ?? passwordFor(world.seed),
    receipt: world.receipts ? receiptFor(world.seed, id) : undefined,
    leaf: await world.credentials.bank(settings.bank),
    origins: new RequestOrigins(),
    sockets: new ClientSockets(world.others),
    patience: new Patience(),
    emit,
  };
  const bank = await openLaneBank(world, parts);
  // The authority looks at the bank past the attacker, who asks it in turn.
  let authority: LaneAuthority | undefined;
  const path = await openAttackedPath(world, parts, bank, () => authority);
  if (world.certified.has(id)) authority = await openAuthorityOf(world, parts, path.resolve);
  const victim = await openVictim(world, parts, path);
  world.access.set(id, {
    id,
    resolve: path.resolve,
    sockets: parts.sockets,
    emit: path.victimSays,
  });
  const leaving = new AbortController();
  world.opened.push({ close: () => Promise.resolve(leaving.abort()) });
  const knocking = {
    lane: id,
    host: BANK_HOST,
    resolve: path.resolve,
    onSocket: (socket: Socket) => parts.sockets.add(socket),
    emit,
    signal: leaving.signal,
  };

  const { password, receipt } = parts;
  const secrets = {
    user: 'alice',
    password,
    balance: bank.balance,
    ...(receipt !== undefined && { receipt }),
  };
  // Where people type their own, nobody is Alice.
  for (const [name, value] of world.typed ? [] : Object.entries(secrets))
    emit({ type: 'secret-planted', lane: id, name, value });
  emit({
    type: 'lane-opened',
    lane: id,
    title: settings.title,
    url: settings.visit,
    settings: toldOf(settings),
  });
  return {
    id,
    victim,
    attacker: path.attacker,
    hold: path.hold,
    beginAttack: async (word) => {
      await path.begin(word);
      victim.reconnect();
    },
    knock: (port, greeting) => knock(knocking, port, greeting),
    obtain: async (challenge) => {
      const respond = (given: ChallengeToAnswer): Promise<void> => bank.answerChallenge(given);
      await bank.certified(await authority?.issue({ to: 'bank', challenge, respond }));
    },
    secrets,
    bankKey: parts.leaf.key,
  };
}

/** A lane's settings as its fact tells them: of the bank's customers their names alone. */
function toldOf({ bank, attacker, victim }: LaneSettings): LaneOpened['settings'] {
  return { bank: { ...bank, customers: Object.keys(bank.customers) }, attacker, victim };
}

async function openLaneBank(world: World, parts: LaneParts): Promise<Bank> {
  const { id, settings, password, receipt, leaf, origins, emit } = parts;
  if (world.oneBank) world.books ??= openBooks(world.seed, password, settings.bank.customers);
  const bank = await openBank({
    lane: id,
    settings: settings.bank,
    seed: world.seed,
    password,
    ...(receipt !== undefined && { receipt }),
    leaf,
    ...(settings.bank.clientCertificate && { customers: (await world.credentials.customers()).certificate }),
    ...(world.books !== undefined && { books: world.books }),
    ...(world.typed && {
      typed: oncePerValue((name, value) =>
        emit({ type: 'secret-typed', lane: id, name, value, toldBy: 'bank' }),
      ),
    }),
    origins,
    certified: world.certified.has(id),
    emit,
  });
  world.opened.push(bank);
  if (bank.broken !== undefined) world.programs.push(bank.broken);
  return bank;
}

/** The way to the bank, and who sits on it. */
interface AttackedPath {
  readonly attacker: Attacker;
  readonly hold: AttackersGrip;
  readonly resolve: Resolve;
  /** Takes what is told of the victim at the near end: the attacker hears of it before the log does. */
  readonly victimSays: Emit;
  begin(word: AttackWord): Promise<void>;
}

async function openAttackedPath(
  world: World,
  { id, settings, leaf, origins, sockets, patience, emit }: LaneParts,
  bank: Bank,
  authority: () => LaneAuthority | undefined,
): Promise<AttackedPath> {
  const recorder = new Recorder(id, emit);
  const known = {
    lane: id,
    bankAuthority: world.publicAuthority.certificate,
    origins,
    destinations: (logical: LogicalAddress) => doorOf(bank, logical),
  };
  let attack: NamedAttack = attackCalled(settings.attacker.does);
  const attacker = openAttacker({
    ...known,
    host: BANK_HOST,
    recorder,
    bankKey: leaf.key,
    authority,
    logical: `${BANK_HOST}:80`,
    acts: () => attack.tls === 'end',
    use: (taken) => interceptor.useCertificate(BANK_HOST, taken),
    door: (wanted) => interceptor.door(wanted),
    emit,
  });
  world.opened.push(attacker);
  const hold = new Hold({ lane: id, patience, emit });
  const interceptor = await openInterceptor({
    ...known,
    attack,
    hold,
    patience,
    authority: world.attackerAuthority,
    emit: (fact) => {
      attacker.see(fact);
      emit(fact);
    },
  });
  world.opened.push(interceptor);
  const { resolve, turn } = await openPath({
    lane: id,
    settings,
    ports: bank.mysql === undefined ? [80, 443] : [80, 443, 3306],
    interceptor,
    lead: attacker.lead,
    recorder,
    sockets,
    patience,
    nextConnection: world.nextConnection,
    opened: world.opened,
    emit,
  });
  const begin = async (word: AttackWord): Promise<void> => {
    attack = attackCalled(word);
    interceptor.use(attack);
    const { meaning } = attack;
    const spared = patience.holding;
    emit({ type: 'attack-begun', lane: id, attack: word, meaning, ...(spared > 0 && { spared }) });
    await turn();
  };
  const victimSays: Emit = (fact) => {
    // Before a form leaves: a real attacker would tell it by the time and the size of its record.
    interceptor.see(fact);
    emit(fact);
  };
  return { attacker, hold, resolve, victimSays, begin };
}

async function openAuthorityOf(
  world: World,
  { id, sockets, emit }: LaneParts,
  resolve: Resolve,
): Promise<LaneAuthority> {
  // Few lanes need it.
  const { openLaneAuthority } = await import('./authority/lane-authority.ts');
  const authority = await openLaneAuthority({
    lane: id,
    host: BANK_HOST,
    resolve,
    onSocket: (socket) => sockets.add(socket, 'authority'),
    root: world.publicAuthority,
    emit,
  });
  world.opened.push(authority);
  world.programs.push(authority.broken);
  return authority;
}

/** Opens the browser at the near end of a path, whose names and ports `resolve` knows. */
async function openVictim(
  world: World,
  { id, settings, sockets, patience }: LaneParts,
  { resolve, victimSays }: AttackedPath,
): Promise<Browser> {
  const trusted = [world.publicAuthority.certificate];
  if (settings.victim.trustsAttacker) trusted.push(world.attackerAuthority.certificate);
  const certificate = settings.victim.clientCertificate && {
    clientCertificate: await world.credentials.alice(),
  };
  const common = {
    lane: id,
    settings: settings.victim,
    home: settings.visit,
    resolve,
    onSocket: (socket: Socket) => sockets.add(socket),
    trusted,
    preload: settings.victim.preloaded ? [BANK_HOST] : [],
    ...certificate,
    patience,
    emit: victimSays,
  };
  const { browser } = settings.victim;
  if (browser === 'model') {
    const victim = openBrowser(common);
    world.opened.push(victim);
    return victim;
  }
  // Most runs need none of it.
  const { openRealBrowser } = await import('./victim/real/open-real-browser.ts');
  const victim = openRealBrowser({ ...common, kind: browser, window: world.window });
  world.opened.push(victim);
  world.programs.push(victim.broken);
  world.starting.push(victim.ready);
  return victim;
}

function doorOf(bank: Bank, logical: LogicalAddress): Bank['http'] {
  if (logical === `${BANK_HOST}:80`) return bank.http;
  if (logical === `${BANK_HOST}:443`) return bank.https;
  if (logical === `${BANK_HOST}:3306`) return bank.mysql;
  return undefined;
}
