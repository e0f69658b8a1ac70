import { Box } from 'ink';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { printable } from '../../../lab/text/printable.ts';
import { explainConfiguration } from '../../explain/server/configuration.ts';
import type { ConfigurationLine, LineReason } from '../../explain/server/configuration.ts';
import type { LaneState } from '../../views/stage/state.ts';
import { cellsOf, fit, wrapWords } from '../fit.ts';
import { lineBindings } from '../keys.ts';
import type { Binding } from '../keys.ts';
import { topShowing } from '../scroll.ts';
import { TextLine, Toned } from '../text.tsx';
import { useBindings } from '../use-bindings.ts';
import type { Screen, ScreenProps } from './screen.ts';

const LEAVE: Binding<'lanes'> = {
  action: 'lanes',
  keys: 'esc',
  word: 'lanes',
  says: 'back to the lanes',
  matches: (input, key) => key.escape || input === 's',
};

/** Cells for what a line does, where there is room for that beside it; before a line, for the mark; between two files. */
const DOES = 26;
const MARK = 2;
const GAP = 1;

/** The narrowest that a file may be beside another one. */
const NARROWEST_FILE = 38;

/** Rows of a file's title, and of what is said below about the chosen lines. */
const TITLE_ROWS = 1;
const WHY_ROWS = 2;
const BELOW = WHY_ROWS + 2;

interface ServerFile {
  readonly lane: LaneState;
  readonly title: string;
  readonly lines: readonly ConfigurationLine[];
}

/**
 * The configurations under which lanes' real servers run, side by side, or the first alone where there is no room.
 * The keys choose what is explained; all lines about it are marked, in every file.
 */
export function ConfigurationView({
  lanes,
  rows,
  columns,
}: {
  readonly lanes: readonly LaneState[];
  readonly rows: number;
  readonly columns: number;
}): ReactNode {
  const all = lanes.flatMap((lane): ServerFile[] =>
    lane.server === undefined
      ? []
      : [{ lane, title: lane.server.title, lines: explainConfiguration(lane.server) }],
  );
  const files = all.slice(0, Math.max(1, Math.floor(columns / NARROWEST_FILE)));
  const reasons = reasonsIn(files);
  const [wanted, setWanted] = useState<number>();
  // Without TLS all the rest would be nothing: there a look begins.
  const first = reasons.findIndex(({ topic }) => topic === 'tls');
  const last = Math.max(0, reasons.length - 1);
  const at = Math.max(0, Math.min(wanted ?? first, last));
  useBindings(lineBindings('', ''), (action) =>
    setWanted(Math.max(0, Math.min(last, at + (action === 'up' ? -1 : 1)))),
  );
  const chosen = reasons[at] ?? NOTHING_KNOWN;
  if (files.length === 0) return <NoServer lanes={lanes} rows={rows} />;
  const width = Math.floor((columns - GAP * (files.length - 1)) / files.length);
  return (
    <Box flexDirection="column" height={rows} overflow="hidden">
      <Box columnGap={GAP} flexGrow={1}>
        {files.map((file) => (
          <File key={file.lane.id} file={file} chosen={chosen} rows={rows - BELOW} width={width} />
        ))}
      </Box>
      <Why chosen={chosen} columns={columns} count={`${at + 1} of ${reasons.length}`} />
    </Box>
  );
}

/** Stands where no line of a file is one that this version knows. */
const NOTHING_KNOWN: LineReason = {
  topic: 'name',
  does: 'no line that is known here',
  why: '',
  source: '',
};

/** What the lines of all files are for, each once, in the order of the first file. */
function reasonsIn(files: readonly ServerFile[]): readonly LineReason[] {
  const reasons = new Map<string, LineReason>();
  for (const { lines } of files)
    for (const { says } of lines)
      if (says !== undefined && !reasons.has(says.topic)) reasons.set(says.topic, says);
  return [...reasons.values()];
}

function File({
  file: { title, lane, lines },
  chosen,
  rows,
  width,
}: {
  readonly file: ServerFile;
  readonly chosen: LineReason;
  readonly rows: number;
  readonly width: number;
}): ReactNode {
  const page = Math.max(1, rows - TITLE_ROWS);
  const marked = lines.flatMap(({ says }, index) => (says?.topic === chosen.topic ? [index] : []));
  const top = topShowing({ first: marked[0] ?? 0, last: marked.at(-1) ?? 0 }, 0, page, lines.length);
  const longest = Math.max(...lines.map(({ text }) => cellsOf(text)));
  const beside = width >= 2 * NARROWEST_FILE;
  const wide = Math.min(longest, width - MARK - (beside ? DOES + 2 : 1));
  return (
    <Box flexDirection="column" width={width} flexShrink={0}>
      <TextLine>
        {'  '}
        <Toned as="bank">{printable(title)}</Toned>
        <Toned as="muted"> as it runs · {printable(lane.title)}</Toned>
      </TextLine>
      {lines.slice(top, top + page).map(({ text, says }, index) => {
        const isChosen = marked.includes(top + index);
        return (
          <TextLine key={top + index}>
            {isChosen ? '▸ ' : '  '}
            <Toned as={isChosen ? 'chosen' : says === undefined ? 'muted' : 'plain'}>{fit(text, wide)}</Toned>
            {beside && (
              <Toned as={isChosen ? 'title' : 'muted'}>{says === undefined ? '' : `  ${says.does}`}</Toned>
            )}
          </TextLine>
        );
      })}
    </Box>
  );
}

/** What is said of the chosen lines: what they do, why an administrator writes them, and where the rule stands. */
function Why({
  chosen: { does, why, source },
  columns,
  count,
}: {
  readonly chosen: LineReason;
  readonly columns: number;
  readonly count: string;
}): ReactNode {
  const lines = wrapWords(why, columns - 4, WHY_ROWS);
  return (
    <Box flexDirection="column" height={BELOW} flexShrink={0} paddingLeft={2}>
      <TextLine>
        <Toned as="title">{does}</Toned>
        <Toned as="muted">
          {'  '}↑ ↓ {count} · {source}
        </Toned>
      </TextLine>
      {Array.from({ length: WHY_ROWS }, (_, row) => (
        <TextLine key={row}>{lines[row] ?? ' '}</TextLine>
      ))}
    </Box>
  );
}

function NoServer({
  lanes,
  rows,
}: {
  readonly lanes: readonly LaneState[];
  readonly rows: number;
}): ReactNode {
  const title = lanes.map((lane) => printable(lane.title)).join(', ');
  return (
    <Box flexDirection="column" height={rows}>
      <TextLine>
        {'  '}
        <Toned as="title">{title}</Toned>
      </TextLine>
      <TextLine>{'  '}The lab’s own server answers here: it has no configuration file.</TextLine>
      <TextLine as="muted">
        {'  '}Lanes with bank: {'{ server: nginx }'} have one. tab: other lane
      </TextLine>
    </Box>
  );
}

function ConfigurationScreen({ scene, size, rows, lane, go }: ScreenProps): ReactNode {
  useBindings([LEAVE], () => go('lanes'));
  return (
    <ConfigurationView lanes={scene.state.lanes.slice(lane, lane + 1)} rows={rows} columns={size.columns} />
  );
}

/** The screen with its keys. */
export const CONFIGURATION: Screen = {
  bindings: [...lineBindings('line', 'another part of the configuration'), LEAVE],
  claims: ['choose'],
  View: ConfigurationScreen,
};
