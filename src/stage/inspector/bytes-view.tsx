import { Box, Text } from 'ink';
import type { ReactNode } from 'react';
import type { Stream } from '../../reading/streams.ts';
import type { Span } from '../../../lab/wire/span.ts';
import { tone } from '../theme.ts';
import type { Tone } from '../theme.ts';
import type { InspectorLayout } from './layout.ts';

/** What the bytes' view is given. */
interface BytesProps {
  readonly run: Stream;
  /** Offset at which the first visible row begins: a multiple of the row's bytes. */
  readonly top: number;
  /** Bytes that are marked. */
  readonly ranges: readonly Span[];
  /** Offset of the byte under the cursor, where there is one: it stands in brackets. */
  readonly cursor: number | undefined;
  readonly sealed: boolean;
  readonly layout: InspectorLayout;
}

/** A stream's bytes in hex and as text. Text is printable ASCII, all else a dot. */
export function BytesView(props: BytesProps): ReactNode {
  const { run, top, layout } = props;
  const end = run.offset + run.bytes.length;
  const count = Math.min(layout.rows, Math.max(0, Math.ceil((end - top) / layout.perRow)));
  return (
    <Box flexDirection="column" width={layout.bytesWidth} height={layout.rows}>
      {Array.from({ length: count }, (_, index) => top + index * layout.perRow).map((start) => (
        <BytesRow key={start} start={start} {...props} />
      ))}
    </Box>
  );
}

/** A piece of a row in one look. */
interface Piece {
  readonly text: string;
  readonly as: Tone;
}

function BytesRow({ start, ...props }: BytesProps & { readonly start: number }): ReactNode {
  return (
    <Text>
      {' '}
      <Text {...tone('muted')}>{start.toString(16).padStart(props.layout.digits, '0')}</Text>{' '}
      {joined(hexPieces(start, props)).map(({ text, as, at }) => (
        <Text key={at} {...tone(as)}>
          {text}
        </Text>
      ))}{' '}
      {joined(textPieces(start, props)).map(({ text, as, at }) => (
        <Text key={at} {...tone(as)}>
          {text}
        </Text>
      ))}
    </Text>
  );
}

/** Each byte as two digits with a blank, or a bracket, before it; and one after the last. */
function hexPieces(start: number, props: BytesProps): Piece[] {
  const { run, cursor, layout, sealed } = props;
  const plain: Tone = sealed ? 'muted' : 'plain';
  const pieces: Piece[] = [];
  for (let column = 0; column <= layout.perRow; column += 1) {
    const offset = start + column;
    const between =
      column > 0 && column < layout.perRow && isMarked(props, offset - 1) && isMarked(props, offset);
    const edge =
      offset === cursor && column < layout.perRow ? '[' : offset - 1 === cursor && column > 0 ? ']' : ' ';
    pieces.push({ text: edge, as: edge !== ' ' ? 'key' : between ? 'chosen' : plain });
    if (column === layout.perRow) break;
    const byte = run.bytes[offset - run.offset];
    const text = byte === undefined ? '  ' : byte.toString(16).padStart(2, '0');
    pieces.push({ text, as: isMarked(props, offset) ? 'chosen' : plain });
  }
  return pieces;
}

function textPieces(start: number, props: BytesProps): Piece[] {
  const { run, layout, sealed } = props;
  return Array.from({ length: layout.perRow }, (_, column): Piece => {
    const byte = run.bytes[start + column - run.offset];
    const text = byte === undefined ? ' ' : byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.';
    return { text, as: isMarked(props, start + column) ? 'chosen' : sealed ? 'muted' : 'plain' };
  });
}

function isMarked({ run, ranges }: BytesProps, at: number): boolean {
  if (at < run.offset || at >= run.offset + run.bytes.length) return false;
  return ranges.some(({ offset, length }) => at >= offset && at < offset + length);
}

/** Pieces of one look taken together, each with its place in the row. */
function joined(pieces: readonly Piece[]): (Piece & { readonly at: number })[] {
  const runs: (Piece & { readonly at: number })[] = [];
  for (const [at, piece] of pieces.entries()) {
    const last = runs.at(-1);
    if (last?.as === piece.as) runs[runs.length - 1] = { ...last, text: last.text + piece.text };
    else runs.push({ ...piece, at });
  }
  return runs;
}
