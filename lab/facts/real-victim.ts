import { oneOf, optional, truth } from './codec.ts';
import type { FactKind } from './kind.ts';
import { anyText, laneId } from './values.ts';
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
  /** Whether the lane gives the victim a client certificate, which this browser cannot be given for one run. */
  readonly lacksCertificate?: boolean;
}

/** Its kind. */
export const victimOpened: FactKind<VictimOpened> = {
  type: 'victim-opened',
  fields: {
    lane: laneId,
    browser: oneOf('chromium', 'firefox'),
    title: anyText,
    window: truth,
    sandbox: truth,
    lacksCertificate: optional(truth),
  },
  often: 'bounded',
  by: 'victim',
  sentence: (fact) => `is played by ${victimTitle(fact)}${notes(fact)}`,
  // The stage names it at the victim's place, for as long as it is there.
  brief: 'untold',
};

/** Who plays the victim, for a person: `Chromium 156.0.8078.108, without a window`. */
export function victimTitle({ title, window }: VictimOpened): string {
  return `${title}, ${window ? 'in a window' : 'without a window'}`;
}

function notes({ sandbox, lacksCertificate }: VictimOpened): string {
  const off = sandbox ? '' : '; its sandbox is off, since the lab runs as root and the system allows none';
  return `${off}${lacksCertificate === true ? '; it holds no client certificate' : ''}`;
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
