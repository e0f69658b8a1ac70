import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LaneId } from '../../../lab/facts/facts.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import type { Scenario } from '../scenario.ts';

/** Scenarios that a build has read already, by the SHA-256 of their files (hex). */
export type Compiled = Readonly<Record<string, object>>;

type CompiledScenario = Omit<Scenario, 'lanes'> & {
  readonly lanes: readonly (readonly [LaneId, LaneSettings])[];
};

/** What a build keeps of a scenario: itself, with its lanes as pairs, since JSON knows no maps. */
export function compile(scenario: Scenario): object {
  return { ...scenario, lanes: [...scenario.lanes] } satisfies CompiledScenario;
}

/** The name by which a file's content is found again. */
export function contentName(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The scenario of a file whose every byte a build has read before, checked then; undefined for any
 * other. Reading YAML takes 25 ms of every start, and the catalogue does not change between builds.
 */
export function compiledScenario(bytes: Uint8Array): Scenario | undefined {
  const found = compiledOnes()[contentName(bytes)];
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the build wrote it with `compile`
  const scenario = found as CompiledScenario | undefined;
  return scenario === undefined ? undefined : { ...scenario, lanes: new Map(scenario.lanes) };
}

/** What stands beside a bundle; nothing does where the program runs from single files. */
function compiledOnes(): Compiled {
  try {
    return JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));
  } catch {
    return {};
  }
}
