import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { CELL_KINDS, KIND_WORDS } from '../../views/matrix/cell.ts';
import type { Cell, CellKind } from '../../views/matrix/cell.ts';
import type { AnyMatrix } from '../../views/matrix/matrix-shape.ts';

/** Who sees what, as a table; every cell with its evidence. */
export function MatrixTable({
  matrix,
  meanings,
  foreign,
}: {
  readonly matrix: AnyMatrix;
  readonly meanings: Readonly<Record<CellKind, string>>;
  /** Whether the session comes from elsewhere. */
  readonly foreign: boolean;
}): ReactNode {
  const { columns, rows } = matrix;
  return (
    <>
      <div className="scroll" tabIndex={0} role="group" aria-label="Table: who sees what">
        <table className="matrix">
          <caption>
            {foreign
              ? 'What anybody on the path can tell. Every cell was computed from what was captured.'
              : 'What an attacker on the path can tell in each lane. Every cell was computed from the bytes.'}
          </caption>
          <thead>
            <tr>
              <th scope="col">{foreign ? 'found' : 'Alice cares for'}</th>
              {columns.map(({ lane }) => (
                <th key={lane.id} scope="col">
                  {printable(lane.title)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, title, asks }) => (
              <tr key={id}>
                <th scope="row">
                  {title}
                  <small>{asks}</small>
                </th>
                {columns.map((column) => (
                  <td key={column.lane.id}>
                    <Answer cell={column.cells[id]} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <dl className="about">
        {CELL_KINDS.map((kind) => (
          <Word key={kind} kind={kind} meaning={meanings[kind]} />
        ))}
      </dl>
    </>
  );
}

function Answer({ cell }: { readonly cell: Cell | undefined }): ReactNode {
  if (cell === undefined) return undefined;
  return (
    <>
      <span className={`word word-${cell.kind}`}>{KIND_WORDS[cell.kind]}</span>
      {cell.kind !== 'sealed' && cell.value !== '' && ` ${printable(cell.value)}`}
      <small>{printable(cell.says)}</small>
    </>
  );
}

function Word({ kind, meaning }: { readonly kind: CellKind; readonly meaning: string }): ReactNode {
  return (
    <>
      <dt>
        <span className={`word word-${kind}`}>{KIND_WORDS[kind]}</span>
      </dt>
      <dd>{meaning}</dd>
    </>
  );
}
