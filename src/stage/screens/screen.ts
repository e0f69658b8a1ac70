import type { ReactNode } from 'react';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import type { CapturedPlace } from '../../views/matrix/cell.ts';
import type { LaneState } from '../../views/stage/state.ts';
import type { StageScene } from '../scene.ts';
import type { Layout } from '../layout.ts';
import type { Zoom } from '../zoom.ts';
import type { AttackersHand } from '../attackers-hand.ts';
import type { Action, Binding } from '../keys.ts';

/** What every screen is given. Screens read the scene and the facts up to its point, and nothing else. */
export interface ScreenProps {
  readonly scene: StageScene;
  /** The whole log; a screen shows the first `scene.point` of it, and reads no more facts than it shows. */
  readonly facts: FactLog;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Rows that the screen has to itself. */
  readonly rows: number;
  /** Index of the lane that is chosen. */
  readonly lane: number;
  /** Whether that lane or a part of it fills the screen, and what lets the next smaller thing do so, or none. */
  readonly zoomed: Zoom;
  /** Where the lanes go. */
  readonly layout: Layout;
  readonly zoom: () => void;
  /** What to point at, where the way here led from such a place. */
  readonly place?: CapturedPlace;
  /** Shows another screen, pointing at a place. */
  readonly go: (screen: string, place?: CapturedPlace) => void;
  /** Whether there is a screen of this name. */
  readonly has: (screen: string) => boolean;
  /** Plays the step with this index. */
  readonly toStep: (step: number) => void;
  /** Says whether the screen is being typed into: then it gets every key but Ctrl-C. */
  readonly typing: (on: boolean) => void;
  /** What the attacker can be told: nothing while a script plays, and where a session is played again. */
  readonly hand?: AttackersHand | undefined;
}

/** What a view that is held up is given. */
export interface ShownProps {
  /** The lanes that the step is about. */
  readonly lanes: readonly LaneState[];
  readonly rows: number;
  readonly columns: number;
  /** What a screen is given, for a view that is one. */
  readonly screen: ScreenProps;
}

/** A screen of the stage: its own keys, for the help, and its view. */
export interface Screen {
  readonly bindings: readonly Binding[];
  /** Keys of the whole stage that mean something else here: neither handled there nor in its help. */
  readonly claims?: readonly Action[];
  /** Its keys as they are now, where they are not always the same. Where it is typed into, they are all there are. */
  readonly bindingsNow?: (facts: FactLog, lane: string, hand: ScreenProps['hand']) => readonly Binding[];
  readonly View: (props: ScreenProps) => ReactNode;
}
