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

/** Questions of one worksheet. */
const MOST = 8;

/** The questions that a scenario's claims make, each asked once. What is right a run says: see `answersOf`. */
export function worksheetQuestions({
  steps,
  lanes,
}: Pick<Scenario, 'steps' | 'lanes'>): readonly WorksheetQuestion[] {
  const asked = new Set<string>();
  const all = [...lanes.values()].map(({ title }) => title);
  return steps
    .flatMap((step, index) => {
      if (step.kind !== 'claim') return [];
      const text = questionOf(step, lanes, all);
      if (asked.has(text)) return [];
      asked.add(text);
      return [{ text, step: index }];
    })
    .slice(0, MOST);
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
  taskVerdict: (
    step: ClaimStep,
    index: number,
  ) => readonly { readonly lane: string; readonly held: boolean; readonly text: string }[],
): readonly (readonly string[])[] {
  return questions.map(({ step: index }) => {
    const step = scenario.steps[index];
    if (step?.kind !== 'claim') return [];
    return taskVerdict(step, index).map(({ lane, held, text }) => {
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
