import type { CellKind } from '../../views/matrix/cell.ts';
import type { Tone } from '../theme.ts';

/** How the words of the matrix look. */
export const CELL_TONES = {
  read: 'read',
  sealed: 'sealed',
  size: 'warning',
  'not-sent': 'muted',
  unsure: 'warning',
} as const satisfies Record<CellKind, Tone>;
