import { attackCalled } from './attacker/attacks.ts';
import type { AttackWord } from './attacker/attacks.ts';
import { openAuthority } from './certificates/authority.ts';
import type { Authority } from './certificates/authority.ts';
import { Credentials } from './credentials.ts';
import { holdHeapBack } from './crowded-heap.ts';
import type { ClientParty, Emit, LaneId } from './facts/facts.ts';
import type { GuestClient } from './guest.ts';
import { openLane } from './lane.ts';
import type { Lane, World } from './lane.ts';
import { LIMITS } from './limits.ts';
import { checkMachine, watchMachine } from './machine.ts';
import { Seeded } from './seed.ts';
import { BANK_HOST } from './settings.ts';
import type { LaneSettings } from './settings.ts';

export type { ResendOrder } from './attacker/resender.ts';
export type { Lane } from './lane.ts';
export type { GuestClient } from './guest.ts';

/** What the attacker's own authority is called. */
const ATTACKERS_AUTHORITY = 'Café Wi-Fi Authority';

/** What a lab is opened with. `seed` makes up the passwords; the same seed repeats them. */
export interface LabOptions {
  readonly lanes: Readonly<Record<LaneId, LaneSettings>>;
  readonly seed: string;
  /** Alice's password at the bank of a lane, where it is not to be made up. */
  readonly passwords?: Readonly<Record<LaneId, string>>;
  /** Whether each lane's account page shows a receipt, a planted value of 128 bits: no, ordinarily. */
  readonly receipts?: boolean;
  /** Lanes in which somebody asks a certificate authority for a certificate: it is started with them. */
  readonly certified?: readonly LaneId[];
  /** Attacks that may begin in a lane once it is open, beside the one of its settings. */
  readonly attacks?: readonly AttackWord[];
  /** Whether every lane leads to one bank: who signs up in one may sign in in another. */
  readonly oneBank?: boolean;
  /** Whether people type values of their own into the bank's forms: then they are told as such (`secret-typed`). */
  readonly typed?: boolean;
  /** A person who takes part, and the lanes that ports 80 and 443 of the bank lead them to. */
  readonly guest?: {
    readonly client: GuestClient;
    readonly lanes: { readonly 80: LaneId; readonly 443: LaneId };
  };
  /** What everybody is who reaches a tap and is none of the lab's own: ordinarily a stranger. */
  readonly others?: ClientParty;
  /** Whether real browsers are opened in a window, where a person sees them and may type: ordinarily not. */
  readonly window?: boolean;
  readonly emit: Emit;
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

/**
 * Opens every lane: bank, interceptor, tap and victim, on loopback only. What was opened before
 * something failed is closed again, and the failure thrown as it is.
 */
export async function openLab(options: LabOptions): Promise<Lab> {
  const check = (): Promise<void> => checkMachine(Object.keys(options.lanes).length);
  const [publicAuthority, attackerAuthority] = await Promise.all([
    // Another authority's root, and one below that, may stand between it and a leaf.
    openAuthority('Plainsight Public Authority', { depth: 2 }),
    // Making one takes time, and most lanes never need it.
    needsAttackerAuthority(options) ? openAuthority(ATTACKERS_AUTHORITY) : madeWhenNeeded(),
    check(),
  ]);
  const watch = watchMachine();
  let connections = 0;
  const world: World = {
    seed: new Seeded(options.seed),
    receipts: options.receipts ?? false,
    passwords: new Map(Object.entries(options.passwords ?? {})),
    publicAuthority,
    credentials: new Credentials(publicAuthority, BANK_HOST),
    attackerAuthority,
    oneBank: options.oneBank === true,
    typed: options.typed === true,
    books: undefined,
    access: new Map(),
    others: options.others ?? 'stranger',
    window: options.window ?? false,
    nextConnection: () => {
      connections += 1;
      if (connections === LIMITS.crowd) holdHeapBack();
      return connections;
    },
    emit: (fact) => {
      options.emit(fact);
      watch.see(fact, isDated(options.lanes, fact.lane));
    },
    certified: new Set(options.certified),
    opened: [],
    programs: [],
    starting: [],
    budgets: [],
  };
  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => (closing ??= closeAll(world).finally(() => watch.close()));
  try {
    const lanes = new Map<LaneId, Lane>();
    for (const [id, settings] of Object.entries(options.lanes))
      lanes.set(id, await openLane(world, id, settings));
    if (options.guest !== undefined) await letIn(world, options.guest);
    // Side by side: a browser takes its time.
    await Promise.all(world.starting);
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

/** Stands where no lane needs the attacker's authority when the lab opens: an attack that begins later has it made. */
function madeWhenNeeded(): Authority {
  let made: Promise<Authority> | undefined;
  return {
    name: ATTACKERS_AUTHORITY,
    certificate: '',
    issue: async (request) => (await (made ??= openAuthority(ATTACKERS_AUTHORITY))).issue(request),
  };
}

/** Lets a person in. */
async function letIn(
  { access, publicAuthority, opened, programs, starting }: World,
  { client, lanes }: NonNullable<LabOptions['guest']>,
): Promise<void> {
  const [plain, sealed] = [access.get(lanes[80]), access.get(lanes[443])];
  if (plain === undefined || sealed === undefined) throw new Error('a guest needs two lanes that are there');
  // Most runs have none.
  const { openGuest } = await import('./guest.ts');
  const guest = await openGuest({
    client,
    lanes: { 80: plain, 443: sealed },
    authority: publicAuthority.certificate,
  });
  opened.push(guest);
  starting.push(guest.ready);
  if (guest.broken !== undefined) programs.push(guest.broken);
}

/** Whether the certificate that a lane's victim meets is to be good by its dates. */
function isDated(lanes: LabOptions['lanes'], lane: LaneId): boolean {
  return lanes[lane]?.bank.certificate !== 'expired';
}

function needsAttackerAuthority({ lanes, attacks = [] }: LabOptions): boolean {
  const settings = Object.values(lanes);
  const words = [...settings.map(({ attacker }) => attacker.does), ...attacks];
  return (
    words.some((word) => attackCalled(word).tls === 'end') ||
    settings.some(({ victim }) => victim.trustsAttacker)
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
