import type { Fact } from '../../lab/facts/session.ts';
import { comparesLanes } from '../views/claims/claims.ts';
import { wordList } from '../script/file/words.ts';
import type { ClaimStep, Scenario } from '../script/scenario.ts';

/** A question of a worksheet: in which of the lanes something holds, of which a claim of the scenario speaks. */
export interface WorksheetQuestion {
  readonly text: string;
  /** The claim's place among the scenario's steps. */
  readonly step: number;
}

/** Questions of one worksheet, at most, and at least where there are as many. */
const MOST = 8;
const FEWEST = 3;

/** The questions that a scenario's claims make, each asked once. What is right a run says: see `answersOf`. */
export function worksheetQuestions({
  steps,
  lanes,
}: Pick<Scenario, 'steps' | 'lanes'>): readonly WorksheetQuestion[] {
  const all = [...lanes.values()].map(({ title }) => title);
  const claims = steps.flatMap((step, index) =>
    step.kind === 'claim' ? [{ step, text: questionOf(step, lanes, all), index }] : [],
  );
  const each = claims.filter(({ text }, at) => claims.findIndex((other) => other.text === text) === at);
  // Where nobody reads a thing says as much as where somebody does.
  const halves = each.filter(
    ({ step }, at) => each.findIndex((other) => sameHalf(other.step) === sameHalf(step)) === at,
  );
  return (halves.length >= FEWEST ? halves : each)
    .slice(0, MOST)
    .map(({ text, index }) => ({ text, step: index }));
}

function sameHalf({ sentence }: ClaimStep): string {
  return sentence.replace('does not read', 'reads').replace('does not see', 'sees');
}

function questionOf(step: ClaimStep, lanes: Scenario['lanes'], all: readonly string[]): string {
  if (comparesLanes(step.claim)) {
    const [one = '', other = ''] = step.lanes.map((id) => lanes.get(id)?.title ?? id);
    return `Compare ${one} with ${other}. Is this so, and by how much: "${step.sentence}"?`;
  }
  return all.length === 1
    ? `Is this so: "${step.sentence}"? How can you tell?`
    : `In which lanes is this so: "${step.sentence}"? Look at ${wordList(all, 'and')}. How can you tell?`;
}

/** What a run says of each question: the verdict of every lane, with its evidence. */
export function answersOf(
  scenario: Pick<Scenario, 'steps' | 'lanes'>,
  questions: readonly WorksheetQuestion[],
  verdictsOf: (
    step: ClaimStep,
    index: number,
  ) => readonly { readonly lane: string; readonly held: boolean; readonly text: string }[],
): readonly (readonly string[])[] {
  return questions.map(({ step: index }) => {
    const step = scenario.steps[index];
    if (step?.kind !== 'claim') return [];
    return verdictsOf(step, index).map(({ lane, held, text }) => {
      const title = scenario.lanes.get(lane)?.title ?? lane;
      return `${title}: ${held ? 'yes' : 'no'} (${text}).`;
    });
  });
}

/** The facts of a run up to and with the end of one of its steps. */
export function factsUntil(facts: readonly Fact[], step: number): readonly Fact[] {
  const end = facts.findIndex((fact) => fact.type === 'step-finished' && fact.index === step);
  return end === -1 ? facts : facts.slice(0, end + 1);
}
