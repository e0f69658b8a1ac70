import { Box } from 'ink';
import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import type { Movement } from '../../views/stage/state.ts';
import { firstFitting } from '../fit.ts';
import type { Journey } from '../journeys.ts';
import { TextLine, Toned } from '../text.tsx';

/** Cells of the wire itself, and of the space behind it. */
export const WIRE = 2;

/** The stretch of a lane's wire that a packet is on, if it is on one: above the attacker, or below. */
export function stretchOf(journey: Journey | undefined): 'upper' | 'lower' | undefined {
  if (journey === undefined || journey.leg === 'held') return undefined;
  return (journey.direction === 'to-bank') === (journey.leg === 'approach') ? 'upper' : 'lower';
}

/** A stretch of a lane's wire, `rows` rows of `width` cells, with what passes on it or what passed last. */
export function Wire({
  rows,
  width,
  moving,
  journey,
}: {
  readonly rows: number;
  readonly width: number;
  /** What passed last; undefined where this stretch is not to say it. */
  readonly moving: Movement | undefined;
  /** The packet, where it is on this stretch. */
  readonly journey: Journey | undefined;
}): ReactNode {
  const at = journey === undefined ? 0 : rowOf(journey, rows);
  const said = moving === undefined ? '' : packetText(moving, width - WIRE);
  return (
    <Box flexDirection="column" height={rows} width={width} flexShrink={0}>
      {Array.from({ length: rows }, (_, row) => (
        <TextLine key={row}>
          <Toned as="muted">{'│ '}</Toned>
          {row === at && <Toned as={journey === undefined ? 'muted' : 'packet'}>{said}</Toned>}
        </TextLine>
      ))}
    </Box>
  );
}

/** The wire as it runs on beside something else. */
export function WireBeside({ rows }: { readonly rows: number }): ReactNode {
  return (
    <Box width={WIRE} height={rows} flexShrink={0}>
      <Toned as="muted">{Array.from({ length: rows }, () => '│').join('\n')}</Toned>
    </Box>
  );
}

/** The row, of all `rows` of a stretch, that a packet has come to. */
export function rowOf({ direction, progress }: Journey, rows: number): number {
  const along = Math.max(0, Math.min(rows - 1, Math.floor(progress * rows)));
  return direction === 'to-bank' ? along : rows - 1 - along;
}

/** A packet as an onlooker sees it: a letter that anybody may read, or a closed tube of a length. */
function packetText({ direction, label, bytes, sealed }: Movement, width: number): string {
  const arrow = direction === 'to-bank' ? '▼' : '▲';
  // Of what nobody has counted nothing is said.
  const size = bytes === 0 ? label : `${grouped(bytes)} B`;
  const whole = bytes === 0 ? label : `${label} · ${size}`;
  return sealed
    ? firstFitting(width, [`${arrow} ▒▒▒ ${whole} ▒▒▒`, `${arrow} ▒▒▒ ${size} ▒▒▒`])
    : firstFitting(width, [`${arrow} ✉ ${whole}`, `${arrow} ✉ ${label}`]);
}
