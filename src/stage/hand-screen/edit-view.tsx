import { Box } from 'ink';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { bodyWaysOf, isChanged, isChangedRow, lengthNote } from '../../views/hand/editing.ts';
import type { Editing, EditRow } from '../../views/hand/editing.ts';
import { fit } from '../fit.ts';
import { shownLine } from '../line-editor.ts';
import type { TypedLine } from '../line-editor.ts';
import { topShowing } from '../scroll.ts';
import { TextLine, Toned } from '../text.tsx';
import type { HandModel, HandWorld, OpenMessage } from './model.ts';

/** Rows that are not the message's: its title, and what is said below. */
export const EDIT_FRAME = 3;

/** Cells of the word before a row. */
const PART = 9;

/** A message row by row, the changed ones marked, in exactly `rows` rows. */
export function EditView({
  open,
  model,
  world,
  rows,
  columns,
}: {
  readonly open: OpenMessage;
  readonly model: HandModel;
  readonly world: HandWorld;
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const { editing, row: cursor } = open;
  const room = Math.max(1, rows - EDIT_FRAME);
  const top = topShowing({ first: cursor, last: cursor }, 0, room, editing.rows.length);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <TextLine>
        {' '}
        <Toned as="attacker">
          {open.as === 'held'
            ? `HELD ${open.entry?.held ?? ''}`
            : open.as === 'resend'
              ? 'ONCE MORE'
              : 'PASSED'}
        </Toned>
        <Toned as="title"> {printable(open.title)}</Toned>
        <Toned as="muted">
          {' '}
          · {printable(open.origin)} · body as {editing.as}
          {open.as === 'look' || bodyWaysOf(editing).length < 2 ? '' : ' (t: another way)'}
        </Toned>
      </TextLine>
      <TextLine as="muted">{'─'.repeat(columns)}</TextLine>
      {editing.rows.slice(top, top + room).map((row, index) => (
        <Row
          // oxlint-disable-next-line react/no-array-index-key -- a row is its place in the message
          key={top + index}
          row={row}
          label={labelOf(editing.rows, top + index)}
          chosen={top + index === cursor}
          changed={open.as !== 'look' && isChangedRow(editing, top + index)}
          typed={top + index === cursor && model.typing?.what === 'row' ? model.typing.line : undefined}
          columns={columns}
        />
      ))}
      <Box flexGrow={1} />
      <Below open={open} model={model} world={world} />
    </Box>
  );
}

/** The part of the message that a row belongs to, before the first row of it. */
function labelOf(rows: readonly EditRow[], index: number): string {
  const words = { line: 'line', header: 'headers', fields: 'fields', text: 'body', hex: 'body' } as const;
  const part = rows[index]?.part ?? 'line';
  return rows[index - 1]?.part === part ? '' : words[part];
}

function Row({
  row: { name, text },
  label,
  chosen,
  changed,
  typed,
  columns,
}: {
  readonly row: EditRow;
  readonly label: string;
  readonly chosen: boolean;
  readonly changed: boolean;
  readonly typed: TypedLine | undefined;
  readonly columns: number;
}): ReactNode {
  const before = name === undefined ? '' : `${printable(name)} = `;
  const room = columns - PART - before.length - 4;
  const shown = typed === undefined ? printable(text) : shownLine(typed, room);
  const mark = changed ? '*' : ' ';
  const line = `${chosen ? '›' : ' '}${mark}${before}${shown}`;
  return (
    <TextLine>
      {' '}
      <Toned as="muted">{label.padEnd(PART)}</Toned>
      <Toned as={typed !== undefined ? 'title' : chosen ? 'chosen' : changed ? 'warning' : 'plain'}>
        {fit(line, columns - PART - 1)}
      </Toned>
    </TextLine>
  );
}

/** What the last key said, what will be put right, or that nobody waits for it any more. */
function Below({
  open,
  model,
  world,
}: {
  readonly open: OpenMessage;
  readonly model: HandModel;
  readonly world: HandWorld;
}): ReactNode {
  const { entry, editing } = open;
  const gone = entry !== undefined && !world.state.queue.some(({ held }) => held === entry.held);
  if (model.notice !== '') return <TextLine as="warning"> {printable(model.notice)}</TextLine>;
  if (gone) return <TextLine as="warning"> it is not held any more: nothing of this goes anywhere</TextLine>;
  if (open.as === 'look') return <TextLine as="muted"> as it was read</TextLine>;
  return <TextLine as="muted"> {noteOf(editing)}</TextLine>;
}

/** What is changed by now, as far as its length goes. */
function noteOf(editing: Editing): string {
  const changed = isChanged(editing) ? 'changed; its length is right as it is' : 'nothing is changed yet';
  return lengthNote(editing) || changed;
}
