import { LANE_SETTINGS } from '../../../lab/settings.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import type { Scenario, ScenarioStep } from '../scenario.ts';
import type { ScenarioContent } from './schema.ts';
import type { StepDraft } from './steps/step-format.ts';
import { valuesOf } from './lane-schema.ts';

/** The scenario that a checked file describes, in the program's own types. */
export function toScenario(file: ScenarioContent, id: string): Scenario {
  const { title, minutes, shows, notes } = file;
  const lanes = Object.keys(file.lanes);
  return {
    id,
    title,
    minutes,
    shows,
    lanes: new Map(Object.entries(file.lanes).map(([lane, settings]) => [lane, toSettings(settings)])),
    steps: file.steps.map((step) => inLanes(step, lanes)),
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
  return { ...step, lanes: lane === undefined ? all : typeof lane === 'string' ? [lane] : lane };
}
