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
  | { readonly kind: 'open'; readonly ids: readonly number[]; readonly place: ListPlace }
  | { readonly kind: 'quit' }
  | { readonly kind: 'interrupt' };

/** What the list shows. */
export interface ConnectionsProps {
  readonly list: ConnectionList;
  /** Where it was left before. */
  readonly first: ListPlace;
}

/** Where a list was left, so that it is found again as it was. */
export interface ListPlace {
  readonly at: number;
  readonly top: number;
  readonly query: string;
}

/** Header, heading, rule, two rows of detail, keys. */
const FIXED_ROWS = 6;
/** Characters of a filter, and connections that are opened together. */
const LONGEST_QUERY = 60;
const TOGETHER = 500;
/** ms between two looks at a list that grows. */
const REDRAW = 100;

/** The connections of a capture: choose one. It grows while the file is read. */
export function CaptureConnections({
  list,
  first,
  leave,
}: ConnectionsProps & { readonly leave: (choice: ListChoice) => void }): ReactNode {
  const { columns, rows } = useWindowSize();
  const [filtered] = useState(() => new FilteredList(list));
  const height = Math.max(1, rows - FIXED_ROWS);
  useGrowth(list, filtered);
  const { place: model, typing } = useListKeys({ list, filtered, first, height }, leave);
  const found = filtered.indices(model.query);

  if (columns < SMALLEST.columns || rows < SMALLEST.rows)
    return (
      <TextLine as="title">
        needs {SMALLEST.columns}×{SMALLEST.rows}, this is {columns}×{rows}; q leaves
      </TextLine>
    );
  const at = Math.min(model.at, Math.max(0, found.length - 1));
  const top = topShowing({ first: at, last: at }, model.top, height, found.length);
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
      <Foot query={model.query} typing={typing} />
    </Box>
  );
}

/** What a list is steered with: where it stands, whether a filter is typed, and the keys that change that. */
function useListKeys(
  {
    list,
    filtered,
    first,
    height,
  }: {
    readonly list: ConnectionList;
    readonly filtered: FilteredList;
    readonly first: ListPlace;
    readonly height: number;
  },
  leave: (choice: ListChoice) => void,
): { readonly place: ListPlace; readonly typing: boolean } {
  const [typing, setTyping] = useState(false);
  // Keys may come faster than frames: each starts from what the last one left.
  const [model, setModel] = useState(first);
  const latest = useRef(model);
  const show = (change: Partial<ListPlace>): void => {
    const next = { ...latest.current, ...change };
    const count = filtered.indices(next.query).length;
    const at = Math.max(0, Math.min(next.at, count - 1));
    latest.current = { ...next, at, top: topShowing({ first: at, last: at }, next.top, height, count) };
    setModel(latest.current);
  };
  const typed = (presses: ReturnType<typeof pastePresses>): void => {
    for (const press of presses) {
      if (press === 'enter') {
        setTyping(false);
        continue;
      }
      const query = queryAfter(latest.current.query, press, LONGEST_QUERY);
      if (query === undefined) setTyping(false);
      show({ query: query ?? '', at: 0, top: 0 });
    }
  };
  const open = (all: boolean): void => {
    const { at, query } = latest.current;
    const shown = filtered.indices(query);
    const chosen = all ? shown.slice(0, TOGETHER) : shown.slice(at, at + 1);
    const ids = chosen.flatMap((index) => list.row(index)?.id ?? []);
    if (ids.length > 0) leave({ kind: 'open', ids, place: latest.current });
  };
  usePaste((paste) => {
    if (typing) typed(pastePresses(paste));
  });
  useInput((input, key) => {
    const action = actionOf(LIST_BINDINGS, input, key);
    if (action === 'interrupt') leave({ kind: 'interrupt' });
    else if (typing && !key.upArrow && !key.downArrow) typed(queryPresses(input, key));
    else if (action === 'quit') leave({ kind: 'quit' });
    else if (key.escape) show({ query: '', at: 0, top: 0 });
    else if (action === 'filter') setTyping(true);
    else if (action === 'open' || action === 'all') open(action === 'all');
    else if (action !== undefined)
      show({
        at: scrolledTo(
          latest.current.at,
          action,
          Math.max(0, filtered.indices(latest.current.query).length - 1),
          height,
        ),
      });
  });
  return { place: model, typing };
}

/** Draws anew now and then while the list grows; what was filtered half read is looked at anew once all is there. */
function useGrowth(list: ConnectionList, filtered: FilteredList): void {
  const [, setCount] = useState(0);
  useEffect(() => {
    let waiting: NodeJS.Timeout | undefined;
    const unsubscribe = list.subscribe(() => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        if (list.whole) filtered.anew();
        setCount((count) => count + 1);
      }, REDRAW);
    });
    return () => {
      unsubscribe();
      clearTimeout(waiting);
    };
  }, [list, filtered]);
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
      : ` ${row.client} to ${row.server}${row.host === '' || row.host === row.server ? '' : `, asks for ${row.host}`} · ${counted(row.packets, 'packet')}, ` +
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
