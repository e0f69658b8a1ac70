import { Fragment } from 'react';
import type { ReactNode } from 'react';
import { hexRuns } from '../../../lab/text/hex-dump.ts';
import type { HexRow } from '../../../lab/text/hex-dump.ts';
import { TextLine, Toned } from '../text.tsx';
import type { Tone } from '../theme.ts';

/** What one row of a hex dump is drawn from. */
interface HexLineProps {
  readonly row: HexRow;
  /** Bytes that a whole row has. */
  readonly width: number;
  /** Hex digits of an offset. */
  readonly digits?: number;
  readonly isMarked: (offset: number) => boolean;
  /** How what is marked looks. */
  readonly as: Tone;
  /** Whether the bytes say nothing as text. */
  readonly sealed: boolean;
  /** Offset of the byte under the cursor, where there is one: it stands in brackets. */
  readonly cursor?: number | undefined;
  /** Whether only the text is drawn. */
  readonly textOnly?: boolean;
}

/** One row of captured bytes: its offset, the bytes in hex, and as text. */
export function HexLine(props: HexLineProps): ReactNode {
  const { row, width, digits = 4, isMarked, as, sealed, cursor, textOnly = false } = props;
  const before = row.offset % width;
  const after = width - before - row.hex.length;
  const marked = hexRuns(row, isMarked);
  const last = row.offset + row.hex.length - 1;
  const text = marked.map(({ offset, text: part, look }) =>
    look || sealed ? (
      <Toned key={offset} as={look ? as : 'muted'}>
        {part}
      </Toned>
    ) : (
      part
    ),
  );
  if (textOnly)
    return (
      <TextLine>
        {' '.repeat(before)}
        {text}
      </TextLine>
    );
  return (
    <TextLine>
      <Toned as="muted">{(row.offset - before).toString(16).padStart(digits, '0')}</Toned>{' '}
      {'   '.repeat(before)}
      {hexRuns(row, (offset) => (isMarked(offset) ? 1 : 0) + (offset === cursor ? 2 : 0)).map(
        ({ offset, hex, look }) => (
          <Fragment key={offset}>
            {bracket(offset === cursor ? '[' : offset - 1 === cursor ? ']' : ' ')}
            {look % 2 === 1 ? <Toned as={as}>{hex.join(' ')}</Toned> : hex.join(' ')}
          </Fragment>
        ),
      )}
      {bracket(last === cursor ? ']' : ' ')}
      {'   '.repeat(after)} {' '.repeat(before)}
      {text}
    </TextLine>
  );
}

function bracket(of: '[' | ']' | ' '): ReactNode {
  return of === ' ' ? of : <Toned as="key">{of}</Toned>;
}
