import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { CELL_KINDS, KIND_MEANINGS, KIND_WORDS } from '../../views/matrix/cell.ts';
import type { Cell, CellKind } from '../../views/matrix/cell.ts';
import { cellIn, matrixRows } from '../../views/matrix/matrix.ts';
import type { Matrix } from '../../views/matrix/matrix.ts';

/** Who sees what, as a table; every cell with its evidence. */
export function MatrixTable({ matrix }: { readonly matrix: Matrix }): ReactNode {
  const { columns } = matrix;
  return (
    <>
      <div className="scroll" tabIndex={0} role="group" aria-label="Table: who sees what">
        <table className="matrix">
          <caption>
            What an attacker on the path can tell in each lane. Every cell was computed from the bytes.
          </caption>
          <thead>
            <tr>
              <th scope="col">Alice cares for</th>
              {columns.map(({ lane }) => (
                <th key={lane.id} scope="col">
                  {printable(lane.title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {matrixRows(matrix).map(({ id, title, asks }) => (
              <tr key={id}>
                <th scope="row">
                  {title}
                  <small>{asks}</small>
                </th>
                {columns.map((column) => (
                  <td key={column.lane.id}>
                    <Answer cell={cellIn(column, id)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="about">
        {CELL_KINDS.map((kind) => (
          <Word key={kind} kind={kind} />
        ))}
      </dl>
    </>
  );
}

function Answer({ cell }: { readonly cell: Cell }): ReactNode {
  return (
    <>
      <span className={`word word-${cell.kind}`}>{KIND_WORDS[cell.kind]}</span>
      {cell.kind !== 'sealed' && cell.value !== '' && ` ${printable(cell.value)}`}
      <small>{printable(cell.says)}</small>
    </>
  );
}

function Word({ kind }: { readonly kind: CellKind }): ReactNode {
  return (
    <>
      <dt>
        <span className={`word word-${kind}`}>{KIND_WORDS[kind]}</span>
      </dt>
      <dd>{KIND_MEANINGS[kind]}</dd>
    </>
  );
}
