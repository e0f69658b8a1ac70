import type { LaneOutline } from '../../../lab/facts/session.ts';
import type { Cell } from './cell.ts';

/** A row of any matrix: what it is about, in a few words and in more. */
export interface MatrixRow {
  readonly id: string;
  readonly title: string;
  readonly asks: string;
}

/** One lane's answers in any matrix, by the ids of its rows. */
export interface AnyColumn {
  readonly lane: LaneOutline;
  readonly cells: Readonly<Partial<Record<string, Cell>>>;
}

/** A matrix of whatever rows. */
export interface AnyMatrix {
  readonly rows: readonly MatrixRow[];
  readonly columns: readonly AnyColumn[];
}
