import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findScenario } from '../../src/script/catalogue/catalogue.ts';
import { loadScenario } from '../../src/script/load.ts';
import type { Scenario } from '../../src/script/scenario.ts';
import { makeHandout } from '../../src/teaching/handout/make-handout.ts';
import { readRoster } from '../../src/teaching/roster.ts';
import type { TruthLine } from '../../src/teaching/truth.ts';

/** The key of every class of the tests. */
export const CLASS_KEY = Buffer.from('a key that no other class has');

/** A class with its hand-outs in a folder of its own. */
export interface TestClass {
  readonly scenario: Scenario;
  /** Where the students' folders lie. */
  readonly folder: string;
  readonly truth: readonly TruthLine[];
  readonly remove: () => void;
}

/** A scenario of the catalogue. */
export async function catalogued(id: string): Promise<Scenario> {
  return loadScenario(findScenario(id));
}

/** A new folder for a test, and what removes it. */
export function scratch(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'plainsight-class-'));
  return { path, remove: (): void => rmSync(path, { recursive: true, force: true }) };
}

/** Hands a scenario, of the catalogue or one's own, out to students of these ids. */
export async function handOut(of: string | Scenario, ...students: readonly string[]): Promise<TestClass> {
  const scenario = typeof of === 'string' ? await catalogued(of) : of;
  const { path, remove } = scratch();
  const folder = join(path, 'out');
  const truth: TruthLine[] = [];
  const roster = readRoster(
    `student,name\n${students.map((one) => `${one},Nr. ${one}`).join('\n')}\n`,
    'roster',
  );
  for (const student of roster) {
    const all = { scenario, course: 'test', key: CLASS_KEY, version: '0.0.0' };
    const made = await makeHandout(all, student);
    truth.push(made.truth);
    mkdirSync(join(folder, student.folder), { recursive: true });
    for (const [name, content] of Object.entries(made.files))
      writeFileSync(join(folder, student.folder, name), content);
  }
  return { scenario, folder, truth, remove };
}
