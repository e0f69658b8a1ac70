import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import { grouped } from '../../decode/count.ts';
import type { Movement } from '../../state/state.ts';
import type { Journey } from '../director.ts';
import { tone } from '../theme.ts';

/** Which of the two wires of a lane: victim to attacker, or attacker to bank. */
export type WireSide = 'upper' | 'lower';

/** A stretch of the path with the packet that is on it, and what passed last. */
export function Wire({
  side,
  rows,
  journey,
  moving,
}: {
  readonly side: WireSide;
  readonly rows: number;
  readonly journey: Journey | undefined;
  readonly moving: Movement | undefined;
}): ReactNode {
  const at = journey === undefined ? -1 : packetRow(journey, rows) - (side === 'upper' ? 0 : rows);
  const arrow = journey === undefined ? ' ' : journey.direction === 'to-bank' ? '▼' : '▲';
  return (
    <Box flexDirection="column" height={rows}>
      {Array.from({ length: rows }, (_, row) => (
        <Text key={row} wrap="truncate-end">
          {'    '}
          {row === at ? <Text {...tone('packet')}>●</Text> : <Text {...tone('muted')}>│</Text>}
          {side === 'upper' && row === 0 && moving !== undefined && (
            <Text>
              {' '}
              <Text {...tone('packet')}>{arrow}</Text>{' '}
              <Text {...tone(journey === undefined ? 'muted' : 'plain')}>
                {moving.label} · {grouped(moving.bytes)} bytes
              </Text>
            </Text>
          )}
        </Text>
      ))}
    </Box>
  );
}

/** The row, counted over both wires from the victim, on which a packet is. */
export function packetRow(journey: Journey, rows: number): number {
  const along = Math.min(2 * rows - 1, Math.floor(journey.progress * 2 * rows));
  return journey.direction === 'to-bank' ? along : 2 * rows - 1 - along;
}
