import { Box } from 'ink';
import type { ReactNode } from 'react';
import { grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import type { Field } from '../../explain/field.ts';
import { SIDES } from '../../../lab/text/sides.ts';
import { wrapWords } from '../fit.ts';
import type { Chosen } from './model.ts';
import { TextLine, Toned } from '../text.tsx';
import { labelWords, useWords } from '../words.ts';

/** What the chosen thing is, which bytes it takes, and why it is there. Exactly `height` rows. */
export function DetailView({
  field,
  item,
  chosen,
  width,
  height,
}: {
  readonly field: Field;
  /** The message or record that the field is part of. */
  readonly item: string;
  readonly chosen: Chosen;
  readonly width: number;
  readonly height: number;
}): ReactNode {
  const words = useWords();
  return (
    <Box flexDirection="column" width={width} height={height} paddingX={1}>
      <TextLine>
        {item !== '' && <Toned as="muted">{printable(item)} › </Toned>}
        <Toned as="title">{printable(labelWords(field.label, words))}</Toned>
        {field.value !== '' && <Toned> = {printable(field.value)}</Toned>}
      </TextLine>
      <TextLine as="muted">
        {[words(withKeysOf(chosen)), words(whereOf(chosen)), whenOf(chosen), printable(field.source)]
          .filter((part) => part !== '')
          .join(' · ')}
      </TextLine>
      {wrapWords(printable(words(field.why)), width - 2, height - 2).map((line) => (
        <TextLine key={line}>{line}</TextLine>
      ))}
    </Box>
  );
}

function withKeysOf({ row }: Chosen): string {
  return row.opened === true ? 'with the victim’s keys' : '';
}

function whereOf({ row, direction, ranges }: Chosen): string {
  const [first] = ranges;
  if (first === undefined) return row.kind === 'connection' ? '' : 'no bytes';
  const length = ranges.reduce((sum, range) => sum + range.length, 0);
  const pieces = ranges.length > 1 ? ` in ${ranges.length} pieces` : '';
  const bytes = `${grouped(length)} byte${length === 1 ? '' : 's'}${pieces}`;
  return `${bytes} ${SIDES[direction]}, from ${grouped(first.offset)} (0x${first.offset.toString(16)})`;
}

function whenOf({ row }: Chosen): string {
  if (row.at === undefined || row.kind === 'field') return '';
  return `at ${(row.at / 1000).toFixed(3)} s`;
}
