import { Box } from 'ink';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { CELL_KINDS, KIND_WORDS } from '../../views/matrix/cell.ts';
import type { Cell, CellKind } from '../../views/matrix/cell.ts';
import { anyMatrixAt, kindMeanings } from '../../views/matrix/any-matrix.ts';
import type { AnyColumn } from '../../views/matrix/matrix-shape.ts';
import { keyNames, useGlyphs } from '../glyphs.ts';
import { lineBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import { CELL_TONES } from './cell-tones.ts';
import { headOf } from '../../../lab/facts/fact-log.ts';
import { scrolledTo } from '../scroll.ts';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';
import { TextLine, Toned } from '../text.tsx';

type MatrixAction = 'up' | 'down' | 'left' | 'right' | 'inspect' | 'lanes';

/** The keys of the matrix. */
const MATRIX_BINDINGS: readonly Binding<MatrixAction>[] = [
  ...lineBindings('', 'the row above, or below'),
  {
    action: 'left',
    keys: '←',
    word: '',
    says: 'the lane to the left',
    matches: (_, key) => key.leftArrow && !key.shift,
  },
  {
    action: 'right',
    keys: '→',
    word: '',
    says: 'the lane to the right',
    matches: (_, key) => key.rightArrow && !key.shift,
  },
  {
    action: 'inspect',
    keys: '⏎',
    word: '',
    says: 'the bytes of this cell, where they were captured',
    matches: (_, key) => key.return,
  },
  {
    action: 'lanes',
    keys: 'esc',
    word: 'lanes',
    says: 'back to the lanes',
    matches: (input, key) => key.escape || input === 'm',
  },
];

/** Cells of the first column, which names the rows. */
const HEAD = 20;

const SHOWS_RECORD = '⏎ shows the longest sealed record: all there is to see';
const SHOWS_BYTES = '⏎ shows these bytes';

/** From this height on there is room to explain the words. */
const ROWS_WITH_LEGEND = 24;

/** Who sees what: what the attacker can tell in each lane by now, with the evidence of the chosen cell. */
export function MatrixScreen({ scene, facts, size, rows, lane, go, has }: ScreenProps): ReactNode {
  const head = headOf(facts).facts;
  const { rows: all, columns } = anyMatrixAt(head, scene.point);
  const foreign = scene.state.source !== undefined;
  const [at, setAt] = useState({ row: 0, column: lane });
  const column = Math.min(at.column, Math.max(0, columns.length - 1));
  const chosen = columns[column];
  const row = all[Math.min(at.row, all.length - 1)];
  const cell = row === undefined ? undefined : chosen?.cells[row.id];
  const inspectable = cell?.place !== undefined && has('inspector');

  useBindings(MATRIX_BINDINGS, (action) => {
    if (action === 'lanes') go('lanes');
    else if (action === 'inspect') {
      if (inspectable && cell?.place !== undefined) go('inspector', cell.place);
    } else if (action === 'left') setAt({ row: at.row, column: Math.max(0, column - 1) });
    else if (action === 'right') setAt({ row: at.row, column: Math.min(columns.length - 1, column + 1) });
    else setAt({ row: scrolledTo(at.row, action, all.length - 1, rows), column });
  });

  if (columns.length === 0) return <Box height={rows} />;
  const width = Math.floor((size.columns - 1 - HEAD) / columns.length);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine as="title">
        {scene.state.source?.kind === 'har'
          ? ' What the HAR holds: what the browser sent and was given'
          : foreign
            ? ' Who sees what: what anybody on the path can tell by now'
            : ' Who sees what: what the attacker can tell in each lane by now'}
      </TextLine>
      <TextLine> </TextLine>
      <Box>
        <Box width={HEAD} flexShrink={0}>
          <TextLine as="muted">{foreign ? ' found' : ' Alice cares for'}</TextLine>
        </Box>
        {columns.map(({ lane: { id, title } }, index) => (
          <Box key={id} width={width} flexShrink={0} paddingRight={1}>
            <TextLine as={index === column ? 'title' : 'plain'}>{printable(title)}</TextLine>
          </Box>
        ))}
      </Box>
      {all.map(({ id, title }, index) => (
        <Box key={id} height={1}>
          <Box width={HEAD} flexShrink={0}>
            <TextLine as={index === at.row ? 'title' : 'plain'}>
              {index === at.row ? '▸' : ' '} {title}
            </TextLine>
          </Box>
          {columns.map((each, place) => (
            <Answer
              key={each.lane.id}
              cell={each.cells[id]}
              width={width}
              chosen={index === at.row && place === column}
            />
          ))}
        </Box>
      ))}
      <TextLine> </TextLine>
      <Evidence column={chosen} title={row?.title ?? ''} cell={cell} inspectable={inspectable} />
      {rows >= ROWS_WITH_LEGEND && <Legend meanings={kindMeanings(head)} />}
    </Box>
  );
}

function Legend({ meanings }: { readonly meanings: Readonly<Record<CellKind, string>> }): ReactNode {
  return (
    <Box flexDirection="column" paddingX={1} marginTop={1}>
      {CELL_KINDS.map((kind) => (
        <TextLine key={kind} as="muted">
          {KIND_WORDS[kind].padEnd(10)} {meanings[kind]}
        </TextLine>
      ))}
    </Box>
  );
}

function Answer({
  cell,
  width,
  chosen,
}: {
  readonly cell: Cell | undefined;
  readonly width: number;
  readonly chosen: boolean;
}): ReactNode {
  if (cell === undefined) return <Box width={width} flexShrink={0} />;
  return (
    <Box width={width} flexShrink={0} paddingRight={1}>
      <TextLine>
        {chosen ? '›' : ' '}
        <Toned as={chosen ? 'cursor' : 'plain'}>
          <Toned as={CELL_TONES[cell.kind]}>{KIND_WORDS[cell.kind]}</Toned>
        </Toned>
        {cell.kind === 'sealed' ? '' : ` ${printable(cell.value)}`}
      </TextLine>
    </Box>
  );
}

/** The chosen cell in a sentence, with its evidence: never cut in the middle of a table. */
function Evidence({
  column,
  title,
  cell,
  inspectable,
}: {
  readonly column: AnyColumn | undefined;
  readonly title: string;
  readonly cell: Cell | undefined;
  readonly inspectable: boolean;
}): ReactNode {
  const glyphs = useGlyphs();
  if (column === undefined || cell === undefined) return <TextLine> </TextLine>;
  return (
    <Box flexDirection="column" paddingX={1}>
      <TextLine>
        <Toned as="title">{title}</Toned>, {printable(column.lane.title)}:{' '}
        <Toned as={CELL_TONES[cell.kind]}>{KIND_WORDS[cell.kind]}</Toned>
        {cell.kind === 'read' && <Toned as="strong"> {printable(cell.value)}</Toned>}
      </TextLine>
      <Toned>{printable(cell.says)}</Toned>
      {inspectable && (
        <TextLine as="muted">{keyNames(cell.sealed === true ? SHOWS_RECORD : SHOWS_BYTES, glyphs)}</TextLine>
      )}
    </Box>
  );
}

/** The screen with its keys. */
export const MATRIX: Screen = {
  bindings: MATRIX_BINDINGS,
  claims: ['next', 'back', 'choose'],
  View: MatrixScreen,
};
