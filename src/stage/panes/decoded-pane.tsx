import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { decodedLines } from '../../views/stage/decoded.ts';
import type { DecodedLine } from '../../views/stage/decoded.ts';
import type { Excerpt } from '../../views/stage/state.ts';
import { cutToWidth } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/** What bytes say, beside them. At most `rows` rows; what does not fit in the last one is left out. */
export function DecodedPane({
  excerpt,
  rows,
  width,
}: {
  readonly excerpt: Excerpt;
  readonly rows: number;
  readonly width: number;
}): ReactNode {
  return (
    <Box flexDirection="column" width={width} height={rows} flexShrink={0}>
      {decodedLines(excerpt)
        .slice(0, rows)
        .map((line, index) => (
          <Line key={`${index} ${line.name}`} line={line} width={width} />
        ))}
    </Box>
  );
}

function Line({
  line: { name, text, read },
  width,
}: {
  readonly line: DecodedLine;
  readonly width: number;
}): ReactNode {
  const label = name === '' ? '' : `${printable(name)}: `;
  const shown = cutToWidth(printable(text), Math.max(0, width - label.length));
  return (
    <TextLine>
      <Toned as="muted">{cutToWidth(label, width)}</Toned>
      <Toned as={read ? 'read' : name === '' ? 'title' : 'plain'}>{shown}</Toned>
    </TextLine>
  );
}
