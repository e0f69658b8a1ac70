import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { LaneId } from '../../../lab/facts/facts.ts';
import type { LaneSettings } from '../../../lab/settings.ts';
import type { Scenario } from '../scenario.ts';
import type { Course } from './course.ts';

/** What a build has read and checked already, each by the SHA-256 of its file's bytes (hex). */
export interface CompiledCatalogue {
  readonly scenarios: Readonly<Record<string, CompiledScenario>>;
  readonly courses: Readonly<Record<string, Course>>;
}

/** A scenario with its lanes as pairs, since JSON knows no maps. */
export type CompiledScenario = Omit<Scenario, 'lanes'> & {
  readonly lanes: readonly (readonly [LaneId, LaneSettings])[];
};

/** What a build keeps of a scenario. */
export function compileScenario(scenario: Scenario): CompiledScenario {
  return { ...scenario, lanes: [...scenario.lanes] };
}

/** The name by which a file's content is found again. */
export function contentDigest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The scenario of a file whose every byte a build has read before, checked then; undefined for any
 * other. Reading YAML takes 25 ms of every start, and the catalogue does not change between builds.
 */
export function compiledScenario(bytes: Uint8Array | undefined): Scenario | undefined {
  const scenario = bytes && catalogue().scenarios[contentDigest(bytes)];
  return scenario && { ...scenario, lanes: new Map(scenario.lanes) };
}

/** The same of a course, whose every id had a scenario beside it. */
export function compiledCourse(bytes: Uint8Array | undefined): Course | undefined {
  return bytes && catalogue().courses[contentDigest(bytes)];
}

let found: CompiledCatalogue | undefined;

/** What stands beside a bundle; nothing does where the program runs from single files. */
function catalogue(): CompiledCatalogue {
  return (found ??= readCatalogue());
}

function readCatalogue(): CompiledCatalogue {
  try {
    return JSON.parse(readFileSync(new URL('catalogue.json', import.meta.url), 'utf8'));
  } catch {
    return { scenarios: {}, courses: {} };
  }
}
