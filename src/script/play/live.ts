import type { ClientParty, LaneId } from '../../../lab/facts/facts.ts';
import { ORDINARY } from '../../../lab/settings.ts';
import type { AttackerSettings, LaneSettings } from '../../../lab/settings.ts';
import { ATTACKS_TO_BEGIN } from '../scenario.ts';
import type { AttackToBegin, Scenario } from '../scenario.ts';

/** How people take part in a run. */
export interface LivePart {
  /** Whose a connection is that none of the lab's own clients made: the victim's, where people bring a client of their own. */
  readonly others: ClientParty;
  /** Attacks that may begin while it runs. */
  readonly attacks: readonly AttackToBegin[];
}

/** People with clients of their own, and every attack at hand. */
export const OWN_CLIENTS: LivePart = { others: 'victim', attacks: ATTACKS_TO_BEGIN };

/** One bank on two lanes, port 80 and port 443, that opens accounts; nobody is driven. `attack` is what the attacker does at first. */
export function liveScenario(attack: AttackerSettings['does']): Scenario {
  const lane = (title: string, visit: string): LaneSettings => ({
    ...ORDINARY,
    title,
    visit,
    bank: { ...ORDINARY.bank, signUp: true },
    attacker: { ...ORDINARY.attacker, does: attack },
  });
  const lanes: [LaneId, LaneSettings][] = [
    ['plain', lane('port 80 · http', 'http://bank.test/login')],
    ['sealed', lane('port 443 · https', 'https://bank.test/login')],
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
        say: 'The bank is open. Make up a password, and never type one that you use elsewhere.',
      },
    ],
    notes: '',
  };
}
