import type { LaneId } from '../../../lab/facts/facts.ts';
import { ORDINARY } from '../../../lab/settings.ts';
import type { AttackerSettings, LaneSettings } from '../../../lab/settings.ts';
import type { GuestClient } from '../../../lab/lab.ts';
import type { Scenario } from '../scenario.ts';

/** How a person takes part in a run. */
export interface LivePart {
  readonly client: GuestClient;
  /** Whether the attacker holds from the beginning what passes. */
  readonly holds: boolean;
}

/** The lanes of a live run, by the bank's port. */
export const LIVE_LANES = { 80: 'plain', 443: 'sealed' } as const;

/** One bank on two lanes, port 80 and port 443, that opens accounts; nobody is driven. `attack` is what the attacker does at first. */
export function liveScenario(attack: AttackerSettings['does'], { client }: LivePart): Scenario {
  const lane = (title: string, visit: string): LaneSettings => ({
    ...ORDINARY,
    title,
    visit,
    bank: { ...ORDINARY.bank, signUp: true },
    attacker: { ...ORDINARY.attacker, does: attack },
  });
  const lanes: [LaneId, LaneSettings][] = [
    [LIVE_LANES[80], lane('port 80 · http', 'http://bank.test/login')],
    [LIVE_LANES[443], lane('port 443 · https', 'https://bank.test/login')],
  ];
  const ids = lanes.map(([id]) => id);
  return {
    id: 'live',
    title: 'Your own hands',
    minutes: 10,
    shows: 'What you type yourself, as the attacker sees it.',
    lanes: new Map(lanes),
    steps: [
      {
        kind: 'say',
        lanes: ids,
        say: `The bank is open${client === 'own' ? ' (p says how to reach it)' : ''}. Open an account at http://bank.test and sign in, then at https://bank.test. Make up a password: never type one that you use elsewhere.`,
      },
    ],
    notes: '',
  };
}
