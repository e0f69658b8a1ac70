import type { ExecutionContext } from 'ava';

import type { ClientParty } from '../../lab/facts/facts.ts';
import { openLab } from '../../lab/lab.ts';
import type { Lane } from '../../lab/lab.ts';
import { ORDINARY } from '../../lab/settings.ts';
import type { AttackerSettings, BankSettings, VictimSettings } from '../../lab/settings.ts';
import { notebook } from './attacker.ts';
import type { Notebook } from './attacker.ts';

/** What a lane of a test differs in from the ordinary. */
export interface Unlike {
  readonly visit?: string;
  readonly bank?: Partial<BankSettings>;
  readonly attacker?: Partial<AttackerSettings>;
  readonly victim?: Partial<VictimSettings>;
  /** Whom a client counts as that the test brings along. */
  readonly others?: ClientParty;
  /** Whether somebody in it asks a certificate authority. */
  readonly certified?: boolean;
  /** Attacks that may begin in it. */
  readonly attacks?: readonly AttackerSettings['does'][];
}

/** A lane, its facts, and the authorities that its victim trusts, or may trust (PEM). */
export interface WholeLane extends Lane, Notebook {
  readonly authority: string;
  readonly attackerAuthority: string;
}

/** A lab of one lane, with everything in it real, that is closed when the test is over. */
export async function wholeLane(t: ExecutionContext, unlike: Unlike): Promise<WholeLane> {
  const notes = notebook();
  const settings = {
    title: 'a lane',
    visit: unlike.visit ?? 'http://bank.test/login',
    bank: { ...ORDINARY.bank, ...unlike.bank },
    attacker: { ...ORDINARY.attacker, ...unlike.attacker },
    victim: { ...ORDINARY.victim, ...unlike.victim },
  };
  const lab = await openLab({
    lanes: { lane: settings },
    seed: 'seed',
    ...(unlike.others && { others: unlike.others }),
    ...(unlike.certified === true && { certified: ['lane'] }),
    ...(unlike.attacks && { attacks: unlike.attacks }),
    emit: notes.emit,
  });
  t.teardown(() => lab.close());
  const lane = lab.lanes.get('lane');
  if (lane === undefined) throw new Error('no lane was opened');
  return {
    ...lane,
    ...notes,
    authority: lab.authority,
    attackerAuthority: lab.attackerAuthority,
  };
}

/** Opens the lane's first page and signs in on it. */
export async function signIn({ victim, secrets }: Lane, page = '/login'): Promise<void> {
  await victim.visit(page);
  await victim.submit('login', { user: 'alice', password: secrets['password'] ?? '' });
}
