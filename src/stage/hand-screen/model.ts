import type { HeldMessage, HoldCondition, LaneId } from '../../../lab/facts/facts.ts';
import { requestParts } from '../../../lab/wire/http/edited.ts';
import { conditionOf, filterOf } from '../../views/exchanges/filter.ts';
import type { ExchangeLog, PassedExchange } from '../../views/exchanges/exchange-log.ts';
import {
  messageFrom,
  nextWay,
  startEditing,
  withNewRow,
  withoutRow,
  withRowText,
} from '../../views/hand/editing.ts';
import type { Editing } from '../../views/hand/editing.ts';
import type { HandLog, HandState, HeldEntry } from '../../views/hand/hand-log.ts';
import type { AttackersHand } from '../attackers-hand.ts';
import type { TypedLine } from '../line-editor.ts';
import { typedLine } from '../line-editor.ts';
import { scrolledTo } from '../scroll.ts';
import type { EditAction, HandAction } from './keys.ts';

/** A message that is open: held, chosen to be sent once more, or only looked at. */
export interface OpenMessage {
  readonly as: 'held' | 'resend' | 'look';
  readonly title: string;
  readonly origin: string;
  readonly entry?: HeldEntry;
  readonly editing: Editing;
  readonly row: number;
}

/** What is typed just now, and what for. */
export interface Typing {
  readonly what: 'filter' | 'condition' | 'row';
  readonly line: TypedLine;
}

/** Where a person stands in the attacker's hand. Nothing here is of the lab: that is in the log. */
export interface HandModel {
  /** Index in the list: what is held, then what passed, the latest first. */
  readonly cursor: number;
  readonly filter: string;
  readonly typing?: Typing;
  readonly open?: OpenMessage;
  readonly notice: string;
}

/** What is seen at one point of the log. */
export interface HandWorld {
  readonly lane: LaneId;
  readonly point: number;
  readonly log: HandLog;
  readonly exchanges: ExchangeLog;
  readonly state: HandState;
  /** What passed and fits the filter, the latest first. */
  readonly passed: readonly PassedExchange[];
  /** None where a session is played again, or its script is not over. */
  readonly hand: AttackersHand | undefined;
  /** Rows that the list, or a message, has. */
  readonly rows: number;
}

/** Before the first key. */
export const START_MODEL: HandModel = { cursor: 0, filter: '', notice: '' };

/** What is chosen in the list; undefined where it is empty. */
function chosenIn(
  { cursor }: HandModel,
  { state: { queue }, passed }: HandWorld,
): { readonly entry: HeldEntry } | { readonly exchange: PassedExchange } | undefined {
  const at = Math.max(0, Math.min(cursor, queue.length + passed.length - 1));
  const entry = queue[at];
  if (entry !== undefined) return { entry };
  const exchange = passed[at - queue.length];
  return exchange === undefined ? undefined : { exchange };
}

/** The filter as it is by now, also while it is typed. */
export function filterNow({ filter, typing }: HandModel): string {
  return typing?.what === 'filter' ? typing.line.text : filter;
}

/** What passed and fits, the latest first. */
export function passedFitting(all: readonly PassedExchange[], filter: string): readonly PassedExchange[] {
  const { matches } = filterOf(filter);
  return all.filter(matches).toReversed();
}

/** The model after a key in the list. What it has the attacker do is done through `world.hand`. */
export function afterHandAction(
  before: HandModel,
  action: HandAction,
  world: HandWorld,
  input = '',
): HandModel {
  const model = { ...before, notice: '' };
  const { hand, lane, state } = world;
  const chosen = chosenIn(model, world);
  const entry = chosen !== undefined && 'entry' in chosen ? chosen.entry : undefined;
  switch (action) {
    case 'leave':
      return { ...model, filter: '' };
    case 'open':
      return opened(model, world, entry === undefined ? 'look' : 'held');
    case 'resend':
      return opened(model, world, 'resend');
    case 'filter':
      return { ...model, typing: { what: 'filter', line: typedLine(model.filter) } };
    case 'break':
      return { ...model, typing: { what: 'condition', line: typedLine(conditionWords(state.holds)) } };
    case 'hold':
      hand?.hold(lane, state.holds === undefined ? {} : undefined);
      return model;
    case 'attack': {
      const attack = hand?.attacks[Number(input) - 1];
      if (attack === undefined) return model;
      if (attack.word === state.attack)
        return { ...model, notice: `he does that already: ${attack.meaning}` };
      hand?.begin(lane, attack.word);
      return {
        ...model,
        notice: `${attack.word}: ${attack.meaning}, for connections that begin from now on`,
      };
    }
    case 'pass':
    case 'drop':
      if (entry === undefined) return { ...model, notice: 'nothing that is held is chosen' };
      if (action === 'pass') hand?.release(lane, entry.held);
      else hand?.drop(lane, entry.held);
      return model;
    case 'again':
      hand?.again?.(lane);
      return { ...model, notice: 'she does again what she did in the script' };
    default: {
      const last = Math.max(0, state.queue.length + world.passed.length - 1);
      return { ...model, cursor: scrolledTo(Math.min(model.cursor, last), action, last, world.rows) };
    }
  }
}

function opened(model: HandModel, world: HandWorld, as: OpenMessage['as']): HandModel {
  const chosen = chosenIn(model, world);
  if (chosen === undefined) return model;
  if ('entry' in chosen) {
    const { entry } = chosen;
    const message = world.log.message(entry, world.point);
    if (as === 'resend') return { ...model, notice: 'it is held: it has not been sent yet' };
    if (message === undefined) return model;
    const editing = startEditing(entry.kind, message.before);
    const { what, origin } = entry;
    return {
      ...model,
      open: {
        as: world.hand === undefined ? 'look' : 'held',
        title: what,
        origin,
        entry,
        editing,
        row: firstRow(editing),
      },
    };
  }
  const request = world.exchanges.requestOf(chosen.exchange);
  if (request === undefined)
    return { ...model, notice: 'it is sealed: he has no request that he could look at, or send' };
  const { method = '', target = '' } = requestParts(request.before.line) ?? {};
  const editing = startEditing('request', request.before);
  return {
    ...model,
    open: { as, title: `${method} ${target}`, origin: request.origin, editing, row: firstRow(editing) },
  };
}

/** Where a person looks first: the first field of a form, else the line. */
function firstRow({ rows }: Editing): number {
  return Math.max(
    0,
    rows.findIndex(({ part, name }) => part === 'fields' && name !== 'csrf'),
  );
}

/** The model after a key in a message that is open. */
export function afterEditAction(before: HandModel, action: EditAction, world: HandWorld): HandModel {
  const { open } = before;
  if (open === undefined) return before;
  const model = { ...before, notice: '' };
  const { editing, row, entry } = open;
  const { hand, lane } = world;
  const show = (next: Partial<OpenMessage>): HandModel => ({ ...model, open: { ...open, ...next } });
  switch (action) {
    case 'close':
      return closed(model);
    case 'edit':
      return {
        ...model,
        typing: { what: 'row', line: typedLine(editing.rows[row]?.text ?? '') },
      };
    case 'add': {
      const more = withNewRow(editing, row);
      if (more === editing) return model;
      return { ...show({ editing: more, row: row + 1 }), typing: { what: 'row', line: typedLine('') } };
    }
    case 'remove': {
      const less = withoutRow(editing, row);
      return show({ editing: less, row: Math.min(row, less.rows.length - 1) });
    }
    case 'way': {
      const other = nextWay(editing);
      return 'fault' in other
        ? { ...model, notice: other.fault }
        : show({ editing: other, row: Math.min(row, other.rows.length - 1) });
    }
    case 'go': {
      const made = messageFrom(editing);
      if ('fault' in made) return { ...model, notice: made.fault };
      send(open, made.message, world);
      return closed(model);
    }
    case 'pass':
    case 'drop':
      if (entry !== undefined && action === 'pass') hand?.release(lane, entry.held);
      else if (entry !== undefined) hand?.drop(lane, entry.held);
      return closed(model);
    default:
      return show({ row: scrolledTo(row, action, editing.rows.length - 1, world.rows) });
  }
}

function send(
  { as, entry, origin, editing: { before } }: OpenMessage,
  after: HeldMessage,
  world: HandWorld,
): void {
  const { hand, lane } = world;
  if (entry !== undefined) hand?.release(lane, entry.held, after);
  else if (as === 'resend') hand?.resend(lane, { origin, before, after });
}

function closed(model: HandModel): HandModel {
  const { open: _open, ...rest } = model;
  return rest;
}

/** The model when what was typed is taken, or left as it was. */
export function afterTyped(before: HandModel, how: 'done' | 'given up', world: HandWorld): HandModel {
  const { typing, ...rest } = before;
  const model: HandModel = { ...rest, notice: '' };
  if (typing === undefined) return model;
  const { what, line } = typing;
  if (what === 'row') {
    const { open } = model;
    if (open === undefined || how === 'given up') return model;
    return { ...model, open: { ...open, editing: withRowText(open.editing, open.row, line.text) } };
  }
  if (what === 'filter')
    return how === 'done' ? { ...model, filter: line.text.trim() } : { ...model, filter: '' };
  if (how === 'given up') return model;
  const read = conditionOf(line.text);
  if ('fault' in read) return { ...before, notice: read.fault };
  world.hand?.hold(world.lane, read.condition);
  return model;
}

/** A breakpoint as it would be typed. */
function conditionWords({ kind, method, path, field }: HoldCondition = {}): string {
  return [kind, method?.toLowerCase(), path, ...(field === undefined ? [] : ['field', field])]
    .filter((word) => word !== undefined)
    .join(' ');
}
