import { grouped } from '../../../lab/text/count.ts';
import { pointAt } from './model.ts';
import type { Chosen, Model } from './model.ts';
import { patternOf } from './search.ts';
import type { Spot, Tree } from './tree.ts';

/** Points at a place found: the next (1), the one before (-1), or (0) the first from here on. Goes round at the ends. */
export function findFrom(model: Model, tree: Tree, chosen: Chosen, way: 1 | 0 | -1): Model {
  const pattern = patternOf(model.query);
  if (pattern === undefined) return { ...model, notice: 'nothing to find: / begins a search' };
  const found = tree.find(pattern);
  if (found.length === 0) {
    const what = pattern.as === 'hex' ? 'these bytes are' : 'this text is';
    return { ...model, notice: `${what} nowhere in the lane’s ${grouped(tree.size)} bytes${how(tree)}` };
  }
  const order = new Map(tree.connections.map(({ id }, index) => [id, index]));
  const rank = (spot: Spot): number =>
    (order.get(spot.connection) ?? 0) * 2 + (spot.direction === 'to-bank' ? 0 : 1);
  const point = model.byte ?? model.spot;
  const here: Spot = point ?? {
    connection: chosen.row.connection,
    direction: chosen.direction,
    offset: chosen.ranges[0]?.offset ?? -1,
    length: 0,
  };
  const compare = (a: Spot, b: Spot): number => rank(a) - rank(b) || a.offset - b.offset;
  const next = found.findIndex((spot) => (way === 1 ? compare(spot, here) > 0 : compare(spot, here) >= 0));
  const after = next === -1 ? (way === -1 ? found.length : 0) : next;
  const index = way === -1 ? (after - 1 + found.length) % found.length : after;
  const spot = found[index];
  if (spot === undefined) return model;
  const notice = `${grouped(index + 1)} of ${grouped(found.length)} places${how(tree)} · n next, N before`;
  const pointed = pointAt(model, tree, spot);
  return model.byte === undefined
    ? { ...pointed, notice }
    : { ...pointed, byte: { ...spot, length: 1 }, notice };
}

/** Says that it was looked for in what only the victim's keys open. */
const how = (tree: Tree): string => (tree.withKeys ? ', with the victim’s keys' : '');
