import type { ChallengeWord, DoorKnocked, LaneId } from '../../lab/facts/facts.ts';
import type { ShownWord } from '../../lab/facts/shown.ts';
import { LANE_SETTINGS } from '../../lab/settings.ts';
import type { AttackerSettings, LaneSettings } from '../../lab/settings.ts';
import type { Claim, SecretName } from '../views/claims/claims.ts';
import type { Task, Teaching } from './tasks.ts';

/** What a list of scenarios tells of one. */
export interface ScenarioHead {
  readonly title: string;
  /** How long it takes in a class. */
  readonly minutes: number;
  /** What it shows, in one sentence. */
  readonly shows: string;
}

/** One scenario, checked and with every default filled in. */
export interface Scenario extends ScenarioHead {
  /** The file's name without its ending: `bank-login`. */
  readonly id: string;
  /** One to four lanes, in the order of the file. */
  readonly lanes: ReadonlyMap<LaneId, LaneSettings>;
  readonly steps: readonly ScenarioStep[];
  /** What students find out in captures of their own. */
  readonly tasks?: readonly Task[];
  readonly teaching?: Teaching;
  /** What the instructor says and asks, in lines of text; empty where the file has none. */
  readonly notes: string;
}

/** One thing that happens, in one lane or in several at once. */
export type ScenarioStep =
  | SayStep
  | VisitStep
  | ClickStep
  | SubmitStep
  | ChatStep
  | KnockStep
  | ObtainStep
  | AttackStep
  | ShowStep
  | WaitStep
  | AskStep
  | ClaimStep;

interface StepBase {
  /** The lanes that it happens in, never empty. */
  readonly lanes: readonly LaneId[];
  /** The sentence told with it. */
  readonly say?: string;
  /** Whether a stage waits here until the instructor goes on. */
  readonly pause?: boolean;
  /** For the instructor alone. */
  readonly note?: string;
}

/** A sentence is told, and nothing else happens. */
export interface SayStep extends StepBase {
  readonly kind: 'say';
  readonly say: string;
}

/** The victim opens a page. */
export interface VisitStep extends StepBase {
  readonly kind: 'visit';
  /** A URL, or a path on the host of the lane's own `visit`. */
  readonly to: string;
}

/** The victim follows a link of the page shown. */
export interface ClickStep extends StepBase {
  readonly kind: 'click';
  /** The text of the link. */
  readonly link: string;
}

/** The victim fills a form of the page shown and sends it. */
export interface SubmitStep extends StepBase {
  readonly kind: 'submit';
  readonly form: string;
  readonly fields: readonly FieldToFill[];
}

/** The victim says something in the chat of the page shown. */
export interface ChatStep extends StepBase {
  readonly kind: 'chat';
  readonly text: string;
}

/** A field of a form and what to type into it. */
export interface FieldToFill {
  readonly name: string;
  readonly value:
    | { readonly kind: 'text'; readonly text: string }
    | { readonly kind: 'secret'; readonly secret: SecretName };
}

/** The victim opens a connection to a port, says one thing there and hangs up. */
export interface KnockStep extends StepBase {
  readonly kind: 'knock';
  readonly port: number;
  readonly with: DoorKnocked['with'];
}

/** The bank asks a certificate authority for a certificate, and shows what it gets. */
export interface ObtainStep extends StepBase {
  readonly kind: 'obtain';
  readonly challenge: ChallengeWord;
}

/** What an attack step may tell the attacker to do, in a scenario's words. */
export const ATTACK_ACTIONS = [
  'use the stolen cookie',
  'decrypt the recording',
  'get a certificate',
] as const;

/** One of them. */
export type AttackAction = (typeof ATTACK_ACTIONS)[number];

/** What an attack step may have the attacker begin, in a lane's own words. */
export const ATTACKS_TO_BEGIN = LANE_SETTINGS.attacker.does.words;

/** One of these words. */
export type AttackToBegin = AttackerSettings['does'];

/** The attacker does something with what it has read and recorded so far, or begins another attack. */
export interface AttackStep extends StepBase {
  readonly kind: 'attack';
  readonly action: AttackAction | AttackToBegin;
}

/** Something of its lanes is held up large. */
export interface ShowStep extends StepBase {
  readonly kind: 'show';
  readonly shows: ShownWord;
}

/** A stage stays for so many seconds. */
export interface WaitStep extends StepBase {
  readonly kind: 'wait';
  readonly seconds: number;
}

/** The class is asked before it sees. */
export interface AskStep extends StepBase {
  readonly kind: 'ask';
  readonly question: string;
  readonly choices: readonly string[];
  /** The right choice, counted from 1; 0 where none is right: a poll. */
  readonly answer: number;
  /** Why it is right; empty for a poll. */
  readonly because: string;
}

/** Something that must be true by now, checked against what was captured and what the bank logged. */
export interface ClaimStep extends StepBase {
  readonly kind: 'claim';
  readonly claim: Claim;
  /** The claim in the file's words. */
  readonly sentence: string;
}
