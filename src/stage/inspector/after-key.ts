import { grouped } from '../../../lab/text/count.ts';
import { findFrom } from './find.ts';
import type { InspectorAction } from './keys.ts';
import { pointAt, settle } from './model.ts';
import type { Chosen, Model, Settled, View } from './model.ts';
import { queryAfter } from '../query.ts';
import type { QueryPress } from '../query.ts';
import { scrolledBy, scrolledTo } from '../scroll.ts';
import type { ScrollAction } from '../scroll.ts';
import { LONGEST_QUERY } from './search.ts';
import type { Spot, Tree } from './tree.ts';

/** The model after a key while a filter is typed. */
export function afterFiltering({ filtering = '', ...rest }: Model, press: QueryPress): Model {
  if (press === 'enter') return { ...rest, filter: filtering.trim() };
  const edited = queryAfter(filtering, press, LONGEST_QUERY);
  return edited === undefined ? { ...rest, filter: '' } : { ...rest, filtering: edited };
}

/** The model after a key. Pure; what a key does outside (copying, saving, leaving) is not its matter. */
export function afterAction(before: Model, action: InspectorAction, tree: Tree, view: View): Model {
  // Where nothing fits a filter, it can be changed all the same.
  if (action === 'filter') return { ...before, notice: '', filtering: before.filter };
  const settled = settle({ ...before, notice: '' }, tree, view);
  const { model, chosen } = settled;
  if (chosen === undefined) return model;
  switch (action) {
    case 'bytes':
      return model.byte === undefined ? intoBytes(model, chosen) : outOfBytes(model);
    case 'leave':
      return model.byte === undefined ? model : outOfBytes(model);
    case 'keys':
      return withOtherKeys(model, tree, chosen);
    case 'search':
      return { ...model, typing: '' };
    case 'find-next':
      return findFrom(model, tree, chosen, 1);
    case 'find-previous':
      return findFrom(model, tree, chosen, -1);
    case 'copy-hex':
    case 'copy-text':
    case 'save':
      return model;
    default: {
      const moved =
        model.byte === undefined ? inTree(settled, action, view) : inBytes(model, chosen, action, tree, view);
      return settle(moved, tree, view).model;
    }
  }
}

/** The victim's keys taken up, or laid down; where they cannot open anything, why. */
function withOtherKeys(model: Model, tree: Tree, { row }: Chosen): Model {
  const { withKeys, ...rest } = model;
  if (withKeys === true) return { ...rest, notice: 'keys laid down: as the attacker has it' };
  const { secrets, tls } = tree.keys;
  if (!tls) return { ...rest, notice: 'nothing in this lane is sealed: no key is needed' };
  if (secrets === 0)
    return {
      ...rest,
      notice: 'no TLS secrets of the victim are here to open it: a sealed export leaves them out',
    };
  const { sealed, opened } = tree.sealedRecords(row.connection);
  const notice = `the victim’s keys open ${grouped(opened)} of ${grouped(sealed)} sealed records of connection ${row.connection}`;
  return { ...rest, withKeys: true, notice };
}

type Move = ScrollAction | 'open' | 'close';

function intoBytes(model: Model, { row, direction, ranges, run }: Chosen): Model {
  if (run === undefined) return { ...model, notice: 'no bytes have passed here yet' };
  const offset = ranges[0]?.offset ?? run.offset;
  const connection = model.spot?.connection ?? row.connection;
  return { ...model, byte: { connection, direction, offset, length: 1 } };
}

function outOfBytes(model: Model): Model {
  const { byte: _byte, ...rest } = model;
  return rest;
}

function inTree({ model, rows, index, chosen }: Settled, action: Move, view: View): Model {
  // What was revealed stays open once a person walks on from it.
  const { spot: _spot, ...rest } = model;
  const open = new Set([...model.open, ...model.revealed]);
  const kept: Model = { ...rest, open, revealed: new Set() };
  const to = (target: number): Model => {
    const row = rows[Math.min(target, rows.length - 1)];
    return row === undefined ? kept : { ...kept, cursor: row.id };
  };
  const row = chosen?.row;
  if (row === undefined) return kept;
  switch (action) {
    case 'open':
      if (row.open) return to(index + 1);
      return row.openable ? { ...kept, open: new Set([...open, row.id]) } : model;
    case 'close': {
      if (row.open) return { ...kept, open: new Set([...open].filter((id) => id !== row.id)) };
      const parent = rows.slice(0, index).findLastIndex((above) => above.depth < row.depth);
      return parent === -1 ? kept : to(parent);
    }
    default:
      return to(scrolledTo(index, action, rows.length - 1, view.rows));
  }
}

function inBytes(model: Model, { run }: Chosen, action: Move, tree: Tree, { rows, perRow }: View): Model {
  const { byte } = model;
  if (byte === undefined || run === undefined) return outOfBytes(model);
  const last = run.offset + run.bytes.length - 1;
  const by = action === 'open' ? 1 : action === 'close' ? -1 : scrolledBy(action, rows) * perRow;
  const wanted = byte.offset + by;
  // One row up from the first row, or down from the last, leaves the cursor where it is.
  const beyond = wanted < run.offset || wanted > last;
  const stays = beyond && (action === 'up' || action === 'down');
  const offset = stays ? byte.offset : Math.max(run.offset, Math.min(wanted, last));
  const at: Spot = { ...byte, offset };
  const { spot: _spot, ...pointed } = pointAt(model, tree, at);
  return { ...pointed, byte: at };
}

/** The model after a key while a search is typed. */
export function afterTyping(model: Model, press: QueryPress, tree: Tree, view: View): Model {
  const { typing = '', ...rest } = model;
  if (press !== 'enter') {
    const edited = queryAfter(typing, press, LONGEST_QUERY);
    return edited === undefined ? rest : { ...rest, typing: edited };
  }
  const { chosen } = settle(rest, tree, view);
  const query = typing === '' ? model.query : typing;
  return chosen === undefined ? rest : findFrom({ ...rest, query }, tree, chosen, 0);
}
