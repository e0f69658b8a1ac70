import type { Fact } from '../../../lab/facts/session.ts';
import { isForeign, isHar } from '../foreign.ts';
import { KIND_MEANINGS } from './cell.ts';
import type { CellKind } from './cell.ts';
import { foundMatrixAt } from './found-matrix.ts';
import { matrixAt, matrixRows } from './matrix.ts';
import type { AnyMatrix } from './matrix-shape.ts';

/** The matrix of a session after the first `point` facts: what Alice cares for in a lab's, what was found in one from elsewhere. */
export function anyMatrixAt(facts: readonly Fact[], point: number): AnyMatrix {
  if (isForeign(facts)) return foundMatrixAt(facts, point);
  const matrix = matrixAt(facts, point);
  return { rows: matrixRows(matrix), columns: matrix.columns };
}

/** The kinds of cell explained for the legend of such a matrix. */
export function kindMeanings(facts: readonly Fact[]): Readonly<Record<CellKind, string>> {
  if (!isForeign(facts)) return KIND_MEANINGS;
  return isHar(facts) ? HAR_MEANINGS : FOUND_MEANINGS;
}

const FOUND_MEANINGS: Readonly<Record<CellKind, string>> = {
  read: 'it stands in clear: whoever is on the path has it',
  sealed: 'none in clear; what passed in TLS says nothing without the keys',
  size: 'an onlooker sees how long it is, not what it says',
  'not-sent': 'none in what passed',
  unsure: 'nobody can tell from what is read here; the cell says why',
};

const HAR_MEANINGS: Readonly<Record<CellKind, string>> = {
  ...FOUND_MEANINGS,
  read: 'the HAR holds it; others on the path had it only from addresses that begin with http:',
  'not-sent': 'none in the HAR',
};
