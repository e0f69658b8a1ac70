import { aliceBalance } from './bank/accounts.ts';
import { formatCents } from './bank/money.ts';
import { passwordFor } from './bank/passwords.ts';
import type { LaneId } from './facts/facts.ts';
import { Seeded } from './seed.ts';

/** What a seed plants in a lane. */
export interface PlantedValues {
  /** Alice's, where the scenario writes none out. */
  readonly password: string;
  /** What her account page shows when she first signs in. */
  readonly balance: string;
  /** 128 bits as 32 hexadecimal digits, on her account page where the lab is opened with receipts. */
  readonly receipt: string;
}

/** The values that a lab opened with this seed plants in a lane. */
export function plantedValues(seed: string, lane: LaneId): PlantedValues {
  const seeded = new Seeded(seed);
  return {
    password: passwordFor(seeded),
    balance: formatCents(aliceBalance(seeded)),
    receipt: receiptFor(seeded, lane),
  };
}

/** A value that nobody can guess, and of which a hash may therefore be shown. Each lane has another. */
export function receiptFor(seed: Seeded, lane: LaneId): string {
  return seed.hex(`receipt of ${lane}`, 16);
}
