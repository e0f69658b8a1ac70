import type { Direction } from '../../../lab/wire/direction.ts';
import type { Stream } from '../../reading/streams.ts';
import type { Span } from '../../../lab/wire/span.ts';
import { topShowing } from '../scroll.ts';
import { fieldRanges } from './tree.ts';
import type { Row, Spot, Tree } from './tree.ts';

/** Where a person stands in the inspector. Nothing here holds what was captured: that is the tree's. */
export interface Model {
  /** Ids of the rows that were opened. */
  readonly open: ReadonlySet<string>;
  /** Ids of rows that are open only because what is pointed at stands in them. */
  readonly revealed: ReadonlySet<string>;
  /** Id of the chosen row. */
  readonly cursor: string;
  /** Bytes that are pointed at instead of the chosen row's own: a place found, or where the way here led. */
  readonly spot?: Spot;
  /** The byte under the cursor, while the keys move in the bytes. */
  readonly byte?: Spot;
  /** Index of the first visible row of the tree. */
  readonly treeTop: number;
  /** Offset of the first visible row of the bytes, and of which stream. */
  readonly bytesTop: number;
  readonly bytesOf: string;
  /** What has been typed so far, while a search is being typed. */
  readonly typing?: string;
  /** Whether what is sealed is shown as the victim's own keys open it. */
  readonly withKeys?: boolean;
  /** What is shown only, in a filter's words: what has been typed of it so far, while it is. */
  readonly filter: string;
  readonly filtering?: string;
  /** What was searched for last. */
  readonly query: string;
  /** What the last key did, in a few words. */
  readonly notice: string;
}

/** How much is to be seen at once. */
export interface View {
  readonly rows: number;
  readonly perRow: number;
}

/** What is chosen: the row, and the bytes that are marked for it. */
export interface Chosen {
  readonly row: Row;
  readonly direction: Direction;
  readonly ranges: readonly Span[];
  /** The bytes that hold them; undefined where that direction has none. */
  readonly run?: Stream;
}

/** A model that fits what is there: the rows to be seen, the chosen one among them. */
export interface Settled {
  readonly model: Model;
  readonly rows: readonly Row[];
  readonly index: number;
  readonly chosen?: Chosen;
}

/** Before the first key: the first connection open. */
export function startModel(tree: Tree): Model {
  const first = tree.connections[0];
  const id = first === undefined ? '' : String(first.id);
  return {
    open: new Set(id === '' ? [] : [id]),
    revealed: new Set(),
    cursor: id,
    treeTop: 0,
    bytesTop: 0,
    bytesOf: '',
    query: '',
    filter: '',
    notice: '',
  };
}

/** The model pointing at these bytes, where they are kept: the deepest row that holds them is chosen. */
export function pointAt(model: Model, tree: Tree, spot: Spot): Model {
  if (!tree.has(spot)) return { ...model, notice: 'those bytes have not passed yet, or were not kept' };
  const path = tree.pathTo(spot);
  const { byte: _byte, ...rest } = model;
  return {
    ...rest,
    cursor: path.at(-1) ?? model.cursor,
    revealed: new Set(path.slice(0, -1)),
    spot,
  };
}

/** Fits the model to what is there and to the screen: the cursor stands on a row, and both panes show it. */
export function settle(before: Model, tree: Tree, view: View): Settled {
  const model = withoutGone(before, tree);
  const rows = tree.rows(new Set([...model.open, ...model.revealed]));
  const index = indexOf(rows, model.cursor);
  const row = rows[index];
  if (row === undefined) return { model: { ...model, treeTop: 0 }, rows, index: 0 };
  const chosen = chosenOf(model, tree, row);
  const treeTop = topShowing({ first: index, last: index }, model.treeTop, view.rows, rows.length);
  const { bytesTop, bytesOf } = bytesTopFor(model, chosen, view);
  return { model: { ...model, cursor: row.id, treeTop, bytesTop, bytesOf }, rows, index, chosen };
}

/** The model without what it points at, where that has gone: the stage may have stepped back. */
function withoutGone(model: Model, tree: Tree): Model {
  const gone = [model.spot, model.byte].some((spot) => spot !== undefined && !tree.has(spot));
  if (!gone) return model;
  const { spot: _spot, byte: _byte, ...rest } = model;
  return rest;
}

/** What is marked: the place pointed at, else the row's own bytes. */
function chosenOf(model: Model, tree: Tree, row: Row): Chosen {
  const point = model.byte ?? model.spot;
  const own = fieldRanges(row.field);
  const connection = point?.connection ?? row.connection;
  const direction = point?.direction ?? row.direction ?? fuller(tree, row);
  const ranges = model.spot !== undefined ? [model.spot] : own;
  const run = tree.run(connection, direction, point?.offset ?? ranges[0]?.offset ?? 0);
  return { row, direction, ranges, ...(run !== undefined && { run }) };
}

/** A connection shows what went to the bank, if anything did. */
const fuller = (tree: Tree, row: Row): Direction =>
  tree.run(row.connection, 'to-bank', 0) === undefined ? 'to-victim' : 'to-bank';

/** The row with this id, else the nearest that it stands in, else the first. */
function indexOf(rows: readonly Row[], id: string): number {
  let wanted = id;
  for (;;) {
    const index = rows.findIndex((row) => row.id === wanted);
    if (index !== -1) return index;
    const dot = wanted.lastIndexOf('.');
    const arrow = wanted.search(/[<>]/);
    if (dot !== -1) wanted = wanted.slice(0, dot);
    else if (arrow !== -1) wanted = wanted.slice(0, arrow);
    else return 0;
  }
}

function bytesTopFor(
  model: Model,
  { row, direction, ranges, run }: Chosen,
  { rows, perRow }: View,
): Pick<Model, 'bytesTop' | 'bytesOf'> {
  const bytesOf = `${model.byte?.connection ?? row.connection} ${direction} ${run?.offset ?? 0} ${perRow}`;
  if (run === undefined) return { bytesTop: 0, bytesOf };
  const base = Math.floor(run.offset / perRow);
  const all = Math.ceil((run.offset + run.bytes.length) / perRow) - base;
  const rowOf = (offset: number): number => Math.floor(offset / perRow) - base;
  const first = model.byte?.offset ?? ranges[0]?.offset ?? run.offset;
  const end = model.byte === undefined ? first + Math.max(1, ranges[0]?.length ?? 1) - 1 : first;
  // In another stream there is no present place to keep.
  const top = model.bytesOf === bytesOf ? rowOf(model.bytesTop) : Infinity;
  const span = { first: rowOf(first), last: Math.min(rowOf(end), all - 1) };
  return { bytesTop: (base + topShowing(span, top, rows, all)) * perRow, bytesOf };
}
