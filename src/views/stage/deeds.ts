import type { DoorKnocked, LabFact, NavigationUpgraded } from '../../../lab/facts/facts.ts';
import { keptText } from './words.ts';

const UPGRADED = {
  hsts: 'http became https: HSTS',
  preload: 'http became https: preload list',
  'https-first': 'tries https first',
  'https-only': 'tries https only',
} as const satisfies Record<NavigationUpgraded['why'], string>;

const OUTCOMES = {
  answered: 'answered',
  refused: 'refused',
  'hung-up': 'hung up without an answer',
  silent: 'no answer came',
} as const satisfies Record<DoorKnocked['outcome'], string>;

/** What the attacker did beyond watching, in a few words; undefined for every other fact. The words may be hostile. */
export function attackerDeed(fact: LabFact): string | undefined {
  switch (fact.type) {
    case 'certificate-forged':
      return `forged a certificate for ${fact.name}`;
    case 'tls-stripped':
      return 'speaks https to the bank, http to her';
    case 'form-tampered':
      return `changed ${fact.field}: ${fact.before} → ${fact.after}`;
    case 'bytes-tampered':
      return `flipped one bit of byte ${fact.offset}`;
    case 'session-hijacked':
      return `opened her account: ${balanceIn(fact.text)}`;
    case 'hijacking-failed':
      return 'could not open her account';
    case 'recording-decrypted':
      return `opened the recording with the key${keptText(fact)}`;
    case 'recording-stays-sealed':
      return 'the key does not open the recording';
    default:
      return undefined;
  }
}

/** The part of the page that is worth stealing, where it has one: rooms for words are narrow. */
function balanceIn(text: string): string {
  return text.split(' · ').find((part) => part.startsWith('Balance ')) ?? text;
}

/** What the victim's side did before there was a page, in a few words; undefined for every other fact. */
export function victimDeed(fact: LabFact): string | undefined {
  switch (fact.type) {
    case 'navigation-upgraded':
      return UPGRADED[fact.why];
    case 'navigation-fell-back':
      return 'https failed, back to http';
    case 'door-knocked': {
      const name = fact.service === undefined ? '' : ` (${fact.service})`;
      return `knocked at port ${fact.port}${name}: ${OUTCOMES[fact.outcome]}`;
    }
    default:
      return undefined;
  }
}
