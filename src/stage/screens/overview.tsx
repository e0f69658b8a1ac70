import { Box } from 'ink';
import type { ReactNode } from 'react';
import { counted, grouped } from '../../../lab/text/count.ts';
import { headOf } from '../../../lab/facts/fact-log.ts';
import { printable } from '../../../lab/text/printable.ts';
import { KIND_WORDS } from '../../views/matrix/cell.ts';
import { anyMatrixAt } from '../../views/matrix/any-matrix.ts';
import { cutToWidth, wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';
import type { ScreenProps } from './screen.ts';
import { CELL_TONES } from './cell-tones.ts';

/** Cells of a row's name. */
const NAME = 14;

/** What stands in the lanes' place where a session comes from elsewhere: what it is, what was read in it, and what is to be known of it. */
export function Overview({ scene, facts, size, rows }: ScreenProps): ReactNode {
  const { source, noted, lanes } = scene.state;
  const { facts: head, whole } = headOf(facts);
  const { rows: asked, columns } = anyMatrixAt(head, scene.point);
  const [column] = columns;
  const width = size.columns - 2;
  const captured = lanes.reduce((sum, lane) => sum + lane.captured.toBank + lane.captured.toVictim, 0);
  const connections = new Set(
    head.flatMap((fact) =>
      fact.type === 'connection-opened' || fact.type === 'exchange-read' ? [fact.connection] : [],
    ),
  ).size;
  const what =
    source?.kind === 'har'
      ? `A HAR: exchanges over ${counted(connections, 'connection')}, as a browser wrote them down. No bytes were captured.`
      : `A capture: ${counted(connections, 'connection')}, ${grouped(captured)} bytes, as an onlooker on the path has them.`;
  const notes = [...noted, ...(whole ? [] : ['There is more than is shown here.'])].flatMap((text) =>
    wrapWords(printable(text), width, 3),
  );
  return (
    <Box flexDirection="column" height={rows} paddingX={1} overflow="hidden">
      <TextLine as="title">{what}</TextLine>
      <TextLine> </TextLine>
      {asked.map(({ id, title }) => {
        const cell = column?.cells[id];
        if (cell === undefined) return undefined;
        const word = KIND_WORDS[cell.kind];
        const room = width - NAME - word.length - 2;
        return (
          <TextLine key={id}>
            <Toned>{title.padEnd(NAME)}</Toned>
            <Toned as={CELL_TONES[cell.kind]}>{word}</Toned> {cutToWidth(printable(cell.value), room)}
          </TextLine>
        );
      })}
      <TextLine> </TextLine>
      {notes.slice(0, Math.max(0, rows - asked.length - 3)).map((line, index) => (
        <TextLine key={`${index} ${line}`} as="muted">
          {line}
        </TextLine>
      ))}
    </Box>
  );
}
