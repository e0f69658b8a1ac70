import { LANE_SETTINGS } from '../../../lab/settings.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import { parseClaim } from '../../views/claims/claims.ts';
import { valuesOf } from './lane-schema.ts';
import { secretNamed } from './references.ts';
import type { FieldToFill, Scenario, Step } from '../scenario.ts';
import type { ScenarioFile, StepFile } from './schema.ts';
import { oneLine } from '../file/words.ts';

/** The scenario that a checked file describes, in the program's own types. */
export function toScenario(file: ScenarioFile, id: string): Scenario {
  const lanes = Object.keys(file.lanes);
  return {
    id,
    title: oneLine(file.title),
    minutes: file.minutes,
    shows: oneLine(file.shows),
    lanes: new Map(Object.entries(file.lanes).map(([lane, settings]) => [lane, toSettings(settings)])),
    steps: file.steps.map((step) => toStep(step, lanes)),
    notes: file.notes?.trim() ?? '',
  };
}

function toSettings({ title, visit, bank, attacker, victim }: ScenarioFile['lanes'][string]): LaneSettings {
  return {
    title: oneLine(title),
    visit,
    bank: valuesOf(LANE_SETTINGS.bank, bank),
    attacker: valuesOf(LANE_SETTINGS.attacker, typeof attacker === 'string' ? { does: attacker } : attacker),
    victim: valuesOf(LANE_SETTINGS.victim, victim),
  };
}

function toStep(step: StepFile, all: readonly string[]): Step {
  const base = {
    lanes: step.lane === undefined ? all : typeof step.lane === 'string' ? [step.lane] : step.lane,
    ...(step.say === undefined ? {} : { say: oneLine(step.say) }),
  };
  if ('visit' in step) return { kind: 'visit', ...base, to: step.visit };
  if ('submit' in step)
    return { kind: 'submit', ...base, form: step.submit.form, fields: toFields(step.submit) };
  if ('knock' in step) return { kind: 'knock', ...base, port: step.knock.port, with: step.knock.with };
  if ('attack' in step) return { kind: 'attack', ...base, deed: step.attack };
  if ('ask' in step) {
    const { answer } = step;
    const choices = step.choices.map(oneLine);
    return {
      kind: 'ask',
      ...base,
      question: oneLine(step.ask),
      choices,
      answer,
      because: oneLine(step.because),
    };
  }
  if ('claim' in step) {
    const claim = parseClaim(step.claim);
    if (claim === undefined) throw new Error(`the schema let an unknown claim pass: ${step.claim}`);
    return { kind: 'claim', ...base, claim, sentence: step.claim };
  }
  return { kind: 'say', ...base, say: oneLine(step.say) };
}

function toFields(submit: Readonly<Record<string, string>>): readonly FieldToFill[] {
  return Object.entries(submit)
    .filter(([name]) => name !== 'form')
    .map(([name, text]) => {
      const secret = secretNamed(text);
      return { name, value: secret === undefined ? { kind: 'text', text } : { kind: 'secret', secret } };
    });
}
