import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { TextLine, Toned } from '../text.tsx';

/** The lanes by name, the one that is inspected first to the eye, and whether its recording is full. */
export function LanesLine({
  lanes,
  chosen,
  full,
}: {
  readonly lanes: readonly LaneState[];
  readonly chosen: LaneState;
  readonly full: boolean;
}): ReactNode {
  return (
    <TextLine>
      {lanes.map((lane) => (
        <Toned key={lane.id}>
          {' '}
          <Toned as={lane === chosen ? 'title' : 'muted'}>
            {lane === chosen ? '▸' : ' '} {printable(lane.title)}
          </Toned>{' '}
        </Toned>
      ))}
      {full && <Toned as="warning"> recording full: later bytes were counted only </Toned>}
      {lanes.length > 1 && !full && (
        <Toned as="muted"> tab: {lanes.length > 2 ? 'next' : 'the other'} lane</Toned>
      )}
    </TextLine>
  );
}
