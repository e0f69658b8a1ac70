import { useState } from 'react';
import type { LabState } from '../views/stage/state.ts';
import { laneInFront } from './focus.ts';
import type { TabChosen } from './focus.ts';
import type { ScreenProps } from './screens/screen.ts';
import { zoomedIn, zoomedOn } from './zoom.ts';
import type { Zoom } from './zoom.ts';
import type { CapturedPlace } from '../views/matrix/cell.ts';

/** Where on the stage a person is. */
export interface Navigation {
  /** The screen's id. */
  readonly screen: string;
  /** What to point at, where the way here led from such a place. */
  readonly place?: CapturedPlace;
  /** Index of the lane that is chosen. */
  readonly lane: number;
  /** Goes on to the next lane, or to the next part of one where a part fills the screen. */
  readonly nextLane: () => void;
  /** Whether that lane, or a part of it, fills the screen. */
  readonly zoomed: Zoom;
  readonly zoom: () => void;
  readonly go: ScreenProps['go'];
}

/** Keeps where a person is: at first on the lanes, with the lane in front that the steps are about. */
export function useNavigation(state: LabState): Navigation {
  const [chosen, setChosen] = useState<TabChosen>();
  const [at, setAt] = useState<Pick<Navigation, 'screen' | 'place'>>({ screen: 'lanes' });
  const [zoomed, setZoomed] = useState<Zoom>();
  const lanes = Math.max(1, state.lanes.length);
  const lane = laneInFront(state, chosen) % lanes;
  const choose = (index: number): void => setChosen({ lane: index, step: state.step });
  return {
    ...at,
    lane,
    zoomed,
    zoom: () => setZoomed(zoomedIn(zoomed, lanes)),
    nextLane: () => {
      const next = zoomedOn(zoomed);
      setZoomed(next.zoom);
      if (next.nextLane) choose((lane + 1) % lanes);
    },
    go: (screen, place) => {
      const wanted = state.lanes.findIndex(({ id }) => id === place?.lane);
      if (wanted !== -1) choose(wanted);
      setAt(place === undefined ? { screen } : { screen, place });
    },
  };
}
