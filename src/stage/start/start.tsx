import { Box, useInput, usePaste, useWindowSize } from 'ink';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { fit, wrapWords } from '../fit.ts';
import { keyNames, useGlyphs } from '../glyphs.ts';
import { SMALLEST } from '../layout.ts';
import { START_BINDINGS } from './keys.ts';
import { found, pasted, pressed, rowsOf, topOf } from './model.ts';
import type { Listed, ListedChapter, StartModel, StartRow } from './model.ts';
import { TextLine, Toned } from '../text.tsx';

/** What the start screen was left for. */
export type StartChoice =
  | { readonly kind: 'play'; readonly id: string }
  | { readonly kind: 'quit' }
  | { readonly kind: 'interrupt' };

/** What the start screen shows. */
export interface StartProps {
  readonly chapters: readonly ListedChapter[];
  /** The scenario that is chosen at first; the first of all where there is none of this id. */
  readonly chosen?: string;
  /** Scenarios that were played since the terminal was taken. */
  readonly played?: ReadonlySet<string>;
  /** Why the scenario chosen last could not be played. */
  readonly fault?: string;
}

/** Widest that the list gets, so that a line stays one look on a wide screen. */
const WIDEST = 132;

// Header, a blank; rule, title, two rows of what it shows, keys.
const FIXED_ROWS = 7;

/** The catalogue by chapter: choose a scenario and play it. */
export function Start({
  chapters,
  chosen,
  played = new Set(),
  fault,
  leave,
}: StartProps & { readonly leave: (choice: StartChoice) => void }): ReactNode {
  const { columns, rows } = useWindowSize();
  const all = chapters.flatMap(({ scenarios }) => scenarios);
  const first = all.find(({ id }) => id === chosen) ?? all[0];
  // Keys may come faster than frames: each starts from what the last one left.
  const [model, setModel] = useState<StartModel>({ chosen: first?.id ?? '', top: 0 });
  const latest = useRef(model);
  const [notice, setNotice] = useState(fault);
  const height = Math.max(1, rows - FIXED_ROWS);

  useInput((input, key) => {
    const next = pressed(latest.current, chapters, input, key, height);
    latest.current = next;
    setModel(next);
    setNotice(undefined);
    if (next.wants === 'play') {
      const shown = found(chapters, next.query ?? '').flatMap(({ scenarios }) => scenarios);
      if (shown.some(({ id }) => id === next.chosen)) leave({ kind: 'play', id: next.chosen });
    } else if (next.wants !== undefined) leave({ kind: next.wants });
  });
  usePaste((paste) => {
    latest.current = pasted(latest.current, chapters, paste, height);
    setModel(latest.current);
  });

  if (columns < SMALLEST.columns || rows < SMALLEST.rows)
    return (
      <Box flexDirection="column" height={rows} overflow="hidden">
        <TextLine as="title">plainsight</TextLine>
        <TextLine>
          needs {SMALLEST.columns}×{SMALLEST.rows}, this is {columns}×{rows}; q leaves
        </TextLine>
      </Box>
    );
  const list = rowsOf(found(chapters, model.query ?? ''));
  const at = list.findIndex((row) => row.kind === 'scenario' && row.scenario.id === model.chosen);
  const top = topOf(model, list, height);
  const scenario = list[at]?.kind === 'scenario' ? list[at].scenario : undefined;
  const width = Math.min(columns, WIDEST) - 2;
  return (
    <Box flexDirection="column" alignItems="center" width={columns} height={rows} overflow="hidden">
      <Box flexDirection="column" width={width} height={rows}>
        <Head all={all} width={width} />
        <TextLine> </TextLine>
        <Box flexDirection="column" height={height}>
          {list.length === 0 && (
            <TextLine as="muted"> nothing has all of these words: esc shows all again</TextLine>
          )}
          {list.slice(top, top + height).map((row, index) => (
            <Row
              key={keyOf(row, top + index)}
              row={row}
              width={width}
              idWidth={Math.max(...all.map(({ id }) => id.length))}
              chosen={top + index === at}
              played={row.kind === 'scenario' && played.has(row.scenario.id)}
            />
          ))}
        </Box>
        <Rule above={top} below={list.length - top - height} width={width} />
        <Detail scenario={scenario} fault={notice} width={width} />
        <Foot query={model.query} />
      </Box>
    </Box>
  );
}

function Head({ all, width }: { readonly all: readonly Listed[]; readonly width: number }): ReactNode {
  const minutes = all.reduce((sum, each) => sum + each.minutes, 0);
  const count = `${all.length} ${all.length === 1 ? 'scenario' : 'scenarios'} · ${minutes} min`;
  const says = 'See what the man in the middle sees.';
  return (
    <Toned>
      <Toned as="title">plainsight</Toned>
      <Toned>{`  ${fit(says, width - 'plainsight  '.length - count.length)}`}</Toned>
      <Toned as="muted">{count}</Toned>
    </Toned>
  );
}

function Row({
  row,
  width,
  idWidth,
  chosen,
  played,
}: {
  readonly row: StartRow;
  readonly width: number;
  readonly idWidth: number;
  readonly chosen: boolean;
  readonly played: boolean;
}): ReactNode {
  if (row.kind === 'gap') return <Toned> </Toned>;
  if (row.kind === 'chapter') return <TextLine as="title">{printable(row.title)}</TextLine>;
  const { id, title, minutes } = row.scenario;
  const time = `${played ? '✓' : ' '} ${String(minutes).padStart(3)} min`;
  const name = printable(id).padEnd(idWidth);
  const text = fit(printable(title), width - idWidth - 6 - time.length);
  if (chosen) return <Toned as="chosen">{`▸ ${name}  ${text}  ${time}`}</Toned>;
  return (
    <Toned>
      {'  '}
      <Toned as="key">{name}</Toned>
      {`  ${text}  `}
      <Toned as="muted">{time}</Toned>
    </Toned>
  );
}

function Rule({
  above,
  below,
  width,
}: {
  readonly above: number;
  readonly below: number;
  readonly width: number;
}): ReactNode {
  const more = [above > 0 ? '↑ more' : '', below > 0 ? '↓ more' : ''].filter(Boolean).join('  ');
  const said = more === '' ? '' : ` ${more} ──`;
  return <Toned as="muted">{'─'.repeat(Math.max(0, width - said.length)) + said}</Toned>;
}

/** What the chosen scenario shows, or why it could not be played: three rows. */
function Detail({
  scenario,
  fault,
  width,
}: {
  readonly scenario: Listed | undefined;
  readonly fault: string | undefined;
  readonly width: number;
}): ReactNode {
  const title = scenario === undefined ? '' : printable(scenario.title);
  const text = fault === undefined ? printable(scenario?.shows ?? '') : printable(fault);
  return (
    <Box flexDirection="column" height={3}>
      <TextLine as={fault === undefined ? 'title' : 'warning'}>
        {fault === undefined ? title : '⚠ This scenario cannot be played'}
      </TextLine>
      <Toned>{wrapWords(text, width, 2).join('\n')}</Toned>
    </Box>
  );
}

function Foot({ query }: { readonly query: string | undefined }): ReactNode {
  const glyphs = useGlyphs();
  if (query !== undefined)
    return (
      <TextLine>
        <Toned as="key">find</Toned> {printable(query)}
        <Toned as="chosen"> </Toned>
        <Toned as="muted">{keyNames('   ⏎ play   ↑ ↓ choose   esc shows all', glyphs)}</Toned>
      </TextLine>
    );
  return (
    <TextLine>
      {START_BINDINGS.filter(({ word }) => word !== '').map(({ action, keys, word }) => (
        <Toned key={action}>
          <Toned as="key">{keyNames(keys, glyphs)}</Toned>
          <Toned as="muted">
            {' '}
            {word}
            {'   '}
          </Toned>
        </Toned>
      ))}
    </TextLine>
  );
}

function keyOf(row: StartRow, index: number): string {
  if (row.kind === 'scenario') return row.scenario.id;
  return row.kind === 'chapter' ? `chapter ${row.title}` : `gap ${index}`;
}
