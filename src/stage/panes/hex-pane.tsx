import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Exhibit, Mark } from '../../views/stage/state.ts';
import { POINTED } from '../../views/stage/exhibit.ts';
import { tone } from '../theme.ts';
import { Line } from './line.tsx';

/** Bytes of an exhibit, in hex and as text, around what was read in them. Exactly `rows` rows. */
export function HexPane({
  exhibit,
  rows,
  width,
}: {
  readonly exhibit: Exhibit;
  readonly rows: number;
  readonly width: 8 | 16 | 32;
}): ReactNode {
  const first = firstByte(exhibit, rows, width);
  return (
    <Box flexDirection="column" height={rows}>
      {Array.from({ length: rows }, (_, row) => (
        <HexRow key={row} exhibit={exhibit} from={first + row * width} width={width} />
      ))}
    </Box>
  );
}

/**
 * Where in the exhibit the first row begins, so that the mark that matters most stands in the middle.
 * Rows start at whole multiples of `width` in the stream: the first may begin before the exhibit does.
 */
export function firstByte(exhibit: Exhibit, rows: number, width: number): number {
  const start = 0 - (exhibit.offset % width);
  const all = Math.ceil((exhibit.bytes.length - start) / width);
  const { marks } = exhibit;
  const first = marks.find(({ secret }) => secret === 'password' || secret === POINTED);
  const mark = first ?? formOf(exhibit) ?? marks[0];
  if (mark === undefined) return start;
  const middle = Math.floor((mark.offset + mark.length / 2 - start) / width);
  return start + width * Math.max(0, Math.min(all - rows, middle - Math.floor(rows / 2)));
}

/** What was typed into a form stands at the end of the request that sends it. */
function formOf({ label, bytes }: Exhibit): Pick<Mark, 'offset' | 'length'> | undefined {
  return label.startsWith('POST ') ? { offset: bytes.length, length: 0 } : undefined;
}

function HexRow({
  exhibit,
  from,
  width,
}: {
  readonly exhibit: Exhibit;
  readonly from: number;
  readonly width: number;
}): ReactNode {
  const begin = Math.max(0, from);
  const bytes = exhibit.bytes.subarray(begin, Math.max(0, from + width));
  if (bytes.length === 0) return <Line> </Line>;
  const runs = markedRuns(bytes, begin, exhibit.marks);
  const before = begin - from;
  const after = width - before - bytes.length;
  return (
    <Line>
      <Text {...tone('muted')}>{(exhibit.offset + from).toString(16).padStart(4, '0')}</Text>
      {'  '}
      {'   '.repeat(before)}
      {runs.map((run) => (
        <Text key={run.at}>
          <Text {...tone(run.marked ? 'read' : 'plain')}>{hexOf(run.bytes)}</Text>{' '}
        </Text>
      ))}
      {'   '.repeat(after)} {' '.repeat(before)}
      {runs.map((run) => (
        <Text key={run.at} {...tone(run.marked ? 'read' : exhibit.sealed ? 'muted' : 'plain')}>
          {textOf(run.bytes)}
        </Text>
      ))}
    </Line>
  );
}

interface Run {
  readonly at: number;
  readonly bytes: Uint8Array;
  readonly marked: boolean;
}

/** Cuts a row where marks begin and end. `from` is the row's offset within the exhibit. */
function markedRuns(bytes: Uint8Array, from: number, marks: readonly Mark[]): Run[] {
  const runs: Run[] = [];
  let start = 0;
  for (let at = 1; at <= bytes.length; at += 1) {
    const marked = isMarked(from + start, marks);
    if (at < bytes.length && isMarked(from + at, marks) === marked) continue;
    runs.push({ at: start, bytes: bytes.subarray(start, at), marked });
    start = at;
  }
  return runs;
}

function isMarked(offset: number, marks: readonly Mark[]): boolean {
  return marks.some((mark) => offset >= mark.offset && offset < mark.offset + mark.length);
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** Printable ASCII as it is, every other byte as a dot: nothing captured reaches the terminal. */
function textOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join(
    '',
  );
}
