import { ORDINARY } from '../../../lab/settings.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import type { Scenario, ScenarioStep } from '../scenario.ts';
import type { ScenarioContent } from './schema.ts';
import type { StepDraft } from './steps/step-format.ts';

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
  const { http, https, hsts, certificate, tls, mysql } = bank;
  const { browses, preloaded } = victim;
  return {
    title,
    visit,
    bank: {
      http,
      https,
      hsts,
      secureCookie: bank['secure-cookie'],
      certificate,
      tls,
      keyExchange: bank['key-exchange'],
      clientCertificate: bank['client-certificate'],
      mysql,
    },
    attacker: typeof attacker === 'string' ? { ...ORDINARY.attacker, does: attacker } : attacker,
    victim: {
      trustsAttacker: victim.trusts === 'attacker',
      clicksThrough: victim['clicks-through'],
      browses,
      preloaded,
      clientCertificate: victim['client-certificate'],
    },
  };
}

/** A step in the lanes that it names, or in all of them. */
function inLanes({ lane, ...step }: StepDraft, all: readonly string[]): ScenarioStep {
  return { ...step, lanes: lane === undefined ? all : typeof lane === 'string' ? [lane] : lane };
}
