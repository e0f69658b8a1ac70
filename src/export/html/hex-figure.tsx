import type { ReactNode } from 'react';
import { hexRows } from '../../../lab/wire/bytes.ts';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import type { Exhibit } from '../../views/stage/state.ts';

/** Bytes in a row, and rows of one figure. */
const WIDTH = 8;
const ROWS = 24;

/** The most telling bytes of a lane in hex and as text, with the values read in them marked. */
export function HexFigure({ exhibit }: { readonly exhibit: Exhibit }): ReactNode {
  const { bytes, offset, length, direction, connection, label, marks } = exhibit;
  const all = Math.ceil(bytes.length / WIDTH);
  const first = marks.find(({ secret }) => secret === 'password') ?? marks[0];
  const middle = first === undefined ? 0 : Math.floor(first.offset / WIDTH);
  const from = Math.max(0, Math.min(all - ROWS, middle - Math.floor(ROWS / 2)));
  const rows = hexRows(bytes, { offset: 0, width: WIDTH, from, count: ROWS });
  const shown = Math.min(bytes.length, (from + rows.length) * WIDTH) - from * WIDTH;
  const names = [...new Set(marks.map(({ secret }) => secret))];
  return (
    <figure>
      <figcaption>
        {printable(label)} · {grouped(length)} bytes {SIDES[direction]}, from byte {grouped(offset)} of
        connection {connection}.{shown < length && ` ${grouped(shown)} of them are shown.`}
        {names.length > 0 && ` Marked: ${printable(names.join(', '))}.`}
        {exhibit.sealed && ' Only its size can be read.'}
      </figcaption>
      <pre tabIndex={0} role="group" aria-label="The bytes in hexadecimal and as text">
        {rows.map((row) => (
          <HexLine key={row.offset} row={row} exhibit={exhibit} />
        ))}
      </pre>
    </figure>
  );
}

function HexLine({
  row,
  exhibit,
}: {
  readonly row: ReturnType<typeof hexRows>[number];
  readonly exhibit: Exhibit;
}): ReactNode {
  const marked = (index: number): boolean =>
    exhibit.marks.some(
      (mark) => row.offset + index >= mark.offset && row.offset + index < mark.offset + mark.length,
    );
  const runs = runsOf(row.hex.length, marked);
  const pad = '   '.repeat(WIDTH - row.hex.length);
  return (
    <>
      {(exhibit.offset + row.offset).toString(16).padStart(4, '0')}
      {'  '}
      {runs.map(({ start, end, on }) => (
        <Marked key={start} on={on} text={row.hex.slice(start, end).join(' ')} after=" " />
      ))}
      {pad}{' '}
      {runs.map(({ start, end, on }) => (
        <Marked key={start} on={on} text={row.text.slice(start, end)} after="" />
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

/** Cuts `length` places where being marked changes. */
function runsOf(
  length: number,
  marked: (index: number) => boolean,
): { readonly start: number; readonly end: number; readonly on: boolean }[] {
  const runs: { start: number; end: number; on: boolean }[] = [];
  for (let at = 0; at < length; at += 1) {
    const last = runs.at(-1);
    if (last !== undefined && last.on === marked(at)) last.end = at + 1;
    else runs.push({ start: at, end: at + 1, on: marked(at) });
  }
  return runs;
}
