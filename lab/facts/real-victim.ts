import { listOf, oneOf, optional, truth } from './codec.ts';
import type { FactKind } from './kind.ts';
import { anyText, laneId, shortText } from './values.ts';
import type { LaneId } from './values.ts';

/** A browser of the machine's own plays the victim of a lane, in a profile that was made for it. */
export interface VictimOpened {
  readonly type: 'victim-opened';
  readonly lane: LaneId;
  readonly browser: 'chromium' | 'firefox';
  /** What it calls itself, with its version: `Chromium 156.0.8078.108`. */
  readonly title: string;
  /** Whether a person sees it. */
  readonly window: boolean;
  /** Whether it shuts its pages in. Chromium does not where the lab runs as root on a system that allows none. */
  readonly sandbox: boolean;
  /** What the lane says of the victim, and this browser cannot be. */
  readonly lacks?: readonly VictimLack[];
  /** The version that the lab was tried with, where this browser is of another line. */
  readonly triedWith?: string;
}

/** What a browser cannot be brought to: hold a client certificate for one run, or offer TLS 1.0. */
export type VictimLack = keyof typeof LACKS;

const LACKS = {
  'client-certificate': 'it holds no client certificate',
  'tls-1.0': 'it offers TLS 1.2 and 1.3, since it knows no older version any more',
} as const;

/** Its kind. */
export const victimOpened: FactKind<VictimOpened> = {
  type: 'victim-opened',
  fields: {
    lane: laneId,
    browser: oneOf('chromium', 'firefox'),
    title: anyText,
    window: truth,
    sandbox: truth,
    lacks: optional(listOf(oneOf('client-certificate', 'tls-1.0'))),
    triedWith: optional(shortText),
  },
  often: 'bounded',
  by: 'victim',
  sentence: (fact) => `is played by ${victimTitle(fact)}${notes(fact)}`,
  // The stage names it at the victim's place, for as long as it is there.
  brief: 'untold',
};

/** Who plays the victim, for a person: `Chromium 156.0.8078.108, without a window`. */
export function victimTitle({ title, window, triedWith }: VictimOpened): string {
  const untried = triedWith === undefined ? '' : ', untried';
  return `${title}${untried}, ${window ? 'in a window' : 'without a window'}`;
}

function notes({ sandbox, lacks = [], triedWith }: VictimOpened): string {
  return [
    ...(triedWith === undefined ? [] : [`the lab was tried with ${triedWith}`]),
    ...(sandbox ? [] : ['its sandbox is off, since the lab runs as root and the system allows none']),
    ...lacks.map((lack) => LACKS[lack]),
  ]
    .map((note) => `; ${note}`)
    .join('');
}

/** The victim's real browser asked for something outside the lab's world, and the lab's SOCKS door refused: nothing left the machine. */
export interface OutsideRefused {
  readonly type: 'outside-refused';
  readonly lane: LaneId;
  /** `example.com:443`, as it was asked for: hostile text. */
  readonly destination: string;
}

/** Its kind. */
export const outsideRefused: FactKind<OutsideRefused> = {
  type: 'outside-refused',
  fields: { lane: laneId, destination: anyText },
  often: 'any',
  by: 'victim',
  sentence: ({ destination }) => `asked for ${destination}, which is not in the lab: refused`,
  brief: ({ destination }) => `asked for ${destination}: refused, it is not in the lab`,
  only: 'ladder',
};
