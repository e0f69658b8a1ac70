import type { ReactNode } from 'react';
import type { ShownWord } from '../../lab/facts/shown.ts';
import type { StageScene } from './scene.ts';
import { CertificateView } from './screens/certificate.tsx';
import { ConfigurationView } from './screens/configuration.tsx';
import { INSPECTOR } from './screens/inspector.tsx';
import { LADDER } from './screens/ladder.tsx';
import { MATRIX } from './screens/matrix.tsx';
import type { Screen, ShownProps } from './screens/screen.ts';

/** What is drawn for each thing that a step can hold up. */
export const SHOWN_VIEWS: Readonly<Record<ShownWord, (props: ShownProps) => ReactNode>> = {
  matrix: viewOf(MATRIX),
  ladder: viewOf(LADDER),
  inspector: viewOf(INSPECTOR),
  certificate: CertificateView,
  configuration: ConfigurationView,
};

/** What the step under way holds up, if it does; nothing once the run is over. */
export function shownNow({ state, over }: Pick<StageScene, 'state' | 'over'>): ShownWord | undefined {
  return over ? undefined : state.steps[state.step]?.shows;
}

/** A screen as a view that is held up. */
function viewOf({ View }: Screen): (props: ShownProps) => ReactNode {
  return function HeldScreen({ screen }: ShownProps): ReactNode {
    return <View {...screen} />;
  };
}
