import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import { hexRows, hexRowsAround, hexRuns } from '../../../lab/text/hex-dump.ts';
import type { HexRow } from '../../../lab/text/hex-dump.ts';
import { printable } from '../../../lab/text/printable.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import type { Excerpt } from '../../views/stage/state.ts';

/** Bytes in a row, and rows of one figure. */
const WIDTH = 8;
const ROWS = 24;

/** The most telling bytes of a lane in hex and as text, with the values read in them marked. */
export function HexFigure({
  excerpt,
  sealed,
}: {
  readonly excerpt: Excerpt;
  /** Whether it stays sealed to the attacker. */
  readonly sealed: boolean;
}): ReactNode {
  const { bytes, offset, length, direction, connection, label, marks } = excerpt;
  const first = marks.find(({ secret }) => secret === 'password') ?? marks[0];
  const window = { offset, length: bytes.length, width: WIDTH, rows: ROWS };
  const from = hexRowsAround(first?.offset ?? 0, window);
  const rows = hexRows(bytes, { offset, width: WIDTH, from, count: ROWS });
  const shown = rows.reduce((sum, row) => sum + row.hex.length, 0);
  const names = [...new Set(marks.map(({ secret }) => secret))];
  return (
    <figure>
      <figcaption>
        {printable(label)} · {grouped(length)} bytes {SIDES[direction]},{' '}
        {excerpt.opened === true ? 'on' : `from byte ${grouped(offset)} of`} connection {connection}.
        {shown < length && ` ${grouped(shown)} of them are shown.`}
        {names.length > 0 && ` Marked: ${printable(names.join(', '))}.`}
        {sealed && ' Only its size can be read.'}
      </figcaption>
      <pre tabIndex={0} role="group" aria-label="The bytes in hexadecimal and as text">
        {rows.map((row) => (
          <HexLine key={row.offset} row={row} excerpt={excerpt} />
        ))}
      </pre>
    </figure>
  );
}

function HexLine({ row, excerpt }: { readonly row: HexRow; readonly excerpt: Excerpt }): ReactNode {
  const runs = hexRuns(row, (byte) => {
    const at = byte - excerpt.offset;
    return excerpt.marks.some((mark) => at >= mark.offset && at < mark.offset + mark.length);
  });
  const before = row.offset % WIDTH;
  const after = WIDTH - before - row.hex.length;
  return (
    <>
      {(row.offset - before).toString(16).padStart(4, '0')}
      {`  ${'   '.repeat(before)}`}
      {runs.map(({ offset, hex, look }) => (
        <Marked key={offset} on={look} text={hex.join(' ')} after=" " />
      ))}
      {`${'   '.repeat(after)} ${' '.repeat(before)}`}
      {runs.map(({ offset, text, look }) => (
        <Marked key={offset} on={look} text={text} after="" />
      ))}
      {'\n'}
    </>
  );
}

function Marked({
  on,
  text,
  after,
}: {
  readonly on: boolean;
  readonly text: string;
  readonly after: string;
}): ReactNode {
  return (
    <>
      {on ? <mark>{text}</mark> : text}
      {after}
    </>
  );
}
