import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { Journey } from '../director.ts';
import { Toned } from '../text.tsx';

/** A stretch of a lane's wire, one cell wide, with the packet that is on it: `at` is its row, if any. */
export function Wire({ rows, at }: { readonly rows: number; readonly at: number | undefined }): ReactNode {
  const here = at !== undefined && at >= 0 && at < rows;
  const before = here ? at : rows;
  return (
    <Box width={2} height={rows} flexShrink={0}>
      <Toned>
        <Toned as="muted">{'│\n'.repeat(before)}</Toned>
        {here && <Toned as="packet">●</Toned>}
        {here && <Toned as="muted">{'\n│'.repeat(rows - before - 1)}</Toned>}
      </Toned>
    </Box>
  );
}

/** The row, of all `rows` between the victim and the bank, that a packet has come to. */
export function packetRow(journey: Journey, rows: number): number {
  const along = Math.max(0, Math.min(rows - 1, Math.floor(journey.progress * rows)));
  return journey.direction === 'to-bank' ? along : rows - 1 - along;
}
