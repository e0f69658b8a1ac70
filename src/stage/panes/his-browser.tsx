import { Box } from 'ink';
import type { ReactNode } from 'react';
import type { SessionHijacked } from '../../../lab/facts/facts.ts';
import { printable } from '../../../lab/text/printable.ts';
import { wrapWords } from '../fit.ts';
import { TextLine, Toned } from '../text.tsx';

/** The attacker's own browser, on a page that the stolen cookie opened. Exactly `rows` rows. */
export function HisBrowser({
  page: { url, text },
  rows,
  width,
}: {
  readonly page: SessionHijacked;
  readonly rows: number;
  readonly width: number;
}): ReactNode {
  const lines = wrapWords(printable(text), width - 2, Math.max(1, rows - 1));
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine>
        {'  '}
        <Toned as="strong">{printable(url)}</Toned>
      </TextLine>
      {lines.slice(0, rows - 1).map((line, row) => (
        <TextLine key={row}>
          {'  '}
          {line}
        </TextLine>
      ))}
    </Box>
  );
}
