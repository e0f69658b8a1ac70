import { Box, useInput, usePaste, useWindowSize } from 'ink';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { counted, grouped } from '../../../lab/text/count.ts';
import { printable } from '../../../lab/text/printable.ts';
import { fit } from '../fit.ts';
import { keyNames, useGlyphs } from '../glyphs.ts';
import { actionOf } from '../keys.ts';
import { SMALLEST } from '../layout.ts';
import { pastePresses, queryAfter, queryPresses } from '../query.ts';
import { scrolledTo, topShowing } from '../scroll.ts';
import { TextLine, Toned } from '../text.tsx';
import { LIST_BINDINGS } from './keys.ts';
import { FilteredList } from './listed.ts';
import type { ConnectionList, ListedRow } from './listed.ts';

/** What the list was left for. */
export type ListChoice =
  | { readonly kind: 'open'; readonly ids: readonly number[] }
  | { readonly kind: 'quit' }
  | { readonly kind: 'interrupt' };

/** What the list shows. */
export interface ConnectionsProps {
  readonly list: ConnectionList;
  /** Where it was left before. */
  readonly memory: ListMemory;
}

/** Where a list was left, so that it is found again as it was. */
export interface ListMemory {
  at: number;
  top: number;
  query: string;
}

/** Header, heading, rule, two rows of detail, keys. */
const FIXED_ROWS = 6;
/** Characters of a filter, and connections that are opened together. */
const LONGEST_QUERY = 60;
const TOGETHER = 500;
/** ms between two looks at a list that grows. */
const REDRAW = 100;

/** The connections of a capture: choose one. It grows while the file is read. */
export function Connections({
  list,
  memory,
  leave,
}: ConnectionsProps & { readonly leave: (choice: ListChoice) => void }): ReactNode {
  const { columns, rows } = useWindowSize();
  const [filtered] = useState(() => new FilteredList(list));
  const [typing, setTyping] = useState(false);
  const redraw = useRedraw(list, () => filtered.anew());
  const state = useRef(memory);
  const height = Math.max(1, rows - FIXED_ROWS);
  const found = filtered.indices(state.current.query);
  const last = Math.max(0, found.length - 1);
  const show = (change: Partial<ListMemory>): void => {
    Object.assign(state.current, change);
    redraw();
  };
  const typed = (presses: ReturnType<typeof pastePresses>): void => {
    for (const press of presses) {
      if (press === 'enter') setTyping(false);
      else {
        const query = queryAfter(state.current.query, press, LONGEST_QUERY);
        if (query === undefined) setTyping(false);
        show({ query: query ?? '', at: 0, top: 0 });
      }
    }
  };
  usePaste((paste) => {
    if (typing) typed(pastePresses(paste));
  });
  useInput((input, key) => {
    const action = actionOf(LIST_BINDINGS, input, key);
    if (action === 'interrupt') leave({ kind: 'interrupt' });
    else if (typing && !key.upArrow && !key.downArrow) typed(queryPresses(input, key));
    else if (action === 'quit') leave({ kind: 'quit' });
    else if (key.escape) show({ query: '', at: 0 });
    else if (action === 'filter') setTyping(true);
    else if (action === 'open' || action === 'all') {
      const shown = filtered.indices(state.current.query);
      const chosen =
        action === 'all' ? shown.slice(0, TOGETHER) : shown.slice(state.current.at, state.current.at + 1);
      const ids = chosen.flatMap((index) => list.row(index)?.id ?? []);
      if (ids.length > 0) leave({ kind: 'open', ids });
    } else if (action !== undefined)
      show({ at: scrolledTo(Math.min(state.current.at, last), action, last, height) });
  });

  if (columns < SMALLEST.columns || rows < SMALLEST.rows)
    return (
      <TextLine as="title">
        needs {SMALLEST.columns}×{SMALLEST.rows}, this is {columns}×{rows}; q leaves
      </TextLine>
    );
  const at = Math.min(state.current.at, last);
  const top = topShowing({ first: at, last: at }, state.current.top, height, found.length);
  state.current.top = top;
  const chosen = list.row(found[at] ?? -1);
  const widths = widthsFor(columns);
  return (
    <Box flexDirection="column" height={rows} width={columns} overflow="hidden">
      <Head list={list} shown={found.length} columns={columns} />
      <TextLine as="muted">{lineOf(HEADINGS, widths)}</TextLine>
      <Box flexDirection="column" height={height}>
        {found.slice(top, top + height).map((index, row) => (
          <Line key={index} row={list.row(index)} chosen={top + row === at} widths={widths} />
        ))}
        {found.length === 0 && (
          <TextLine as="muted">
            {list.whole ? ' no connection has all of these words' : ' reading …'}
          </TextLine>
        )}
      </Box>
      <TextLine as="muted">{'─'.repeat(columns)}</TextLine>
      <Detail row={chosen} list={list} columns={columns} />
      <Foot query={state.current.query} typing={typing} />
    </Box>
  );
}

/** Draws anew when asked, and now and then while the list grows; `grown` is told when all is there. */
function useRedraw(list: ConnectionList, grown: () => void): () => void {
  const [, setCount] = useState(0);
  useEffect(() => {
    let waiting: NodeJS.Timeout | undefined;
    const unsubscribe = list.subscribe(() => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        if (list.whole) grown();
        setCount((count) => count + 1);
      }, REDRAW);
    });
    return () => {
      unsubscribe();
      clearTimeout(waiting);
    };
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- one list is shown as long as this stands
  }, [list]);
  return () => setCount((count) => count + 1);
}

function Head({
  list,
  shown,
  columns,
}: {
  readonly list: ConnectionList;
  readonly shown: number;
  readonly columns: number;
}): ReactNode {
  const progress = list.whole ? '' : ` · reading ${Math.floor(list.read * 100)} %`;
  const some = shown === list.length ? '' : `${grouped(shown)} of `;
  const count = `${some}${counted(list.length, 'connection')}${progress} `;
  return (
    <TextLine>
      <Toned as="title"> plainsight</Toned>
      {`  ${fit(printable(list.title), Math.max(0, columns - 13 - count.length))}`}
      <Toned as="muted">{count}</Toned>
    </TextLine>
  );
}

/** Cells of each part of a line; what is left goes to the ends. */
interface Widths {
  readonly id: number;
  readonly client: number;
  readonly server: number;
  readonly protocol: number;
  readonly size: number;
  readonly told: number;
}

type Parts = Readonly<Record<keyof Widths, string>>;

const HEADINGS: Parts = {
  id: '   no.',
  client: 'client',
  server: 'server',
  protocol: 'speaks',
  size: 'bytes',
  told: 'read',
};

function widthsFor(columns: number): Widths {
  const [id, protocol, size] = [7, 7, 9];
  const told = columns < 100 ? 10 : 24;
  const rest = columns - id - protocol - size - told - 7;
  const client = Math.min(28, Math.floor(rest * 0.42));
  return { id, protocol, size, told, client, server: rest - client };
}

function lineOf(parts: Parts, widths: Widths): string {
  const { id, client, server, protocol, size, told } = parts;
  return [
    fit(id, widths.id),
    fit(client, widths.client),
    fit(server, widths.server),
    fit(protocol, widths.protocol),
    size.padStart(widths.size),
    fit(told, widths.told),
  ].join(' ');
}

function Line({
  row,
  chosen,
  widths,
}: {
  readonly row: ListedRow | undefined;
  readonly chosen: boolean;
  readonly widths: Widths;
}): ReactNode {
  if (row === undefined) return <TextLine> </TextLine>;
  const host = row.host === '' ? row.server : `${row.host.replace(/:\d+$/, '')}:${row.port}`;
  const line = lineOf(
    {
      id: `${chosen ? '▸' : ' '}${String(row.id).padStart(5)}`,
      client: printable(row.client),
      server: printable(host),
      protocol: row.protocol,
      size: shortSize(row.toServer + row.toClient),
      told: row.told.join(' '),
    },
    widths,
  );
  return <TextLine as={chosen ? 'chosen' : 'plain'}>{line}</TextLine>;
}

/** A count of bytes in at most nine cells. */
function shortSize(bytes: number): string {
  if (bytes < 10_000_000) return grouped(bytes);
  return bytes < 10_000_000_000
    ? `${grouped(Math.round(bytes / 1e6))} MB`
    : `${grouped(Math.round(bytes / 1e9))} GB`;
}

function Detail({
  row,
  list,
  columns,
}: {
  readonly row: ListedRow | undefined;
  readonly list: ConnectionList;
  readonly columns: number;
}): ReactNode {
  const text =
    row === undefined
      ? ''
      : ` ${row.client} to ${row.server}${row.host === '' ? '' : `, asks for ${row.host}`} · ${counted(row.packets, 'packet')}, ` +
        `${counted(row.toServer, 'byte')} to the server, ${grouped(row.toClient)} back · at ${row.at.toFixed(3)} s`;
  const [notice = ''] = list.notices;
  return (
    <>
      <TextLine>{fit(printable(text), columns)}</TextLine>
      <TextLine as="muted">{fit(notice === '' ? '' : ` ${printable(notice)}`, columns)}</TextLine>
    </>
  );
}

function Foot({ query, typing }: { readonly query: string; readonly typing: boolean }): ReactNode {
  const glyphs = useGlyphs();
  if (typing)
    return (
      <TextLine>
        <Toned as="key"> filter</Toned> {printable(query)}
        <Toned as="chosen"> </Toned>
        <Toned as="muted">
          {keyNames('   words of host, address, :port, protocol, password   ⏎ done   esc all', glyphs)}
        </Toned>
      </TextLine>
    );
  return (
    <TextLine>
      {' '}
      {LIST_BINDINGS.filter(({ word }) => word !== '').map(({ action, keys, word }) => (
        <Toned key={action}>
          <Toned as="key">{keyNames(keys, glyphs)}</Toned>
          <Toned as="muted">{` ${word}   `}</Toned>
        </Toned>
      ))}
      {query !== '' && <Toned as="muted">{`/${printable(query)}`}</Toned>}
    </TextLine>
  );
}
