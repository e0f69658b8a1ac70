import type { LaneId } from '../../../lab/facts/facts.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { Inspection } from '../../views/inspection/inspection.ts';
import type { CapturedPlace } from '../../views/matrix/cell.ts';
import { pointAt, startModel } from './model.ts';
import type { Model } from './model.ts';
import type { Tree } from './tree.ts';

/** What stays while the inspector is away behind the help or another screen. */
export interface InspectorMemory {
  readonly inspection: Inspection;
  readonly models: Map<LaneId, Model>;
  /** The place that was gone to last. */
  place?: CapturedPlace | undefined;
}

/** By the log: one log is read once, however often the screen comes and goes. */
const MEMORIES = new WeakMap<FactLog, InspectorMemory>();

/** The memory that belongs to a log. */
export function memoryOf(facts: FactLog): InspectorMemory {
  const memory = MEMORIES.get(facts) ?? { inspection: new Inspection(facts), models: new Map() };
  MEMORIES.set(facts, memory);
  return memory;
}

/** From now on every place is gone to anew, the last one too. */
export function forgetPlace(memory: InspectorMemory): void {
  memory.place = undefined;
}

/** The lane's model as it was left, or pointing at a place that the way here led to. */
export function modelOf(
  memory: InspectorMemory,
  lane: LaneId,
  tree: Tree,
  place: CapturedPlace | undefined,
): Model {
  const kept = memory.models.get(lane) ?? startModel(tree);
  // A lane in which nothing had passed when it was first looked at begins anew.
  const model = kept.cursor === '' ? startModel(tree) : kept;
  if (place === undefined || place.lane !== lane || place === memory.place) return model;
  memory.place = place;
  return pointAt({ ...model, notice: '' }, tree, place);
}
