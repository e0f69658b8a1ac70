import type { LaneId } from '../../../lab/facts/facts.ts';
import type { FactLog } from '../../../lab/facts/fact-log.ts';
import { ExchangeLog } from '../../views/exchanges/exchange-log.ts';
import { HandLog } from '../../views/hand/hand-log.ts';
import { typedLine } from '../line-editor.ts';
import { START_MODEL } from './model.ts';
import type { HandModel } from './model.ts';

/** What stays while the hand is away behind another screen. */
export interface HandMemory {
  readonly log: HandLog;
  readonly exchanges: ExchangeLog;
  readonly models: Map<LaneId, HandModel>;
}

/** By the log: one log is read once, however often the screen comes and goes. */
const MEMORIES = new WeakMap<FactLog, HandMemory>();

/** The memory that belongs to a log. */
export function handMemoryOf(facts: FactLog): HandMemory {
  const memory = MEMORIES.get(facts) ?? {
    log: new HandLog(facts),
    exchanges: new ExchangeLog(facts),
    models: new Map<LaneId, HandModel>(),
  };
  MEMORIES.set(facts, memory);
  return memory;
}

/** Where a person stands in a lane's hand. */
export function handModelOf({ models }: HandMemory, lane: LaneId): HandModel {
  return models.get(lane) ?? START_MODEL;
}

/** Has the hand of a lane come up with its filter being typed. */
export function beginFilter(facts: FactLog, lane: LaneId): void {
  const memory = handMemoryOf(facts);
  const { open: _open, ...model } = handModelOf(memory, lane);
  memory.models.set(lane, { ...model, typing: { what: 'filter', line: typedLine(model.filter) } });
}
