import type {
  BankAnswered,
  BankBooked,
  CertificateIssued,
  CertificateShown,
  ChallengeGiven,
  ClientsInvited,
  ConnectionId,
  FormFilled,
  FormNotSent,
  InterceptionFailed,
  IssuanceRefused,
  LaneId,
  ListenerOpened,
  MessageHeld,
  OtherClient,
  PageShown,
  ServerEnded,
  ServerStarted,
  VictimOpened,
  SessionHijacked,
  TlsStripped,
} from '../../../lab/facts/facts.ts';
import type { Direction } from '../../../lab/wire/direction.ts';
import type {
  ClaimChecked,
  LaneOutline,
  QuestionAsked,
  SessionClosed,
  SessionSource,
  StepOutline,
} from '../../../lab/facts/session.ts';
import type { ConnectionReading } from '../../reading/connection.ts';
import type { Unit } from '../../reading/protocol.ts';
import type { SecretValue } from '../secret-values.ts';
import { NO_TALLY } from './tally.ts';
import type { Tally } from './tally.ts';

/** A stretch of an excerpt's bytes that holds a planted value in clear; `offset` counts within the excerpt. */
export interface Mark {
  readonly secret: string;
  readonly offset: number;
  readonly length: number;
}

/** The beginning of one thing that passed the tap: its first bytes, and what is known of it. */
export interface UnitExcerpt extends Pick<
  Unit,
  'connection' | 'direction' | 'offset' | 'length' | 'bytes' | 'label' | 'sealed' | 'lines'
> {
  /** The same bytes with a mask taken off, where one lies on them. */
  readonly unmasked?: Uint8Array;
  /** Whether the attacker read it behind TLS: its offset is no place in what the tap recorded. */
  readonly opened?: boolean;
  /** The media type of a body that stands here without its head (RFC 9110, section 8.3); empty where it named none. */
  readonly bodyOf?: string;
}

/** What the attacker's part of a lane holds up: one passage, with what was read in it. */
export interface Excerpt extends UnitExcerpt {
  readonly marks: readonly Mark[];
  /** How telling it is; until somebody acts anew the most telling stays. */
  readonly rank: number;
}

/** What the attacker made another of, as it came and as it went on. */
export interface Change {
  /** A field of a form, or `one bit`. */
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** What was there before, marked in its bytes, where they were kept. */
  readonly at?: Excerpt;
}

/** The size of a sealed form beside that of another lane's, as a claim has compared them: bytes on the wire. */
export interface SizeBeside {
  readonly bytes: number;
  /** The other lane's title and size. */
  readonly than: { readonly title: string; readonly bytes: number };
}

/** The segment that passed last: what moves on the wire. */
export interface Movement {
  readonly direction: Direction;
  readonly bytes: number;
  readonly label: string;
  /** Whether nobody on the path can read what it says. */
  readonly sealed: boolean;
  /** Counts the segments of the lane from 1, so that two alike are told apart. */
  readonly serial: number;
}

/** Bytes that the tap saw in one lane. */
export interface Captured {
  readonly toBank: number;
  readonly toVictim: number;
  readonly segments: number;
}

/** What a certificate authority was asked for last, and what came of it. */
export interface AuthoritysOrder {
  readonly given: ChallengeGiven;
  readonly issued?: CertificateIssued;
  readonly refused?: IssuanceRefused;
}

/** Connections of others than the victim. */
export interface OtherClients {
  /** How many strangers' connections there were. */
  readonly strangers: number;
  /** Whose those are that are open. */
  readonly open: ReadonlyMap<ConnectionId, OtherClient>;
}

/** Everything that one lane shows. */
export interface LaneState {
  readonly id: LaneId;
  readonly title: string;
  readonly url: string;
  readonly listeners: readonly ListenerOpened[];
  /** Values that the lab planted or that she typed, the latest last. */
  readonly planted: readonly SecretValue[];
  readonly page?: PageShown;
  readonly form?: FormFilled;
  readonly notSent?: FormNotSent;
  /** The certificate that her browser was shown last. */
  readonly shownCertificate?: CertificateShown;
  /** The certificate that an authority issued to the bank, the latest. */
  readonly certificate?: CertificateIssued;
  /** What the authority is about, until the victim acts. */
  readonly order?: AuthoritysOrder;
  /** The server of the machine's own that stands in front of the bank, and how it ended where it did. */
  readonly server?: ServerStarted;
  /** How people reach the bank with clients of their own, where they may. */
  readonly invited?: ClientsInvited;
  /** The real browser that plays the victim, where one does. */
  readonly player?: VictimOpened;
  readonly serverEnded?: ServerEnded;
  readonly answered?: BankAnswered;
  readonly booked?: BankBooked;
  /** The bank's own log, the latest last. Bounded. */
  readonly bankLog: readonly (BankAnswered | BankBooked)[];
  readonly interceptionFailed?: InterceptionFailed;
  /** What the attacker changed on the way, and the account that he opened with a stolen cookie, in this step or since the victim acted. */
  readonly changed?: Change;
  readonly hijacked?: SessionHijacked;
  /** What is in the attacker's hand, in the order in which it came. */
  readonly held: readonly MessageHeld[];
  /** What she asked for over http and he fetched over https, the latest. */
  readonly stripped?: TlsStripped;
  /** Set where a claim has compared the size of what was sealed, until somebody acts anew. */
  readonly sized?: SizeBeside;
  /** Set where the bank ended a connection on which a byte was changed. */
  readonly hungUp?: true;
  /** Whether the attacker speaks TLS to the bank where the victim speaks in clear. */
  readonly strips: boolean;
  /** What each did last besides sending and answering, in a few words. */
  readonly attackerDid?: string;
  readonly victimDid?: string;
  /** What the open connections carry, as far as it has been read. */
  readonly connections: ReadonlyMap<ConnectionId, ConnectionReading>;
  readonly moving?: Movement;
  /** Who else came to the lane's taps. Nothing else here is of strangers; what passed of a certificate authority's is. */
  readonly others: OtherClients;
  readonly excerpt?: Excerpt;
  /** The step of the act that the excerpt belongs to. */
  readonly excerptStep: number;
  /** What passed in clear, the latest last: where a claim may find something. Bounded. */
  readonly clear: readonly UnitExcerpt[];
  /** The place that a claim has just found, held up in the excerpt's stead while its step lasts. */
  readonly pointed?: Excerpt;
  /** Names of the secrets that the attacker has read, in the order of first sight, and what each was when it was read last. */
  readonly read: readonly string[];
  readonly readValues: ReadonlyMap<string, string>;
  /** Connections on whose TLS the attacker reads along, the latest of them. */
  readonly inside: ReadonlySet<ConnectionId>;
  readonly captured: Captured;
  /** Bytes kept, once the recording was full. */
  readonly captureLimit?: number;
  readonly claims: readonly ClaimChecked[];
  /** How many of them, the earliest, were held against less than the attacker has of the victim's by now. */
  readonly outrun: number;
}

/** A question before the class, and what it chose (0: passed over). */
export interface Question extends QuestionAsked {
  readonly choice?: number;
  readonly explained?: boolean;
  /** How many have voted, where a class follows on devices of its own; and for what, once nobody may vote any more. */
  readonly voted?: number;
  readonly votes?: readonly number[];
}

/** What a screen shows at one point of the session. */
export interface LabState {
  readonly scenario: string;
  readonly title: string;
  readonly seed: string;
  readonly steps: readonly StepOutline[];
  readonly notes: string;
  /** Index of the step that runs or ran last; -1 before the first. */
  readonly step: number;
  /** Whether that step has come to rest. */
  readonly stepDone: boolean;
  readonly question?: Question;
  /** How the class has done so far. */
  readonly tally: Tally;
  readonly lanes: readonly LaneState[];
  /** The lane of the claim that was checked last, and the step's index. */
  readonly claimed?: { readonly lane: LaneId; readonly step: number };
  readonly claims: readonly ClaimChecked[];
  readonly closed?: SessionClosed;
  /** Where the session comes from, if no lab of ours ran it, and what is to be known of that. */
  readonly source?: SessionSource;
  readonly noted: readonly string[];
}

/** The state before the first fact. */
export const EMPTY_STATE: LabState = {
  scenario: '',
  title: '',
  seed: '',
  steps: [],
  notes: '',
  step: -1,
  stepDone: true,
  tally: NO_TALLY,
  lanes: [],
  claims: [],
  noted: [],
};

/** The state of a lane in which nothing has happened. */
export function emptyLane({ id, title, url }: LaneOutline): LaneState {
  return {
    id,
    title,
    url,
    listeners: [],
    planted: [],
    connections: new Map(),
    bankLog: [],
    others: { strangers: 0, open: new Map() },
    strips: false,
    excerptStep: -1,
    clear: [],
    held: [],
    read: [],
    readValues: new Map(),
    inside: new Set(),
    captured: { toBank: 0, toVictim: 0, segments: 0 },
    claims: [],
    outrun: 0,
  };
}
