import { Box } from 'ink';
import { use } from 'react';
import type { ReactNode } from 'react';
import { qrCode } from '../../terminal/qr-code.ts';
import type { QrCode } from '../../terminal/qr-code.ts';
import type { Invitation } from '../invitation.ts';
import { Colours } from '../painter.ts';
import { TextLine } from '../text.tsx';

/** Light modules that belong around a code. */
const QUIET = 4;

/** How a class comes in, over the whole stage: the address, the code, and both as a QR code where there is room. */
export function JoinCard({
  invitation,
  rows,
  columns,
}: {
  readonly invitation: Pick<Invitation, 'address'> & { readonly code: string };
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const { address, code } = invitation;
  const { theme, ascii = false } = use(Colours);
  const qr = ascii ? undefined : qrCode(`${address}?code=${code}`);
  const lines = qr === undefined ? [] : qrLines(qr, theme !== 'light');
  const fits = lines.length > 0 && lines.length + 2 <= rows && (lines[0]?.length ?? 0) <= columns;
  return (
    <Box height={rows} flexDirection="column" alignItems="center" justifyContent="center" overflow="hidden">
      <TextLine as="title">{address}</TextLine>
      <TextLine as="warning">code {code}</TextLine>
      {fits && lines.map((line, row) => <TextLine key={`${row} ${line}`}>{line}</TextLine>)}
    </Box>
  );
}

/** Two rows of modules a line. On a dark terminal the light ones are drawn, and on a light one the dark ones. */
function qrLines(code: QrCode, onDark: boolean): readonly string[] {
  const size = code.length + 2 * QUIET;
  const drawn = (row: number, column: number): boolean =>
    row < size && (code[row - QUIET]?.[column - QUIET] ?? false) !== onDark;
  return Array.from({ length: Math.ceil(size / 2) }, (_, line) =>
    Array.from({ length: size }, (_each, column) => {
      const [upper, lower] = [drawn(line * 2, column), drawn(line * 2 + 1, column)];
      return upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
    }).join(''),
  );
}
