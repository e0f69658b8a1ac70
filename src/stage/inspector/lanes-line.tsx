import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { TextLine, Toned } from '../text.tsx';

/** The lanes by name, the one that is inspected first to the eye, whether its recording is full, and with whose keys it is read. */
export function LanesLine({
  lanes,
  chosen,
  full,
  keys,
}: {
  readonly lanes: readonly LaneState[];
  readonly chosen: LaneState;
  readonly full: boolean;
  /** What is said loudly where the victim's keys are in use. */
  readonly keys?: string | undefined;
}): ReactNode {
  return (
    <TextLine>
      {keys !== undefined && <Toned as="opened"> {keys} </Toned>}
      {lanes.map((lane) => (
        <Toned key={lane.id}>
          {' '}
          <Toned as={lane === chosen ? 'title' : 'muted'}>
            {lane === chosen ? '▸' : ' '} {printable(lane.title)}
          </Toned>{' '}
        </Toned>
      ))}
      {full && <Toned as="warning"> recording full: later bytes were counted only </Toned>}
      {lanes.length > 1 && !full && keys === undefined && (
        <Toned as="muted"> tab: {lanes.length > 2 ? 'next' : 'the other'} lane</Toned>
      )}
    </TextLine>
  );
}
