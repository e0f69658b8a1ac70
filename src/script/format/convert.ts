import { LANE_SETTINGS } from '../../../lab/settings.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import type { Scenario, ScenarioStep } from '../scenario.ts';
import type { Task } from '../tasks.ts';
import type { ScenarioContent } from './schema.ts';
import type { StepDraft } from './steps/step-format.ts';
import type { TaskDraft } from './tasks/task-format.ts';
import { valuesOf } from './lane-schema.ts';
import { lanesNamed } from './lanes-named.ts';

/** The scenario that a checked file describes, in the program's own types. */
export function toScenario(file: ScenarioContent, id: string): Scenario {
  const { title, minutes, shows, tasks, teaching, notes } = file;
  const lanes = Object.keys(file.lanes);
  return {
    id,
    title,
    minutes,
    shows,
    lanes: new Map(Object.entries(file.lanes).map(([lane, settings]) => [lane, toSettings(settings)])),
    steps: file.steps.map((step) => inLanes(step, lanes)),
    ...(tasks && { tasks: tasks.map((task) => taskIn(task, lanes)) }),
    ...(teaching && { teaching }),
    notes: notes?.trim() ?? '',
  };
}

function toSettings({
  title,
  visit,
  bank,
  attacker,
  victim,
}: ScenarioContent['lanes'][string]): LaneSettings {
  return {
    title,
    visit,
    bank: valuesOf(LANE_SETTINGS.bank, bank),
    attacker: valuesOf(LANE_SETTINGS.attacker, typeof attacker === 'string' ? { does: attacker } : attacker),
    victim: valuesOf(LANE_SETTINGS.victim, victim),
  };
}

/** A step in the lanes that it names, or in all of them. */
function inLanes({ lane, ...step }: StepDraft, all: readonly string[]): ScenarioStep {
  return { ...step, lanes: lanesNamed(lane, all) };
}

function taskIn(task: TaskDraft, all: readonly string[]): Task {
  if (task.kind !== 'choice') return task;
  const { lane, ...choice } = task;
  return { ...choice, lanes: lanesNamed(lane, all) };
}
