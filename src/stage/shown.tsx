import type { ReactNode } from 'react';
import type { ShownWord } from '../../lab/facts/shown.ts';
import type { LaneState } from '../views/stage/state.ts';
import type { StageScene } from './director.ts';
import { ConfigurationView } from './screens/configuration.tsx';

/** What a view that is held up is given. */
export interface ShownProps {
  /** The lanes that the step is about. */
  readonly lanes: readonly LaneState[];
  readonly rows: number;
  readonly columns: number;
}

/** What is drawn for each thing that a step can hold up. */
export const SHOWN_VIEWS: Readonly<Record<ShownWord, (props: ShownProps) => ReactNode>> = {
  configuration: ConfigurationView,
};

/** What the step under way holds up, if it does; nothing once the run is over. */
export function shownNow({ state, over }: Pick<StageScene, 'state' | 'over'>): ShownWord | undefined {
  return over ? undefined : state.steps[state.step]?.shows;
}
